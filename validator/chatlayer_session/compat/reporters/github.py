"""The report as GitHub workflow commands, which annotate the schema files of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ..changes import CompatVerdict
from .text import described, place, shown_witnesses, summary, weight

if TYPE_CHECKING:
    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

_COMMANDS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "notice"}


def render(compatibility: Compatibility, style: Style) -> str:
    """Return the whole report."""
    found = [
        f"{_command(comparison, change)}\n" for comparison in compatibility.comparisons for change in comparison.changes
    ]
    return "".join((*found, f"{summary(compatibility, style)}\n"))


def _command(comparison: Comparison, change: SchemaChange) -> str:
    file = comparison.new or comparison.old or ""
    title = f"{weight(change)}[{change.id.value}]"
    told = [
        f"{place(comparison, change)} {format_pointer(change.instance)}: {described(change)}",
        *shown_witnesses(change),
    ]
    message = "\n".join(escape_control(each) for each in told)
    properties = f"file={_property(escape_control(file))},title={_property(title)}"
    return f"::{_COMMANDS[change.verdict]} {properties}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
