"""Schemas of Draft 2020-12 in draft-04, without the keywords that draft-04 does not have."""

from __future__ import annotations

from typing import Any

DRAFT_04 = "http://json-schema.org/draft-04/schema#"
MAPS = {"properties": "properties", "patternProperties": "patternProperties", "$defs": "definitions"}
LISTS = frozenset({"allOf", "anyOf", "oneOf"})
KEPT = frozenset(
    {"type", "enum", "required", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems"}
    | {"uniqueItems", "minProperties", "maxProperties"}
)


def in_draft4(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema file in draft-04."""
    return {"$schema": DRAFT_04, **_translated(schema)}


def _translated(schema: Any) -> dict[str, Any]:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if "$ref" in schema:
        # Nothing counts beside a reference.
        return {"$ref": schema["$ref"].replace("$defs", "definitions")}
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in KEPT:
            result[keyword] = value
        elif keyword in MAPS:
            result[MAPS[keyword]] = {name: _translated(one) for name, one in value.items()}
        elif keyword in LISTS:
            result[keyword] = [_translated(one) for one in value]
    if "const" in schema:
        # An `enum` beside it is left out.
        result["enum"] = [schema["const"]]
    if "not" in schema:
        result["not"] = _translated(schema["not"])
    _translate_others(schema, result)
    _translate_dependencies(schema, result)
    _translate_bounds(schema, result)
    return result


def _translate_others(schema: dict[str, Any], result: dict[str, Any]) -> None:
    """Add what applies to additional members and to items; only additional ones can be booleans."""
    others = {"additionalProperties": schema.get("additionalProperties")}
    if "prefixItems" in schema:
        result["items"] = [_translated(one) for one in schema["prefixItems"]]
        others["additionalItems"] = schema.get("items")
    elif "items" in schema:
        result["items"] = _translated(schema["items"])
    for keyword, value in others.items():
        if value is not None:
            result[keyword] = value if isinstance(value, bool) else _translated(value)


def _translate_bounds(schema: dict[str, Any], result: dict[str, Any]) -> None:
    for bound in ("minimum", "maximum"):
        exclusive = f"exclusive{bound.capitalize()}"
        if exclusive in schema:
            result |= {bound: schema[exclusive], exclusive: True}
        elif bound in schema:
            # The boolean can also say what is the case without it.
            result |= {bound: schema[bound], exclusive: False}


def _translate_dependencies(schema: dict[str, Any], result: dict[str, Any]) -> None:
    dependencies = {
        **schema.get("dependentRequired", {}),
        **{name: _translated(one) for name, one in schema.get("dependentSchemas", {}).items()},
    }
    if dependencies:
        result["dependencies"] = dependencies
