"""Schemas said in older dialects: Draft 7, and the Schema Objects of OpenAPI 3.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ...jsonpointer import format_pointer
from ..traverse import iter_subschemas, transform
from .documents import definitions
from .errors import KeywordNotExpressible
from .references import DEFINITIONS, rewrite_refs
from .views import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..catalog import Schema
    from .documents import ExportSource

DRAFT_07 = "draft-07"
OPENAPI_30 = "openapi-3.0"
DRAFT_07_META = "http://json-schema.org/draft-07/schema#"

# Keywords that mean in the older dialects what they mean in Draft 2020-12, or that validators of theirs leave aside.
_SHARED = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "default",
        "deprecated",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "readOnly",
        "required",
        "title",
        "type",
        "uniqueItems",
        "writeOnly",
    }
)
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_DRAFT_07_ONLY = frozenset(
    {
        "$comment",
        "$id",
        "$schema",
        "const",
        "contains",
        "else",
        "examples",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "if",
        "patternProperties",
        "propertyNames",
        "then",
    }
)
# What counts as a look at the members of the same object, which `unevaluatedProperties` sees and older keywords do not.
_IN_PLACE = frozenset({"$ref", "allOf", "anyOf", "dependentSchemas", "else", "if", "oneOf", "then"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """An older dialect: the keywords that it has, whether a type is one name, and how it says what it lacks."""

    name: str
    keywords: frozenset[str]
    one_type: bool
    rewrite: Callable[[Schema], Schema]

    def convert(self, schema: Schema) -> Schema:
        """Return the schema in this dialect, with the references as they were.

        Raises:
            KeywordNotExpressible: a keyword has no counterpart.
        """
        said = transform(schema, lambda each: self.rewrite(_reference_alone(_additional(each))))
        for path, each in iter_subschemas(said):
            for keyword, value in each.items():
                known = keyword in self.keywords or keyword.startswith("x-") or (keyword == "$defs" and not path)
                if not known or (keyword == "type" and self.one_type and value not in _TYPES):
                    raise KeywordNotExpressible(keyword, format_pointer(path), self.name)
        return said


def draft_07(flat: Schema) -> Schema:
    """Return a flat document as one of Draft 7."""
    dialect = Dialect(DRAFT_07, _SHARED | _DRAFT_07_ONLY, one_type=False, rewrite=_unchanged)
    said = dialect.convert(flat)
    said = rewrite_refs(said, lambda reference: f"#{_relocate(reference.removeprefix('#'))}")
    identifier = f"{flat['$id'].removesuffix(':flat')}:{DRAFT_07}"
    document = {**said, "$schema": DRAFT_07_META, "$id": identifier}
    return {("definitions" if keyword == "$defs" else keyword): value for keyword, value in document.items()}


def openapi_30(schema: Schema) -> Schema:
    """Return a schema as a Schema Object of OpenAPI 3.0."""
    return Dialect(OPENAPI_30, _SHARED | {"nullable"}, one_type=True, rewrite=_openapi_30).convert(schema)


def _unchanged(schema: Schema) -> Schema:
    return schema


def _relocate(pointer: str) -> str:
    return f"/definitions/{pointer.removeprefix(DEFINITIONS)}" if pointer.startswith(DEFINITIONS) else pointer


def _additional(schema: Schema) -> Schema:
    """Return an object schema that is closed by ``additionalProperties``, where that says the same."""
    if schema.get("unevaluatedProperties") is not False or not _IN_PLACE.isdisjoint(schema):
        return schema
    return {
        ("additionalProperties" if keyword == "unevaluatedProperties" else keyword): value
        for keyword, value in schema.items()
    }


def _reference_alone(schema: Schema) -> Schema:
    """Return a schema whose reference has nothing beside it that would be ignored there."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    if "allOf" in schema:
        others = {keyword: value for keyword, value in schema.items() if keyword not in {"$ref", "allOf"}}
        return {**others, "allOf": [{"$ref": schema["$ref"]}, *schema["allOf"]]}
    return {
        ("allOf" if keyword == "$ref" else keyword): ([{"$ref": value}] if keyword == "$ref" else value)
        for keyword, value in schema.items()
    }


def _openapi_30(schema: Schema) -> Schema:
    said: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "const":
            said["enum"] = [value]
        elif keyword == "type" and isinstance(value, list) and "null" in value:
            others = [each for each in cast("list[str]", value) if each != "null"]
            said |= {"type": others[0] if len(others) == 1 else others, "nullable": True}
        elif keyword not in {"$comment", "examples"}:
            said[keyword] = value
    if said.get("type") == "array" and "items" not in said:
        said["items"] = {}
    return {keyword: _schema_object(keyword, value) for keyword, value in said.items()}


def _schema_object(keyword: str, value: Any) -> Any:
    """Return the value of a keyword with ``true`` and ``false`` as Schema Objects, where only those may stand."""
    if keyword == "properties":
        return {name: _object(schema) for name, schema in value.items()}
    if keyword in {"allOf", "anyOf", "oneOf"}:
        return [_object(schema) for schema in value]
    return _object(value) if keyword in {"items", "not"} else value


def _object(schema: Any) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


COMPONENTS_POINTER = "/components/schemas/"


def components_31(source: ExportSource) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document; its Schema Objects are Draft 2020-12."""
    return _document("3.1.0", source, definitions(source, COMPONENTS_POINTER))


def components_30(source: ExportSource) -> dict[str, Any]:
    """Return an OpenAPI 3.0 document, in the words that its Schema Objects have."""
    schemas = {name: openapi_30(schema) for name, schema in definitions(source, COMPONENTS_POINTER).items()}
    return _document("3.0.3", source, schemas)


def _document(openapi: str, source: ExportSource, schemas: dict[str, Schema]) -> dict[str, Any]:
    title = f"Schemas of the Chatlayer {source.family}" + ("" if source.view == OPEN else f", {source.view.name}")
    return {
        "openapi": openapi,
        "info": {"title": title, "version": source.version},
        "paths": {},
        "components": {"schemas": schemas},
    }
