"""The report as GitHub workflow commands, which annotate the changed schema files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...reporters.runs.github import command
from ..changes import CompatVerdict
from . import FORMATS
from .text import describe, place, summary, title, witness_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

_COMMANDS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "notice"}


@FORMATS.register_lines
def lines(compatibility: Compatibility, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    for comparison in compatibility.comparisons:
        yield from (_annotation(comparison, change) for change in comparison.changes)
    yield summary(compatibility, style)


def _annotation(comparison: Comparison, change: SchemaChange) -> str:
    file = comparison.new or comparison.old or ""
    subject = f"{place(comparison, change)} {format_pointer(change.instance)}"
    message = "\n".join(map(escape_control, (f"{subject}: {describe(change)}", *witness_lines(change))))
    return command(_COMMANDS[change.verdict], message, file=escape_control(file), title=title(change))
