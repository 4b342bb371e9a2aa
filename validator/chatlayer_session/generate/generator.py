"""Valid payloads, made by walking the schema and choosing at each place among what it allows."""

from __future__ import annotations

from copy import deepcopy
from math import ceil, floor
from typing import TYPE_CHECKING

from ..errors import KindNotInVersion
from ..spec.kinds import ANSWER_MEMBER, INTERNAL
from .samples import samples_of
from .schema_tree import UnsupportedKeyword, schema_tree
from .values import any_array, any_value
from .vocabulary import PHRASES, new_name, similar_prose, vary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Kind
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .choices import Choices
    from .schema_tree import InstanceWay, SchemaNode

MAX_ITEMS = 4
"""Items of an array that the schema says something of."""

MAX_VARIABLES = 6
"""Members of an object that the schema leaves free."""

PRESENCE_ODDS = (3, 5)
"""How many times of how many an optional member is there."""

KIND_MARKERS = (INTERNAL, ANSWER_MEMBER)
"""Names of members that make a payload one of another kind, or one with another inside."""

_UNBOUNDED = 10**9


class Generator:
    """Makes valid payloads of one kind and schema version, in which no field is unstable.

    Raises:
        KindNotInVersion: the version has no schema for this kind.
        UnsupportedKeyword: the schema uses a keyword that is not known here.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        if kind not in catalog.kinds(version):
            raise KindNotInVersion(kind.value, version, catalog.versions_supporting(kind))
        self.version = version
        self.kind = kind
        self.root = schema_tree(catalog, version, kind)
        self.samples = samples_of(catalog, version)

    def payload(
        self,
        choices: Choices,
        wanted: Sequence[InstanceWay] = (),
        *,
        unknown_values: bool = False,
        variables: bool = True,
    ) -> JsonValue:
        """Return a payload in which there is something at the end of each of the ``wanted`` ways.

        ``unknown_values`` lets values of open sets be others than the known ones. Without ``variables`` free objects
        have the members only that the schema declares.
        """
        walk = _Walk(self, choices, unknown_values=unknown_values, variables=variables)
        return walk.value(self.root, wanted)

    def value(self, node: SchemaNode, choices: Choices) -> JsonValue:
        """Return what may stand at one node."""
        return _Walk(self, choices, unknown_values=False, variables=True).value(node, ())

    def other_member(self, node: SchemaNode, choices: Choices, taken: Sequence[str]) -> tuple[str, JsonValue]:
        """Return name and value of a member that the schema does not declare, often one seen in an example."""
        others = self.samples.others.get(node.location, {})
        seen = [name for name in others if name not in taken]
        if seen and not choices.chance(1, 3):
            name = choices.pick(seen)
            return name, deepcopy(others[name])
        return new_name(choices, [*taken, *node.members, *KIND_MARKERS]), any_value(choices)


class _Walk:
    """The making of one payload."""

    def __init__(self, generator: Generator, choices: Choices, *, unknown_values: bool, variables: bool) -> None:
        self.generator = generator
        self.choices = choices
        self.unknown_values = unknown_values
        self.variables = variables

    def value(self, node: SchemaNode, wanted: Sequence[InstanceWay]) -> JsonValue:
        if node.unstable or not (node.types or node.allowed is not None):
            return self.free_value(node)
        if node.allowed is not None:
            return self.choices.pick(allowed_values(node))
        return _MAKERS[self.choices.pick(node.types)](self, node, wanted)

    def record(self, node: SchemaNode, wanted: Sequence[InstanceWay]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for name, member in node.members.items():
            inner = [way[1:] for way in wanted if way[:1] == (name,)]
            if not inner and name not in node.required and (member.unstable or not self.choices.chance(*PRESENCE_ODDS)):
                continue
            members[name] = self.value(member, inner)
        if node.open and self.variables:
            while len(members) < MAX_VARIABLES and self.choices.chance(2, 3):
                name, value = self.generator.other_member(node, self.choices, [*members, *node.members])
                members[name] = value
        return members

    def array(self, node: SchemaNode, wanted: Sequence[InstanceWay]) -> list[JsonValue]:
        inner = [way[1:] for way in wanted if way[:1] == (None,)]
        if node.items is None:
            return self.free_array(node)
        items: list[JsonValue] = []
        while (inner and not items) or (len(items) < MAX_ITEMS and self.choices.chance(1, 2)):
            items.append(self.value(node.items, inner))
        return items

    def free_value(self, node: SchemaNode) -> JsonValue:
        samples = self.generator.samples.values.get(node.location)
        if samples and not self.choices.is_arbitrary():
            return deepcopy(self.choices.pick(samples))
        return any_value(self.choices)

    def free_array(self, node: SchemaNode) -> list[JsonValue]:
        samples = self.generator.samples.values.get(node.location)
        sample = self.choices.pick(samples) if samples and not self.choices.is_arbitrary() else None
        return deepcopy(sample) if isinstance(sample, list) else any_array(self.choices)

    def string(self, node: SchemaNode) -> str:
        text = self.any_string(node)
        while text in node.forbidden:
            text += "x"
        return text

    def any_string(self, node: SchemaNode) -> str:
        choices = self.choices
        if node.known is not None:
            if self.unknown_values and choices.chance(1, 4):
                return unknown_value(node, choices)
            return choices.pick(node.known)
        samples = [each for each in self.generator.samples.values.get(node.location, ()) if isinstance(each, str)]
        options = [*samples, *similar_prose(samples)]
        # The last of the numbers stands for what nobody expects.
        index = choices.integer(0, max(choices.odds_of_arbitrary, len(options)))
        if index == max(choices.odds_of_arbitrary, len(options)):
            return choices.text()
        return vary(options[index % len(options)], choices)

    def number(self, node: SchemaNode) -> float:
        bounds = [bound for bound in (node.minimum, node.maximum) if bound is not None]
        index = self.choices.integer(0, 9)
        return bounds[index] if index < len(bounds) else self.choices.number(node.minimum, node.maximum)

    def integer(self, node: SchemaNode) -> int:
        low = -_UNBOUNDED if node.minimum is None else ceil(node.minimum)
        high = max(low, _UNBOUNDED) if node.maximum is None else floor(node.maximum)
        if low > high:
            raise UnsupportedKeyword("minimum", node.location, "no integer lies between the bounds")
        return self.choices.integer(low, high)


_MAKERS: dict[str, Callable[[_Walk, SchemaNode, Sequence[InstanceWay]], JsonValue]] = {
    "object": _Walk.record,
    "array": _Walk.array,
    "string": lambda walk, node, _: walk.string(node),
    "number": lambda walk, node, _: walk.number(node),
    "integer": lambda walk, node, _: walk.integer(node),
    "boolean": lambda walk, _, __: walk.choices.chance(1, 2),
    "null": lambda _, __, ___: None,
}


def allowed_values(node: SchemaNode) -> list[JsonValue]:
    """Return the values of a closed set that meet the other constraints.

    Raises:
        UnsupportedKeyword: none does.
    """
    values = [value for value in node.allowed or () if meets(node, value)]
    if not values:
        raise UnsupportedKeyword("enum", node.location, "none of its values meets the other constraints")
    return values


def unknown_value(node: SchemaNode, choices: Choices) -> str:
    """Return a text that is not among the known ones of an open set, often one that differs little."""
    known = node.known or ()
    value = choices.pick([*(each.swapcase() for each in known), *PHRASES]) if choices.chance(1, 2) else choices.text()
    while value in known or value in node.forbidden:
        value += "x"
    return value


def meets(node: SchemaNode, value: JsonValue) -> bool:
    """Say whether a value is of the types and within the bounds of a node."""
    if value in node.forbidden or (node.types and not any(is_of(value, name) for name in node.types)):
        return False
    return isinstance(value, bool) or not isinstance(value, int | float) or node.within(value)


def is_of(value: JsonValue, name: str) -> bool:
    """Say whether a value is of the JSON type of this name; a number without fraction is an integer too."""
    if isinstance(value, bool) or value is None:
        return name == ("null" if value is None else "boolean")
    if isinstance(value, int | float):
        return name == "number" or (name == "integer" and float(value).is_integer())
    if isinstance(value, str):
        return name == "string"
    return name == ("object" if isinstance(value, dict) else "array")
