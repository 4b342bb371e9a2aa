"""Types inferred from payloads, for the values whose type the schema does not declare."""

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
"""How many members of an object are learned; an object with more becomes a mapping, in which names are data."""

MAX_DEPTH = 24
"""How many levels are learned; deeper payloads are not."""

MAX_PLACES = 4000
"""How many places are learned in all, which limits memory and the time to build a decoder."""

INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer within the range of a double and the bounds of the decoder."""

_UNNAMEABLE = re.compile(r'["\\\x00-\x1f]|[\ud800-\udfff]')
_class_numbers = count()


class LimitExceeded(Exception):
    """A value cannot be learned: it is too deep, or too much was learned before."""


@dataclass(slots=True)
class Budget:
    """The number of places that may still be learned."""

    places: int = MAX_PLACES

    def spend(self) -> None:
        """Take one place; raise `LimitExceeded` if none is left."""
        if self.places <= 0:
            raise LimitExceeded
        self.places -= 1


@dataclass(slots=True)
class InferredType:
    """The values at one place: types of scalars, members of objects or values of mappings, and items of arrays."""

    scalars: set[type] = field(default_factory=set[type])
    members: dict[str, InferredType] | None = None
    values: InferredType | None = None
    items: InferredType | None = None

    def learn(self, value: JsonValue, budget: Budget, depth: int = 0) -> None:
        """Extend the type by a value; raise `LimitExceeded` if it cannot be learned."""
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
            inferred = self.values if self.members is None else self.members[name]
            if inferred is not None:
                inferred.learn(member, budget, depth + 1)

    def _become_mapping(self, budget: Budget) -> None:
        values = _new(budget)
        for member in (self.members or {}).values():
            values.merge(member, budget)
        self.members, self.values = None, values

    def merge(self, other: InferredType, budget: Budget) -> None:
        """Extend the type by the values at a different place."""
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

    def to_type(self) -> Any:
        """Return the type that a decoder accepts for the values at this place."""
        types = list(self._types())
        return union(*types) if types else None

    def _types(self) -> Iterator[Any]:
        if self.scalars & {int, float}:
            yield from (INTEGER, float)
        yield from (scalar for scalar in (str, bool) if scalar in self.scalars)
        if type(None) in self.scalars:
            yield None
        if self.items is not None:
            yield GenericAlias(list, (self.items.to_type(),))
        if self.values is not None:
            yield GenericAlias(dict, (str, self.values.to_type()))
        elif self.members is not None:
            yield record_type([(name, member.to_type(), False) for name, member in self.members.items()])


def merge_order(known: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the known names in their order, with each new name directly after the name before it.

    A decoder is fastest if members come in the order of its attributes, and its output in that order can be compared
    with the text byte by byte.
    """
    order = list(known)
    previous = -1
    for name in names:
        if name not in order:
            order.insert(previous + 1, name)
        previous = order.index(name)
    return order


def union(*types: Any) -> Any:
    """Return the union of the types."""
    return Union[types]  # noqa: UP007 - the types are known at run time only


def record_type(members: list[tuple[str, Any, bool]]) -> Any:
    """Return a class for objects with these members only: each a name, a type, and whether it is required.

    The attributes are ``f0``, ``f1`` and so on, in the order of the members. A missing member is UNSET.
    """
    attributes = [f"f{index}" for index in range(len(members))]
    return msgspec.defstruct(
        f"Learned{next(_class_numbers)}",
        [
            (attribute, type_) if required else (attribute, union(type_, msgspec.UnsetType), msgspec.UNSET)
            for attribute, (_, type_, required) in zip(attributes, members, strict=True)
        ],
        rename={attribute: name for attribute, (name, _, _) in zip(attributes, members, strict=True)},
        forbid_unknown_fields=True,
        kw_only=True,
        gc=False,
    )


def _new(budget: Budget) -> InferredType:
    budget.spend()
    return InferredType()
