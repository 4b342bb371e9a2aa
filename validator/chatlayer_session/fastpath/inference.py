"""Types inferred from payloads, for the values whose type the schema does not declare."""

from __future__ import annotations

import re
from itertools import count, islice
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Union

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ..jsonpointer import JsonValue

MAX_MEMBERS = 64
"""How many members of an object are learned; an object with more becomes a mapping, in which names are data."""

MAX_DEPTH = 24
"""How many levels are learned; deeper payloads are not."""

MAX_PLACES = 4000
"""How many places are learned in all, which limits memory."""

MAX_CANDIDATES = 4096
"""Names that wait for a second payload; when there are more, all are forgotten."""

MAX_SAMPLE = 64
"""How many items of an array, or members of a mapping, are learned from."""

VISIT, VISIT_MEMBER, NEW_NAME = 2_500, 250, 1_500
"""The cost of a value that is learned from, of each of its members, and of a name not learned yet, in units."""

BUILD, BUILD_MEMBER = 50_000, 10_000
"""The cost of a class that is built, and of each of its members."""

INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer within the range of a double and the bounds of the decoder."""

# At most 48 characters and 3 digits: names with more are often numbers or identifiers of a person or a thing.
_LEARNABLE_NAME = re.compile(r"(?=.{1,48}\Z)(?:(?!\d)[\w$])(?:(?!\d)[\w.$:-])*(?:\d(?:(?!\d)[\w.$:-])*){0,3}\Z")
_class_numbers = count()


class LimitExceeded(Exception):
    """A value cannot be learned: it is too deep, a name may be data, or too much was learned before."""


class Budget(msgspec.Struct):
    """Work that may be done. The unit is about a nanosecond, and work is counted, not timed: equal input costs equally.

    ``credit`` never exceeds ``maximum``, so that work done once pays for no more than that later.
    """

    credit: int
    maximum: int

    def earn(self, units: int) -> None:
        """Add to the credit."""
        # Payloads that match nothing call this often.
        self.credit += units
        if self.credit > self.maximum:  # noqa: PLR1730 - min takes longer
            self.credit = self.maximum

    def spend(self, units: int) -> None:
        """Take from the credit; raise `LimitExceeded` if that leaves none."""
        self.credit -= units
        if self.credit <= 0:
            raise LimitExceeded


class Lesson(msgspec.Struct):
    """One payload that is learned from: what may be spent on it, and the names in it that no earlier payload had.

    ``candidates`` has the hashes of names that one payload had; only names that two payloads have are learned.
    """

    budget: Budget
    places: int
    candidates: set[int]
    new_candidates: set[int]

    def knows(self, name: str) -> bool:
        """Return whether an earlier payload has the name; remember it as a hash for later payloads if none has.

        Raises:
            LimitExceeded: the name may be data.
        """
        self.budget.spend(NEW_NAME)
        key = hash(name)
        if key in self.candidates:
            return True
        if not is_learnable(name):
            raise LimitExceeded
        self.new_candidates.add(key)
        return False

    def take_place(self) -> None:
        """Count a place where nothing was learned before; raise `LimitExceeded` if there are too many."""
        self.places -= 1
        if self.places < 0:
            raise LimitExceeded


class InferredType(msgspec.Struct, eq=False):
    """The values at one place: types of scalars, members of objects or values of mappings, and items of arrays.

    It never changes, so that a lesson that fails leaves no trace, and a type that did not change is not built again.
    """

    scalars: frozenset[type] = frozenset()
    members: Mapping[str, InferredType] | None = None
    values: InferredType | None = None
    items: InferredType | None = None
    _built: list[Any] = msgspec.field(default_factory=list[Any])

    def learn(self, value: JsonValue, lesson: Lesson, depth: int = 0) -> InferredType:
        """Return this type extended by a value; raise `LimitExceeded` if it cannot be learned."""
        if type(value) in self.scalars:
            return self
        if self is NOTHING:
            lesson.take_place()
        if isinstance(value, dict | list):
            lesson.budget.spend(VISIT + VISIT_MEMBER * min(len(value), MAX_SAMPLE))
            if depth > MAX_DEPTH:
                raise LimitExceeded
            if isinstance(value, dict):
                return self._learn_object(value, lesson, depth + 1)
            return self._learn_array(value, lesson, depth + 1)
        lesson.budget.spend(VISIT)
        return InferredType(self.scalars | {type(value)}, self.members, self.values, self.items)

    def _learn_array(self, value: list[JsonValue], lesson: Lesson, depth: int) -> InferredType:
        items = _learn_all(self.items, value, lesson, depth)
        return self if items is self.items else InferredType(self.scalars, self.members, self.values, items)

    def _learn_object(self, value: dict[str, JsonValue], lesson: Lesson, depth: int) -> InferredType:
        members = self.members or {}
        is_mapping = self.values is not None or len(value) > MAX_MEMBERS
        unknown = set[str]() if is_mapping else value.keys() - members.keys()
        if is_mapping or len(members) + len(unknown) > MAX_MEMBERS or not all(map(is_learnable, unknown)):
            values = _learn_all(self._member_type(lesson), value.values(), lesson, depth)
            return self if values is self.values else InferredType(self.scalars, None, values, self.items)
        learned: dict[str, InferredType] = {}
        for name, member in value.items():
            known = members.get(name, NOTHING)
            extended = known.learn(member, lesson, depth)
            if extended is not known and (name not in unknown or lesson.knows(name)):
                learned[name] = extended
        if self.members is not None and not learned:
            return self
        order = merge_order(members, [name for name in value if name in members or name in learned])
        merged = {name: learned[name] if name in learned else members[name] for name in order}
        return InferredType(self.scalars, merged, None, self.items)

    def _member_type(self, lesson: Lesson) -> InferredType:
        """Return the type of all members, whose names are data."""
        values = self.values or NOTHING
        for member in (self.members or {}).values():
            values = values.merge(member, lesson)
        return values

    def merge(self, other: InferredType, lesson: Lesson) -> InferredType:
        """Return this type extended by the values at a different place."""
        lesson.budget.spend(VISIT)
        if self is NOTHING:
            lesson.take_place()
        values, members = None, self.members
        names = {**(self.members or {}), **(other.members or {})}
        if self.values or other.values or len(names) > MAX_MEMBERS:
            values, members = self._member_type(lesson).merge(other._member_type(lesson), lesson), None
        elif other.members is not None:
            own = self.members or {}
            members = {
                name: own.get(name, NOTHING).merge(other.members[name], lesson) if name in other.members else own[name]
                for name in names
            }
        items = self.items.merge(other.items, lesson) if self.items and other.items else self.items or other.items
        return InferredType(self.scalars | other.scalars, members, values, items)

    def to_type(self, budget: Budget) -> Any:
        """Return the type that a decoder accepts for the values at this place."""
        if not self._built:
            types = list(self._types(budget))
            self._built.append(union(*types) if types else None)
        return self._built[0]

    def _types(self, budget: Budget) -> Iterator[Any]:
        if self.scalars & {int, float}:
            yield from (INTEGER, float)
        yield from (scalar for scalar in (str, bool) if scalar in self.scalars)
        if type(None) in self.scalars:
            yield None
        if self.items is not None:
            yield GenericAlias(list, (self.items.to_type(budget),))
        if self.values is not None:
            yield GenericAlias(dict, (str, self.values.to_type(budget)))
        elif self.members is not None:
            yield record_type([(name, member.to_type(budget), False) for name, member in self.members.items()], budget)


NOTHING = InferredType()
"""The type of a place where no value was met."""


def _learn_all(known: InferredType | None, values: Collection[JsonValue], lesson: Lesson, depth: int) -> InferredType:
    inferred = known or NOTHING
    # All values of a large array are probably like those in a sample; a payload with others is not matched.
    for value in islice(values, 0, None, len(values) // MAX_SAMPLE + 1):
        if type(value) not in inferred.scalars:
            inferred = inferred.learn(value, lesson, depth)
    return inferred


def is_learnable(name: str) -> bool:
    """Return whether a name looks like an identifier in a program; a number, an address or a sentence is data."""
    return _LEARNABLE_NAME.match(name) is not None


def merge_order(known: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the known names in their order, with each new name directly after the name before it.

    A decoder is fastest if members come in the order of its attributes, and its output in that order can be compared
    with the text byte by byte.
    """
    order, names = list(known), list(names)
    if set(order).issuperset(names):
        return order
    previous = -1
    for name in names:
        if name not in order:
            order.insert(previous + 1, name)
        previous = order.index(name)
    return order


def union(*types: Any) -> Any:
    """Return the union of the types."""
    return Union[types]  # noqa: UP007 - the types are known at run time only


def record_type(members: list[tuple[str, Any, bool]], budget: Budget) -> Any:
    """Return a class for objects with these members only: each a name, a type, and whether it is required.

    The attributes are ``f0``, ``f1`` and so on, in the order of the members. A missing member is UNSET.
    """
    budget.spend(BUILD + BUILD_MEMBER * len(members))
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
