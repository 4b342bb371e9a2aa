"""References between schema files, and the assertions that apply through them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.spec.references import UnsupportedKeyword, assertions_at, follow, resolve

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Schema

SCHEMAS: dict[str, Schema] = {
    "urn:a": {
        "properties": {"x": {"$ref": "#/$defs/first", "description": "x"}},
        "$defs": {
            "first": {"$ref": "urn:b#/$defs/a~1b", "required": ["y"]},
            "again": {"$ref": "#/$defs/again"},
            "loop": {"properties": {"x": {"$ref": "#/$defs/loop"}}},
        },
    },
    "urn:b": {
        "$defs": {"a/b": {"type": "object"}, "whole": {"$ref": "urn:a"}, "nothing": {"$ref": "#/$defs/no"}, "no": False}
    },
}
FIRST = SCHEMAS["urn:a"]["$defs"]["first"]
X = SCHEMAS["urn:a"]["properties"]["x"]


@pytest.mark.parametrize(
    ("reference", "base", "expected"),
    [
        ("#/$defs/first", "urn:a#/properties/x", (FIRST, "urn:a#/$defs/first")),
        ("urn:a#/$defs/first", "urn:b#", (FIRST, "urn:a#/$defs/first")),
        ("urn:b#/$defs/a~1b", "urn:a#", ({"type": "object"}, "urn:b#/$defs/a~1b")),
        ("#", "urn:b#/$defs/whole", (SCHEMAS["urn:b"], "urn:b#")),
        ("urn:a", "urn:b#", (SCHEMAS["urn:a"], "urn:a#")),
    ],
)
def test_reference_resolves_to_schema_and_pointer(reference: str, base: str, expected: tuple[Schema, str]) -> None:
    """A reference without an identifier is to the file that it is in."""
    assert resolve(reference, base, SCHEMAS) == expected


@pytest.mark.parametrize(
    "reference", ["#/$defs/none", "#/none", "urn:none", "urn:none#/a", "#/$defs/first/required/y", "#anchor", "#/~2"]
)
def test_dangling_reference_is_corrupt_installation(reference: str) -> None:
    """The error names the reference as it is written."""
    with pytest.raises(CorruptInstallation) as error:
        resolve(reference, "urn:a#", SCHEMAS)
    assert error.value.reason == f"the reference {reference} leads nowhere"


def test_references_are_followed_in_order() -> None:
    """The chain starts with the schema itself and crosses files."""
    assert follow(X, "urn:a#/properties/x", SCHEMAS) == [
        (X, "urn:a#/properties/x"),
        (FIRST, "urn:a#/$defs/first"),
        ({"type": "object"}, "urn:b#/$defs/a~1b"),
    ]
    assert follow({"type": "string"}, "urn:a#/x", SCHEMAS) == [({"type": "string"}, "urn:a#/x")]


@pytest.mark.parametrize(
    ("reference", "enclosing", "keyword", "pointer"),
    [
        ("urn:a#/$defs/again", (), "$ref", "urn:a#/$defs/again"),
        ("urn:b#/$defs/whole", ("urn:a#",), "$ref", "urn:b#/$defs/whole"),
        ("urn:a#/$defs/loop/properties/x", ("urn:a#/$defs/loop",), "$ref", "urn:a#/$defs/loop/properties/x"),
        ("urn:b#/$defs/nothing", (), "false", "urn:b#/$defs/no"),
        ("urn:b#/$defs/no", (), "false", "urn:b#/$defs/no"),
    ],
)
def test_circular_and_boolean_schemas_are_unsupported(
    reference: str, enclosing: tuple[str, ...], keyword: str, pointer: str
) -> None:
    """The error names the keyword and its place; an enclosing schema that is not referred to does no harm."""
    with pytest.raises(UnsupportedKeyword) as error:
        follow(*resolve(reference, reference, SCHEMAS), SCHEMAS, enclosing)
    assert (error.value.keyword, error.value.schema_pointer) == (keyword, pointer)
    assert follow(X, "urn:a#/properties/x", SCHEMAS, ("urn:a#", "urn:b#"))[0][0] is X


def test_assertions_include_those_of_references() -> None:
    """Annotations, references and the field's own stability are not assertions."""
    schemas = {"urn:c": {"x": {**X, "x-stability": "stable", "$ref": "urn:a#/properties/x", "title": "x"}}, **SCHEMAS}
    assert assertions_at("urn:c#/x", schemas, {"type", "required"}) == {"type": "object", "required": ["y"]}


@pytest.mark.parametrize(
    ("schema", "keyword", "pointer", "reason"),
    [
        ({"pattern": "x"}, "pattern", "#/x", "it is not supported here"),
        ({"$ref": "#/d", "type": "string"}, "type", "#/d", "the schema that refers to this one has it too"),
        ({"additionalProperties": False}, "additionalProperties", "#/x", "only true is supported"),
        ({"$ref": "#/unstable"}, "x-stability", "#/unstable", "it is not supported here"),
    ],
)
def test_unsupported_assertions_are_refused(schema: dict[str, Any], keyword: str, pointer: str, reason: str) -> None:
    """The error names the keyword, its place and the reason, and survives pickling."""
    schemas: dict[str, Schema] = {
        "urn:d": {"x": schema, "d": {"type": "string"}, "unstable": {"x-stability": "unstable"}}
    }
    with pytest.raises(UnsupportedKeyword) as error:
        assertions_at("urn:d#/x", schemas, {"type", "additionalProperties"})
    assert error.value.args == (keyword, f"urn:d{pointer}", reason)
    copy = pickle.loads(pickle.dumps(error.value))  # noqa: S301 - of our own making
    assert (copy.keyword, copy.schema_pointer, copy.reason) == (keyword, f"urn:d{pointer}", reason)
    assert str(copy) == str(error.value) == f"unsupported keyword {keyword} at urn:d{pointer}: {reason}"
