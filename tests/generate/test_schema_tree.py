"""The keywords of a schema one by one: what is made along them, and which are refused."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.schema_tree import UnsupportedKeyword
from chatlayer_session.generate.vocabulary import PHRASES
from chatlayer_session.spec.catalog import Catalog

from .conftest import MANY, URN, made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chatlayer_session.generate.generator import Generator


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, {str}),
        ({"type": "boolean"}, {bool}),
        ({"type": "null"}, {type(None)}),
        ({"type": "integer", "minimum": -2, "maximum": 2.5}, {int}),
        ({"type": "integer", "minimum": 10}, {int}),
        ({"type": "number", "minimum": 0.5}, {float}),
        ({"type": "number", "maximum": 3}, {float, int}),
        ({"type": "array"}, {list}),
        ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, {list}),
        ({"type": "object", "additionalProperties": True}, {dict}),
        ({"type": "object", "required": ["a"], "properties": {"a": {"const": 4}}}, {dict}),
        ({"type": ["string", "null"]}, {str, type(None)}),
        ({"enum": ["a", 1, None]}, {str, int, type(None)}),
        ({"type": "string", "enum": ["a", 1]}, {str}),
        ({"const": True}, {bool}),
        ({"type": "string", "not": {"enum": list(PHRASES)}}, {str}),
        ({"$ref": "#/$defs/~0b"}, {bool}),
        ({"description": "Anything.", "deprecated": True}, {str, bool, int, float, list, dict, type(None)}),
    ],
)
def test_values_are_of_every_type_that_the_schema_allows_and_of_no_other(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], types: set[type]
) -> None:
    """Each keyword that is known is kept to, as python-jsonschema sees it."""
    generator = generator_for({"required": ["x"], "properties": {"x": schema}, "$defs": {"~b": {"type": "boolean"}}})
    payloads = made(generator)
    assert {type(payload["x"]) for payload in payloads} == types
    engine = ReferenceEngine(Catalog(generator_root(generator_for)), "1.0.0", Kind.INTERNAL)
    assert [engine.check(payload) for payload in payloads] == [[]] * MANY


def generator_root(generator_for: Any) -> Path:
    """Return the folder of the catalog that a fixture wrote."""
    folder: Path = next(cell.cell_contents for cell in generator_for.__closure__)
    return folder


@pytest.mark.parametrize(
    ("schema", "keyword", "place", "reason"),
    [
        ({"properties": {"a": {"type": "string", "pattern": "x"}}}, "pattern", "/properties/a", "it is not known here"),
        ({"properties": {"a": {"type": "number", "exclusiveMaximum": 1}}}, "exclusiveMaximum", "/properties/a", ""),
        ({"allOf": [{}]}, "allOf", "", "it is not known here"),
        ({"properties": {"a": {"type": "string", "not": {"type": "null"}}}}, "not", "/properties/a", "only an enum"),
        ({"properties": {"a": {"type": "number", "not": {"enum": [1]}}}}, "not", "/properties/a", "only an enum"),
        ({"additionalProperties": False}, "additionalProperties", "", "only true is known"),
        ({"required": ["b"], "properties": {"a": {}}}, "required", "", "b is not among the properties"),
        ({"properties": {"a": {"minimum": 1}}}, "minimum", "/properties/a", "no type is named"),
        ({"properties": {"a": {"type": "number", "minimum": 2, "maximum": 1}}}, "minimum", "/properties/a", "above"),
        ({"properties": {"a": {"enum": [1], "const": 1}}}, "const", "/properties/a", "an enum stands beside it"),
        ({"properties": {"a": True}}, "true", "/properties/a", "only schemas that are objects are known"),
        ({"properties": {"a": {"$ref": "#"}}}, "$ref", "/properties/a", "for ever"),
        (
            {"properties": {"a": {"$ref": "#/$defs/b", "type": "string"}}, "$defs": {"b": {"type": "string"}}},
            "type",
            "/$defs/b",
            "said again beside the reference",
        ),
    ],
)
def test_what_a_schema_says_beyond_what_is_known_is_an_error(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], keyword: str, place: str, reason: str
) -> None:
    """It names the keyword, where it stands and why; no payload is made that may not keep to it."""
    with pytest.raises(UnsupportedKeyword) as stop:
        generator_for(schema)
    assert (stop.value.keyword, stop.value.schema_pointer) == (keyword, f"{URN}#{place}")
    assert reason in stop.value.reason
    assert str(stop.value).startswith(f"no payloads can be made along the keyword {keyword} at {URN}#{place}: ")
    copy = pickle.loads(pickle.dumps(stop.value))  # noqa: S301 - of our own making
    assert str(copy) == str(stop.value)


def test_sets_and_bounds_that_leave_nothing_are_errors(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """An enum without a value of the type, and bounds without an integer between them."""
    for schema, words in (
        ({"type": "string", "enum": [1]}, "none of its values meets the other constraints"),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "no integer lies between the bounds"),
    ):
        generator = generator_for({"required": ["x"], "properties": {"x": schema}})
        with pytest.raises(UnsupportedKeyword, match=words):
            generator.payload(SeededChoices(1))


def test_a_reference_that_leads_nowhere_is_a_damaged_catalog(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """The message names the reference."""
    with pytest.raises(CorruptInstallation, match=re.escape(f"a reference to {URN}#/$defs/gone leads nowhere")):
        generator_for({"properties": {"a": {"$ref": "#/$defs/gone"}}})
