"""Offsets of members by a search for their keys, without reading the text from its start.

In JSON without a backslash, every quotation mark starts or ends a string. Between two strings there is a comma, a colon
or a bracket. A quoted name without any of these characters is therefore a whole string, and a key if a colon follows. A
key that occurs only once belongs to the member with this name. So does a key with no bracket between it and the
opening bracket of its object.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from ..issues import AnchorPart
from .grammar import WHITESPACE, skip_whitespace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..issues import Anchor
    from ..jsonpointer import InstancePath

MAX_ANCHORS = 128
"""Anchors that are searched for one by one, each in the whole text; one pass over the text is faster for more."""

MAX_OCCURRENCES = 4096
"""Strings spelled like a wanted key that are looked at in one text; one pass is faster if there are more."""

_BETWEEN_STRINGS = frozenset(",:[]{}")
_COLON = re.compile(rf"{WHITESPACE}:{WHITESPACE}")
_BRACKET = re.compile(r"[\[\]{}]")


def find_unique_keys(text: str, anchors: Collection[Anchor]) -> dict[Anchor, int]:
    """Return the offsets in ``text`` of the anchors that are certain; none if there are more than `MAX_ANCHORS`.

    ``text`` must be JSON without equal keys in an object, and must have a value at each anchor.
    """
    offsets: dict[Anchor, int] = {}
    if len(anchors) > MAX_ANCHORS or "\\" in text:
        return offsets
    search = _KeySearch(text)
    with suppress(_TooManyOccurrences):
        for anchor in anchors:
            member = search.member(anchor.path)
            if member is not None:
                offsets[anchor] = member[anchor.part is AnchorPart.VALUE]
    return offsets


class _TooManyOccurrences(Exception):
    """The text has more than `MAX_OCCURRENCES` strings that are spelled like a wanted key."""


class _KeySearch:
    """The searches in one text. Each name is searched for once, however many anchors end with it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.occurrences = 0
        root = skip_whitespace(text, 0)
        self._members: dict[InstancePath, tuple[int, int] | None] = {(): (root, root)}
        self._first_two: dict[str, list[tuple[int, int]]] = {}
        self._flat_ends: dict[int, int] = {}

    def member(self, path: InstancePath) -> tuple[int, int] | None:
        """Return the offsets of the key and the value at a path; None if they are not certain."""
        if path not in self._members:
            name = path[-1]
            if isinstance(name, str):
                self._members[path] = self._named(path, name)
            else:
                start = None if name else self._first_child(path[:-1])
                self._members[path] = None if start is None else (start, start)
        return self._members[path]

    def _named(self, path: InstancePath, name: str) -> tuple[int, int] | None:
        if not _BETWEEN_STRINGS.isdisjoint(name):
            return None
        quoted = f'"{name}"'
        if quoted not in self._first_two:
            self._first_two[quoted] = list(islice(self._keys(quoted, 0, len(self.text)), 2))
        keys = self._first_two[quoted]
        # A second one makes the first uncertain.
        if len(keys) < 2:
            return keys[0] if keys else None
        start = self._first_child(path[:-1])
        return None if start is None else next(self._keys(quoted, start, self._flat_end(start)), None)

    def _first_child(self, path: InstancePath) -> int | None:
        """Return the offset of the first member or item in the container at a path; None if it is not certain."""
        container = self.member(path)
        return None if container is None else skip_whitespace(self.text, container[1] + 1)

    def _flat_end(self, start: int) -> int:
        """Return the offset of the first bracket from ``start`` on."""
        if start not in self._flat_ends:
            bracket = _BRACKET.search(self.text, start)
            self._flat_ends[start] = bracket.start() if bracket else len(self.text)
        return self._flat_ends[start]

    def _keys(self, quoted: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the offsets of each key with this spelling in a part of the text, and of its value."""
        while (offset := self.text.find(quoted, start, end)) >= 0:
            self.occurrences += 1
            if self.occurrences > MAX_OCCURRENCES:
                raise _TooManyOccurrences
            start = offset + len(quoted)
            colon = _COLON.match(self.text, start)
            if colon is not None:
                yield offset, colon.end()
