"""Which difference a witness shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import WILDCARD, ChangeId

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath, JsonValue
    from .search.validator_pair import SchemaViolation
    from .walk.differences import SchemaDifference

_ABSENCES = frozenset({ChangeId.PROPERTY_BECAME_OPTIONAL, ChangeId.PROPERTY_BECAME_REQUIRED})
_OF_OTHERS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "additionalItems"}
)


def shows(difference: SchemaDifference, payload: JsonValue, breaches: list[SchemaViolation]) -> bool:
    """Say whether what a validator has against a payload is about a difference."""
    if difference.id in _ABSENCES:
        return any(_is_absent(difference, payload, breach) for breach in breaches)
    return any(_is_about(difference, breach) for breach in breaches)


def _is_absent(difference: SchemaDifference, payload: JsonValue, breach: SchemaViolation) -> bool:
    parent, name = difference.instance[:-1], difference.instance[-1]
    if breach.keyword != "required" or not _leads_to(parent, breach.path):
        return False
    found: Any = payload
    for step in breach.path:
        found = found[step]
    return isinstance(found, dict) and name not in found


def _is_about(difference: SchemaDifference, breach: SchemaViolation) -> bool:
    length = len(difference.instance)
    if len(breach.path) >= length and _leads_to(difference.instance, breach.path[:length]):
        exact = len(breach.path) == length
        return difference.keywords is None or (exact and breach.keyword in difference.keywords)
    above = _leads_to(difference.instance[:-1], breach.path)
    return length > 0 and above and difference.keywords is None and breach.keyword in _OF_OTHERS


def _leads_to(pattern: InstancePath, path: InstancePath) -> bool:
    """Say whether a path of an instance is one that a pattern stands for."""
    return len(pattern) == len(path) and all(
        wanted in (WILDCARD, step) for wanted, step in zip(pattern, path, strict=True)
    )
