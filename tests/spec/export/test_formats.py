"""Formats convert or refuse schemas that the catalog does not have yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.spec.catalog import Catalog
from chatlayer_session.spec.export.dialects import KeywordNotExpressible, draft_07, openapi_30
from chatlayer_session.spec.export.documents import ExportSource, definitions
from chatlayer_session.spec.export.files import ExportFile, ExportFormat, export_files
from chatlayer_session.spec.export.views import SchemaView

if TYPE_CHECKING:
    from pathlib import Path

FLAT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


@pytest.mark.parametrize(
    ("schema", "converted"),
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
def test_draft_07_has_the_same_meaning(schema: dict[str, Any], converted: dict[str, Any]) -> None:
    """No keyword is beside a reference, and a closed object has the keyword of Draft 7."""
    document = draft_07({**FLAT, "$defs": {"a": True}, "properties": {"x": schema}})
    assert document["properties"] == {"x": converted}
    assert document["definitions"] == {"a": True}
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("schema", "converted"),
    [
        ({"type": ["string", "null"], "minLength": 1}, {"type": "string", "nullable": True, "minLength": 1}),
        ({"const": "DRAFT"}, {"enum": ["DRAFT"]}),
        ({"type": "string", "deprecated": True}, {"type": "string", "deprecated": True}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": "array", "items": False}, {"type": "array", "items": {"not": {}}}),
        ({"properties": {"a": True, "b": False}}, {"properties": {"a": {}, "b": {"not": {}}}}),
        ({"anyOf": [True, {"type": "string"}]}, {"anyOf": [{}, {"type": "string"}]}),
        ({"additionalProperties": True}, {"additionalProperties": True}),
        ({"title": "A", "examples": [1, 2], "$comment": "b"}, {"title": "A", "example": 1}),
        ({"$ref": "#/a", "x-since": "1.0.0"}, {"allOf": [{"$ref": "#/a"}], "x-since": "1.0.0"}),
    ],
)
def test_openapi_30_has_the_same_meaning(schema: dict[str, Any], converted: dict[str, Any]) -> None:
    """All keywords are those of its Schema Objects."""
    assert openapi_30(schema) == converted


@pytest.mark.parametrize(
    ("schema", "keyword", "pointer"),
    [
        ({"properties": {"a": {"patternProperties": {}}}}, "patternProperties", "/properties/a"),
        ({"items": {"type": ["string", "number"]}}, "type", "/items"),
        ({"type": ["null"]}, "type", ""),
        ({"type": "array", "prefixItems": [True]}, "prefixItems", ""),
        ({"$ref": "#/a", "unevaluatedProperties": False}, "unevaluatedProperties", ""),
    ],
)
def test_openapi_30_refuses_keywords_without_counterpart(schema: dict[str, Any], keyword: str, pointer: str) -> None:
    """The error names the keyword, its place and the format."""
    with pytest.raises(KeywordNotExpressible) as error:
        openapi_30(schema)
    assert (error.value.keyword, error.value.pointer) == (keyword, pointer)
    assert str(error.value).startswith(f"openapi-3.0 cannot express the keyword {keyword} at #{pointer};")


def test_draft_07_refuses_closed_objects_with_properties_in_subschemas() -> None:
    """`additionalProperties` would reject properties that a subschema declares."""
    schema = {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}
    with pytest.raises(KeywordNotExpressible) as error:
        draft_07({**FLAT, "properties": {"b": schema}})
    assert (error.value.keyword, error.value.pointer) == ("unevaluatedProperties", "/properties/b")


def create_catalog(folder: Path, **schemas: dict[str, Any]) -> Catalog:
    """Return a catalog with one version of two families; ``schemas`` are those of the family session."""
    families = {"session": {"1.0.0": {name: {} for name in schemas}}, "report": {"1.0.0": {}}}
    (folder / "catalog.json").write_text(json.dumps({"families": families}), encoding="utf-8")
    (folder / "session" / "1.0.0").mkdir(parents=True)
    for name, schema in schemas.items():
        content = {"$id": f"urn:chatlayer-session:session:1.0.0:{name}", **schema}
        (folder / "session" / "1.0.0" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return Catalog(folder)


def test_definitions_with_one_name_are_renamed(tmp_path: Path) -> None:
    """The name of the document precedes theirs; references follow, also those into a definition."""
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
    catalog = create_catalog(tmp_path, internal=internal, session=session)
    value = ExportFile(catalog, "session", "1.0.0", ExportFormat.FLAT, SchemaView(), "session").value()
    assert {name: schema["$ref"] for name, schema in value["properties"].items()} == {
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


def test_equal_names_after_renaming_are_an_error(tmp_path: Path) -> None:
    """The error blames the installation."""
    session: dict[str, Any] = {"$defs": {"a": {}, "internalA": {}}}
    catalog = create_catalog(tmp_path, internal={"$defs": {"a": {}}}, session=session)
    with pytest.raises(CorruptInstallation, match="two definitions would have the name internalA"):
        definitions(ExportSource(catalog, "session", "1.0.0", SchemaView()))


def test_reference_to_a_missing_document_is_an_error(tmp_path: Path) -> None:
    """The error blames the installation."""
    session = {"properties": {"a": {"$ref": "urn:chatlayer-session:session:1.0.0:absent"}}}
    catalog = create_catalog(tmp_path, internal={}, session=session)
    with pytest.raises(
        CorruptInstallation, match=r"a schema refers to urn:chatlayer-session:session:1\.0\.0:absent, which is missing"
    ):
        ExportFile(catalog, "session", "1.0.0", ExportFormat.BUNDLE, SchemaView(), "session").value()


def test_family_without_payloads_has_no_openapi_format(tmp_path: Path) -> None:
    """Its schemas may have keywords that OpenAPI 3.0 lacks."""
    catalog = create_catalog(tmp_path, internal={}, session={})
    assert {file.format for file in export_files(catalog)} == set(ExportFormat)
    assert not ExportFormat.OPENAPI_30.is_for("report")
