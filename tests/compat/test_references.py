"""References between schemas, and within them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import ChangeId
from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.errors import UnreadableInput

if TYPE_CHECKING:
    from .conftest import Compare, MakeBundle


def test_embedded_schema_resolves_references_against_its_identifier(compare: Compare) -> None:
    """A relative identifier applies once, also if the embedded schema is the target of a reference."""

    def schema(kind: str) -> dict[str, Any]:
        embedded = {"$id": "sub/b.json", "$ref": "#/$defs/x", "$defs": {"x": {"type": kind}}}
        return {"$id": "http://localhost/a.json", "$ref": "sub/b.json", "$defs": {"b": embedded}}

    (change,) = compare(schema("string"), schema("integer")).changes
    assert (change.id, change.place.pointer) == (ChangeId.TYPE_CHANGED, "/$defs/b/$defs/x/type")


@pytest.mark.parametrize(
    "reference", ["#/allOf/x", "#/allOf/1", "#/nowhere", "#anchor", "other.json", "urn:other", "https://example.com/a"]
)
def test_unresolvable_reference_is_unreadable(bundle: MakeBundle, reference: str) -> None:
    """The error names the reference and where it is; a name as the index of a list is one too."""
    with pytest.raises(UnreadableInput) as raised:
        normalize(bundle({"allOf": [{}], "properties": {"a": {"$ref": reference}}}))
    assert raised.value.reason == f"unresolvable reference {reference} at #/properties/a"


@pytest.mark.parametrize("target", [["q"], "text", 5, 0.5, None])
@pytest.mark.parametrize("path", ["#/x", "#/const/x"])
def test_reference_to_no_schema_is_unreadable(bundle: MakeBundle, target: Any, path: str) -> None:
    """A reference must lead to an object or a boolean; a step into another value leads nowhere."""
    schema = {"x": target, "const": {"x": target}}
    with pytest.raises(UnreadableInput) as raised:
        normalize(bundle({**schema, "properties": {"a": {"$ref": path}}}))
    reason = f"reference {path} at #/properties/a leads to something that is not a schema: neither object nor boolean"
    assert raised.value.reason == reason
    with pytest.raises(UnreadableInput, match=f"unresolvable reference {path}/y at #"):
        normalize(bundle({**schema, "$ref": f"{path}/y"}))


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ({"properties": 5}, "#/x/properties"),
        ({"$ref": 7}, "#/x/$ref"),
        ({"allOf": [{"required": "a"}]}, "#/x/allOf/0/required"),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "items": 3}, "#/x/items"),
    ],
)
@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
def test_invalid_target_in_an_unknown_keyword_is_unreadable(
    bundle: MakeBundle, target: Any, place: str, keyword: str
) -> None:
    """The meta-schema does not check an unknown keyword, so a target there is checked when a reference leads to it."""
    assert normalize(bundle({"x": target})).document == {}
    with pytest.raises(UnreadableInput, match=f"schema: {re.escape(place)} violates"):
        normalize(bundle({"x": target, keyword: "#/x"}))
    valid = {"x": {"type": "string"}, "$ref": "#/x"}
    assert normalize(bundle(valid)).definitions == {"n0": {"type": "string"}}


def test_malformed_identifier_in_an_unknown_keyword_matters_only_to_references(bundle: MakeBundle) -> None:
    """An object that is no schema of its file is one if a reference leads there."""
    schema = {"x": {"properties": {"a": {"$id": "http://[::1"}}}}
    assert normalize(bundle(schema)).document == {}
    with pytest.raises(UnreadableInput, match=r"malformed `\$id` http://\[::1"):
        normalize(bundle({**schema, "$ref": "#/x"}))


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}},
        {
            "$ref": "#/$defs/a",
            "$defs": {"a": {"if": {"$ref": "#/$defs/b"}}, "b": {"anyOf": [{}, {"$ref": "#/$defs/a"}]}},
        },
        {"$ref": "#/$defs/a", "$defs": {"a": {"dependentSchemas": {"x": {"$ref": "#/$defs/a"}}}}},
    ],
)
def test_circular_references_are_unreadable(bundle: MakeBundle, schema: Any) -> None:
    """References that lead back to their start without a step into the payload are an error."""
    with pytest.raises(UnreadableInput, match=r"circular references through #"):
        normalize(bundle(schema))


def test_recursion_with_a_step_into_the_payload_is_allowed(bundle: MakeBundle) -> None:
    """A schema can contain itself below a member or an item."""
    index = normalize(bundle({"properties": {"a": {"$ref": "#"}}, "items": {"anyOf": [{"$ref": "#"}, {}]}}))
    assert index.document["properties"] == {"a": {"$ref": "#/$defs/n0"}}
    assert index.dereference([("properties", "a")]) == (("$defs", "n0"),)
    assert index.place(("$defs", "n0", "items"))[1] == "/items"
