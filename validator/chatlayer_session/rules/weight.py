"""What in a payload weighs how much, and the findings on payloads that weigh too much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..fields import READ_ONLY
from ..findings import Kind, Rule
from ..locating import end_of_value, inside, locate
from ..observations import Observation, Part, Place
from ..pointers import pointer_to
from ..showing import fit_name
from .size import MAX_BYTES, NOTE_BYTES, compact_size, string_size, text_size, utf8_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..documents import Document
    from ..pointers import JsonValue, Path

BYTES_A_CHARACTER = 4
"""Bytes that a character takes at most in UTF-8."""

MAX_NAMED = 3
"""Members that a hint names."""

MIN_SHARE = 0.01
"""Share of the whole from which on a member is worth naming."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The bytes of a value in a payload, and of what is in it, heaviest first, as far down as was asked for.

    ``path`` leads there from the root of the payload. The bytes of a member include its key and the colon; commas and
    brackets are the container's. ``members`` is empty where nothing is inside, or where nobody asked.
    """

    path: Path = field(repr=False)
    size: int
    members: tuple[Weight, ...] = ()

    def share_of(self, whole: Weight) -> float:
        """Return the part that this is of another weight, from 0 to 1."""
        return self.size / whole.size


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the payloads at some paths in a document, and the weights in them."""

    document: Document
    offsets: Mapping[Path, int] = field(repr=False)

    @classmethod
    def of(cls, document: Document, paths: Iterable[Path]) -> Sizes:
        """Look up the payloads in the document's text, if it has one; the document must be understood."""
        if document.text is None:
            return cls(document, {})
        places = [Place(path, Part.VALUE) for path in paths]
        return cls(document, {place.path: offset for place, offset in locate(document.text, places).items()})

    def may_be_large(self, path: Path, value: JsonValue) -> bool:
        """Say whether the payload at a path, whose parsed value is ``value``, has more bytes than need no mention.

        White space and needless escapes count here.
        """
        text = self.document.text
        if text is None:
            return compact_size(value) > NOTE_BYTES
        start = self.offsets[path]
        end = end_of_value(text, start)
        return BYTES_A_CHARACTER * (end - start) > NOTE_BYTES and utf8_size(text[start:end]) > NOTE_BYTES

    def weigh(self, path: Path, value: JsonValue, depth: int) -> Weight:
        """Return the weight of the payload at a path, and of what is in it ``depth`` levels down."""
        text = self.document.text
        if text is None:
            return _value_weight((), value, depth)
        start = self.offsets[path]
        return _text_weight(text, (), (start, end_of_value(text, start)), depth)


def _text_weight(text: str, path: Path, extent: tuple[int, int], depth: int) -> Weight:
    start, end = extent
    if not depth or text[start] not in "{[":
        return Weight(path, text_size(text[start:end]))
    return _container_weight(
        path,
        (_text_weight(text, (*path, step), (first, last), depth - 1) for step, first, last in inside(text, start)),
    )


def _value_weight(path: Path, value: JsonValue, depth: int) -> Weight:
    if not depth or not isinstance(value, dict | list):
        return Weight(path, compact_size(value))
    children: Iterable[tuple[str | int, JsonValue]] = value.items() if isinstance(value, dict) else enumerate(value)
    return _container_weight(path, (_value_weight((*path, step), child, depth - 1) for step, child in children))


def _container_weight(path: Path, values: Iterable[Weight]) -> Weight:
    """Return the weight of an object or an array from those of the values in it."""
    members = [_member(value) for value in values]
    brackets_and_commas = 1 + max(len(members), 1)
    return Weight(path, brackets_and_commas + sum(member.size for member in members), _heaviest_first(members))


def _member(value: Weight) -> Weight:
    """Return the weight of a value with the key that it stands under, if it does."""
    name = value.path[-1]
    return Weight(value.path, value.size + string_size(name) + 1, value.members) if isinstance(name, str) else value


def _heaviest_first(members: Iterable[Weight]) -> tuple[Weight, ...]:
    return tuple(sorted(members, key=lambda member: -member.size))


def size_observation(whole: Weight, kind: Kind, shown: Callable[[Path], Path]) -> Observation | None:
    """Return what is to be told of the size of a payload, weighed two levels down; None if nothing is.

    ``shown`` returns as much of a path as may be shown.
    """
    if whole.size <= NOTE_BYTES:
        return None
    rule = Rule.TOO_LARGE if whole.size > MAX_BYTES else Rule.NEARLY_TOO_LARGE
    relation = "more than" if rule is Rule.TOO_LARGE else "close to"
    message = f"{whole.size:,} bytes without white space, {relation} the {MAX_BYTES:,} that a session may have"
    return Observation(rule, (), Place((), Part.VALUE), message, _hint(whole, kind, shown))


def _hint(whole: Weight, kind: Kind, shown: Callable[[Path], Path]) -> str:
    named: list[str] = []
    for member in _heaviest_first(_candidates(whole, kind)):
        # A path that may be shown in part only would name another member.
        if len(named) < MAX_NAMED and member.share_of(whole) >= MIN_SHARE and shown(member.path) == member.path:
            named.append(f"{fit_name(pointer_to(member.path))} ({member.share_of(whole):.0%})")
    if not named:
        return "see with the command `chatlayer-session size` what in it weighs most"
    return f"most of it is {', '.join(named)}; keep in the session what the conversation needs"


def _candidates(whole: Weight, kind: Kind) -> Iterator[Weight]:
    """Yield what may be named: variables and fields, but not what is inside them."""
    for member in whole.members:
        if kind is Kind.SESSION and member.path == (READ_ONLY,) and member.members:
            yield from member.members
        else:
            yield member
