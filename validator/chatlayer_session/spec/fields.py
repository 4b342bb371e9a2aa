"""The fields that a schema declares, as a tree: their names, and what is promised about each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from ..errors import CorruptInstallation
from ..jsonpointer import WILDCARD, format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..findings import Kind
    from ..jsonpointer import JsonValue
    from .catalog import Catalog, Schema


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a payload that the schema speaks of.

    ``members`` are the declared members of an object by name, ``items`` is what each item of an array is like, and
    ``required`` are the names of the members that are always there. ``free`` objects may have any other member.
    ``stability`` is None for the root of a payload and for the items of an array. ``source`` is where a fact comes from
    that the platform's session page does not have. ``values`` are all values there are, ``known_values`` those known of
    an open set, ``bounds`` the least and the greatest number. ``place`` is where the schema speaks of it: identifier,
    ``#`` and JSON Pointer.
    """

    types: tuple[str, ...]
    stability: str | None
    since: str | None
    description: str
    open: bool = False
    required: frozenset[str] = frozenset()
    members: Mapping[str, Field] = field(default_factory=dict[str, "Field"])
    items: Field | None = None
    source: str | None = None
    values: tuple[JsonValue, ...] = ()
    known_values: tuple[JsonValue, ...] = ()
    range: tuple[float | None, float | None] = (None, None)
    schema_pointer: str = ""

    def child(self, token: str) -> Field | None:
        """Return the declared member of this name, or what each item is like for an index or ``*``; else None."""
        if self.items is not None and (token == WILDCARD or (token.isascii() and token.isdigit())):
            return self.items
        return self.members.get(token)

    def names(self) -> Iterator[str]:
        """Yield the names of all declared members, at any depth."""
        for name, member in self.members.items():
            yield name
            yield from member.names()
        if self.items is not None:
            yield from self.items.names()


@dataclass(frozen=True)
class KnownFields:
    """The fields that a payload may have, one tree for each kind of payload."""

    roots: tuple[Field, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all fields: those that may be shown, being the schema's and not the payload's."""
        return frozenset(name for root in self.roots for name in root.names())


@cache
def field_tree(catalog: Catalog, version: str, kind: Kind) -> Field:
    """Return the tree of fields of one kind of payload.

    Raises:
        CorruptInstallation: a reference in the schema leads nowhere.
    """
    schemas = catalog.schemas("session", version)
    schema = catalog.schema("session", version, kind.value)
    return _field(schema, f"{schema['$id']}#", schemas)


def _field(schema: Schema, place: str, schemas: Mapping[str, Schema]) -> Field:
    merged, inside = _merged(schema, place, schemas)
    types = merged.get("type", ())
    items = merged.get("items")
    return Field(
        types=(types,) if isinstance(types, str) else tuple(types),
        stability=schema.get("x-stability"),
        since=schema.get("x-since"),
        description=merged.get("description", ""),
        open=merged.get("additionalProperties") is True,
        required=frozenset(merged.get("required", ())),
        members={
            name: _field(child, f"{inside}{format_pointer(('properties', name))}", schemas)
            for name, child in merged.get("properties", {}).items()
        },
        items=_field(cast("Schema", items), f"{inside}/items", schemas) if isinstance(items, dict) else None,
        source=merged.get("x-source"),
        values=tuple(merged.get("enum", ())),
        known_values=tuple(merged.get("x-extensible-enum", ())),
        range=(merged.get("minimum"), merged.get("maximum")),
        schema_pointer=place,
    )


def _merged(schema: Schema, place: str, schemas: Mapping[str, Schema]) -> tuple[dict[str, Any], str]:
    """Return the schema with what its references lead to, and the place of that."""
    merged = dict(schema)
    while "$ref" in merged:
        target, place = _target(merged.pop("$ref"), place, schemas)
        merged = {**target, **merged}
    return merged, place


def _target(reference: str, place: str, schemas: Mapping[str, Schema]) -> tuple[Schema, str]:
    identifier, _, fragment = reference.partition("#")
    identifier = identifier or place.partition("#")[0]
    try:
        target = schemas[identifier]
        for token in fragment.split("/")[1:]:
            target = target[token]
    except KeyError as error:
        raise CorruptInstallation(f"the reference {reference} leads nowhere") from error
    return target, f"{identifier}#{fragment}"
