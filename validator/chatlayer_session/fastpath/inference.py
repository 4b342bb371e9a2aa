"""What the free parts of payloads look like, learned from the payloads met, as types that a decoder can be made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Union

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..jsonpointer import JsonValue

MAX_MEMBERS = 64
"""Members that an object is learned with; one that has more is taken for a mapping whose names are data."""

MAX_DEPTH = 24
"""Levels that are learned; payloads that go deeper are not screened."""

MAX_NODES = 4000
"""Places that are learned in all, so that memory and the time to make a decoder stay bounded."""

INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer that is within the range of a double, and of the decoder's bounds."""

_UNNAMEABLE = re.compile(r'["\\\x00-\x1f]|[\ud800-\udfff]')
_class_numbers = count()


class LimitExceeded(Exception):
    """The value cannot be learned: it goes too deep, or too much was learned already."""


@dataclass(slots=True)
class Budget:
    """The places that may still be learned."""

    nodes: int = MAX_NODES

    def spend(self) -> None:
        """Take one place; raises `LimitExceeded` if none is left."""
        if self.nodes <= 0:
            raise LimitExceeded
        self.nodes -= 1


@dataclass(slots=True)
class InferredType:
    """What was seen at one place: scalars, the members of objects or the values of mappings, the items of arrays."""

    scalars: set[type] = field(default_factory=set[type])
    members: dict[str, InferredType] | None = None
    values: InferredType | None = None
    items: InferredType | None = None

    def learn(self, value: JsonValue, budget: Budget, depth: int = 0) -> None:
        """Widen by a value; raises `LimitExceeded` if it cannot be learned."""
        if depth > MAX_DEPTH:
            raise LimitExceeded
        if isinstance(value, dict):
            self._learn_object(value, budget, depth)
        elif isinstance(value, list):
            self.items = self.items or _new(budget)
            for item in value:
                self.items.learn(item, budget, depth + 1)
        else:
            self.scalars.add(type(value))

    def _learn_object(self, value: dict[str, JsonValue], budget: Budget, depth: int) -> None:
        if self.values is None:
            members = self.members or {}
            if any(_UNNAMEABLE.search(name) for name in value if name not in members):
                raise LimitExceeded
            order = merge_order(members, value)
            self.members = {name: members[name] if name in members else _new(budget) for name in order}
            if len(order) > MAX_MEMBERS:
                self._become_mapping(budget)
        for name, member in value.items():
            inner = self.values if self.members is None else self.members[name]
            if inner is not None:
                inner.learn(member, budget, depth + 1)

    def _become_mapping(self, budget: Budget) -> None:
        values = _new(budget)
        for member in (self.members or {}).values():
            values.merge(member, budget)
        self.members, self.values = None, values

    def merge(self, other: InferredType, budget: Budget) -> None:
        """Widen by what was seen at another place."""
        self.scalars |= other.scalars
        if other.items is not None:
            self.items = self.items or _new(budget)
            self.items.merge(other.items, budget)
        if other.values is not None:
            if self.values is None:
                self._become_mapping(budget)
            if self.values is not None:
                self.values.merge(other.values, budget)
        for name, member in (other.members or {}).items():
            if self.values is not None:
                self.values.merge(member, budget)
                continue
            self.members = self.members if self.members is not None else {}
            self.members.setdefault(name, _new(budget)).merge(member, budget)

    def kind(self) -> Any:
        """Return the type that a decoder takes for what was seen."""
        kinds = list(self._kinds())
        return union(*kinds) if kinds else None

    def _kinds(self) -> Iterator[Any]:
        if self.scalars & {int, float}:
            yield from (INTEGER, float)
        yield from (kind for kind in (str, bool) if kind in self.scalars)
        if type(None) in self.scalars:
            yield None
        if self.items is not None:
            yield GenericAlias(list, (self.items.kind(),))
        if self.values is not None:
            yield GenericAlias(dict, (str, self.values.kind()))
        elif self.members is not None:
            yield record_type([(name, member.kind(), False) for name, member in self.members.items()])


def merge_order(known: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the known names in their order, each other one right behind the name before it.

    A decoder takes members fastest in the order of its attributes, and what is written in that order can be compared
    with the text byte by byte.
    """
    order = list(known)
    previous = -1
    for name in names:
        if name not in order:
            order.insert(previous + 1, name)
        previous = order.index(name)
    return order


def union(*kinds: Any) -> Any:
    """Return the type of what is of one of these types."""
    return Union[kinds]  # noqa: UP007 - the types are known at run time only


def record_type(members: list[tuple[str, Any, bool]]) -> Any:
    """Return a class for objects with these members and no others: each a name, a type, and whether it is required.

    The attributes are named ``f0``, ``f1`` and so on, in the order of the members, and are UNSET where absent.
    """
    attributes = [f"f{index}" for index in range(len(members))]
    return msgspec.defstruct(
        f"Learned{next(_class_numbers)}",
        [
            (attribute, kind) if required else (attribute, union(kind, msgspec.UnsetType), msgspec.UNSET)
            for attribute, (_, kind, required) in zip(attributes, members, strict=True)
        ],
        rename={attribute: name for attribute, (name, _, _) in zip(attributes, members, strict=True)},
        forbid_unknown_fields=True,
        kw_only=True,
        gc=False,
    )


def _new(budget: Budget) -> InferredType:
    budget.spend()
    return InferredType()
