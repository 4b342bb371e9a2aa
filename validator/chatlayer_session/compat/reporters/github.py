"""The report as GitHub workflow commands, which annotate the changed schema files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...reporters.runs.github import command, file_name
from ..changes import CompatVerdict
from . import FORMATS
from .text import divide, headline, summary, title, witness_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reporters.style import Style
    from ..changes import Compatibility, SchemaChange

_COMMANDS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "notice"}


@FORMATS.register_lines
def lines(compatibility: Compatibility, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    for _, changes, _ in divide(compatibility):
        yield from map(_annotation, changes)
    yield summary(compatibility, style)


def _annotation(change: SchemaChange) -> str:
    place, file = change.place_on_disk, file_name(change.place.file)
    position = {} if place.line is None else {"line": str(place.line), "col": str(place.column)}
    # The log of a step shows the message only.
    message = ":".join([file, *list(position.values())[:1], f" {headline(change)}"])
    message = "\n".join([message, *map(escape_control, witness_lines(change))])
    return command(_COMMANDS[change.verdict], message, file=file, **position, title=title(change))
