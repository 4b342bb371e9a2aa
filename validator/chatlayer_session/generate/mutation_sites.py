"""The places where a payload can break a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ChatlayerSessionError
from ..rules import Rule
from .generator import meets
from .vocabulary import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field, FieldPath
    from .choices import Choices
    from .generator import Generator

SCHEMA_ERRORS = (
    Rule.MISSING_FIELD,
    Rule.WRONG_TYPE,
    Rule.VALUE_NOT_ALLOWED,
    Rule.OUT_OF_RANGE,
    Rule.RESERVED_NAMESPACE,
)
"""The rules of the schema that make a payload invalid."""

_TYPES = ("null", "boolean", "number", "string", "array", "object")
_SCALARS: tuple[JsonValue, ...] = (0, 1, -1, 0.5, True, False, None)


class CannotViolate(ChatlayerSessionError, ValueError):
    """A payload of ``kind`` cannot break ``rule`` alone."""

    def __init__(self, rule: Rule, kind: Kind) -> None:
        super().__init__(rule, kind)
        self.rule = rule
        self.kind = kind

    def __str__(self) -> str:
        """Name the rule and the kind."""
        return f"a payload of kind {self.kind.value} cannot break the rule {self.rule.value} alone"


@dataclass(frozen=True, slots=True)
class MutationSite:
    """A place where a payload can break a rule: ``field`` at ``path``.

    ``name`` is the member to remove or to insert. It is None if the value itself is replaced, or if an undeclared
    member is inserted.
    """

    rule: Rule
    path: FieldPath
    field: Field
    name: str | None = None

    @property
    def target(self) -> FieldPath | None:
        """The path to what the mutation removes or replaces; None if it inserts a member."""
        if self.rule is Rule.UNSTABLE_FIELD:
            return None
        return self.path if self.name is None else (*self.path, self.name)

    @property
    def needed(self) -> FieldPath:
        """The path that a payload needs for the mutation; it ends with a name if it needs an object."""
        needs_object = self.name is not None or self.rule is Rule.UNSTABLE_FIELD
        return (*self.path, self.name or "") if needs_object else self.path

    def excludes(self, path: FieldPath) -> bool:
        """Return whether the same value has to be an array for one of the paths and an object for the other."""
        differing = next(
            ((one, other) for one, other in zip(self.needed, path, strict=False) if one != other), ("", "")
        )
        return (differing[0] is None) is not (differing[1] is None)


def sites_of(root: Field, rule: Rule) -> tuple[MutationSite, ...]:
    """Return every place where a payload can break a rule of the schema; empty for the rules about text."""
    if rule in _CONDITIONS:
        can_break = _CONDITIONS[rule]
        return tuple(MutationSite(rule, path, field) for path, field in root.walk(unstable=False) if can_break(field))
    find = _FINDERS.get(rule)
    if find is None:
        return ()
    return tuple(site for path, field in root.walk(unstable=False) for site in find(path, field))


def sample_sites(
    generator: Generator,
    choices: Choices,
    *,
    least: int,
    most: int,
    needed: FieldPath = (),
    outside: FieldPath | None = None,
) -> list[MutationSite]:
    """Return places for ``least`` to ``most`` unstable fields, none at or below the path ``outside``.

    One payload can have all of them and the path ``needed``. The same place may occur several times.

    Raises:
        CannotViolate: the schema has no such place.
    """
    options = [
        site
        for site in sites_of(generator.root, Rule.UNSTABLE_FIELD)
        if not site.excludes(needed) and (outside is None or site.path[: len(outside)] != outside)
    ]
    if not options:
        raise CannotViolate(Rule.UNSTABLE_FIELD, generator.kind)
    sites: list[MutationSite] = []
    while len(sites) < least or (len(sites) < most and choices.chance(1, 2)):
        chosen = choices.pick(options)
        sites.append(chosen)
        options = [site for site in options if not site.excludes(chosen.needed)]
    return sites


def resolve(field_path: FieldPath, payload: Any, choices: Choices) -> InstancePath:
    """Return the path of one value of a field in a payload; the index in each array is a choice."""
    path: list[str | int] = []
    for step in field_path:
        path.append(choices.integer(0, len(payload) - 1) if step is None else step)
        payload = payload[path[-1]]
    return tuple(path)


def other_types(field: Field) -> tuple[str, ...]:
    """Return the types that a field does not allow; none if it allows every type."""
    types = {*field.types, "number"} if "integer" in field.types else set(field.types)
    return tuple(name for name in _TYPES if name not in types) if types else ()


def forbidden_values(field: Field) -> list[JsonValue]:
    """Return excluded values of a field, also with a path or white space."""
    texts = [text for name in field.forbidden for text in (name, f"{name}.user", f" {name} ")]
    return [text for text in texts if field.forbids(text)]


def values_not_allowed(field: Field, *others: JsonValue) -> list[JsonValue]:
    """Return values outside the closed set of a field that meet its other constraints, ``others`` among them."""
    similar = [value.swapcase() for value in field.values if isinstance(value, str)]
    candidates = [*similar, *PHRASES, *others, *_SCALARS]
    return [
        candidate
        for candidate in candidates
        if meets(field, candidate) and not any(_is_same(candidate, value) for value in field.values)
    ]


def _is_same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are equal in JSON, where true is not 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _missing(path: FieldPath, field: Field) -> Iterator[MutationSite]:
    yield from (MutationSite(Rule.MISSING_FIELD, path, field, name) for name in field.members if name in field.required)


def _out_of_range(path: FieldPath, field: Field) -> Iterator[MutationSite]:
    if not field.values:
        minimum, maximum = field.range
        # Each site keeps one bound, so that a mutation is beyond that bound only.
        if minimum is not None:
            yield MutationSite(Rule.OUT_OF_RANGE, path, field._replace(range=(minimum, None)))
        if maximum is not None:
            yield MutationSite(Rule.OUT_OF_RANGE, path, field._replace(range=(None, maximum)))


def _unstable(path: FieldPath, field: Field) -> Iterator[MutationSite]:
    if "object" in field.types and not field.open:
        yield MutationSite(Rule.UNSTABLE_FIELD, path, field)
    for name, member in field.members.items():
        if member.is_unstable:
            yield MutationSite(Rule.UNSTABLE_FIELD, path, field, name)


_FINDERS: dict[Rule, Callable[[FieldPath, Field], Iterator[MutationSite]]] = {
    Rule.MISSING_FIELD: _missing,
    Rule.OUT_OF_RANGE: _out_of_range,
    Rule.UNSTABLE_FIELD: _unstable,
}
_CONDITIONS: dict[Rule, Callable[[Field], object]] = {
    Rule.WRONG_TYPE: other_types,
    Rule.VALUE_NOT_ALLOWED: lambda field: field.values and values_not_allowed(field),
    Rule.UNKNOWN_VALUE: lambda field: field.known_values,
    Rule.RESERVED_NAMESPACE: lambda field: field.forbidden,
}
"""Conditions on a field whose value itself can break a rule."""
