"""Traversal of subschemas, and the closed view."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import (
    SCHEMA_KEYWORDS,
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    close_objects,
    iter_subschemas,
    transform,
)

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Schema


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"properties": {}},
        {"patternProperties": {}},
        {"required": ["a"]},
        {"type": "object", "x": 1},
    ],
)
def test_object_is_closed(schema: Schema) -> None:
    """Any of these keywords shows that the schema describes an object."""
    assert close_objects(schema) == {**schema, "unevaluatedProperties": False}


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "string"},
        {"type": "array", "items": {}},
        {"type": ["object", "null"]},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "additionalProperties": False},
        {"properties": {}, "unevaluatedProperties": True},
        {"$ref": "#/$defs/a"},
        {"enum": [{"type": "object"}], "const": {"properties": {}}, "default": {"required": []}},
    ],
)
def test_other_schemas_are_not_closed(schema: Schema) -> None:
    """They do not describe an object, mention additional members, or only contain values that look like schemas."""
    assert close_objects(schema) == schema


OPEN: dict[str, Any] = {"type": "object"}


@pytest.mark.parametrize("keyword", sorted(SCHEMA_MAPS))
def test_schemas_in_maps_are_visited(keyword: str) -> None:
    """Their names may be keywords."""
    schema = {"additionalProperties": True, keyword: {"type": dict(OPEN), "a": dict(OPEN)}}
    assert close_objects(schema)[keyword] == {
        name: {"type": "object", "unevaluatedProperties": False} for name in ("type", "a")
    }
    assert [path for path, _ in iter_subschemas(schema)][1:] == [(keyword, "type"), (keyword, "a")]


@pytest.mark.parametrize("keyword", sorted(SCHEMA_LISTS))
def test_schemas_in_lists_are_visited(keyword: str) -> None:
    """Each has its index; boolean schemas stay."""
    schema: Schema = {keyword: [dict(OPEN), True]}
    assert close_objects(schema)[keyword] == [{"type": "object", "unevaluatedProperties": False}, True]
    assert [path for path, _ in iter_subschemas(schema)] == [(), (keyword, 0)]


@pytest.mark.parametrize("keyword", sorted(SCHEMA_KEYWORDS))
def test_schemas_of_keywords_are_visited(keyword: str) -> None:
    """A boolean schema stays."""
    assert close_objects({keyword: dict(OPEN)})[keyword] == {"type": "object", "unevaluatedProperties": False}
    assert close_objects({keyword: True})[keyword] is True
    assert [path for path, _ in iter_subschemas({keyword: dict(OPEN)})] == [(), (keyword,)]


def test_inner_schemas_are_transformed_first() -> None:
    """The change of an outer schema sees the changed inner ones."""
    order: list[Any] = []

    def change(schema: Schema) -> Schema:
        order.append(schema.get("title"))
        return {**schema, "changed": True}

    changed = transform({"title": 1, "items": {"title": 2, "anyOf": [{"title": 3}]}}, change)
    assert order == [3, 2, 1]
    assert changed["items"]["anyOf"][0]["changed"]


def test_closed_view_is_a_copy() -> None:
    """The schema itself does not change."""
    schema = packaged_catalog().schema("session", "1.0.0", "internal")
    before = copy.deepcopy(schema)
    assert close_objects(schema) != schema
    assert schema == before


def test_subschemas_have_paths() -> None:
    """Each path leads to its schema, and the outermost schema comes first."""
    schema = packaged_catalog().schema("session", "1.0.0", "internal")
    subschemas = list(iter_subschemas(schema))
    assert subschemas[0] == ((), schema)
    assert len(subschemas) > 20
    for path, subschema in subschemas:
        value: Any = schema
        for step in path:
            value = value[step]
        assert value is subschema
    assert [path for path, _ in iter_subschemas({}, ("a", 1))] == [("a", 1)]
