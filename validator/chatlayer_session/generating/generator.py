"""Valid payloads, made by walking the schema and choosing at each place among what it allows."""

from __future__ import annotations

from copy import deepcopy
from math import ceil, floor
from typing import TYPE_CHECKING

from ..errors import KindNotInVersion
from ..fields import READ_ONLY
from ..observing import ANSWER_MEMBER
from .nodes import NotGenerable, root_of
from .samples import samples_of
from .values import any_array, any_value
from .words import PHRASES, new_name, prose_like, varied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..catalog import Catalog
    from ..findings import Kind
    from ..pointers import JsonValue
    from .choices import Choices
    from .nodes import Node, Way

MAX_ITEMS = 4
"""Items of an array that the schema says something of."""

MAX_VARIABLES = 6
"""Members of an object that the schema leaves free."""

PRESENT = (3, 5)
"""How many times of how many an optional member is there."""

TELLING = (READ_ONLY, ANSWER_MEMBER)
"""Names of members that make a payload one of another kind, or one with another inside."""

_UNBOUNDED = 10**9


class Generator:
    """Makes valid payloads of one kind and schema version, in which no field is unstable.

    Raises:
        KindNotInVersion: the version has no schema for this kind.
        NotGenerable: the schema uses a keyword that is not known here.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        if kind not in catalog.kinds(version):
            raise KindNotInVersion(kind.value, version, catalog.versions_with(kind))
        self.version = version
        self.kind = kind
        self.root = root_of(catalog, version, kind)
        self.samples = samples_of(catalog, version)

    def payload(
        self, choices: Choices, wanted: Sequence[Way] = (), *, unknown_values: bool = False, variables: bool = True
    ) -> JsonValue:
        """Return a payload in which there is something at the end of each of the ``wanted`` ways.

        ``unknown_values`` lets values of open sets be others than the known ones. Without ``variables`` free objects
        have the members only that the schema declares.
        """
        walk = _Walk(self, choices, unknown_values=unknown_values, variables=variables)
        return walk.value(self.root, wanted)

    def value(self, node: Node, choices: Choices) -> JsonValue:
        """Return what may stand at one node."""
        return _Walk(self, choices, unknown_values=False, variables=True).value(node, ())

    def other_member(self, node: Node, choices: Choices, taken: Sequence[str]) -> tuple[str, JsonValue]:
        """Return name and value of a member that the schema does not declare, often one seen in an example."""
        others = self.samples.others.get(node.location, {})
        seen = [name for name in others if name not in taken]
        if seen and not choices.chance(1, 3):
            name = choices.pick(seen)
            return name, deepcopy(others[name])
        return new_name(choices, [*taken, *node.members, *TELLING]), any_value(choices)


class _Walk:
    """The making of one payload."""

    def __init__(self, generator: Generator, choices: Choices, *, unknown_values: bool, variables: bool) -> None:
        self.generator = generator
        self.choices = choices
        self.unknown_values = unknown_values
        self.variables = variables

    def value(self, node: Node, wanted: Sequence[Way]) -> JsonValue:
        if node.unstable or not (node.types or node.allowed is not None):
            return self.free_value(node)
        if node.allowed is not None:
            return self.choices.pick(allowed_values(node))
        return _MAKERS[self.choices.pick(node.types)](self, node, wanted)

    def record(self, node: Node, wanted: Sequence[Way]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for name, member in node.members.items():
            inner = [way[1:] for way in wanted if way[:1] == (name,)]
            if not inner and name not in node.required and (member.unstable or not self.choices.chance(*PRESENT)):
                continue
            members[name] = self.value(member, inner)
        if node.free and self.variables:
            while len(members) < MAX_VARIABLES and self.choices.chance(2, 3):
                name, value = self.generator.other_member(node, self.choices, [*members, *node.members])
                members[name] = value
        return members

    def array(self, node: Node, wanted: Sequence[Way]) -> list[JsonValue]:
        inner = [way[1:] for way in wanted if way[:1] == (None,)]
        if node.items is None:
            return self.free_array(node)
        items: list[JsonValue] = []
        while (inner and not items) or (len(items) < MAX_ITEMS and self.choices.chance(1, 2)):
            items.append(self.value(node.items, inner))
        return items

    def free_value(self, node: Node) -> JsonValue:
        samples = self.generator.samples.values.get(node.location)
        if samples and not self.choices.surprises():
            return deepcopy(self.choices.pick(samples))
        return any_value(self.choices)

    def free_array(self, node: Node) -> list[JsonValue]:
        samples = self.generator.samples.values.get(node.location)
        sample = self.choices.pick(samples) if samples and not self.choices.surprises() else None
        return deepcopy(sample) if isinstance(sample, list) else any_array(self.choices)

    def string(self, node: Node) -> str:
        text = self.any_string(node)
        while text in node.forbidden:
            text += "x"
        return text

    def any_string(self, node: Node) -> str:
        choices = self.choices
        if node.known is not None:
            if self.unknown_values and choices.chance(1, 4):
                return unknown_value(node, choices)
            return choices.pick(node.known)
        samples = [each for each in self.generator.samples.values.get(node.location, ()) if isinstance(each, str)]
        options = [*samples, *prose_like(samples)]
        # The last of the numbers stands for what nobody expects.
        index = choices.integer(0, max(choices.surprise, len(options)))
        if index == max(choices.surprise, len(options)):
            return choices.text()
        return varied(options[index % len(options)], choices)

    def number(self, node: Node) -> float:
        bounds = [bound for bound in (node.minimum, node.maximum) if bound is not None]
        index = self.choices.integer(0, 9)
        return bounds[index] if index < len(bounds) else self.choices.number(node.minimum, node.maximum)

    def integer(self, node: Node) -> int:
        low = -_UNBOUNDED if node.minimum is None else ceil(node.minimum)
        high = max(low, _UNBOUNDED) if node.maximum is None else floor(node.maximum)
        if low > high:
            raise NotGenerable("minimum", node.location, "no integer lies between the bounds")
        return self.choices.integer(low, high)


_MAKERS: dict[str, Callable[[_Walk, Node, Sequence[Way]], JsonValue]] = {
    "object": _Walk.record,
    "array": _Walk.array,
    "string": lambda walk, node, _: walk.string(node),
    "number": lambda walk, node, _: walk.number(node),
    "integer": lambda walk, node, _: walk.integer(node),
    "boolean": lambda walk, _, __: walk.choices.chance(1, 2),
    "null": lambda _, __, ___: None,
}


def allowed_values(node: Node) -> list[JsonValue]:
    """Return the values of a closed set that meet the other constraints.

    Raises:
        NotGenerable: none does.
    """
    values = [value for value in node.allowed or () if meets(node, value)]
    if not values:
        raise NotGenerable("enum", node.location, "none of its values meets the other constraints")
    return values


def unknown_value(node: Node, choices: Choices) -> str:
    """Return a text that is not among the known ones of an open set, often one that differs little."""
    known = node.known or ()
    value = choices.pick([*(each.swapcase() for each in known), *PHRASES]) if choices.chance(1, 2) else choices.text()
    while value in known or value in node.forbidden:
        value += "x"
    return value


def meets(node: Node, value: JsonValue) -> bool:
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
