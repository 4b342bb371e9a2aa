"""The closed view, and the walks over schemas that it is made with."""

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
def test_an_object_that_says_nothing_of_other_members_is_closed(schema: Schema) -> None:
    """Whatever it is known as an object by."""
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
def test_what_is_no_object_or_says_something_stays_as_it_is(schema: Schema) -> None:
    """So do values that look like schemas."""
    assert close_objects(schema) == schema


OPEN: dict[str, Any] = {"type": "object"}


@pytest.mark.parametrize("keyword", sorted(SCHEMA_MAPS))
def test_schemas_in_maps_are_reached(keyword: str) -> None:
    """Under any name, one that is a keyword included."""
    schema = {"additionalProperties": True, keyword: {"type": dict(OPEN), "a": dict(OPEN)}}
    assert close_objects(schema)[keyword] == {
        name: {"type": "object", "unevaluatedProperties": False} for name in ("type", "a")
    }
    assert [path for path, _ in iter_subschemas(schema)][1:] == [(keyword, "type"), (keyword, "a")]


@pytest.mark.parametrize("keyword", sorted(SCHEMA_LISTS))
def test_schemas_in_lists_are_reached(keyword: str) -> None:
    """Each at its index; true and false stay."""
    schema: Schema = {keyword: [dict(OPEN), True]}
    assert close_objects(schema)[keyword] == [{"type": "object", "unevaluatedProperties": False}, True]
    assert [path for path, _ in iter_subschemas(schema)] == [(), (keyword, 0)]


@pytest.mark.parametrize("keyword", sorted(SCHEMA_KEYWORDS))
def test_schemas_of_keywords_are_reached(keyword: str) -> None:
    """A boolean stays."""
    assert close_objects({keyword: dict(OPEN)})[keyword] == {"type": "object", "unevaluatedProperties": False}
    assert close_objects({keyword: True})[keyword] is True
    assert [path for path, _ in iter_subschemas({keyword: dict(OPEN)})] == [(), (keyword,)]


def test_a_change_is_made_to_inner_schemas_first() -> None:
    """The change sees subschemas that were changed."""
    order: list[Any] = []

    def note(schema: Schema) -> Schema:
        order.append(schema.get("title"))
        return {**schema, "seen": True}

    changed = transform({"title": 1, "items": {"title": 2, "anyOf": [{"title": 3}]}}, note)
    assert order == [3, 2, 1]
    assert changed["items"]["anyOf"][0]["seen"]


def test_the_schema_itself_is_not_changed() -> None:
    """The view is a copy."""
    schema = packaged_catalog().schema("session", "1.0.0", "internal")
    before = copy.deepcopy(schema)
    assert close_objects(schema) != schema
    assert schema == before


def test_subschemas_come_with_their_paths_outer_ones_first() -> None:
    """The path leads to the schema it comes with."""
    schema = packaged_catalog().schema("session", "1.0.0", "internal")
    seen = list(iter_subschemas(schema))
    assert seen[0] == ((), schema)
    assert len(seen) > 20
    for path, content in seen:
        found: Any = schema
        for step in path:
            found = found[step]
        assert found is content
    assert [path for path, _ in iter_subschemas({}, ("a", 1))] == [("a", 1)]
