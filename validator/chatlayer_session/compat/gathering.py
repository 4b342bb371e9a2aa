"""What holds at a location, gathered from all of its places: each keyword is taken by a function of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .equality import distinct, key_of
from .facets import LOWER, UPPER, Condition, Contains, Facets, Limit, Members, Tuple, Union, intersection, tighter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..catalog import Schema
    from ..pointers import Path
    from .places import Location, Places


def gather(places: Places, location: Location) -> Facets:
    """Return what holds at a location, references and conjunctions followed."""
    facets = Facets()
    waiting = list(location)
    while waiting:
        place = waiting.pop(0)
        if place in facets.places:
            continue
        facets.places.add(place)
        schema = places.at(place)
        if schema is True:
            continue
        if schema is False:
            facets.impossible = place
            continue
        waiting += _inner(place, schema)
        _add(facets, place, schema)
    return facets


def _inner(place: Path, schema: Schema) -> Iterator[Path]:
    """Yield the places that hold wherever this one does."""
    if "$ref" in schema:
        yield ("$defs", schema["$ref"].rpartition("/")[2])
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword, [])
        if keyword == "allOf" or len(branches) == 1:
            yield from ((*place, keyword, index) for index in range(len(branches)))


def _add(facets: Facets, place: Path, schema: Schema) -> None:
    for keyword in _TAKEN.keys() & schema.keys():
        taken = _TAKEN[keyword](facets, place, schema)
        if taken:
            facets.found[keyword] = place
    if not _MEMBER_KEYWORDS.isdisjoint(schema):
        facets.members.append(_members(place, schema))
    if "prefixItems" in schema or "items" in schema:
        prefix = tuple((*place, "prefixItems", index) for index in range(len(schema.get("prefixItems", []))))
        facets.tuples.append(Tuple(prefix, (*place, "items") if "items" in schema else None))
    if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
        facets.opaque.append(place)


_MEMBER_KEYWORDS = frozenset({"properties", "patternProperties", "additionalProperties"})


def _members(place: Path, schema: Schema) -> Members:
    return Members(
        {name: (*place, "properties", name) for name in schema.get("properties", {})},
        {pattern: (*place, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})},
        (*place, "additionalProperties") if "additionalProperties" in schema else None,
    )


def _take_type(facets: Facets, place: Path, schema: Schema) -> bool:
    named = schema["type"]
    allowed: set[str] = {named} if isinstance(named, str) else set(named)
    if "number" in allowed:
        allowed.discard("integer")
    facets.types = intersection(facets.types, frozenset(allowed))
    del place
    return True


def _take_values(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    for keyword in ("const", "enum"):
        if keyword in schema:
            values = (schema["const"],) if keyword == "const" else distinct(schema["enum"])
            if facets.values is not None:
                keys = {key_of(value) for value in values}
                values = tuple(value for value in facets.values if key_of(value) in keys)
            facets.values = values
    return True


def _take_known(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    facets.known = distinct([*(facets.known or ()), *schema["x-extensible-enum"]])
    return True


def _take_limit(keyword: str, *, lower: bool, exclusive: bool) -> Callable[[Facets, Path, Schema], bool]:
    """Return what takes a bound, the tightest of several; ``keyword`` is what the inclusive form is called."""

    def take(facets: Facets, place: Path, schema: Schema) -> bool:
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


def _take_multiple(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    facets.multiples = tuple(sorted({*facets.multiples, schema["multipleOf"]}))
    return True


def _take_pattern(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    facets.patterns |= {schema["pattern"]}
    return True


def _take_unique(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    facets.unique |= bool(schema["uniqueItems"])
    return bool(schema["uniqueItems"])


def _take_contains(facets: Facets, place: Path, schema: Schema) -> bool:
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if least <= 0 and most is None:
        return False
    facets.contains.append(Contains((*place, "contains"), least, most))
    return True


def _take_required(facets: Facets, place: Path, schema: Schema) -> bool:
    facets.required.update(dict.fromkeys(schema["required"], place))
    return bool(schema["required"])


def _take_names(facets: Facets, place: Path, schema: Schema) -> bool:
    if schema["propertyNames"] is True:
        return False
    facets.names.append((*place, "propertyNames"))
    return True


def _take_dependencies(facets: Facets, place: Path, schema: Schema) -> bool:
    del place
    for name, needed in schema["dependentRequired"].items():
        facets.dependencies.setdefault(name, set()).update(needed)
    return True


def _take_dependents(facets: Facets, place: Path, schema: Schema) -> bool:
    for name, child in schema["dependentSchemas"].items():
        if isinstance(child, dict) and child.keys() == {"required"}:
            facets.dependencies.setdefault(name, set()).update(cast("list[str]", child["required"]))
        else:
            facets.dependents.setdefault(name, []).append((*place, "dependentSchemas", name))
    return True


def _take_union(keyword: str) -> Callable[[Facets, Path, Schema], bool]:
    def take(facets: Facets, place: Path, schema: Schema) -> bool:
        branches: list[Any] = schema[keyword]
        if len(branches) == 1:
            return False
        if keyword == "anyOf" and all(isinstance(each, dict) and each.keys() == {"type"} for each in branches):
            named = [each["type"] for each in branches]
            allowed = {name for each in named for name in ([each] if isinstance(each, str) else each)}
            return _take_type(facets, place, {"type": sorted(allowed)})
        inner = tuple((*place, keyword, index) for index in range(len(branches)))
        facets.unions.append(Union(keyword, (*place, keyword), inner))
        return True

    return take


def _take_condition(facets: Facets, place: Path, schema: Schema) -> bool:
    met = (*place, "then") if "then" in schema else None
    unmet = (*place, "else") if "else" in schema else None
    if met is None and unmet is None:
        return False
    facets.conditions.append(Condition((*place, "if"), met, unmet))
    return True


def _take_negation(facets: Facets, place: Path, schema: Schema) -> bool:
    if schema["not"] is False:
        return False
    if schema["not"] is True or schema["not"] == {}:
        facets.impossible = place
    facets.negations.append((*place, "not"))
    return True


def _take_nothing(facets: Facets, place: Path, schema: Schema) -> bool:
    del facets, place, schema
    return True


_TAKEN: dict[str, Callable[[Facets, Path, Schema], bool]] = {
    "type": _take_type,
    "const": _take_values,
    "enum": _take_values,
    "x-extensible-enum": _take_known,
    **{keyword: _take_limit(keyword, lower=True, exclusive=False) for keyword in sorted(LOWER)},
    **{keyword: _take_limit(keyword, lower=False, exclusive=False) for keyword in sorted(UPPER)},
    "exclusiveMinimum": _take_limit("minimum", lower=True, exclusive=True),
    "exclusiveMaximum": _take_limit("maximum", lower=False, exclusive=True),
    "multipleOf": _take_multiple,
    "pattern": _take_pattern,
    "uniqueItems": _take_unique,
    "contains": _take_contains,
    "required": _take_required,
    "propertyNames": _take_names,
    "dependentRequired": _take_dependencies,
    "dependentSchemas": _take_dependents,
    "anyOf": _take_union("anyOf"),
    "oneOf": _take_union("oneOf"),
    "if": _take_condition,
    "not": _take_negation,
    "properties": _take_nothing,
    "patternProperties": _take_nothing,
    "additionalProperties": _take_nothing,
    "prefixItems": _take_nothing,
    "items": _take_nothing,
    "unevaluatedProperties": _take_nothing,
    "unevaluatedItems": _take_nothing,
}
