"""What the forms make of schemas that the catalog does not have yet, or refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.spec.catalog import Catalog
from chatlayer_session.spec.export import ExportFile, ExportFormat, SchemaView, definitions, draft_07, export_files
from chatlayer_session.spec.export.dialects import openapi_30
from chatlayer_session.spec.export.documents import ExportSource
from chatlayer_session.spec.export.errors import KeywordNotExpressible

if TYPE_CHECKING:
    from pathlib import Path

FLAT = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:x:session:1.0.0:session:flat"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"$ref": "#/$defs/a"}, {"$ref": "#/definitions/a"}),
        ({"$ref": "#"}, {"$ref": "#"}),
        ({"description": "A.", "$ref": "#/$defs/a"}, {"description": "A.", "allOf": [{"$ref": "#/definitions/a"}]}),
        (
            {"$ref": "#/$defs/a", "allOf": [{"minProperties": 1}]},
            {"allOf": [{"$ref": "#/definitions/a"}, {"minProperties": 1}]},
        ),
        (
            {"type": "object", "properties": {}, "unevaluatedProperties": False},
            {"type": "object", "properties": {}, "additionalProperties": False},
        ),
        ({"type": ["string", "null"], "const": None}, {"type": ["string", "null"], "const": None}),
        ({"type": "string", "deprecated": True}, {"type": "string", "deprecated": True}),
    ],
)
def test_draft_07_says_the_same(schema: dict[str, Any], said: dict[str, Any]) -> None:
    """With nothing beside a reference, and with the keyword that Draft 7 has for a closed object."""
    document = draft_07({**FLAT, "$defs": {"a": True}, "properties": {"x": schema}})
    assert document["properties"] == {"x": said}
    assert document["definitions"] == {"a": True}
    assert document["$id"] == "urn:x:session:1.0.0:session:draft-07"


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": ["string", "null"], "minLength": 1}, {"type": "string", "nullable": True, "minLength": 1}),
        ({"const": "DRAFT"}, {"enum": ["DRAFT"]}),
        ({"type": "string", "deprecated": True}, {"type": "string", "deprecated": True}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": "array", "items": False}, {"type": "array", "items": {"not": {}}}),
        ({"properties": {"a": True, "b": False}}, {"properties": {"a": {}, "b": {"not": {}}}}),
        ({"anyOf": [True, {"type": "string"}]}, {"anyOf": [{}, {"type": "string"}]}),
        ({"additionalProperties": True}, {"additionalProperties": True}),
        ({"title": "A", "examples": [1], "$comment": "b", "x-since": "1.0.0"}, {"title": "A", "x-since": "1.0.0"}),
        ({"$ref": "#/a", "x-since": "1.0.0"}, {"allOf": [{"$ref": "#/a"}], "x-since": "1.0.0"}),
    ],
)
def test_openapi_30_says_the_same(schema: dict[str, Any], said: dict[str, Any]) -> None:
    """In the keywords that its Schema Objects have."""
    assert openapi_30(schema) == said


@pytest.mark.parametrize(
    ("schema", "keyword", "pointer"),
    [
        ({"properties": {"a": {"patternProperties": {}}}}, "patternProperties", "/properties/a"),
        ({"items": {"type": ["string", "number"]}}, "type", "/items"),
        ({"type": "null"}, "type", ""),
        ({"type": "array", "prefixItems": [True]}, "prefixItems", ""),
        ({"$ref": "#/a", "unevaluatedProperties": False}, "unevaluatedProperties", ""),
    ],
)
def test_openapi_30_refuses_what_it_has_no_words_for(schema: dict[str, Any], keyword: str, pointer: str) -> None:
    """The error names the keyword, the place and the form."""
    with pytest.raises(KeywordNotExpressible) as refused:
        openapi_30(schema)
    assert (refused.value.keyword, refused.value.pointer) == (keyword, pointer)
    assert str(refused.value).startswith(f"openapi-3.0 cannot express the keyword {keyword} at #{pointer};")


def test_draft_07_refuses_a_closed_object_whose_members_are_declared_elsewhere() -> None:
    """`additionalProperties` does not see what a subschema declares, so it would reject declared members."""
    schema = {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}
    with pytest.raises(KeywordNotExpressible) as refused:
        draft_07({**FLAT, "properties": {"b": schema}})
    assert (refused.value.keyword, refused.value.pointer) == ("unevaluatedProperties", "/properties/b")


def made_catalog(folder: Path, **schemas: dict[str, Any]) -> Catalog:
    """Return a catalog with one version of two families; ``schemas`` are those of the session."""
    families = {"session": {"1.0.0": {name: {} for name in schemas}}, "report": {"1.0.0": {}}}
    (folder / "catalog.json").write_text(json.dumps({"families": families}), encoding="utf-8")
    (folder / "session" / "1.0.0").mkdir(parents=True)
    for name, schema in schemas.items():
        content = {"$id": f"urn:chatlayer-session:session:1.0.0:{name}", **schema}
        (folder / "session" / "1.0.0" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return Catalog(folder)


def test_definitions_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """They get the name of their document before their own; references follow, also into a definition."""
    internal = {"$defs": {"a": {"type": "string"}, "b": {"items": {}}}, "properties": {"x": {"$ref": "#/$defs/a"}}}
    session = {
        "$defs": {"a": {"type": "number"}},
        "properties": {
            "internal": {"$ref": "urn:chatlayer-session:session:1.0.0:internal"},
            "a": {"$ref": "#/$defs/a"},
            "b": {"$ref": "urn:chatlayer-session:session:1.0.0:internal#/$defs/b/items"},
            "c": {"$ref": "urn:chatlayer-session:session:1.0.0:internal#/properties/x"},
            "d": {"$ref": "#/properties/a"},
        },
    }
    catalog = made_catalog(tmp_path, internal=internal, session=session)
    value = ExportFile(catalog, "session", "1.0.0", ExportFormat.FLAT, SchemaView(), "session").value()
    assert {name: each["$ref"] for name, each in value["properties"].items()} == {
        "internal": "#/$defs/internal",
        "a": "#/$defs/sessionA",
        "b": "#/$defs/b/items",
        "c": "#/$defs/internal/properties/x",
        "d": "#/properties/a",
    }
    assert value["$defs"] == {
        "internal": {"properties": {"x": {"$ref": "#/$defs/internalA"}}},
        "internalA": {"type": "string"},
        "b": {"items": {}},
        "sessionA": {"type": "number"},
    }


def test_definitions_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    """The catalog is at fault, and nothing is exported."""
    session: dict[str, Any] = {"$defs": {"a": {}, "internalA": {}}}
    catalog = made_catalog(tmp_path, internal={"$defs": {"a": {}}}, session=session)
    with pytest.raises(CorruptInstallation, match="two definitions would be called internalA"):
        definitions(ExportSource(catalog, "session", "1.0.0", SchemaView()))


def test_a_reference_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """The catalog is at fault, and nothing is exported."""
    session = {"properties": {"a": {"$ref": "urn:chatlayer-session:session:1.0.0:absent"}}}
    catalog = made_catalog(tmp_path, internal={}, session=session)
    with pytest.raises(
        CorruptInstallation, match=r"a reference leads to urn:chatlayer-session:session:1\.0\.0:absent, which is"
    ):
        ExportFile(catalog, "session", "1.0.0", ExportFormat.BUNDLE, SchemaView(), "session").value()


def test_a_family_without_payloads_has_no_openapi_form(tmp_path: Path) -> None:
    """Its schemas may say what OpenAPI 3.0 cannot."""
    catalog = made_catalog(tmp_path, internal={}, session={})
    assert {each.format.value for each in export_files(catalog)} == {form.value for form in ExportFormat}
    assert not ExportFormat.OPENAPI_30.is_for("report")
