"""Offsets of members by a search for their keys, without reading the text from its start.

In JSON without a backslash, every quotation mark starts or ends a string. Between two strings there is a comma, a colon
or a bracket. A quoted name without any of these characters is therefore a whole string, and a key if a colon follows. A
key that occurs only once belongs to the member with this name. So does a key with no bracket between it and the
opening bracket of its object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..issues import AnchorPart
from .grammar import WHITESPACE, skip_whitespace

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..issues import Anchor
    from ..jsonpointer import InstancePath

MAX_ANCHORS = 128
"""Anchors that are searched for one by one, each in the whole text; one pass over the text is faster for more."""

_BETWEEN_STRINGS = frozenset(",:[]{}")
_COLON = re.compile(rf"{WHITESPACE}:{WHITESPACE}")
_BRACKET = re.compile(r"[\[\]{}]")


def find_unique_keys(text: str, anchors: Collection[Anchor]) -> dict[Anchor, int]:
    """Return the offsets in ``text`` of the anchors that are certain; none if there are more than `MAX_ANCHORS`.

    ``text`` must be JSON without equal keys in an object, and must have a value at each anchor.
    """
    if len(anchors) > MAX_ANCHORS or "\\" in text:
        return {}
    offsets: dict[Anchor, int] = {}
    for anchor in anchors:
        member = _member(text, anchor.path) if anchor.path else None
        if not anchor.path:
            offsets[anchor] = skip_whitespace(text, 0)
        elif member is not None:
            offsets[anchor] = member[anchor.part is AnchorPart.VALUE]
    return offsets


def _member(text: str, path: InstancePath) -> tuple[int, int] | None:
    """Return the offsets of the key and the value at a non-empty path; None if they are not certain."""
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
    container = _member(text, path) if path else (0, skip_whitespace(text, 0))
    return None if container is None else skip_whitespace(text, container[1] + 1)


def _next_key(text: str, quoted: str, start: int) -> tuple[int, int] | None:
    """Return the offsets of the next key with this spelling, and of its value."""
    offset = text.find(quoted, start)
    while offset >= 0:
        colon = _COLON.match(text, offset + len(quoted))
        if colon is not None:
            return offset, colon.end()
        offset = text.find(quoted, offset + len(quoted))
    return None
