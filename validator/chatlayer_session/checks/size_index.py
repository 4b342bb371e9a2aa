"""The size of each part of a payload, and the issues of payloads that are too large."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..escaping import quote_name
from ..findings import Kind
from ..issues import Anchor, AnchorPart, Issue
from ..jsonpointer import format_pointer
from ..parsing.positions import end_of_value, iter_members, locate_all
from ..rules import Rule, describe
from ..spec.kinds import INTERNAL
from .size import MAX_BYTES, NOTE_BYTES, compact_size, string_size, text_size, utf8_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..document import Document
    from ..jsonpointer import InstancePath, JsonValue

MAX_UTF8_BYTES = 4
"""Most bytes of a character in UTF-8."""

MAX_NAMED = 3
"""Most members that a hint names."""

MIN_SHARE = 0.01
"""Smallest share of the payload for which a hint names a member."""


@dataclass(frozen=True, slots=True)
class SizeNode:
    """The size in bytes of a value in a payload, and of its members, largest first, down to the requested depth.

    ``path`` starts at the root of the payload. The size of a member includes its key and the colon; commas and brackets
    count for their container. ``members`` is empty for scalars, empty containers, and at the requested depth.
    """

    path: InstancePath = field(repr=False)
    size: int
    members: tuple[SizeNode, ...] = ()

    def share_of(self, whole: SizeNode) -> float:
        """Return the share of ``whole`` that this value takes, from 0 to 1."""
        return self.size / whole.size


@dataclass(frozen=True, slots=True)
class SizeIndex:
    """The sizes of the payloads at some paths in a document, and of their members."""

    document: Document
    offsets: Mapping[InstancePath, int] = field(repr=False)

    @classmethod
    def of(cls, document: Document, paths: Iterable[InstancePath]) -> SizeIndex:
        """Locate the payloads in the text of the document, if it has one; the document must be JSON."""
        if document.text is None:
            return cls(document, {})
        anchors = [Anchor(path, AnchorPart.VALUE) for path in paths]
        return cls(document, {anchor.path: offset for anchor, offset in locate_all(document.text, anchors).items()})

    def may_be_large(self, path: InstancePath, value: JsonValue) -> bool:
        """Return whether the payload at a path can exceed `NOTE_BYTES`; ``value`` is its parsed value.

        White space and unneeded escapes count here.
        """
        text = self.document.text
        if text is None:
            return compact_size(value) > NOTE_BYTES
        start = self.offsets[path]
        end = end_of_value(text, start)
        return MAX_UTF8_BYTES * (end - start) > NOTE_BYTES and utf8_size(text[start:end]) > NOTE_BYTES

    def measure(self, path: InstancePath, value: JsonValue, depth: int) -> SizeNode:
        """Return the size of the payload at a path, and of its members ``depth`` levels down."""
        text = self.document.text
        if text is None:
            return _value_node((), value, depth)
        start = self.offsets[path]
        return _text_node(text, (), (start, end_of_value(text, start)), depth)


def _text_node(text: str, path: InstancePath, extent: tuple[int, int], depth: int) -> SizeNode:
    start, end = extent
    if not depth or text[start] not in "{[":
        return SizeNode(path, text_size(text[start:end]))
    return _container_node(
        path,
        (_text_node(text, (*path, step), (first, last), depth - 1) for step, first, last in iter_members(text, start)),
    )


def _value_node(path: InstancePath, value: JsonValue, depth: int) -> SizeNode:
    if not depth or not isinstance(value, dict | list):
        return SizeNode(path, compact_size(value))
    children: Iterable[tuple[str | int, JsonValue]] = value.items() if isinstance(value, dict) else enumerate(value)
    return _container_node(path, (_value_node((*path, step), child, depth - 1) for step, child in children))


def _container_node(path: InstancePath, values: Iterable[SizeNode]) -> SizeNode:
    """Return the node of an object or an array, given those of its values."""
    members = [_with_key(value) for value in values]
    brackets_and_commas = 1 + max(len(members), 1)
    return SizeNode(path, brackets_and_commas + sum(member.size for member in members), _largest_first(members))


def _with_key(value: SizeNode) -> SizeNode:
    """Return the node of a value with the size of its key added, if it has one."""
    name = value.path[-1]
    return SizeNode(value.path, value.size + string_size(name) + 1, value.members) if isinstance(name, str) else value


def _largest_first(members: Iterable[SizeNode]) -> tuple[SizeNode, ...]:
    return tuple(sorted(members, key=lambda member: -member.size))


def size_issue(payload: SizeNode, kind: Kind, redact: Callable[[InstancePath], InstancePath]) -> Issue | None:
    """Return the issue of a payload that is too large or nearly so; ``payload`` is measured two levels down.

    ``redact`` returns the part of a path that may be shown.
    """
    if payload.size <= NOTE_BYTES:
        return None
    rule = Rule.TOO_LARGE if payload.size > MAX_BYTES else Rule.NEARLY_TOO_LARGE
    largest = _largest_members(payload, kind, redact)
    hint = "largest" if largest else ""
    wording = describe(rule, "size", hint, size=payload.size, maximum=MAX_BYTES, members=", ".join(largest))
    return Issue(rule, (), Anchor((), AnchorPart.VALUE), *wording)


def _largest_members(payload: SizeNode, kind: Kind, redact: Callable[[InstancePath], InstancePath]) -> list[str]:
    """Return the pointers of the largest members with their shares, for a hint."""
    names: list[str] = []
    for member in _largest_first(_variables_and_fields(payload, kind)):
        share = member.share_of(payload)
        # A path that is shown only in part would name a different member.
        if len(names) < MAX_NAMED and share >= MIN_SHARE and redact(member.path) == member.path:
            names.append(f"{quote_name(format_pointer(member.path))} ({share:.0%})")
    return names


def _variables_and_fields(whole: SizeNode, kind: Kind) -> Iterator[SizeNode]:
    """Yield the members that a hint may name: variables and fields, but not their members."""
    for member in whole.members:
        if kind is Kind.SESSION and member.path == (INTERNAL,) and member.members:
            yield from member.members
        else:
            yield member
