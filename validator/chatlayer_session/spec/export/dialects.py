"""Conversion of schemas to older dialects: Draft 7, and the Schema Objects of OpenAPI 3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ...errors import ChatlayerSessionError
from ...jsonpointer import format_pointer
from ..traverse import iter_subschemas, transform
from .documents import definitions
from .layout import DEFINITIONS, rewrite_refs
from .views import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..catalog import Schema
    from .documents import ExportSource

DRAFT_07 = "draft-07"
OPENAPI_30 = "openapi-3.0"
DRAFT_07_META = "http://json-schema.org/draft-07/schema#"

# These keywords mean the same in the older dialects, or their validators ignore them.
_SHARED = frozenset(
    {"$ref", "allOf", "anyOf", "enum", "not", "oneOf", "type"}
    | {"additionalProperties", "maxProperties", "minProperties", "properties", "required"}
    | {"items", "maxItems", "minItems", "uniqueItems"}
    | {"format", "maxLength", "minLength", "pattern"}
    | {"maximum", "minimum", "multipleOf"}
    | {"default", "deprecated", "description", "readOnly", "title", "writeOnly"}
)
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_DRAFT_07_ONLY = frozenset(
    {"$comment", "$id", "$schema", "const", "contains", "examples", "exclusiveMaximum", "exclusiveMinimum"}
    | {"else", "if", "patternProperties", "propertyNames", "then"}
)
# Their subschemas can declare properties, which `unevaluatedProperties` takes into account and older keywords do not.
_IN_PLACE = frozenset({"$ref", "allOf", "anyOf", "dependentSchemas", "else", "if", "oneOf", "then"})


class KeywordNotExpressible(ChatlayerSessionError, RuntimeError):
    """The export format ``format`` cannot express ``keyword`` at ``pointer`` of a schema."""

    def __init__(self, keyword: str, pointer: str, name: str) -> None:
        super().__init__(keyword, pointer, name)
        self.keyword = keyword
        self.pointer = pointer
        self.format = name

    def __str__(self) -> str:
        """Name the keyword, its place and the format."""
        return (
            f"{self.format} cannot express the keyword {self.keyword} at #{self.pointer}; "
            "add a conversion to chatlayer_session.spec.export, or write the schema without the keyword"
        )


def draft_07(flat: Schema) -> Schema:
    """Return a flat document in Draft 7."""
    converted = rewrite_refs(_convert(flat, DRAFT_07, _SHARED | _DRAFT_07_ONLY, lambda schema: schema), _relocate)
    document = {**converted, "$schema": DRAFT_07_META}
    return {("definitions" if keyword == "$defs" else keyword): value for keyword, value in document.items()}


def openapi_30(schema: Schema) -> Schema:
    """Return a schema as a Schema Object of OpenAPI 3.0."""
    converted = _convert(schema, OPENAPI_30, _SHARED | {"example", "nullable"}, _as_schema_object)
    for path, subschema in iter_subschemas(converted):
        if subschema.get("type", _TYPES[0]) not in _TYPES:
            raise KeywordNotExpressible("type", format_pointer(path), OPENAPI_30)
    return converted


def _convert(schema: Schema, name: str, keywords: frozenset[str], rewrite: Callable[[Schema], Schema]) -> Schema:
    """Return a schema in an older dialect, with unchanged references; ``rewrite`` replaces keywords that differ.

    Raises:
        KeywordNotExpressible: a keyword has no counterpart.
    """
    converted = transform(schema, lambda subschema: rewrite(_isolate_ref(_use_additional(subschema))))
    for path, subschema in iter_subschemas(converted):
        for keyword in subschema:
            if not (keyword in keywords or keyword.startswith("x-") or (keyword == "$defs" and not path)):
                raise KeywordNotExpressible(keyword, format_pointer(path), name)
    return converted


def _relocate(reference: str) -> str:
    start = f"#{DEFINITIONS}"
    return f"#/definitions/{reference.removeprefix(start)}" if reference.startswith(start) else reference


def _use_additional(schema: Schema) -> Schema:
    """Return the schema with ``additionalProperties`` for ``unevaluatedProperties``, if both mean the same there."""
    if schema.get("unevaluatedProperties") is not False or not _IN_PLACE.isdisjoint(schema):
        return schema
    return {
        ("additionalProperties" if keyword == "unevaluatedProperties" else keyword): value
        for keyword, value in schema.items()
    }


def _isolate_ref(schema: Schema) -> Schema:
    """Return the schema with its reference in ``allOf``: older dialects ignore keywords beside a reference."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    if "allOf" in schema:
        others = {keyword: value for keyword, value in schema.items() if keyword not in {"$ref", "allOf"}}
        return {**others, "allOf": [{"$ref": schema["$ref"]}, *schema["allOf"]]}
    return {
        ("allOf" if keyword == "$ref" else keyword): ([{"$ref": value}] if keyword == "$ref" else value)
        for keyword, value in schema.items()
    }


