"""Observations to findings: each at its line and column, and with nothing in it that a payload keeps private."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..escaping import quote_name
from ..findings import Finding, Kind
from ..jsonpointer import format_pointer
from ..parsing.key_search import find_unique_keys
from ..parsing.positions import LineIndex, end_of_member, locate_all
from ..redaction import redact_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..document import Document
    from ..issues import Anchor, Issue
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field

MAX_VALUE_LENGTH = 80
"""Characters of a payload's text that a finding shows where values were asked for."""

MAX_INTEGER_BITS = 4096
"""Bits of an integer that is shown; Python refuses to write out much longer ones."""

_SPACES = re.compile(r"\s+")


class FindingBuilder:
    """Makes findings of the observations in one document; ``first_line`` is its line in the source."""

    def __init__(self, document: Document, first_line: int, *, show_values: bool) -> None:
        self.document = document
        self.line_offset = first_line
        self.show_values = show_values
        self.offsets: dict[Anchor, int] = {}
        self._lines: LineIndex | None = None

    def resolve(self, places: Iterable[Anchor]) -> None:
        """Find all these places, whose paths start at the root of the document."""
        asked = set(places)
        lines = self._text_lines() if asked else None
        if lines is None:
            return
        if self.document.is_clean:
            self.offsets = find_unique_keys(lines.text, asked)
        if len(self.offsets) < len(asked):
            # What does not stand out is found in one pass over the text.
            self.offsets.update(locate_all(lines.text, asked.difference(self.offsets)))

    def build(
        self, observations: Sequence[Issue], base: InstancePath, kind: Kind | None, declared: Field | None = None
    ) -> tuple[Finding, ...]:
        """Return the findings on the payload at ``base``, in the order of their places in the text.

        ``declared`` is as for `redact_path`.
        """
        placed = [(self._offset(observation), observation) for observation in observations]
        if len(placed) > 1:
            # The sort is stable: what has no place in a text, or the same one, stays in the order of the rules.
            placed.sort(key=lambda pair: -1 if pair[0] is None else pair[0])
        return tuple([self._finding(observation, offset, base, kind, declared) for offset, observation in placed])

    def _offset(self, observation: Issue) -> int | None:
        place = observation.anchor
        return place if isinstance(place, int) else self.offsets.get(place)

    def _finding(
        self,
        observation: Issue,
        offset: int | None,
        base: InstancePath,
        kind: Kind | None,
        declared: Field | None,
    ) -> Finding:
        path = observation.path
        if base:
            path = path[len(base) :] if path[: len(base)] == base else ()
        shown = redact_path(path, kind, show_values=self.show_values, declared=declared, at_root=not base)
        message = observation.message
        if "{key}" in message:
            message = message.replace("{key}", quote_name(str(path[-1])) if path and shown == path else "a key")
        line, column = self._position(offset)
        value = self._value(observation.path, offset) if self.show_values else None
        return Finding(
            observation.rule,
            format_pointer(shown),
            message,
            observation.hint,
            line,
            column,
            observation.schema_pointer,
            value,
        )

    def _position(self, offset: int | None) -> tuple[int | None, int | None]:
        lines = None if offset is None else self._text_lines()
        if offset is None or lines is None:
            return None, None
        line, column = lines.position(offset)
        return line + self.line_offset - 1, column

    def _value(self, path: InstancePath, offset: int | None) -> str | None:
        """Return the text at an offset, or the scalar at a path in a parsed payload, on one line and shortened."""
        lines = self._text_lines()
        if lines is None:
            return _parsed_value(self.document.instance, path)
        start = offset or 0
        # Twice the length leaves room for the white space that is folded.
        window = lines.text[start : start + 2 * MAX_VALUE_LENGTH]
        # What is not JSON has no end to its values, and is looked at with what stands behind it.
        end = end_of_member(window, 0) if self.document.is_json else len(window)
        return _shorten(window[:end], goes_on=end == len(window) and start + end < len(lines.text))

    def _text_lines(self) -> LineIndex | None:
        """Return the lines of the document's text; None for a payload that was parsed elsewhere."""
        if self._lines is None:
            # Taken when something is to be placed, which most large documents do not need.
            text = self.document.text
            self._lines = None if text is None else LineIndex(text)
        return self._lines


def _parsed_value(value: JsonValue, path: InstancePath) -> str | None:
    """Return the scalar at a path as JSON text; None for what is missing, too long to be read, or a container."""
    for step in path:
        if not _has(value, step):
            return None
        value = _child(value, step)
    # Containers may be too deep for json.dumps, and integers too long for it.
    if isinstance(value, dict | list) or (isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS):
        return None
    return _shorten(json.dumps(value))


def _shorten(raw: str, *, goes_on: bool = False) -> str:
    folded = _SPACES.sub(" ", raw).strip()
    if len(folded) > MAX_VALUE_LENGTH or goes_on:
        return folded[: MAX_VALUE_LENGTH - 1] + "\u2026"
    return folded


def _has(value: JsonValue, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _child(value: JsonValue, step: str | int) -> JsonValue:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int):
        return value[step]
    return None
