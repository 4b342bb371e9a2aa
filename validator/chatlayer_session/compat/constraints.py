"""What holds at a location: the keywords of all its places taken together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..jsonpointer import InstancePath, JsonValue


NodeSet: TypeAlias = "tuple[InstancePath, ...]"
"""Places in a schema that all hold for one instance, sorted, each once; none of them means that anything goes."""


Number: TypeAlias = "int | float"
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
LOWER = frozenset({"minimum", "minLength", "minItems", "minProperties"})
"""Keywords that bound from below."""
UPPER = frozenset({"maximum", "maxLength", "maxItems", "maxProperties"})
"""Keywords that bound from above."""
ALL_TYPES = frozenset(TYPES) - {"integer"}
"""The types that any value has one of; a number is of the type integer too if it has no fraction."""


@dataclass(frozen=True, slots=True)
class TupleItems:
    """The keywords ``prefixItems`` and ``items`` of one schema object."""

    prefix: tuple[InstancePath, ...]
    rest: InstancePath | None

    def at(self, index: int) -> InstancePath | None:
        """Return the place that an item is held to."""
        return self.prefix[index] if index < len(self.prefix) else self.rest


@dataclass(frozen=True, slots=True)
class Members:
    """The keywords ``properties``, ``patternProperties`` and ``additionalProperties`` of one schema object."""

    named: dict[str, InstancePath]
    patterned: dict[str, InstancePath]
    rest: InstancePath | None

    def at(self, name: str) -> Iterator[InstancePath]:
        """Yield the places that the member of a name is held to."""
        matched = [place for pattern, place in self.patterned.items() if matches(pattern, name)]
        if name in self.named:
            yield self.named[name]
        yield from matched
        if name not in self.named and not matched and self.rest is not None:
            yield self.rest


@dataclass(frozen=True, slots=True)
class Contains:
    """The keywords ``contains``, ``minContains`` and ``maxContains`` of one schema object."""

    place: InstancePath
    least: Number
    most: Number | None


@dataclass(frozen=True, slots=True)
class Union:
    """An ``anyOf`` or ``oneOf``: its keyword, its place and those of its branches."""

    keyword: str
    place: InstancePath
    branches: tuple[InstancePath, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """The keywords ``if``, ``then`` and ``else`` of one schema object."""

    test: InstancePath
    met: InstancePath | None
    unmet: InstancePath | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound: its value, and whether the value itself is beyond it."""

    value: Number
    exclusive: bool = False


@dataclass(slots=True)
class Constraints:
    """Everything that holds at a location.

    ``found`` maps a keyword to the place of the schema object that has it. ``opaque`` are the places of schema objects
    with ``unevaluatedProperties`` or ``unevaluatedItems``: what those mean depends on everything beside them.
    """

    places: set[InstancePath] = field(default_factory=set["InstancePath"])
    impossible: InstancePath | None = None
    types: frozenset[str] = ALL_TYPES
    values: tuple[JsonValue, ...] | None = None
    known: tuple[JsonValue, ...] | None = None
    limits: dict[str, Limit] = field(default_factory=dict[str, Limit])
    multiples: tuple[Number, ...] = ()
    patterns: frozenset[str] = frozenset()
    unique: bool = False
    tuples: list[TupleItems] = field(default_factory=list[TupleItems])
    contains: list[Contains] = field(default_factory=list[Contains])
    members: list[Members] = field(default_factory=list[Members])
    required: dict[str, InstancePath] = field(default_factory=dict[str, "InstancePath"])
    names: list[InstancePath] = field(default_factory=list["InstancePath"])
    dependencies: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    dependents: dict[str, list[InstancePath]] = field(default_factory=dict[str, list["InstancePath"]])
    unions: list[Union] = field(default_factory=list[Union])
    conditions: list[Condition] = field(default_factory=list[Condition])
    negations: list[InstancePath] = field(default_factory=list["InstancePath"])
    opaque: list[InstancePath] = field(default_factory=list["InstancePath"])
    sources: dict[str, InstancePath] = field(default_factory=dict[str, "InstancePath"])

    @property
    def trivial(self) -> bool:
        """Whether anything goes."""
        plain = self.impossible is None and self.types == ALL_TYPES and not self.opaque
        return plain and not self.sources.keys() - {"x-extensible-enum"}

    @property
    def unsatisfiable(self) -> bool:
        """Whether it is plain to see that nothing goes."""
        return self.impossible is not None or not self.types or self.values == ()

    def item(self, index: int) -> frozenset[InstancePath]:
        """Return the places that an item is held to."""
        return frozenset(place for each in self.tuples if (place := each.at(index)) is not None)

    def member(self, name: str) -> frozenset[InstancePath]:
        """Return the places that the member of a name is held to."""
        return frozenset(place for each in self.members for place in each.at(name))

    def declared(self) -> dict[str, InstancePath]:
        """Return the declared names, each with the place of its declaration."""
        return {name: place for each in self.members for name, place in each.named.items()}


def disjoint(one: Constraints, other: Constraints, values: Callable[[Constraints, str], set[str] | None]) -> bool:
    """Say whether it is plain to see that no value meets both: their types differ, or the kind that they name.

    ``values`` gives the texts of the values that a member may have, or None where it may have any.
    """
    if not intersection(one.types, other.types):
        return True
    if intersection(one.types, other.types) != frozenset({"object"}):
        return False
    for name in one.required.keys() & other.required.keys():
        first, second = values(one, name), values(other, name)
        if first is not None and second is not None and not first & second:
            return True
    return False


def matches(pattern: str, text: str) -> bool:
    """Say whether a pattern matches somewhere in a text; one that Python cannot read matches nothing."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False


def intersection(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return the types that both sets have; an integer is a number."""
    both = set(one & other)
    if "integer" in one | other and ("number" in one or "number" in other) and "number" not in both:
        both.add("integer")
    return frozenset(both)


def includes(wider: frozenset[str], narrower: frozenset[str]) -> bool:
    """Say whether every value of the narrower types has one of the wider types."""
    return all(name in wider or (name == "integer" and "number" in wider) for name in narrower)


def tighter(limit: Limit, than: Limit, *, lower: bool) -> bool:
    """Say whether one bound leaves less than another."""
    if limit.value == than.value:
        return limit.exclusive and not than.exclusive
    return limit.value > than.value if lower else limit.value < than.value
