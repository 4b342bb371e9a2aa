"""Nodes to the constraints that they make together: a function for each keyword."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from .common_form import definition_node
from .constraints import (
    LOWER_BOUNDS,
    UPPER_BOUNDS,
    Condition,
    Constraints,
    Contains,
    Limit,
    Members,
    TupleItems,
    Union,
    intersection,
    is_tighter,
)
from .equality import distinct, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...spec.catalog import Schema
    from .common_form import Node, NodeSet, Subschema


@dataclass(frozen=True, slots=True)
class _KeywordContext:
    """Where a keyword is, and the constraints that it adds to."""

    constraints: Constraints
    node: Node
    schema: Schema
    members: dict[Node, Members]


def collect_constraints(
    subschema_at: Callable[[Node], Subschema], nodes: NodeSet, members: dict[Node, Members]
) -> Constraints:
    """Return what nodes require together, including what their references and conjunctions lead to.

    ``members`` keeps those of each node, which can be many, for all node sets that contain the node.
    """
    constraints = Constraints()
    pending = list(nodes)
    while pending:
        node = pending.pop(0)
        if node in constraints.nodes:
            continue
        constraints.nodes.add(node)
        schema = subschema_at(node)
        if isinstance(schema, bool):
            constraints.impossible |= not schema
            continue
        pending += _conjuncts(node, schema)
        _add(_KeywordContext(constraints, node, schema, members))
    return constraints


def _conjuncts(node: Node, schema: Schema) -> Iterator[Node]:
    """Yield the nodes that apply wherever a node does."""
    if "$ref" in schema:
        yield definition_node(schema["$ref"])
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword, [])
        if keyword == "allOf" or len(branches) == 1:
            yield from ((*node, keyword, index) for index in range(len(branches)))


_MEMBER_KEYWORDS = frozenset({"properties", "patternProperties", "additionalProperties"})
_ITEM_KEYWORDS = frozenset({"prefixItems", "items"})
_UNEVALUATED_KEYWORDS = frozenset({"unevaluatedProperties", "unevaluatedItems"})
_STRUCTURAL_KEYWORDS = _MEMBER_KEYWORDS | _ITEM_KEYWORDS | _UNEVALUATED_KEYWORDS


def _add(context: _KeywordContext) -> None:
    constraints, node, schema = context.constraints, context.node, context.schema
    for keyword in schema:
        collect = _COLLECTORS.get(keyword)
        if keyword in _STRUCTURAL_KEYWORDS or (collect is not None and collect(context) is not False):
            constraints.sources[keyword] = node
    if not _MEMBER_KEYWORDS.isdisjoint(schema):
        if node not in context.members:
            context.members[node] = _members(node, schema)
        constraints.members.append(context.members[node])
    if not _ITEM_KEYWORDS.isdisjoint(schema):
        prefix = tuple((*node, "prefixItems", index) for index in range(len(schema.get("prefixItems", []))))
        constraints.tuples.append(TupleItems(prefix, (*node, "items") if "items" in schema else None))
    if not _UNEVALUATED_KEYWORDS.isdisjoint(schema):
        constraints.unevaluated.append(node)


def _members(node: Node, schema: Schema) -> Members:
    return Members(
        {name: (*node, "properties", name) for name in schema.get("properties", {})},
        {pattern: (*node, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})},
        (*node, "additionalProperties") if "additionalProperties" in schema else None,
    )


def _restrict_types(constraints: Constraints, types: str | list[str]) -> None:
    allowed = set(_listed(types))
    if "number" in allowed:
        allowed.discard("integer")
    constraints.types = intersection(constraints.types, frozenset(allowed))


def _listed(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _restrict_values(constraints: Constraints, values: tuple[Any, ...]) -> None:
    if constraints.values is not None:
        keys = {key_of(value) for value in values}
        values = tuple(value for value in constraints.values if key_of(value) in keys)
    constraints.values = values


def _add_known_values(context: _KeywordContext) -> None:
    known = context.constraints.known_values or ()
    context.constraints.known_values = distinct([*known, *context.schema["x-extensible-enum"]])


def _add_limit(keyword: str, *, lower: bool, exclusive: bool) -> Callable[[_KeywordContext], bool]:
    """Return what collects a bound, the tightest of several; ``keyword`` is its inclusive form."""

    def collect(context: _KeywordContext) -> bool:
        written = f"exclusive{keyword.capitalize()}" if exclusive else keyword
        limit = Limit(context.schema[written], exclusive)
        if lower and keyword != "minimum" and limit.value <= 0:
            return False
        current = context.constraints.limits.get(keyword)
        if current is None or is_tighter(limit, current, lower=lower):
            context.constraints.limits[keyword] = limit
        return True

    return collect


def _add_multiple(context: _KeywordContext) -> None:
    context.constraints.multiples = tuple(sorted({*context.constraints.multiples, context.schema["multipleOf"]}))


def _add_pattern(context: _KeywordContext) -> None:
    context.constraints.patterns |= {context.schema["pattern"]}


def _add_unique_items(context: _KeywordContext) -> bool:
    context.constraints.unique_items |= bool(context.schema["uniqueItems"])
    return bool(context.schema["uniqueItems"])


def _add_contains(context: _KeywordContext) -> bool:
    minimum, maximum = context.schema.get("minContains", 1), context.schema.get("maxContains")
    if minimum <= 0 and maximum is None:
        return False
    context.constraints.contains.append(Contains((*context.node, "contains"), minimum, maximum))
    return True


def _add_required(context: _KeywordContext) -> bool:
    context.constraints.required.update(dict.fromkeys(context.schema["required"], context.node))
    return bool(context.schema["required"])


def _add_property_names(context: _KeywordContext) -> bool:
    if context.schema["propertyNames"] is True:
        return False
    context.constraints.property_names.append((*context.node, "propertyNames"))
    return True


def _add_dependent_required(context: _KeywordContext) -> None:
    for name, required in context.schema["dependentRequired"].items():
        context.constraints.dependent_required.setdefault(name, set()).update(required)


def _add_dependent_schemas(context: _KeywordContext) -> None:
    constraints = context.constraints
    for name, schema in context.schema["dependentSchemas"].items():
        if isinstance(schema, dict) and schema.keys() == {"required"}:
            constraints.dependent_required.setdefault(name, set()).update(cast("list[str]", schema["required"]))
        else:
            constraints.dependent_schemas.setdefault(name, []).append((*context.node, "dependentSchemas", name))


def _add_any_of(context: _KeywordContext) -> bool:
    branches: list[Any] = context.schema["anyOf"]
    if len(branches) > 1 and all(isinstance(branch, dict) and branch.keys() == {"type"} for branch in branches):
        types = [branch["type"] for branch in branches]
        _restrict_types(context.constraints, [name for named in types for name in _listed(named)])
        return True
    return _add_union(context, "anyOf")


def _add_union(context: _KeywordContext, keyword: str) -> bool:
    count = len(context.schema[keyword])
    if count == 1:
        return False
    node = (*context.node, keyword)
    context.constraints.unions.append(Union(keyword, node, tuple((*node, index) for index in range(count))))
    return True


def _add_condition(context: _KeywordContext) -> bool:
    consequence = (*context.node, "then") if "then" in context.schema else None
    alternative = (*context.node, "else") if "else" in context.schema else None
    if consequence is None and alternative is None:
        return False
    context.constraints.conditions.append(Condition((*context.node, "if"), consequence, alternative))
    return True


def _add_negation(context: _KeywordContext) -> bool:
    negated = context.schema["not"]
    if negated is False:
        return False
    context.constraints.impossible |= negated is True or negated == {}
    context.constraints.negations.append((*context.node, "not"))
    return True


_COLLECTORS: dict[str, Callable[[_KeywordContext], bool | None]] = {
    "type": lambda context: _restrict_types(context.constraints, context.schema["type"]),
    "const": lambda context: _restrict_values(context.constraints, (context.schema["const"],)),
    "enum": lambda context: _restrict_values(context.constraints, distinct(context.schema["enum"])),
    "x-extensible-enum": _add_known_values,
    **{keyword: _add_limit(keyword, lower=True, exclusive=False) for keyword in sorted(LOWER_BOUNDS)},
    **{keyword: _add_limit(keyword, lower=False, exclusive=False) for keyword in sorted(UPPER_BOUNDS)},
    "exclusiveMinimum": _add_limit("minimum", lower=True, exclusive=True),
    "exclusiveMaximum": _add_limit("maximum", lower=False, exclusive=True),
    "multipleOf": _add_multiple,
    "pattern": _add_pattern,
    "uniqueItems": _add_unique_items,
    "contains": _add_contains,
    "required": _add_required,
    "propertyNames": _add_property_names,
    "dependentRequired": _add_dependent_required,
    "dependentSchemas": _add_dependent_schemas,
    "anyOf": _add_any_of,
    "oneOf": lambda context: _add_union(context, "oneOf"),
    "if": _add_condition,
    "not": _add_negation,
}
"""Functions that collect a keyword, and return False if it restricts nothing."""
