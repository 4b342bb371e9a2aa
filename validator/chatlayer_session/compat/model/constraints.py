"""What nodes require of an instance: the keywords of all of them taken together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...jsonpointer import JsonValue
    from .common_form import Node

Number: TypeAlias = "int | float"
PATTERN_OPTIONS = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
"""The limit of steps back is for patterns that look around or back; all others need none."""
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
LOWER_BOUNDS = frozenset({"minimum", "minLength", "minItems", "minProperties"})
UPPER_BOUNDS = frozenset({"maximum", "maxLength", "maxItems", "maxProperties"})
ALL_TYPES = frozenset(TYPES) - {"integer"}
"""Types that cover every value; a number without fraction is also of the type integer."""


@dataclass(frozen=True, slots=True)
class TupleItems:
    """The keywords ``prefixItems`` and ``items`` of one schema object."""

    prefix: tuple[Node, ...]
    rest: Node | None

    def item(self, index: int) -> Node | None:
        """Return the node that applies to an item."""
        return self.prefix[index] if index < len(self.prefix) else self.rest


@dataclass(frozen=True, slots=True)
class Members:
    """The keywords ``properties``, ``patternProperties`` and ``additionalProperties`` of one schema object."""

    named: dict[str, Node]
    patterned: dict[str, Node]
    rest: Node | None

    def member(self, name: str) -> Iterator[Node]:
        """Yield the nodes that apply to a member."""
        matched = [node for pattern, node in self.patterned.items() if matches(pattern, name)]
        if name in self.named:
            yield self.named[name]
        yield from matched
        if name not in self.named and not matched and self.rest is not None:
            yield self.rest


@dataclass(frozen=True, slots=True)
class Contains:
    """The keywords ``contains``, ``minContains`` and ``maxContains`` of one schema object."""

    node: Node
    minimum: Number
    maximum: Number | None


@dataclass(frozen=True, slots=True)
class Union:
    """An ``anyOf`` or ``oneOf``: its keyword, its node and those of its branches."""

    keyword: str
    node: Node
    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """The keywords ``if``, ``then`` and ``else`` of one schema object."""

    test: Node
    consequence: Node | None
    alternative: Node | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound: its value, and whether the value itself is excluded."""

    value: Number
    exclusive: bool = False


@dataclass(slots=True)
class Constraints:
    """Everything that nodes require of an instance.

    ``nodes`` are all nodes that contribute, and ``sources`` maps a keyword to its node. ``unevaluated`` are
    nodes with ``unevaluatedProperties`` or ``unevaluatedItems``, whose meaning depends on everything beside them.
    """

    nodes: set[Node] = field(default_factory=set["Node"])
    impossible: bool = False
    types: frozenset[str] = ALL_TYPES
    values: tuple[JsonValue, ...] | None = None
    known_values: tuple[JsonValue, ...] | None = None
    limits: dict[str, Limit] = field(default_factory=dict[str, Limit])
    multiples: tuple[Number, ...] = ()
    patterns: frozenset[str] = frozenset()
    unique_items: bool = False
    tuples: list[TupleItems] = field(default_factory=list[TupleItems])
    contains: list[Contains] = field(default_factory=list[Contains])
    members: list[Members] = field(default_factory=list[Members])
    required: dict[str, Node] = field(default_factory=dict[str, "Node"])
    property_names: list[Node] = field(default_factory=list["Node"])
    dependent_required: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    dependent_schemas: dict[str, list[Node]] = field(default_factory=dict[str, list["Node"]])
    unions: list[Union] = field(default_factory=list[Union])
    conditions: list[Condition] = field(default_factory=list[Condition])
    negations: list[Node] = field(default_factory=list["Node"])
    unevaluated: list[Node] = field(default_factory=list["Node"])
    sources: dict[str, Node] = field(default_factory=dict[str, "Node"])

    @property
    def trivial(self) -> bool:
        """Whether every value is allowed."""
        is_untyped = not self.impossible and self.types == ALL_TYPES and not self.unevaluated
        return is_untyped and not self.sources.keys() - {"x-extensible-enum"}

    @property
    def unsatisfiable(self) -> bool:
        """Whether it is obvious that no value is allowed."""
        return self.impossible or not self.types or self.values == ()

    def item(self, index: int) -> frozenset[Node]:
        """Return the nodes that apply to an item."""
        return frozenset(node for items in self.tuples if (node := items.item(index)) is not None)

    def member(self, name: str) -> frozenset[Node]:
        """Return the nodes that apply to a member."""
        return frozenset(node for members in self.members for node in members.member(name))

    def declared(self) -> dict[str, Node]:
        """Return the declared names, each with the node of its declaration."""
        return {name: node for members in self.members for name, node in members.named.items()}


def disjoint(one: Constraints, other: Constraints, values: Callable[[Constraints, str], set[str] | None]) -> bool:
    """Return whether it is obvious that no value meets both: by their types, or by a member that differs.

    ``values`` returns the texts of the values that a member can have, or None if it can have any.
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
    """Return whether a pattern matches somewhere in a text; an unsupported pattern matches nothing.

    The time is proportional to the length of the text, or limited if the pattern looks around or back.
    """
    try:
        return _searcher(pattern)(text)
    except ValueError:
        return False


@lru_cache(maxsize=1_000)
def _searcher(pattern: str) -> Callable[[str], bool]:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=PATTERN_OPTIONS).is_valid


def intersection(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return the types that both sets contain; an integer is a number."""
    both = set(one & other)
    if "integer" in one | other and ("number" in one or "number" in other) and "number" not in both:
        both.add("integer")
    return frozenset(both)


def includes(wider: frozenset[str], narrower: frozenset[str]) -> bool:
    """Return whether every value of the narrower types has one of the wider types."""
    return all(name in wider or (name == "integer" and "number" in wider) for name in narrower)


def is_tighter(limit: Limit, other: Limit, *, lower: bool) -> bool:
    """Return whether a bound allows less than another."""
    if limit.value == other.value:
        return limit.exclusive and not other.exclusive
    return limit.value > other.value if lower else limit.value < other.value