def _as_schema_object(schema: Schema) -> Schema:
    converted: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "const":
            converted["enum"] = [value]
        elif (keyword, value) == ("type", "null"):
            converted |= {"type": "object", "nullable": True, "enum": [None]}
        elif keyword == "type" and isinstance(value, list) and "null" in value:
            others = [name for name in cast("list[str]", value) if name != "null"]
            converted |= {"type": others[0] if len(others) == 1 else others, "nullable": True}
        elif keyword == "examples":
            # OpenAPI 3.0 has one example.
            converted["example"] = value[0]
        elif keyword != "$comment":
            converted[keyword] = value
    if converted.get("type") == "array" and "items" not in converted:
        converted["items"] = {}
    return {keyword: _without_booleans(keyword, value) for keyword, value in converted.items()}


def _without_booleans(keyword: str, value: Any) -> Any:
    """Return the value of a keyword with objects for boolean schemas, which OpenAPI 3.0 does not have."""
    if keyword == "properties":
        return {name: _as_object(schema) for name, schema in value.items()}
    if keyword in {"allOf", "anyOf", "oneOf"}:
        return [_as_object(schema) for schema in value]
    return _as_object(value) if keyword in {"items", "not"} else value


def _as_object(schema: Any) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


COMPONENTS_POINTER = "/components/schemas/"
COMPONENT_PREFIX = "ChatlayerSession"
"""The start of the names of components, which share their names with those of other services in one API."""


def components_31(source: ExportSource, prefix: str = COMPONENT_PREFIX) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document, whose Schema Objects are Draft 2020-12; names start with ``prefix``."""
    return _document("3.1.0", source, definitions(source, COMPONENTS_POINTER), prefix)


def components_30(source: ExportSource, prefix: str = COMPONENT_PREFIX) -> dict[str, Any]:
    """Return an OpenAPI 3.0 document, with converted Schema Objects; names start with ``prefix``."""
    schemas = {name: openapi_30(schema) for name, schema in definitions(source, COMPONENTS_POINTER).items()}
    return _document("3.0.3", source, schemas, prefix)


def component_name(prefix: str, name: str) -> str:
    """Return the name of a component: ``ChatlayerSessionIntent``, and ``ChatlayerSession`` for the session itself."""
    title = name[:1].upper() + name[1:]
    return prefix if prefix.endswith(title) else prefix + title


def _document(openapi: str, source: ExportSource, schemas: dict[str, Schema], prefix: str) -> dict[str, Any]:
    title = f"Schemas of the Chatlayer {source.family}" + ("" if source.view == OPEN else f", {source.view.name}")

    def rename(reference: str) -> str:
        name, slash, rest = reference.removeprefix(f"#{COMPONENTS_POINTER}").partition("/")
        return f"#{COMPONENTS_POINTER}{component_name(prefix, name)}{slash}{rest}"

    return {
        "openapi": openapi,
        "info": {"title": title, "version": source.version},
        "paths": {},
        "components": {
            "schemas": {component_name(prefix, name): rewrite_refs(schema, rename) for name, schema in schemas.items()}
        },
    }
