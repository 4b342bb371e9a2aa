"""Offsets of members in the text of a document, and the lines and columns of offsets."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from ..issues import Anchor, AnchorPart
from .grammar import KNOWN_STRING, WHITESPACE, skip_whitespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..jsonpointer import InstancePath

_LINE_FEED = re.compile(r"\n")
_STRING = re.compile(KNOWN_STRING)
_SEPARATOR = re.compile(rf"{WHITESPACE},?{WHITESPACE}")
_NAME = re.compile(rf"({KNOWN_STRING}){WHITESPACE}:{WHITESPACE}")
_SCALAR = re.compile(r"[^\s,\]}]+")
_STRING_OR_BRACKET = re.compile(rf"{KNOWN_STRING}|[\[\]{{}}]")

_Wanted: TypeAlias = "dict[str | int, _Wanted]"


class LineIndex:
    """The lines of a text, which end with a line feed."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Most records are one line, for which no search for the line is needed.
        self._is_one_line = "\n" not in text

    @cached_property
    def starts(self) -> list[int]:
        """The offset of the start of each line."""
        return [0, *(match.end() for match in _LINE_FEED.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset, both from 1; columns count Unicode code points."""
        if self._is_one_line:
            return 1, offset + 1
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def describe(self, offset: int) -> str:
        """Return a position in words; the column alone in a text of one line, which may be any line of a file."""
        line, column = self.position(offset)
        return f"column {column}" if self._is_one_line else f"line {line}, column {column}"


def locate_all(text: str, anchors: Iterable[Anchor]) -> dict[Anchor, int]:
    """Return the offset in ``text`` of each anchor; anchors that the text does not have are left out.

    ``text`` must be JSON that `parse_strict` accepts. The last of equal keys counts, as it does for the value.
    """
    wanted: _Wanted = {}
    unique = set(anchors)
    for anchor in unique:
        level = wanted
        for step in anchor.path:
            level = level.setdefault(step, {})
    return _Scanner(text, unique).locate(wanted)


@dataclass(slots=True)
class _ScanFrame:
    """A container with wanted members: ``index`` is that of the next item, ``keys`` are the wanted keys so far."""

    path: InstancePath
    wanted: _Wanted
    is_object: bool
    index: int = 0
    keys: set[str | int] = field(default_factory=set[str | int])


class _Scanner:
    """One pass over one text; ``frames`` are the containers around the offset, without recursion for any depth."""

    def __init__(self, text: str, anchors: set[Anchor]) -> None:
        self.text = text
        self.anchors = anchors
        self.offsets: dict[Anchor, int] = {}
        self.frames: list[_ScanFrame] = []

    def locate(self, wanted: _Wanted) -> dict[Anchor, int]:
        text = self.text
        offset = self.enter(skip_whitespace(text, 0), (), wanted)
        while self.frames:
            frame = self.frames[-1]
            offset = _end(_SEPARATOR, text, offset)
            if text[offset] in "}]":
                self.frames.pop()
                offset += 1
                continue
            step, start = self.step(frame, offset)
            inner = frame.wanted.get(step)
            if inner is None:
                offset = end_of_value(self.text, start)
            else:
                offset = self.enter(start, self.record_key(frame, step, offset, inner), inner)
        return self.offsets

    def enter(self, offset: int, path: InstancePath, wanted: _Wanted) -> int:
        """Note the value at ``offset``; return the offset inside it if a member is wanted, else the one after it."""
        self.note(path, AnchorPart.VALUE, offset)
        if not wanted or self.text[offset] not in "{[":
            return end_of_value(self.text, offset)
        self.frames.append(_ScanFrame(path, wanted, is_object=self.text[offset] == "{"))
        return offset + 1

    def step(self, frame: _ScanFrame, offset: int) -> tuple[str | int, int]:
        """Return the name or index of the member or item at ``offset``, and the offset of its value."""
        if not frame.is_object:
            frame.index += 1
            return frame.index - 1, offset
        name = _NAME.match(self.text, offset)
        if name is None:
            return "", len(self.text)
        return _unescaped(name[1]), name.end()

    def record_key(self, frame: _ScanFrame, step: str | int, offset: int, inner: _Wanted) -> InstancePath:
        """Note the key of a wanted member at ``offset``, and return the path of the member or item."""
        path = (*frame.path, step)
        if frame.is_object:
            if step in frame.keys:
                self.discard(path, inner)
            frame.keys.add(step)
            self.note(path, AnchorPart.KEY, offset)
        return path

    def note(self, path: InstancePath, part: AnchorPart, offset: int) -> None:
        anchor = Anchor(path, part)
        if anchor in self.anchors:
            self.offsets[anchor] = offset

    def discard(self, path: InstancePath, wanted: _Wanted) -> None:
        """Drop the offsets of an earlier member of the same name."""
        waiting = [(path, wanted)]
        while waiting:
            path, wanted = waiting.pop()
            for part in AnchorPart:
                self.offsets.pop(Anchor(path, part), None)
            waiting.extend(((*path, step), inner) for step, inner in wanted.items())


def end_of_value(text: str, offset: int) -> int:
    """Return the end of the value that starts at ``offset``; ``text`` must be JSON."""
    first = text[offset]
    if first == '"':
        return _end(_STRING, text, offset)
    if first not in "{[":
        return _end(_SCALAR, text, offset)
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text, offset):
        mark = token[0]
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
            if depth == 0:
                return token.end()
    return len(text)


def end_of_member(text: str, offset: int) -> int:
    """Return the end of the member whose key starts at ``offset``, or of the value if there is no key.

    ``text`` may be the start of JSON: a value that is cut off ends with the text.
    """
    name = _NAME.match(text, offset)
    start = offset if name is None else name.end()
    return end_of_value(text, start) if start < len(text) else start


def iter_members(text: str, offset: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield the name or index of each member or item of the container at ``offset``, and the extent of its value.

    ``text`` must be JSON. Equal names are all yielded; a scalar yields nothing.
    """
    if text[offset] not in "{[":
        return
    is_object = text[offset] == "{"
    index = 0
    offset = _end(_SEPARATOR, text, offset + 1)
    while text[offset] not in "}]":
        name = _NAME.match(text, offset) if is_object else None
        step: str | int = index if name is None else _unescaped(name[1])
        start = offset if name is None else name.end()
        end = end_of_value(text, start)
        yield step, start, end
        index += 1
        offset = _end(_SEPARATOR, text, end)


def _unescaped(raw: str) -> str:
    return json.loads(raw) if "\\" in raw else raw[1:-1]


def _end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    match = pattern.match(text, offset)
    return match.end() if match else len(text)
