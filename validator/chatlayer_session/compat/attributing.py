"""Which difference a witness shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import ANY, ChangeId

if TYPE_CHECKING:
    from ..pointers import JsonValue, Path
    from .search.checking import Breach
    from .walk.differences import Difference

_ABSENCES = frozenset({ChangeId.PROPERTY_BECAME_OPTIONAL, ChangeId.PROPERTY_BECAME_REQUIRED})
_OF_OTHERS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "additionalItems"}
)


def shows(difference: Difference, payload: JsonValue, breaches: list[Breach]) -> bool:
    """Say whether what a validator has against a payload is about a difference."""
    if difference.id in _ABSENCES:
        return any(_is_absent(difference, payload, breach) for breach in breaches)
    return any(_is_about(difference, breach) for breach in breaches)


def _is_absent(difference: Difference, payload: JsonValue, breach: Breach) -> bool:
    parent, name = difference.instance[:-1], difference.instance[-1]
    if breach.keyword != "required" or not _leads_to(parent, breach.path):
        return False
    found: Any = payload
    for step in breach.path:
        found = found[step]
    return isinstance(found, dict) and name not in found


def _is_about(difference: Difference, breach: Breach) -> bool:
    length = len(difference.instance)
    if len(breach.path) >= length and _leads_to(difference.instance, breach.path[:length]):
        exact = len(breach.path) == length
        return difference.keywords is None or (exact and breach.keyword in difference.keywords)
    above = _leads_to(difference.instance[:-1], breach.path)
    return length > 0 and above and difference.keywords is None and breach.keyword in _OF_OTHERS


def _leads_to(pattern: Path, path: Path) -> bool:
    """Say whether a path of an instance is one that a pattern stands for."""
    return len(pattern) == len(path) and all(wanted in (ANY, step) for wanted, step in zip(pattern, path, strict=True))
