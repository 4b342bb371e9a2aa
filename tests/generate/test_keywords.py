"""The keywords of a schema: what is generated from each, and which are refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.checks.engines.violations import issues_from
from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.vocabulary import PHRASES
from chatlayer_session.spec.references import UnsupportedKeyword

from .conftest import MANY, URN, generated

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.spec.catalog import Catalog


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
def test_values_have_allowed_types_only(
    catalog_for: Callable[[dict[str, Any]], Catalog], schema: dict[str, Any], types: set[type]
) -> None:
    """Every allowed type occurs, and python-jsonschema accepts every payload."""
    catalog = catalog_for({"required": ["x"], "properties": {"x": schema}, "$defs": {"~b": {"type": "boolean"}}})
    payloads = generated(Generator(catalog, "1.0.0", Kind.INTERNAL))
    assert {type(payload["x"]) for payload in payloads} == types
    engine = ReferenceEngine(catalog, "1.0.0", Kind.INTERNAL)
    assert [issues_from(engine.violations(payload)) for payload in payloads] == [[]] * MANY


@pytest.mark.parametrize(
    ("schema", "keyword", "place", "reason"),
    [
        ({"properties": {"a": {"type": "string", "pattern": "x"}}}, "pattern", "/properties/a", "only a negated class"),
        ({"properties": {"a": {"type": "number", "exclusiveMaximum": 1}}}, "exclusiveMaximum", "/properties/a", ""),
        ({"allOf": [{}]}, "allOf", "", "it is not supported here"),
        ({"properties": {"a": {"type": "string", "not": {"type": "null"}}}}, "not", "/properties/a", "only an `enum`"),
        ({"properties": {"a": {"type": "number", "not": {"enum": [1]}}}}, "not", "/properties/a", "only an `enum`"),
        ({"additionalProperties": False}, "additionalProperties", "", "only true is supported"),
        ({"required": ["b"], "properties": {"a": {}}}, "required", "", "b is not among the properties"),
        ({"properties": {"a": {"minimum": 1}}}, "minimum", "/properties/a", "it needs a `type` beside it"),
        ({"properties": {"a": {"type": "number", "minimum": 2, "maximum": 1}}}, "minimum", "/properties/a", "above"),
        ({"properties": {"a": {"enum": [1], "const": 1}}}, "const", "/properties/a", "an `enum` is beside it"),
        ({"properties": {"a": {"enum": []}}}, "enum", "/properties/a", "it has no value"),
        ({"properties": {"a": {"type": "string", "x-extensible-enum": []}}}, "x-extensible-enum", "/properties/a", ""),
        ({"properties": {"a": {"type": "array", "items": False}}}, "items", "/properties/a", "it has to be an object"),
        ({"properties": {"a": True}}, "true", "/properties/a", "a schema has to be an object"),
        ({"properties": {"a": {"$ref": "#"}}}, "$ref", "/properties/a", "without end"),
        (
            {"properties": {"a": {"$ref": "#/$defs/b", "type": "string"}}, "$defs": {"b": {"type": "string"}}},
            "type",
            "/$defs/b",
            "the schema that refers to this one has it too",
        ),
    ],
)
def test_unsupported_keyword_is_refused(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], keyword: str, place: str, reason: str
) -> None:
    """No payload is generated that may not meet the schema; the error names the keyword, its place and the reason."""
    with pytest.raises(UnsupportedKeyword) as error:
        generator_for(schema)
    assert (error.value.keyword, error.value.schema_pointer) == (keyword, f"{URN}#{place}")
    assert reason in error.value.reason
    assert str(error.value).startswith(f"unsupported keyword {keyword} at {URN}#{place}: ")


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "string", "enum": [1]}, "none of its values meets the other constraints"),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "no integer is between the bounds"),
    ],
)
def test_constraints_without_a_value_are_refused(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], reason: str
) -> None:
    """An enum without a value of the type, and bounds without an integer between them, are errors."""
    generator = generator_for({"required": ["x"], "properties": {"x": schema}})
    with pytest.raises(UnsupportedKeyword, match=reason):
        generator.payload(SeededChoices(1))


def test_dangling_reference_is_corrupt_installation(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """The error names the reference."""
    with pytest.raises(CorruptInstallation, match=re.escape("the reference #/$defs/gone leads nowhere")):
        generator_for({"properties": {"a": {"$ref": "#/$defs/gone"}}})
