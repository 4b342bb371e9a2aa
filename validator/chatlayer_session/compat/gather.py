"""What holds at a location, gathered from all of its places: each keyword is taken by a function of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .constraints import (
    LOWER,
    UPPER,
    Condition,
    Constraints,
    Contains,
    Limit,
    Members,
    TupleItems,
    Union,
    intersection,
    tighter,
)
from .equality import distinct, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..jsonpointer import InstancePath
    from ..spec.catalog import Schema
    from .constraints import NodeSet


def collect_constraints(schema_at: Callable[[InstancePath], Schema | bool], location: NodeSet) -> Constraints:
    """Return the constraints of a location, those included that its references and conjunctions lead to."""
    facets = Constraints()
    waiting = list(location)
    while waiting:
        place = waiting.pop(0)
        if place in facets.places:
            continue
        facets.places.add(place)
        schema = schema_at(place)
        if schema is True:
            continue
        if schema is False:
            facets.impossible = place
            continue
        waiting += _inner(place, schema)
        _add(facets, place, schema)
    return facets


def _inner(place: InstancePath, schema: Schema) -> Iterator[InstancePath]:
    """Yield the places that hold wherever this one does."""
    if "$ref" in schema:
        yield ("$defs", schema["$ref"].rpartition("/")[2])
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword, [])
        if keyword == "allOf" or len(branches) == 1:
            yield from ((*place, keyword, index) for index in range(len(branches)))


def _add(facets: Constraints, place: InstancePath, schema: Schema) -> None:
    for keyword in _COLLECTORS.keys() & schema.keys():
        taken = _COLLECTORS[keyword](facets, place, schema)
        if taken:
            facets.sources[keyword] = place
    if not _MEMBER_KEYWORDS.isdisjoint(schema):
        facets.members.append(_members(place, schema))
    if "prefixItems" in schema or "items" in schema:
        prefix = tuple((*place, "prefixItems", index) for index in range(len(schema.get("prefixItems", []))))
        facets.tuples.append(TupleItems(prefix, (*place, "items") if "items" in schema else None))
    if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
        facets.opaque.append(place)


_MEMBER_KEYWORDS = frozenset({"properties", "patternProperties", "additionalProperties"})


def _members(place: InstancePath, schema: Schema) -> Members:
    return Members(
        {name: (*place, "properties", name) for name in schema.get("properties", {})},
        {pattern: (*place, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})},
        (*place, "additionalProperties") if "additionalProperties" in schema else None,
    )


def _add_type(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    named = schema["type"]
    allowed: set[str] = {named} if isinstance(named, str) else set(named)
    if "number" in allowed:
        allowed.discard("integer")
    facets.types = intersection(facets.types, frozenset(allowed))
    del place
    return True


def _add_values(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    for keyword in ("const", "enum"):
        if keyword in schema:
            values = (schema["const"],) if keyword == "const" else distinct(schema["enum"])
            if facets.values is not None:
                keys = {key_of(value) for value in values}
                values = tuple(value for value in facets.values if key_of(value) in keys)
            facets.values = values
    return True


def _add_known(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    facets.known = distinct([*(facets.known or ()), *schema["x-extensible-enum"]])
    return True


def _add_limit(keyword: str, *, lower: bool, exclusive: bool) -> Callable[[Constraints, InstancePath, Schema], bool]:
    """Return what takes a bound, the tightest of several; ``keyword`` is what the inclusive form is called."""

    def take(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
        del place
        limit = Limit(schema[_exclusive(keyword) if exclusive else keyword], exclusive)
        if lower and keyword != "minimum" and limit.value <= 0:
            return False
        held = facets.limits.get(keyword)
        if held is None or tighter(limit, held, lower=lower):
            facets.limits[keyword] = limit
        return True

    return take


def _exclusive(keyword: str) -> str:
    return f"exclusive{keyword.capitalize()}"


def _add_multiple(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    facets.multiples = tuple(sorted({*facets.multiples, schema["multipleOf"]}))
    return True


def _add_pattern(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    facets.patterns |= {schema["pattern"]}
    return True


def _add_unique(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    facets.unique |= bool(schema["uniqueItems"])
    return bool(schema["uniqueItems"])


def _add_contains(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if least <= 0 and most is None:
        return False
    facets.contains.append(Contains((*place, "contains"), least, most))
    return True


def _add_required(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    facets.required.update(dict.fromkeys(schema["required"], place))
    return bool(schema["required"])


def _add_names(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    if schema["propertyNames"] is True:
        return False
    facets.names.append((*place, "propertyNames"))
    return True


def _add_dependencies(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del place
    for name, needed in schema["dependentRequired"].items():
        facets.dependencies.setdefault(name, set()).update(needed)
    return True


def _add_dependents(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    for name, child in schema["dependentSchemas"].items():
        if isinstance(child, dict) and child.keys() == {"required"}:
            facets.dependencies.setdefault(name, set()).update(cast("list[str]", child["required"]))
        else:
            facets.dependents.setdefault(name, []).append((*place, "dependentSchemas", name))
    return True


def _add_union(keyword: str) -> Callable[[Constraints, InstancePath, Schema], bool]:
    def take(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
        branches: list[Any] = schema[keyword]
        if len(branches) == 1:
            return False
        if keyword == "anyOf" and all(isinstance(each, dict) and each.keys() == {"type"} for each in branches):
            named = [each["type"] for each in branches]
            allowed = {name for each in named for name in ([each] if isinstance(each, str) else each)}
            return _add_type(facets, place, {"type": sorted(allowed)})
        inner = tuple((*place, keyword, index) for index in range(len(branches)))
        facets.unions.append(Union(keyword, (*place, keyword), inner))
        return True

    return take


def _add_condition(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    met = (*place, "then") if "then" in schema else None
    unmet = (*place, "else") if "else" in schema else None
    if met is None and unmet is None:
        return False
    facets.conditions.append(Condition((*place, "if"), met, unmet))
    return True


def _add_negation(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    if schema["not"] is False:
        return False
    if schema["not"] is True or schema["not"] == {}:
        facets.impossible = place
    facets.negations.append((*place, "not"))
    return True


def _add_nothing(facets: Constraints, place: InstancePath, schema: Schema) -> bool:
    del facets, place, schema
    return True


_COLLECTORS: dict[str, Callable[[Constraints, InstancePath, Schema], bool]] = {
    "type": _add_type,
    "const": _add_values,
    "enum": _add_values,
    "x-extensible-enum": _add_known,
    **{keyword: _add_limit(keyword, lower=True, exclusive=False) for keyword in sorted(LOWER)},
    **{keyword: _add_limit(keyword, lower=False, exclusive=False) for keyword in sorted(UPPER)},
    "exclusiveMinimum": _add_limit("minimum", lower=True, exclusive=True),
    "exclusiveMaximum": _add_limit("maximum", lower=False, exclusive=True),
    "multipleOf": _add_multiple,
    "pattern": _add_pattern,
    "uniqueItems": _add_unique,
    "contains": _add_contains,
    "required": _add_required,
    "propertyNames": _add_names,
    "dependentRequired": _add_dependencies,
    "dependentSchemas": _add_dependents,
    "anyOf": _add_union("anyOf"),
    "oneOf": _add_union("oneOf"),
    "if": _add_condition,
    "not": _add_negation,
    "properties": _add_nothing,
    "patternProperties": _add_nothing,
    "additionalProperties": _add_nothing,
    "prefixItems": _add_nothing,
    "items": _add_nothing,
    "unevaluatedProperties": _add_nothing,
    "unevaluatedItems": _add_nothing,
}
