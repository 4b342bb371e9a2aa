"""Observations to findings: each at its line and column, and with nothing in it that a payload keeps private."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .findings import Finding, Kind
from .locating import Lines, locate
from .observations import Place
from .pointers import pointer_to
from .showing import fit_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .documents import Document
    from .observations import Observation
    from .pointers import JsonValue, Path

MAX_VALUE_LENGTH = 80
"""Characters of a payload's text that a finding shows where values were asked for."""

READ_ONLY = "internal"
"""The member of a session that is the platform's; all others are variables."""
_SPACES = re.compile(r"\s+")


def shown_path(path: Path, kind: Kind | None, *, show_values: bool) -> Path:
    """Return as much of a path in a payload as may be shown.

    The names of the platform are no secret, and neither are those of variables; what is inside a variable is. Where the
    kind of the payload is not known, nothing is.
    """
    if show_values:
        return path
    if kind is Kind.SESSION and path[:1] != (READ_ONLY,):
        return path[:1]
    return () if kind is None else path


class Placer:
    """Makes findings of the observations in one document; ``first_line`` is its line in the source."""

    def __init__(self, document: Document, first_line: int, *, show_values: bool) -> None:
        self.document = document
        self.first_line = first_line
        self.show_values = show_values
        self.lines = None if document.text is None else Lines(document.text)
        self.offsets: dict[Place, int] = {}

    def look_up(self, places: Iterable[Place]) -> None:
        """Find all these places, whose paths start at the root of the document, in one pass over the text."""
        asked = set(places)
        if asked and self.document.text is not None:
            self.offsets = locate(self.document.text, asked)

    def findings(self, observations: Sequence[Observation], base: Path, kind: Kind | None) -> tuple[Finding, ...]:
        """Return the findings on the payload at ``base``, in the order of their places in the text."""
        placed = [(self._offset(observation), observation) for observation in observations]
        # The sort is stable: what has no place in a text, or the same one, stays in the order of the rules.
        placed.sort(key=lambda pair: -1 if pair[0] is None else pair[0])
        return tuple(self._finding(observation, offset, base, kind) for offset, observation in placed)

    def _offset(self, observation: Observation) -> int | None:
        place = observation.place
        return self.offsets.get(place) if isinstance(place, Place) else place

    def _finding(self, observation: Observation, offset: int | None, base: Path, kind: Kind | None) -> Finding:
        inside = observation.path[: len(base)] == base
        path = observation.path[len(base) :] if inside else ()
        shown = shown_path(path, kind, show_values=self.show_values)
        key = fit_name(str(path[-1])) if path and shown == path else "a key"
        line, column = self._position(offset)
        return Finding(
            rule=observation.rule,
            pointer=pointer_to(shown),
            message=observation.message.replace("{key}", key),
            hint=observation.hint,
            line=line,
            column=column,
            schema_pointer=observation.schema_pointer,
            value=self._value(observation.path, offset) if self.show_values else None,
        )

    def _position(self, offset: int | None) -> tuple[int | None, int | None]:
        if self.lines is None or offset is None:
            return None, None
        line, column = self.lines.position(offset)
        return line + self.first_line - 1, column

    def _value(self, path: Path, offset: int | None) -> str | None:
        """Return the text at an offset, or the scalar at a path in a parsed payload, on one line and shortened."""
        if self.document.text is not None:
            start = offset or 0
            # Twice the length leaves room for the white space that is folded.
            raw = self.document.text[start : start + 2 * MAX_VALUE_LENGTH]
        else:
            value = self.document.instance
            for step in path:
                value = _child(value, step)
            # Containers may be too deep for json.dumps.
            raw = "" if isinstance(value, dict | list) else json.dumps(value)
        folded = _SPACES.sub(" ", raw).strip()
        return folded if len(folded) <= MAX_VALUE_LENGTH else folded[: MAX_VALUE_LENGTH - 1] + "\u2026"


def _child(value: JsonValue, step: str | int) -> JsonValue:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int):
        return value[step]
    return None
