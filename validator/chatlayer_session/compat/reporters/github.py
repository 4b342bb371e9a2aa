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
    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

_COMMANDS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "notice"}


@FORMATS.register()
def render(compatibility: Compatibility, style: Style) -> str:
    """Return the whole report."""
    annotations = [
        _annotation(comparison, change) for comparison in compatibility.comparisons for change in comparison.changes
    ]
    return "".join(f"{line}\n" for line in (*annotations, summary(compatibility, style)))


def _annotation(comparison: Comparison, change: SchemaChange) -> str:
    file = comparison.new or comparison.old or ""
    subject = f"{place(comparison, change)} {format_pointer(change.instance)}"
    lines = [f"{subject}: {describe(change)}", *witness_lines(change)]
    message = "\n".join(escape_control(line) for line in lines)
    return command(_COMMANDS[change.verdict], message, file=escape_control(file), title=title(change))
