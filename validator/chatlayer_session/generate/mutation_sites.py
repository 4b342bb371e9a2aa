"""The places at which the schema lets payloads break a rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..errors import ChatlayerSessionError
from ..rules import Rule
from .generator import meets
from .vocabulary import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from .choices import Choices
    from .generator import Generator
    from .schema_tree import InstanceWay, SchemaNode

SHAPE_RULES = (
    Rule.MISSING_FIELD,
    Rule.WRONG_TYPE,
    Rule.VALUE_NOT_ALLOWED,
    Rule.OUT_OF_RANGE,
    Rule.RESERVED_NAMESPACE,
)
"""The rules that make a payload invalid by its shape."""

_TYPES = ("null", "boolean", "number", "string", "array", "object")
_SCALARS: tuple[JsonValue, ...] = (0, 1, -1, 0.5, True, False, None)


class CannotViolate(ChatlayerSessionError, ValueError):
    """No place of a payload of this ``kind`` can break ``rule`` and no other."""

    def __init__(self, rule: Rule, kind: Kind) -> None:
        super().__init__(rule, kind)
        self.rule = rule
        self.kind = kind

    def __str__(self) -> str:
        """Name the rule and the kind."""
        return f"nothing in a payload of the kind {self.kind.value} can break {self.rule.value} and no other rule"


@dataclass(frozen=True, slots=True)
class MutationSite:
    """A place where a rule can be broken: ``way`` leads to it, or to the object for a member that is to be put in.

    ``name`` is the member that is to be taken out or put in, None if it is the value that is to be changed, or if any
    undeclared member is to be put in.
    """

    rule: Rule
    way: InstanceWay
    node: SchemaNode
    name: str | None = None

    @property
    def target(self) -> InstanceWay | None:
        """The way to what is not as it was once the rule is broken; None if something was put in."""
        if self.rule is Rule.UNSTABLE_FIELD:
            return None
        return self.way if self.name is None else (*self.way, self.name)


def sites_of(root: SchemaNode, rule: Rule) -> tuple[MutationSite, ...]:
    """Return every place at which the schema lets payloads break a rule; the rules about text have none."""
    find = _FINDERS.get(rule)
    return () if find is None else tuple(site for way, node in root.walk() for site in find(way, node))


def sample_sites(
    generator: Generator, choices: Choices, *, least: int, most: int, beside: InstanceWay | None = None
) -> list[MutationSite]:
    """Return places for unstable fields, none of them in what stands at the end of the way ``beside``.

    Some may be the same, which puts several fields into one object.

    Raises:
        CannotViolate: there are no such places.
    """
    options = [
        site
        for site in sites_of(generator.root, Rule.UNSTABLE_FIELD)
        if beside is None or site.way[: len(beside)] != beside
    ]
    if not options:
        raise CannotViolate(Rule.UNSTABLE_FIELD, generator.kind)
    sites: list[MutationSite] = []
    while len(sites) < least or (len(sites) < most and choices.chance(1, 2)):
        sites.append(choices.pick(options))
    return sites


def resolve(way: InstanceWay, payload: Any, choices: Choices) -> InstancePath:
    """Return the path in a payload that a way comes to, with an index for the items of each array."""
    path: list[str | int] = []
    for step in way:
        path.append(choices.integer(0, len(payload) - 1) if step is None else step)
        payload = payload[path[-1]]
    return tuple(path)


def other_types(node: SchemaNode) -> tuple[str, ...]:
    """Return the types that values of a node may not have; none if they may have any."""
    types = {*node.types, "number"} if "integer" in node.types else set(node.types)
    return tuple(name for name in _TYPES if name not in types) if types else ()


def values_not_allowed(node: SchemaNode, *others: JsonValue) -> list[JsonValue]:
    """Return values, ``others`` among them, that are of the right type and outside the closed set of a node."""
    allowed = node.allowed or ()
    likely = [each.swapcase() for each in allowed if isinstance(each, str)]
    values = [*likely, *PHRASES, *others, *_SCALARS]
    return [value for value in values if meets(node, value) and not any(_same(value, each) for each in allowed)]


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Say whether two values are the same in JSON, where true is not 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _missing(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    yield from (MutationSite(Rule.MISSING_FIELD, way, node, name) for name in node.members if name in node.required)


def _mistyped(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if other_types(node):
        yield MutationSite(Rule.WRONG_TYPE, way, node)


def _outside_a_closed_set(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if node.allowed is not None and values_not_allowed(node):
        yield MutationSite(Rule.VALUE_NOT_ALLOWED, way, node)


def _out_of_range(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if node.allowed is None:
        # One bound at a time: a site has the other one not.
        if node.minimum is not None:
            yield MutationSite(Rule.OUT_OF_RANGE, way, replace(node, maximum=None))
        if node.maximum is not None:
            yield MutationSite(Rule.OUT_OF_RANGE, way, replace(node, minimum=None))


def _unstable(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if "object" in node.types and not node.open:
        yield MutationSite(Rule.UNSTABLE_FIELD, way, node)
    yield from (
        MutationSite(Rule.UNSTABLE_FIELD, way, node, name) for name, member in node.members.items() if member.unstable
    )


def _outside_an_open_set(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if node.known is not None:
        yield MutationSite(Rule.UNKNOWN_VALUE, way, node)


def _forbidden(way: InstanceWay, node: SchemaNode) -> Iterator[MutationSite]:
    if node.forbidden:
        yield MutationSite(Rule.RESERVED_NAMESPACE, way, node)


_FINDERS: dict[Rule, Callable[[InstanceWay, SchemaNode], Iterator[MutationSite]]] = {
    Rule.MISSING_FIELD: _missing,
    Rule.WRONG_TYPE: _mistyped,
    Rule.VALUE_NOT_ALLOWED: _outside_a_closed_set,
    Rule.OUT_OF_RANGE: _out_of_range,
    Rule.UNSTABLE_FIELD: _unstable,
    Rule.UNKNOWN_VALUE: _outside_an_open_set,
    Rule.RESERVED_NAMESPACE: _forbidden,
}
