"""Offsets of members in the text of a document, and the lines and columns of offsets."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any, cast

from ..issues import AnchorPart
from .grammar import KNOWN_STRING, WHITESPACE, skip_whitespace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from ..issues import Anchor
    from ..jsonpointer import InstancePath

_LINE_FEED = re.compile(r"\n")
_STRING = re.compile(KNOWN_STRING)
_SEPARATOR = re.compile(rf"{WHITESPACE},?{WHITESPACE}")
_NAME = re.compile(rf"({KNOWN_STRING}){WHITESPACE}:{WHITESPACE}")
_SCALAR = re.compile(r"[^\s,\]}]+")
_STRING_OR_BRACKET = re.compile(rf"{KNOWN_STRING}|[\[\]{{}}]")
# Reads a value at the speed of C, and keeps next to nothing of it.
_decoder = json.JSONDecoder(object_pairs_hook=len, parse_int=len, parse_float=len, parse_constant=len)
_scan_value = cast("Callable[[str, int], tuple[object, int]]", cast("Any", _decoder).scan_once)


class LineIndex:
    """The lines of a text, which end with a line feed."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Most records are one line, for which no search for the line is needed.
        self._is_one_line = "\n" not in text

    @cached_property
    def starts(self) -> array[int]:
        """The offset of the start of each line."""
        return array("q", chain([0], (match.end() for match in _LINE_FEED.finditer(self.text))))

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


def locate_all(text: str, anchors: Iterable[Anchor], *, unique_keys: bool = False) -> dict[Anchor, int]:
    """Return the offset in ``text`` of each anchor; anchors that the text does not have are left out.

    ``text`` must be JSON that `parse_strict` accepts. The last of equal keys counts, as it does for the value. With
    ``unique_keys``, no object has equal keys, and the text is read only up to the last anchor.
    """
    unique = set(anchors)
    root = _scan(text, (anchor.path for anchor in unique), unique_keys=unique_keys)
    offsets: dict[Anchor, int] = {}
    for anchor in unique:
        place = root.at(anchor.path)
        offset = None if place is None else place.key if anchor.part is AnchorPart.KEY else place.start
        if offset is not None:
            offsets[anchor] = offset
    return offsets


def locate_values(text: str, paths: Collection[InstancePath]) -> dict[InstancePath, tuple[int, int]]:
    """Return the extent in ``text`` of the value at each path, as `locate_all` finds it."""
    root = _scan(text, paths, unique_keys=False)
    places = ((path, root.at(path)) for path in paths)
    return {path: (place.start, place.end) for path, place in places if place is not None}


class _Place:
    """A member, item or root: the offsets of its key, its value and the end of its value, and the places inside it.

    ``start`` is negative until the place is found.
    """

    __slots__ = ("end", "key", "members", "start")

    def __init__(self) -> None:
        self.key: int | None = None
        self.start = self.end = -1
        self.members: dict[str | int, _Place] = {}

    def at(self, path: InstancePath) -> _Place | None:
        """Return the place at a path inside this one; None if the text does not have it."""
        place = self
        for step in path:
            outer, place = place, place.members[step]
            if place.start < outer.start:
                # It was not found, or only in an earlier member of the same name.
                return None
        return place if place.start >= 0 else None


def _scan(text: str, paths: Iterable[InstancePath], *, unique_keys: bool) -> _Place:
    """Return the root of the places at ``paths``, found in one pass without recursion for any depth."""
    root, total = _Place(), 1
    for path in paths:
        place = root
        for step in path:
            if step not in place.members:
                place.members[step] = _Place()
                total += 1
            place = place.members[step]
    _Scanner(text, total if unique_keys else -1).run(root)
    return root


class _Scanner:
    """One pass over one text, until ``missing`` is 0: the number of places that are not found yet.

    ``frames`` are the containers with places around the offset, each with the indices of its items; None for an object.
    """

    def __init__(self, text: str, missing: int) -> None:
        self.text = text
        self.missing = missing
        self.frames: list[tuple[_Place, Iterator[int] | None]] = []

    def run(self, root: _Place) -> None:
        text = self.text
        offset = self.enter(root, skip_whitespace(text, 0))
        while self.frames and self.missing:
            container, indices = self.frames[-1]
            offset = _end(_SEPARATOR, text, offset)
            if text[offset] in "}]":
                offset += 1
                container.end = offset
                self.frames.pop()
                continue
            key, start = offset, offset
            step: str | int
            if indices is None:
                name = _NAME.match(text, offset)
                step, start = ("", len(text)) if name is None else (_unescaped(name[1]), name.end())
            else:
                step = next(indices)
            place = container.members.get(step)
            if place is None:
                offset = end_of_value(text, start)
            else:
                place.key = key if indices is None else None
                offset = self.enter(place, start)

    def enter(self, place: _Place, offset: int) -> int:
        """Note the value at ``offset``; return the offset inside it if it has places, else the one after it."""
        self.missing -= place.start < 0
        place.start = offset
        if place.members and self.text[offset] in "{[":
            self.frames.append((place, count() if self.text[offset] == "[" else None))
            return offset + 1
        if self.missing:
            place.end = end_of_value(self.text, offset)
        return place.end


def end_of_value(text: str, offset: int) -> int:
    """Return the end of the value that starts at ``offset``; ``text`` must be JSON."""
    first = text[offset]
    if first == '"':
        return _end(_STRING, text, offset)
    if first not in "{[":
        return _end(_SCALAR, text, offset)
    try:
        return _scan_value(text, offset)[1]
    except (ValueError, StopIteration, RecursionError):
        # The text is cut off, or the value is nested too deep for recursion.
        return _end_of_container(text, offset)


def _end_of_container(text: str, offset: int) -> int:
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
