"""The differences that a witness shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...jsonpointer import matches_path
from ..changes import ChangeId

if TYPE_CHECKING:
    from ...jsonpointer import InstancePath, JsonValue
    from ..changes import Party
    from ..walk.difference import SchemaDifference
    from .validator_pair import Relation, SchemaViolation

MAX_PATHS = 100
"""Paths that the search for witnesses varies."""
_PRESENCE_CHANGES = frozenset({ChangeId.PROPERTY_BECAME_OPTIONAL, ChangeId.PROPERTY_BECAME_REQUIRED})
_CONTAINER_KEYWORDS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "additionalItems"}
)
"""Keywords that are violated at an object or array because of one of its members or items."""


class WitnessMatcher:
    """Assigns the witnesses for one party to the differences that they show."""

    def __init__(self, differences: list[SchemaDifference], party: Party) -> None:
        self.unmatched = {index: one for index, one in enumerate(differences) if party in one.parties}
        self.matched: dict[int, tuple[Relation, JsonValue]] = {}
        self.extended_only = False
        self._has_witness = False

    def paths(self) -> list[InstancePath]:
        """Return the paths of the unmatched differences, and of what contains them."""
        paths = [difference.instance for difference in self._open().values()]
        return list(dict.fromkeys(path for instance in paths for path in (instance, instance[:-1])))[:MAX_PATHS]

    def is_useful(self, relation: Relation, payload: JsonValue) -> bool:
        """Return whether a payload shows an unmatched difference, or would be the first witness."""
        return not self._has_witness or bool(self._shown(relation, payload))

    def record(self, relation: Relation, payload: JsonValue) -> bool:
        """Record what a witness shows, and return whether every difference is matched."""
        self._has_witness = True
        for index in self._shown(relation, payload):
            self.matched[index] = (relation, payload)
            del self.unmatched[index]
        return not self._open()

    def _open(self) -> dict[int, SchemaDifference]:
        """Return the unmatched differences that witnesses are searched for."""
        return {
            index: difference
            for index, difference in self.unmatched.items()
            if difference.extended or not self.extended_only
        }

    def _shown(self, relation: Relation, payload: JsonValue) -> list[int]:
        violations = relation.rejecting_validators.violations(payload)
        return [index for index, difference in self._open().items() if shows(difference, payload, violations)]


def shows(difference: SchemaDifference, payload: JsonValue, violations: list[SchemaViolation]) -> bool:
    """Return whether one of a payload's violations is due to a difference."""
    if difference.id in _PRESENCE_CHANGES:
        return any(_is_missing(difference, payload, violation) for violation in violations)
    return any(_is_at(difference, violation) for violation in violations)


def _is_missing(difference: SchemaDifference, payload: JsonValue, violation: SchemaViolation) -> bool:
    parent, name = difference.instance[:-1], difference.instance[-1]
    if violation.keyword != "required" or not matches_path(parent, violation.path):
        return False
    value: Any = payload
    for step in violation.path:
        value = value[step]
    return isinstance(value, dict) and name not in value


def _is_at(difference: SchemaDifference, violation: SchemaViolation) -> bool:
    length = len(difference.instance)
    if len(violation.path) >= length and matches_path(difference.instance, violation.path[:length]):
        is_exact = len(violation.path) == length
        return difference.keywords is None or (is_exact and violation.keyword in difference.keywords)
    is_at_parent = length > 0 and matches_path(difference.instance[:-1], violation.path)
    return is_at_parent and difference.keywords is None and violation.keyword in _CONTAINER_KEYWORDS
