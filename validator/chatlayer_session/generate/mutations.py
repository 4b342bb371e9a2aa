"""Valid payloads with one thing changed that breaks a rule, or with fields put in that nobody promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nextafter
from typing import TYPE_CHECKING, Any

from ..jsonpointer import format_pointer
from ..rules import Rule
from .generator import unknown_value
from .mutation_sites import other_types, resolve, sample_sites, values_not_allowed
from .values import any_array, any_object

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from .choices import Choices
    from .generator import Generator
    from .mutation_sites import MutationSite
    from .schema_tree import SchemaNode

_FAR = 10**9


@dataclass(frozen=True, slots=True)
class BrokenPayload:
    """A payload that breaks ``rule`` at ``pointer``, from its root, and breaks nothing else.

    A session without its read-only object is told to be a session by its ``kind`` alone.
    """

    payload: Any = field(compare=False)
    kind: Kind
    rule: Rule
    pointer: str


@dataclass(frozen=True, slots=True)
class UnstablePayload:
    """A payload with unstable fields, one at each of the ``pointers``, and no other finding of any weight."""

    payload: dict[str, Any] = field(compare=False)
    kind: Kind
    pointers: tuple[str, ...]


def broken_payload(
    generator: Generator, choices: Choices, site: MutationSite, unstable: Sequence[MutationSite] = ()
) -> BrokenPayload:
    """Return a payload that breaks a rule at a site, and has unstable fields at others."""
    payload = generator.payload(choices, [site.way, *(each.way for each in unstable)])
    for each in unstable:
        insert(payload, generator, choices, each)
    if site.rule is Rule.UNSTABLE_FIELD:
        path = insert(payload, generator, choices, site)
        return BrokenPayload(payload, generator.kind, site.rule, format_pointer(path))
    path = resolve(site.way, payload, choices)
    if site.name is not None:
        del _at(payload, path)[site.name]
        path = (*path, site.name)
    elif path:
        _at(payload, path[:-1])[path[-1]] = _other_value(site, choices)
    else:
        payload = _other_value(site, choices)
    return BrokenPayload(payload, generator.kind, site.rule, format_pointer(path))


def unstable_payload(
    generator: Generator,
    choices: Choices,
    *,
    least: int = 1,
    most: int = 5,
    unknown_values: bool = False,
    variables: bool = True,
) -> UnstablePayload:
    """Return a payload with so many fields that nobody promised, at any depth under the read-only object.

    The options are those of `Generator.payload`. Raises `CannotViolate` if the schema leaves no place for such fields.
    """
    sites = sample_sites(generator, choices, least=least, most=most)
    ways = [site.way for site in sites]
    payload: Any = generator.payload(choices, ways, unknown_values=unknown_values, variables=variables)
    # Where the same declared field was chosen twice, it is there once.
    paths = dict.fromkeys(insert(payload, generator, choices, site) for site in sites)
    return UnstablePayload(payload, generator.kind, tuple(map(format_pointer, paths)))


def insert(payload: JsonValue, generator: Generator, choices: Choices, site: MutationSite) -> InstancePath:
    """Put an unstable field into the object at a site, and return the path to the field."""
    path = resolve(site.way, payload, choices)
    owner: dict[str, JsonValue] = _at(payload, path)
    if site.name is None:
        name, value = generator.other_member(site.node, choices, list(owner))
        owner[name] = value
        return (*path, name)
    owner[site.name] = generator.value(site.node.members[site.name], choices)
    return (*path, site.name)


def _at(payload: Any, path: InstancePath) -> Any:
    for step in path:
        payload = payload[step]
    return payload


def _other_value(site: MutationSite, choices: Choices) -> JsonValue:
    """Return a value that breaks the rule of a site."""
    if site.rule is Rule.WRONG_TYPE:
        # A payload that is a str would be taken for its text.
        types = [name for name in other_types(site.node) if site.way or name != "string"]
        return _OF_TYPE[choices.pick(types)](choices)
    if site.rule is Rule.OUT_OF_RANGE:
        return _beyond(site.node, choices)
    if site.rule is Rule.RESERVED_NAMESPACE:
        return choices.pick(site.node.forbidden)
    if site.rule is Rule.UNKNOWN_VALUE:
        return unknown_value(site.node, choices)
    return choices.pick(values_not_allowed(site.node, choices.text()))


def _beyond(node: SchemaNode, choices: Choices) -> float:
    """Return a number beyond the one bound of a node, often by the least that a double can be."""
    bound, sign = (node.maximum, 1) if node.minimum is None else (node.minimum, -1)
    bound = bound or 0
    ways = [bound + sign, bound + sign * choices.integer(1, _FAR)]
    return choices.pick(ways if "integer" in node.types else [*ways, nextafter(bound, sign * inf)])


_OF_TYPE: dict[str, Callable[[Choices], JsonValue]] = {
    "null": lambda _: None,
    "boolean": lambda choices: choices.chance(1, 2),
    "number": lambda choices: choices.integer(-_FAR, _FAR) if choices.chance(1, 2) else choices.number(None, None),
    "string": lambda choices: choices.text() if choices.chance(1, 2) else str(choices.integer(0, _FAR)),
    "array": any_array,
    "object": any_object,
}
