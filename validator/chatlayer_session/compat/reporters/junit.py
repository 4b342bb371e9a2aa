"""The report for test dashboards: JUnit XML, with a suite for each schema.

A change that fails the run, or is accepted, is a case. All other changes of a schema share one case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from ...escaping import escape_control
from ...reporters.paths import relative_path
from ...reporters.runs.junit import add_case, add_outcome, document, set_counts
from ...reporters.style import Style
from ...version import TOOL_NAME
from ..changes import CompatVerdict
from . import FORMATS
from .text import change_lines, divide, headline, locate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..changes import Comparison, Compatibility, SchemaChange


@FORMATS.register()
def render(compatibility: Compatibility, _style: Style) -> str:
    """Return the whole report."""
    root = Element("testsuites", name=TOOL_NAME)
    for comparison, changes, _ in divide(compatibility):
        _add_suite(root, comparison, changes)
    return document(root)


def _add_suite(root: Element, comparison: Comparison, changes: Iterable[SchemaChange]) -> None:
    path = escape_control(relative_path(comparison.new or comparison.old))
    suite = SubElement(root, "testsuite", name=path, file=path)
    others: list[str] = []
    for change in changes:
        lines = "\n".join(change_lines(change, Style()))
        if change.verdict is CompatVerdict.COMPATIBLE and not change.is_accepted:
            others.append(f"{lines}\n")
            continue
        place = change.place_on_disk
        name = f"{change.id.value} {locate(change)}"
        case = add_case(suite, name, escape_control(relative_path(place.file)), place.line)
        add_outcome(case, "skipped" if change.is_accepted else "failure", headline(change), change.id, lines)
    if others or not len(suite):
        case = add_case(suite, "other changes", path)
        if others:
            SubElement(case, "system-out").text = "".join(others)
    set_counts(suite)
