"""The texts of a payload that a validator searches for the patterns of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...jsonpointer import JsonValue
    from ...spec.catalog import Schema
    from ..model.common_form import Node
    from ..model.schema_index import SchemaIndex

_MEMBERS = ("additionalProperties", "unevaluatedProperties")
_ITEMS = ("items", "unevaluatedItems", "contains")


def pattern_searches(index: SchemaIndex, payload: JsonValue) -> Iterator[tuple[str, str]]:
    """Yield each pattern of a schema with each text that a validator can search for it, in all branches."""
    pending: list[tuple[tuple[Node, ...], JsonValue]] = [(index.root, payload)] if index.patterns else []
    while pending:
        nodes, value = pending.pop()
        schemas = _applied(index, nodes)
        if isinstance(value, str):
            yield from ((schema["pattern"], value) for schema in schemas.values() if "pattern" in schema)
        elif isinstance(value, list):
            pending += [(_nodes_of_item(schemas, number), item) for number, item in enumerate(value)]
        elif isinstance(value, dict):
            patterns = [pattern for schema in schemas.values() for pattern in _name_patterns(schema)]
            names = tuple((*node, "propertyNames") for node, schema in schemas.items() if "propertyNames" in schema)
            for name, member in value.items():
                yield from ((pattern, name) for pattern in patterns)
                pending += [(names, name), (_nodes_of_member(schemas, name), member)]


def _applied(index: SchemaIndex, nodes: tuple[Node, ...]) -> dict[Node, Schema]:
    """Return the schema objects that can apply where nodes do."""
    schemas: dict[Node, Schema] = {}
    pending = list(nodes)
    while pending:
        node = pending.pop()
        schema = index.subschema(node)
        if node not in schemas and not isinstance(schema, bool):
            schemas[node] = schema
            pending += [child for child, _ in index.nodes_in_place(node)]
    return schemas


def _name_patterns(schema: Schema) -> list[str]:
    """Return the patterns for the names of members; validators also search for those of one object at a time."""
    patterns = list(schema.get("patternProperties", {}))
    return [*patterns, "|".join(patterns)] if patterns else []


def _nodes_of_member(schemas: dict[Node, Schema], name: str) -> tuple[Node, ...]:
    nodes = [(*node, "properties", name) for node, schema in schemas.items() if name in schema.get("properties", {})]
    for node, schema in schemas.items():
        nodes += [(*node, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})]
        nodes += [(*node, keyword) for keyword in _MEMBERS if keyword in schema]
    return tuple(nodes)


def _nodes_of_item(schemas: dict[Node, Schema], number: int) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for node, schema in schemas.items():
        if number < len(schema.get("prefixItems", ())):
            nodes.append((*node, "prefixItems", number))
        nodes += [(*node, keyword) for keyword in _ITEMS if keyword in schema]
    return tuple(nodes)
