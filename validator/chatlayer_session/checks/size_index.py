"""What in a payload weighs how much, and the findings on payloads that weigh too much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..escaping import quote_name
from ..findings import Kind
from ..issues import Anchor, AnchorPart, Issue
from ..jsonpointer import format_pointer
from ..parsing.positions import end_of_value, iter_members, locate_all
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .size import MAX_BYTES, NOTE_BYTES, compact_size, string_size, text_size, utf8_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..document import Document
    from ..jsonpointer import InstancePath, JsonValue

BYTES_A_CHARACTER = 4
"""Bytes that a character takes at most in UTF-8."""

MAX_NAMED = 3
"""Members that a hint names."""

MIN_SHARE = 0.01
"""Share of the whole from which on a member is worth naming."""


@dataclass(frozen=True, slots=True)
class SizeNode:
    """The bytes of a value in a payload, and of what is in it, heaviest first, as far down as was asked for.

    ``path`` leads there from the root of the payload. The bytes of a member include its key and the colon; commas and
    brackets are the container's. ``members`` is empty where nothing is inside, or where nobody asked.
    """

    path: InstancePath = field(repr=False)
    size: int
    members: tuple[SizeNode, ...] = ()

    def share_of(self, whole: SizeNode) -> float:
        """Return the part that this is of another weight, from 0 to 1."""
        return self.size / whole.size


@dataclass(frozen=True, slots=True)
class SizeIndex:
    """The sizes of the payloads at some paths in a document, and the weights in them."""

    document: Document
    offsets: Mapping[InstancePath, int] = field(repr=False)

    @classmethod
    def of(cls, document: Document, paths: Iterable[InstancePath]) -> SizeIndex:
        """Look up the payloads in the document's text, if it has one; the document must be understood."""
        if document.text is None:
            return cls(document, {})
        places = [Anchor(path, AnchorPart.VALUE) for path in paths]
        return cls(document, {place.path: offset for place, offset in locate_all(document.text, places).items()})

    def may_be_large(self, path: InstancePath, value: JsonValue) -> bool:
        """Say whether the payload at a path, whose parsed value is ``value``, has more bytes than need no mention.

        White space and needless escapes count here.
        """
        text = self.document.text
        if text is None:
            return compact_size(value) > NOTE_BYTES
        start = self.offsets[path]
        end = end_of_value(text, start)
        return BYTES_A_CHARACTER * (end - start) > NOTE_BYTES and utf8_size(text[start:end]) > NOTE_BYTES

    def measure(self, path: InstancePath, value: JsonValue, depth: int) -> SizeNode:
        """Return the weight of the payload at a path, and of what is in it ``depth`` levels down."""
        text = self.document.text
        if text is None:
            return _value_weight((), value, depth)
        start = self.offsets[path]
        return _text_weight(text, (), (start, end_of_value(text, start)), depth)


def _text_weight(text: str, path: InstancePath, extent: tuple[int, int], depth: int) -> SizeNode:
    start, end = extent
    if not depth or text[start] not in "{[":
        return SizeNode(path, text_size(text[start:end]))
    return _container_weight(
        path,
        (
            _text_weight(text, (*path, step), (first, last), depth - 1)
            for step, first, last in iter_members(text, start)
        ),
    )


def _value_weight(path: InstancePath, value: JsonValue, depth: int) -> SizeNode:
    if not depth or not isinstance(value, dict | list):
        return SizeNode(path, compact_size(value))
    children: Iterable[tuple[str | int, JsonValue]] = value.items() if isinstance(value, dict) else enumerate(value)
    return _container_weight(path, (_value_weight((*path, step), child, depth - 1) for step, child in children))


def _container_weight(path: InstancePath, values: Iterable[SizeNode]) -> SizeNode:
    """Return the weight of an object or an array from those of the values in it."""
    members = [_member(value) for value in values]
    brackets_and_commas = 1 + max(len(members), 1)
    return SizeNode(path, brackets_and_commas + sum(member.size for member in members), _heaviest_first(members))


def _member(value: SizeNode) -> SizeNode:
    """Return the weight of a value with the key that it stands under, if it does."""
    name = value.path[-1]
    return SizeNode(value.path, value.size + string_size(name) + 1, value.members) if isinstance(name, str) else value


def _heaviest_first(members: Iterable[SizeNode]) -> tuple[SizeNode, ...]:
    return tuple(sorted(members, key=lambda member: -member.size))


def size_issue(whole: SizeNode, kind: Kind, shown: Callable[[InstancePath], InstancePath]) -> Issue | None:
    """Return what is to be told of the size of a payload, weighed two levels down; None if nothing is.

    ``shown`` returns as much of a path as may be shown.
    """
    if whole.size <= NOTE_BYTES:
        return None
    rule = Rule.TOO_LARGE if whole.size > MAX_BYTES else Rule.NEARLY_TOO_LARGE
    relation = "more than" if rule is Rule.TOO_LARGE else "close to"
    message = f"{whole.size:,} bytes without white space, {relation} the {MAX_BYTES:,} that a session may have"
    return Issue(rule, (), Anchor((), AnchorPart.VALUE), message, _hint(whole, kind, shown))


def _hint(whole: SizeNode, kind: Kind, shown: Callable[[InstancePath], InstancePath]) -> str:
    named: list[str] = []
    for member in _heaviest_first(_candidates(whole, kind)):
        # A path that may be shown in part only would name another member.
        if len(named) < MAX_NAMED and member.share_of(whole) >= MIN_SHARE and shown(member.path) == member.path:
            named.append(f"{quote_name(format_pointer(member.path))} ({member.share_of(whole):.0%})")
    if not named:
        return "see with the command `chatlayer-session size` what in it weighs most"
    return f"most of it is {', '.join(named)}; keep in the session what the conversation needs"


def _candidates(whole: SizeNode, kind: Kind) -> Iterator[SizeNode]:
    """Yield what may be named: variables and fields, but not what is inside them."""
    for member in whole.members:
        if kind is Kind.SESSION and member.path == (INTERNAL,) and member.members:
            yield from member.members
        else:
            yield member
