"""The report as GitHub workflow commands, which annotate the schema files of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...reporters.runs.github import command
from ..changes import CompatVerdict
from . import FORMATS
from .text import described, place, shown_witnesses, summary, weight

if TYPE_CHECKING:
    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

_COMMANDS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "notice"}


@FORMATS.register()
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
    return command(_COMMANDS[change.verdict], message, file=escape_control(file), title=title)
