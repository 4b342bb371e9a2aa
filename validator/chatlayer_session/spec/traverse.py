"""Traversal of subschemas, and the closed view of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .catalog import Schema

SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
SCHEMA_KEYWORDS = frozenset(
    {"additionalProperties", "propertyNames", "unevaluatedProperties", "contains", "items", "unevaluatedItems"}
    | {"if", "then", "else", "not", "contentSchema"}
)
OBJECT_KEYWORDS = frozenset({"properties", "patternProperties", "required"})
ADDITIONAL_KEYWORDS = frozenset({"additionalProperties", "unevaluatedProperties"})


def close_objects(schema: Schema) -> Schema:
    """Return the closed view: every object that does not mention additional properties rejects them."""
    return transform(schema, _close)


def transform(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Return a copy with ``change`` applied to the schema and to each of its subschemas, inner ones first."""

    def visit(value: Any) -> Any:
        return transform(cast("Schema", value), change) if isinstance(value, dict) else value

    copy: Schema = {}
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS:
            copy[keyword] = {name: visit(child) for name, child in value.items()}
        elif keyword in SCHEMA_LISTS:
            copy[keyword] = [visit(child) for child in value]
        else:
            copy[keyword] = visit(value) if keyword in SCHEMA_KEYWORDS else value
    return change(copy)


def iter_subschemas(schema: Schema, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Schema]]:
    """Yield the path and the content of a schema and of each of its subschemas, outer ones first."""
    yield path, schema
    for keyword, value in schema.items():
        children: list[tuple[tuple[str | int, ...], Any]] = []
        if keyword in SCHEMA_MAPS:
            children = [((keyword, name), child) for name, child in value.items()]
        elif keyword in SCHEMA_LISTS:
            children = [((keyword, index), child) for index, child in enumerate(value)]
        elif keyword in SCHEMA_KEYWORDS:
            children = [((keyword,), value)]
        for steps, child in children:
            if isinstance(child, dict):
                yield from iter_subschemas(cast("Schema", child), (*path, *steps))


def _close(schema: Schema) -> Schema:
    describes_object = schema.get("type") == "object" or not OBJECT_KEYWORDS.isdisjoint(schema)
    if describes_object and ADDITIONAL_KEYWORDS.isdisjoint(schema):
        return {**schema, "unevaluatedProperties": False}
    return schema
