"""Places in a document told by keys that stand out in its text, without reading the text from its start.

In JSON without a backslash a quotation mark is always the edge of a string. Between two strings stands a comma, a
colon or a bracket, so a quoted name that has none of these is a whole string wherever it occurs, and with a colon
behind it a key. A key that occurs once is that of the member with this name; so is one that no bracket parts from the
opening bracket of the object it is looked for in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..issues import AnchorPart

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..issues import Anchor
    from ..jsonpointer import InstancePath

MAX_ANCHORS = 128
"""Places that are looked for one by one, each through the whole text; more are found sooner in one pass over it."""

_BETWEEN_STRINGS = frozenset(",:[]{}")
_SPACE = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_BRACKET = re.compile(r"[\[\]{}]")


def find_unique_keys(text: str, places: Collection[Anchor]) -> dict[Anchor, int]:
    """Return the offsets in ``text`` of the anchors that are certain; none if there are more than `MAX_ANCHORS`.

    ``text`` must be JSON without equal keys in an object, and must have the places.
    """
    if len(places) > MAX_ANCHORS or "\\" in text:
        return {}
    offsets: dict[Anchor, int] = {}
    for place in places:
        found = _member(text, place.path) if place.path else None
        if not place.path:
            offsets[place] = _end(text, 0)
        elif found is not None:
            offsets[place] = found[place.part is AnchorPart.VALUE]
    return offsets


def _member(text: str, path: InstancePath) -> tuple[int, int] | None:
    """Return the offsets of the key and the value at a path that is not empty; None if they are not certain."""
    name = path[-1]
    if isinstance(name, int):
        start = None if name else _first_child(text, path[:-1])
        return None if start is None else (start, start)
    if not _BETWEEN_STRINGS.isdisjoint(name):
        return None
    quoted = f'"{name}"'
    key = _next_key(text, quoted, 0)
    if key is None or _next_key(text, quoted, key[1]) is None:
        return key
    start = _first_child(text, path[:-1])
    key = None if start is None else _next_key(text, quoted, start)
    return key if start is not None and key is not None and not _BRACKET.search(text, start, key[0]) else None


def _first_child(text: str, path: InstancePath) -> int | None:
    """Return the offset of the first member or item in the container at a path; None if it is not certain."""
    container = _member(text, path) if path else (0, _end(text, 0))
    return None if container is None else _end(text, container[1] + 1)


def _next_key(text: str, quoted: str, start: int) -> tuple[int, int] | None:
    """Return the offsets of the next key that is spelled like this, and of its value."""
    offset = text.find(quoted, start)
    while offset >= 0:
        colon = _COLON.match(text, offset + len(quoted))
        if colon is not None:
            return offset, colon.end()
        offset = text.find(quoted, offset + len(quoted))
    return None


def _end(text: str, offset: int) -> int:
    space = _SPACE.match(text, offset)
    return space.end() if space else offset
