"""The differences that a witness shows."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, cast

from ...jsonpointer import WILDCARD, matches_path
from ..changes import ChangeId

if TYPE_CHECKING:
    from ...jsonpointer import InstancePath, JsonValue
    from ..changes import Party
    from ..walk.difference import SchemaDifference
    from .validator_pair import Relation, SchemaViolation

_PRESENCE_CHANGES = frozenset({ChangeId.PROPERTY_BECAME_OPTIONAL, ChangeId.PROPERTY_BECAME_REQUIRED})
_CONTAINER_KEYWORDS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "additionalItems", "not"}
)
"""Keywords that are violated at an object or array because of one of its members or items."""


class WitnessMatcher:
    """Assigns the witnesses for one party to the differences that they show."""

    def __init__(self, differences: list[SchemaDifference], party: Party) -> None:
        self.unmatched = {index: one for index, one in enumerate(differences) if party in one.parties}
        self.matched: dict[int, tuple[Relation, JsonValue]] = {}
        self.extended_only = False
        self._has_witness = False

    def paths(self) -> list[tuple[int, InstancePath]]:
        """Return the place of each unmatched difference, with its index, and then the place of what contains it."""
        paths = [(index, difference.instance) for index, difference in self._open().items()]
        return list(dict.fromkeys([*paths, *((index, path[:-1]) for index, path in paths)]))

    def needs(self, index: int) -> bool:
        """Return whether a difference is unmatched."""
        return index in self.unmatched

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
        judge = _Judge(relation, payload)
        return [index for index, difference in self._open().items() if judge.shows(difference)]


def shows(relation: Relation, payload: JsonValue, difference: SchemaDifference) -> bool:
    """Return whether one of a payload's violations is due to a difference."""
    return _Judge(relation, payload).shows(difference)


class _Judge:
    """Decides which differences a payload shows."""

    def __init__(self, relation: Relation, payload: JsonValue) -> None:
        self.validators = relation.rejecting_validators
        self.payload = payload
        self.violations = self.validators.violations(payload)

    def shows(self, difference: SchemaDifference) -> bool:
        if difference.id in _PRESENCE_CHANGES:
            return any(self._is_missing(difference, violation) for violation in self.violations)
        return any(self._is_at(difference, violation) for violation in self.violations)

    def _is_missing(self, difference: SchemaDifference, violation: SchemaViolation) -> bool:
        parent, name = difference.instance[:-1], difference.instance[-1]
        if violation.keyword != "required" or not matches_path(parent, violation.path):
            return False
        value = value_at(self.payload, violation.path)
        return isinstance(value, dict) and name not in value

    def _is_at(self, difference: SchemaDifference, violation: SchemaViolation) -> bool:
        length = len(difference.instance)
        if len(violation.path) >= length and matches_path(difference.instance, violation.path[:length]):
            is_exact = len(violation.path) == length
            return difference.keywords is None or (is_exact and violation.keyword in difference.keywords)
        is_at_parent = length > 0 and matches_path(difference.instance[:-1], violation.path)
        if not is_at_parent or difference.keywords is not None:
            return False
        step = difference.instance[-1]
        if violation.keyword == "not" and (step == WILDCARD or isinstance(step, int)):
            return False
        return violation.keyword in _CONTAINER_KEYWORDS and self._is_due_to(step, violation)

    def _is_due_to(self, step: str | int, violation: SchemaViolation) -> bool:
        """Return whether a container is rejected because of one member: also alone, or not without it."""
        container = value_at(self.payload, violation.path)
        if not isinstance(container, dict) or step == WILDCARD:
            return not isinstance(container, list) or step == WILDCARD or len(container) > int(step)
        name = str(step)
        if name not in container:
            return False
        others = {other: member for other, member in container.items() if other != name}
        for members, is_violated in (({name: container[name]}, True), (others, False)):
            changed = _with_value(self.payload, violation.path, members)
            if (violation in self.validators.violations(changed)) is is_violated:
                return True
        return False


def value_at(payload: JsonValue, path: InstancePath) -> JsonValue:
    """Return the value at a path of a payload, without wildcards."""
    value: Any = payload
    for step in path:
        value = value[step]
    return cast("JsonValue", value)


def _with_value(payload: Any, path: InstancePath, value: JsonValue) -> JsonValue:
    """Return a copy of a payload with a different value at a path."""
    if not path:
        return value
    changed = copy(payload)
    changed[path[0]] = _with_value(payload[path[0]], path[1:], value)
    return cast("JsonValue", changed)
