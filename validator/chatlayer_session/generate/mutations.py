"""Mutations of valid payloads: a broken rule, or inserted unstable fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nextafter
from typing import TYPE_CHECKING, Any

from ..jsonpointer import format_pointer
from ..rules import Rule
from .generator import unknown_value
from .mutation_sites import forbidden_values, other_types, resolve, sample_sites, values_not_allowed
from .values import any_array, any_object

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field
    from .choices import Choices
    from .generator import Generator
    from .mutation_sites import MutationSite

_FAR = 10**9


@dataclass(frozen=True, slots=True)
class BrokenPayload:
    """A payload that breaks only ``rule``, at ``pointer``, which starts at the root of the payload.

    Validate it as its ``kind``: a session without ``internal`` cannot be detected as one.
    """

    payload: Any = field(compare=False)
    kind: Kind
    rule: Rule
    pointer: str


@dataclass(frozen=True, slots=True)
class UnstablePayload:
    """A valid payload with one unstable field at each of the ``pointers``, and no others."""

    payload: dict[str, Any] = field(compare=False)
    kind: Kind
    pointers: tuple[str, ...]


def broken_payload(
    generator: Generator, choices: Choices, site: MutationSite, unstable: Sequence[MutationSite] = ()
) -> BrokenPayload:
    """Return a payload that breaks the rule of ``site`` there, and has unstable fields at the other sites."""
    payload = generator.payload(choices, [site.needed, *(other.needed for other in unstable)])
    for other in unstable:
        insert(payload, generator, choices, other)
    if site.rule is Rule.UNSTABLE_FIELD:
        path = insert(payload, generator, choices, site)
        return BrokenPayload(payload, generator.kind, site.rule, format_pointer(path))
    path = resolve(site.path, payload, choices)
    if site.name is not None:
        del value_at(payload, path)[site.name]
        path = (*path, site.name)
    elif path:
        value_at(payload, path[:-1])[path[-1]] = _broken_value(site, choices)
    else:
        payload = _broken_value(site, choices)
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
    """Return a payload with ``least`` to ``most`` unstable fields, at any depth under ``internal``.

    The other options are those of `Generator.payload`.

    Raises:
        CannotViolate: the schema has no place for unstable fields.
    """
    sites = sample_sites(generator, choices, least=least, most=most)
    paths = [site.needed for site in sites]
    payload: Any = generator.payload(choices, paths, unknown_values=unknown_values, variables=variables)
    # A declared field that was chosen twice is inserted once.
    inserted = dict.fromkeys(insert(payload, generator, choices, site) for site in sites)
    return UnstablePayload(payload, generator.kind, tuple(map(format_pointer, inserted)))


def insert(payload: JsonValue, generator: Generator, choices: Choices, site: MutationSite) -> InstancePath:
    """Insert an unstable field at a site, and return its path."""
    path = resolve(site.path, payload, choices)
    owner: dict[str, JsonValue] = value_at(payload, path)
    if site.name is None:
        name, value = generator.other_member(site.field, choices, list(owner))
    else:
        name, value = site.name, generator.value(site.field.members[site.name], choices)
    owner[name] = value
    return (*path, name)


def value_at(payload: Any, path: Sequence[str | int]) -> Any:
    """Return the value at a path of a payload."""
    for step in path:
        payload = payload[step]
    return payload


def _broken_value(site: MutationSite, choices: Choices) -> JsonValue:
    """Return a value that breaks the rule of a site."""
    if site.rule is Rule.WRONG_TYPE:
        # A payload that is a str would be parsed as JSON text.
        types = [name for name in other_types(site.field) if site.path or name != "string"]
        return _VALUES_BY_TYPE[choices.pick(types)](choices)
    if site.rule is Rule.OUT_OF_RANGE:
        return _out_of_range(site.field, choices)
    if site.rule is Rule.RESERVED_NAMESPACE:
        return choices.pick(forbidden_values(site.field))
    if site.rule is Rule.UNKNOWN_VALUE:
        return unknown_value(site.field, choices)
    return choices.pick(values_not_allowed(site.field, choices.text()))


def _out_of_range(field: Field, choices: Choices) -> float:
    """Return a number beyond the only bound of a field, often the nearest that a double can represent."""
    minimum, maximum = field.range
    bound, sign = (maximum or 0, 1) if minimum is None else (minimum, -1)
    numbers = [bound + sign, bound + sign * choices.integer(1, _FAR)]
    return choices.pick(numbers if "integer" in field.types else [*numbers, nextafter(bound, sign * inf)])


_VALUES_BY_TYPE: dict[str, Callable[[Choices], JsonValue]] = {
    "null": lambda _: None,
    "boolean": lambda choices: choices.chance(1, 2),
    "number": lambda choices: choices.integer(-_FAR, _FAR) if choices.chance(1, 2) else choices.number(None, None),
    "string": lambda choices: choices.text() if choices.chance(1, 2) else str(choices.integer(0, _FAR)),
    "array": any_array,
    "object": any_object,
}
