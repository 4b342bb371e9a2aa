"""The fields that a schema declares, as a tree."""

from __future__ import annotations

import re
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from ..jsonpointer import format_pointer
from .references import alternatives, follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..findings import Kind
    from ..jsonpointer import JsonValue
    from .catalog import Catalog, Schema

FieldPath: TypeAlias = tuple["str | None", ...]
"""The steps from the root of a tree to a field: names of members, and None for the items of an array."""


class Field(NamedTuple):
    """The declarations of a schema for one place of a payload: the root, a member, or the items of an array.

    A value has one of ``types``, or any type if there are none. ``members`` are the declared members of an object by
    name. The ``required`` ones always exist, and an ``open`` object may have any others. ``items`` describes the items
    of an array; None allows any. ``values`` is a closed set, ``known_values`` an open one, and ``forbidden`` lists
    excluded values, or examples of those that ``forbidden_pattern`` excludes. Strings match ``pattern``. ``range`` is
    the minimum and the maximum of a number. ``platform_variables`` are the variables that the platform writes.

    ``stability`` is None for a root and for items. ``source`` is None if the source is the platform's session page.
    ``written_by`` is ``platform`` for a variable that the platform writes. ``personal_data`` says which personal data a
    value can contain. A ``deprecated`` field may be missing in the next major version. ``schema_pointer`` is the place
    of the subschema: identifier, ``#`` and JSON Pointer.
    """

    types: tuple[str, ...]
    stability: str | None
    since: str | None
    description: str
    open: bool = False
    required: frozenset[str] = frozenset()
    members: Mapping[str, Field] = MappingProxyType({})
    items: Field | None = None
    source: str | None = None
    written_by: str | None = None
    values: tuple[JsonValue, ...] = ()
    known_values: tuple[str, ...] = ()
    forbidden: tuple[JsonValue, ...] = ()
    forbidden_pattern: str | None = None
    pattern: str | None = None
    range: tuple[float | None, float | None] = (None, None)
    personal_data: str | None = None
    deprecated: bool = False
    platform_variables: Mapping[str, Field] = MappingProxyType({})
    schema_pointer: str = ""

    @property
    def is_unstable(self) -> bool:
        """Whether the field may change without notice."""
        return self.stability == "unstable"

    def child(self, step: str | int) -> Field | None:
        """Return the member of a name, or the items for an index; None if the schema does not declare them."""
        return self.items if isinstance(step, int) else self.members.get(step)

    def writer_of(self, variable: str | int) -> str | None:
        """Return who writes a variable of a session, None if the schema does not say so."""
        declared = self.platform_variables.get(str(variable))
        return None if declared is None else declared.written_by

    def walk(self, path: FieldPath = (), *, unstable: bool = True) -> Iterator[tuple[FieldPath, Field]]:
        """Yield this field and the fields in it, outer ones first, each with its path, which starts with ``path``.

        Without ``unstable``, declared unstable members are left out.
        """
        yield path, self
        for name, member in self.members.items():
            if unstable or not member.is_unstable:
                yield from member.walk((*path, name), unstable=unstable)
        if self.items is not None:
            yield from self.items.walk((*path, None), unstable=unstable)

    def forbids(self, value: JsonValue) -> bool:
        """Return whether a value is excluded, or is a string that does not match the pattern."""
        if value in self.forbidden:
            return True
        if not isinstance(value, str):
            return False
        excluded = self.forbidden_pattern is not None and re.search(self.forbidden_pattern, value)
        return bool(excluded) or (self.pattern is not None and not re.search(self.pattern, value))

    def in_range(self, number: float) -> bool:
        """Return whether a number is within the range."""
        minimum, maximum = self.range
        return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


class KnownFields:
    """The fields that a payload may have: ``roots`` are the trees of the kinds that it may be."""

    def __init__(self, roots: tuple[Field, ...] = ()) -> None:
        self.roots = roots

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all declared fields, which may be shown because they are in the schema."""
        return frozenset(name for root in self.roots for path, _ in root.walk() for name in path if name is not None)


@cache
def field_tree(catalog: Catalog, version: str, kind: Kind) -> Field:
    """Return the tree of fields of one kind of payload.

    Raises:
        CorruptInstallation: a reference in the schema leads nowhere.
        UnsupportedKeyword: a reference leads back to a schema that it is in, or a subschema is true or false.
    """
    schema = catalog.schema("session", version, kind.value)
    return _build(schema, f"{schema['$id']}#", catalog.schemas("session", version), ())


def _build(schema: Schema, pointer: str, schemas: Mapping[str, Schema], enclosing: tuple[str, ...]) -> Field:
    chain = follow(schema, pointer, schemas, enclosing)
    enclosing += tuple(place for _, place in chain)
    merged: dict[str, Any] = {}
    for part, _ in reversed(chain):
        # A keyword beside a reference overrides the same keyword of the target.
        merged.update(part)

    def build(subschema: Schema, *steps: str) -> Field:
        owner = next(place for part, place in chain if steps[0] in part)
        return _build(subschema, owner + format_pointer(steps), schemas, enclosing)

    types: Any = merged.get("type", ())
    items: Any = merged.get("items")
    negated: Any = merged["not"] if isinstance(merged.get("not"), dict) else {}
    members = {name: build(member, "properties", name) for name, member in merged.get("properties", {}).items()}
    field = Field(
        types=(types,) if isinstance(types, str) else tuple(types),
        stability=merged.get("x-stability"),
        since=merged.get("x-since"),
        description=merged.get("description", ""),
        open=merged.get("additionalProperties") is True,
        required=frozenset(merged.get("required", ())),
        members={name: member for name, member in members.items() if member.written_by is None},
        items=build(cast("Schema", items), "items") if isinstance(items, dict) else None,
        source=merged.get("x-source"),
        written_by=merged.get("x-written-by"),
        values=tuple(merged.get("enum", ())) or ((merged["const"],) if "const" in merged else ()),
        known_values=tuple(merged.get("x-extensible-enum", ())),
        forbidden=tuple(negated.get("enum", negated.get("examples", ()))),
        forbidden_pattern=negated.get("pattern"),
        pattern=merged.get("pattern"),
        range=(merged.get("minimum"), merged.get("maximum")),
        personal_data=merged.get("x-personal-data"),
        deprecated=merged.get("deprecated") is True,
        platform_variables={name: member for name, member in members.items() if member.written_by is not None},
        schema_pointer=pointer,
    )
    owner = next((place for part, place in chain if "anyOf" in part), None)
    parts = () if owner is None else alternatives(merged, owner, schemas)
    return _with_alternatives(field, [_build(part, place, schemas, enclosing) for _, part, place in parts])


def _with_alternatives(field: Field, parts: list[Field]) -> Field:
    """Return a field whose value is one of several alternatives, if any, each with a type of its own."""
    if not parts:
        return field
    record = next((part for part in parts if "object" in part.types), field)
    return field._replace(
        types=tuple(name for part in parts for name in part.types),
        open=record.open,
        required=record.required,
        members=record.members,
        items=next((part.items for part in parts if part.items is not None), None),
    )
