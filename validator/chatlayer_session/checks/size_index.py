"""The size of each part of a payload, and the issues of payloads that are too large."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..escaping import quote_name
from ..findings import Kind
from ..issues import Anchor, AnchorPart, Issue
from ..jsonpointer import format_pointer
from ..parsing.grammar import skip_whitespace
from ..parsing.positions import iter_members
from ..rules import Rule, describe
from ..spec.kinds import INTERNAL
from .size import MAX_BYTES, NOTE_BYTES, compact_size, string_size, text_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..document import Document
    from ..jsonpointer import InstancePath, JsonValue
    from ..parsing.outline import Outline

Extent: TypeAlias = tuple[int, int]
"""The offsets of the start of a value in a text and of the end after it."""

MAX_NAMED = 3
"""Most members that a hint names."""

MIN_SHARE = 0.01
"""Smallest share of the payload for which a hint names a member."""


@dataclass(frozen=True, slots=True)
class SizeNode:
    """The size in bytes of a value in a payload, and of its members that a `Detail` asks for, largest first.

    ``path`` starts at the root of the payload. The size of a member includes its key and the colon; commas and brackets
    count for their container. ``members`` is empty for scalars, empty containers, and containers that are not opened.
    """

    path: InstancePath = field(repr=False)
    size: int
    members: tuple[SizeNode, ...] = ()

    def share_of(self, whole: SizeNode) -> float:
        """Return the share of ``whole`` that this value takes, from 0 to 1."""
        return self.size / whole.size


class Detail(NamedTuple):
    """The members that are measured: those of containers whose path ``opens`` accepts, from ``min_size`` bytes on."""

    opens: Callable[[InstancePath], bool]
    min_size: int = 0


@dataclass(frozen=True, slots=True)
class SizeIndex:
    """The sizes of the payloads in a document, and of their members; ``extents`` are those of payloads in the text."""

    text: str | None = field(repr=False)
    extents: Mapping[InstancePath, Extent] | Outline = field(repr=False)

    @classmethod
    def of(cls, document: Document, paths: Iterable[InstancePath]) -> SizeIndex:
        """Locate the payloads in the text of the document, if it has one; the document must be JSON."""
        text = document.text
        if text is None:
            return cls(None, {})
        if document.outline is None and (paths := [*paths]) == [()]:
            return cls(text, {(): (skip_whitespace(text, 0), len(text))})
        return cls(text, document.extents(text, paths))

    def size(self, path: InstancePath, value: JsonValue) -> int:
        """Return the size of the payload at a path; ``value`` is its parsed value."""
        return compact_size(value) if self.text is None else _extent_size(self.text, self.extents[path])

    def measure(self, path: InstancePath, value: JsonValue, detail: Detail) -> SizeNode:
        """Return the size of the payload at a path, and of members in it."""
        if self.text is None:
            return _value_node((), value, detail)
        return _text_node(self.text, (), self.extents[path], detail)


def _extent_size(text: str, extent: Extent) -> int:
    start, end = extent
    return text_size(text[start:end])


def _text_node(text: str, path: InstancePath, extent: Extent, detail: Detail) -> SizeNode:
    if not detail.opens(path) or text[extent[0]] not in "{[":
        return SizeNode(path, _extent_size(text, extent))
    members = iter_members(text, extent[0])
    nodes = (_text_node(text, (*path, step), (start, end), detail) for step, start, end in members)
    return _container_node(path, nodes, detail)


def _value_node(path: InstancePath, value: JsonValue, detail: Detail) -> SizeNode:
    if not detail.opens(path) or not isinstance(value, dict | list):
        return SizeNode(path, compact_size(value))
    children: Iterable[tuple[str | int, JsonValue]] = value.items() if isinstance(value, dict) else enumerate(value)
    return _container_node(path, (_value_node((*path, step), child, detail) for step, child in children), detail)


def _container_node(path: InstancePath, values: Iterable[SizeNode], detail: Detail) -> SizeNode:
    """Return the node of an object or an array, given those of its values."""
    size = 1
    members: list[SizeNode] = []
    for member in map(_with_key, values):
        # Its bytes, and the comma or bracket after it.
        size += member.size + 1
        if member.size >= detail.min_size:
            members.append(member)
    return SizeNode(path, max(size, 2), _largest_first(members))


def _with_key(value: SizeNode) -> SizeNode:
    """Return the node of a value with the size of its key added, if it has one."""
    name = value.path[-1]
    return SizeNode(value.path, value.size + string_size(name) + 1, value.members) if isinstance(name, str) else value


def _largest_first(members: Iterable[SizeNode]) -> tuple[SizeNode, ...]:
    return tuple(sorted(members, key=lambda member: -member.size))


def size_issue(
    sizes: SizeIndex, path: InstancePath, value: JsonValue, kind: Kind, visible: Callable[[InstancePath], InstancePath]
) -> Issue | None:
    """Return the issue of the payload at a path if it is too large or nearly so.

    ``visible`` returns the part of a path that may be shown.
    """
    size = sizes.size(path, value)
    if size <= NOTE_BYTES:
        return None
    opened = {(), (INTERNAL,)} if kind is Kind.SESSION else {()}
    payload = sizes.measure(path, value, Detail(opened.__contains__, ceil(size * MIN_SHARE)))
    rule = Rule.TOO_LARGE if size > MAX_BYTES else Rule.NEARLY_TOO_LARGE
    largest = _largest_members(payload, kind, visible)
    hint = "largest" if largest else ""
    wording = describe(rule, "size", hint, size=size, maximum=MAX_BYTES, members=", ".join(largest))
    return Issue(rule, (), Anchor((), AnchorPart.VALUE), *wording)


def _largest_members(payload: SizeNode, kind: Kind, visible: Callable[[InstancePath], InstancePath]) -> list[str]:
    """Return the pointers of the largest members with their shares, for a hint."""
    # A path that is shown only in part would name a different member.
    named = (member for member in _variables_and_fields(payload, kind) if visible(member.path) == member.path)
    return [
        f"{quote_name(format_pointer(member.path))} ({member.share_of(payload):.0%})"
        for member in _largest_first(named)[:MAX_NAMED]
    ]


def _variables_and_fields(whole: SizeNode, kind: Kind) -> Iterator[SizeNode]:
    """Yield the members that a hint may name: variables and fields, but not their members."""
    for member in whole.members:
        if kind is Kind.SESSION and member.path == (INTERNAL,) and member.members:
            yield from member.members
        else:
            yield member
