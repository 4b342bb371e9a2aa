"""From places in a document to offsets in its text, and from offsets to lines and columns."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from .observations import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .pointers import Path

_LINE_FEED = re.compile(r"\n")
_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_SCALAR = re.compile(r"[^\s,\]}]+")
_NESTING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')

_Wanted: TypeAlias = "dict[str | int, _Wanted]"


class Lines:
    """The lines of a text, which end with a line feed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(match.end() for match in _LINE_FEED.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both from 1; columns count Unicode code points."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def locate(text: str, places: Iterable[Place]) -> dict[Place, int]:
    """Return the offset in ``text`` of each place.

    ``text`` must be JSON as `chatlayer_session.reading.parse` accepts it. Of equal keys the last one counts, as it does
    for the value. A place that the text does not have is left out.
    """
    wanted: _Wanted = {}
    asked = set(places)
    for place in asked:
        level = wanted
        for step in place.path:
            level = level.setdefault(step, {})
    return _Locator(text, asked).found(wanted)


class _Locator:
    def __init__(self, text: str, asked: set[Place]) -> None:
        self.text = text
        self.asked = asked
        self.offsets: dict[Place, int] = {}

    def found(self, wanted: _Wanted) -> dict[Place, int]:
        # The depth of the recursion is that of the deepest place asked for, not that of the text.
        self.value(self.skip_space(0), (), wanted)
        return self.offsets

    def value(self, offset: int, path: Path, wanted: _Wanted) -> int:
        """Note the value at ``offset``, look for what is wanted inside it, and return its end."""
        self.note(path, Part.VALUE, offset)
        if not wanted or self.text[offset] not in "{[":
            return self.skip_value(offset)
        return self.container(offset, path, wanted)

    def container(self, offset: int, path: Path, wanted: _Wanted) -> int:
        is_object = self.text[offset] == "{"
        index = 0
        offset = self.skip_space(offset + 1)
        while self.text[offset] not in "}]":
            step: str | int = index
            if is_object:
                start, offset = offset, self.skip_string(offset)
                step = json.loads(self.text[start:offset])
                if step in wanted:
                    self.forget((*path, step))
                    self.note((*path, step), Part.KEY, start)
                offset = self.skip_space(self.skip_space(offset) + 1)
            inner = wanted.get(step)
            offset = self.skip_value(offset) if inner is None else self.value(offset, (*path, step), inner)
            offset = self.skip_space(offset)
            if self.text[offset] == ",":
                offset = self.skip_space(offset + 1)
            index += 1
        return offset + 1

    def note(self, path: Path, part: Part, offset: int) -> None:
        place = Place(path, part)
        if place in self.asked:
            self.offsets[place] = offset

    def forget(self, path: Path) -> None:
        """Drop what an earlier member of the same name gave."""
        length = len(path)
        for place in [place for place in self.offsets if place.path[:length] == path]:
            del self.offsets[place]

    def skip_space(self, offset: int) -> int:
        match = _SPACE.match(self.text, offset)
        return match.end() if match else offset

    def skip_string(self, offset: int) -> int:
        match = _STRING.match(self.text, offset)
        return match.end() if match else len(self.text)

    def skip_value(self, offset: int) -> int:
        first = self.text[offset]
        if first == '"':
            return self.skip_string(offset)
        if first not in "{[":
            match = _SCALAR.match(self.text, offset)
            return match.end() if match else len(self.text)
        depth = 0
        for token in _NESTING.finditer(self.text, offset):
            mark = token[0]
            if mark in "{[":
                depth += 1
            elif mark in "}]":
                depth -= 1
                if depth == 0:
                    return token.end()
        return len(self.text)
