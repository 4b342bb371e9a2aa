"""The results of a comparison: changes, who each one breaks, the version bump they require, and witnesses."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Any

from ..jsonpointer import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import InstancePath, JsonValue


class Party(str, Enum):
    """Whose code a change can break.

    A reader consumes payloads of the new schema with code for the old one. A writer produces payloads of the old
    schema, or has archived them. Somebody validates them against the new schema.
    """

    READER = "reader"
    WRITER = "writer"


PARTIES = (Party.READER, Party.WRITER)
NOBODY: frozenset[Party] = frozenset()
READER = frozenset({Party.READER})
WRITER = frozenset({Party.WRITER})
BOTH = READER | WRITER


@total_ordering
class Bump(Enum):
    """The part of a semantic version that a change requires to be raised, from smallest to largest."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    def __lt__(self, other: Bump) -> bool:
        """Return whether the other bump is larger."""
        parts = list(Bump)
        return parts.index(self) < parts.index(other)


def largest(bumps: Iterable[Bump]) -> Bump:
    """Return the largest bump, NONE without bumps."""
    return max(bumps, default=Bump.NONE)


class Effect(str, Enum):
    """The effect of a change on one party."""

    BREAKS = "breaks"
    HARMLESS = "harmless"
    UNDECIDED = "undecided"


class CompatVerdict(str, Enum):
    """The verdict of a comparison, worst first."""

    BREAKING = "breaking"
    UNDECIDED = "undecided"
    COMPATIBLE = "compatible"


class ChangeId(str, Enum):
    """The kinds of changes; the meaning of a name never changes."""

    PROPERTY_REMOVED = "property-removed"
    PROPERTY_ADDED = "property-added"
    PROPERTY_BECAME_REQUIRED = "property-became-required"
    PROPERTY_BECAME_OPTIONAL = "property-became-optional"
    TYPE_WIDENED = "type-widened"
    TYPE_NARROWED = "type-narrowed"
    TYPE_CHANGED = "type-changed"
    ENUM_ADDED = "enum-added"
    ENUM_REMOVED = "enum-removed"
    ENUM_VALUE_ADDED = "enum-value-added"
    ENUM_VALUE_REMOVED = "enum-value-removed"
    EXTENSIBLE_VALUE_ADDED = "extensible-value-added"
    EXTENSIBLE_VALUE_REMOVED = "extensible-value-removed"
    CONST_CHANGED = "const-changed"
    BOUND_RELAXED = "bound-relaxed"
    BOUND_TIGHTENED = "bound-tightened"
    BOUND_CHANGED = "bound-changed"
    PATTERN_ADDED = "pattern-added"
    PATTERN_REMOVED = "pattern-removed"
    PATTERN_CHANGED = "pattern-changed"
    OBJECT_OPENED = "object-opened"
    OBJECT_CLOSED = "object-closed"
    MEMBERS_CHANGED = "members-changed"
    DEPENDENCY_ADDED = "dependency-added"
    DEPENDENCY_REMOVED = "dependency-removed"
    ITEMS_CHANGED = "items-changed"
    UNION_ADDED = "union-added"
    UNION_REMOVED = "union-removed"
    UNION_BRANCH_ADDED = "union-branch-added"
    UNION_BRANCH_REMOVED = "union-branch-removed"
    UNION_CHANGED = "union-changed"
    CONDITIONAL_CHANGED = "conditional-changed"
    NEGATION_CHANGED = "negation-changed"
    CONSTRAINT_CHANGED = "constraint-changed"
    REFERENCE_REFACTORED = "reference-refactored"
    STABILITY_RAISED = "stability-raised"
    STABILITY_LOWERED = "stability-lowered"
    DEPRECATED = "deprecated"
    DEPRECATED_WITHOUT_NOTICE = "deprecated-without-notice"
    ANNOTATION_CHANGED = "annotation-changed"
    SCHEMA_ADDED = "schema-added"
    SCHEMA_REMOVED = "schema-removed"
    VERSION_NOT_BUMPED = "version-not-bumped"
    RELEASED_FILE_CHANGED = "released-file-changed"
    UNDECIDED = "undecided"

    @property
    def bump(self) -> Bump:
        """The bump that a change of this kind requires if it breaks nobody."""
        return _KINDS[self][0]

    @property
    def summary(self) -> str:
        """One sentence on what changed."""
        return _KINDS[self][1]


_KINDS = {
    ChangeId.PROPERTY_REMOVED: (Bump.MINOR, "A property is no longer declared."),
    ChangeId.PROPERTY_ADDED: (Bump.MINOR, "A property was added."),
    ChangeId.PROPERTY_BECAME_REQUIRED: (Bump.PATCH, "An optional property became required."),
    ChangeId.PROPERTY_BECAME_OPTIONAL: (Bump.PATCH, "A required property became optional."),
    ChangeId.TYPE_WIDENED: (Bump.PATCH, "More types are allowed."),
    ChangeId.TYPE_NARROWED: (Bump.PATCH, "Fewer types are allowed."),
    ChangeId.TYPE_CHANGED: (Bump.PATCH, "Different types are allowed."),
    ChangeId.ENUM_ADDED: (Bump.PATCH, "Values are now limited to a list."),
    ChangeId.ENUM_REMOVED: (Bump.PATCH, "Values are no longer limited to a list."),
    ChangeId.ENUM_VALUE_ADDED: (Bump.PATCH, "A closed set has more values."),
    ChangeId.ENUM_VALUE_REMOVED: (Bump.PATCH, "A closed set has fewer values."),
    ChangeId.EXTENSIBLE_VALUE_ADDED: (Bump.MINOR, "An open set has more known values."),
    ChangeId.EXTENSIBLE_VALUE_REMOVED: (Bump.MINOR, "An open set has fewer known values."),
    ChangeId.CONST_CHANGED: (Bump.PATCH, "The only allowed value changed."),
    ChangeId.BOUND_RELAXED: (Bump.PATCH, "A bound on numbers, lengths, items or members is wider."),
    ChangeId.BOUND_TIGHTENED: (Bump.PATCH, "A bound on numbers, lengths, items or members is narrower."),
    ChangeId.BOUND_CHANGED: (Bump.PATCH, "A bound changed and is neither wider nor narrower."),
    ChangeId.PATTERN_ADDED: (Bump.PATCH, "Strings must match an additional pattern."),
    ChangeId.PATTERN_REMOVED: (Bump.PATCH, "Strings no longer have to match a pattern."),
    ChangeId.PATTERN_CHANGED: (Bump.PATCH, "Strings must match a different pattern."),
    ChangeId.OBJECT_OPENED: (Bump.PATCH, "An object allows members that it did not allow before."),
    ChangeId.OBJECT_CLOSED: (Bump.PATCH, "An object no longer allows some members."),
    ChangeId.MEMBERS_CHANGED: (Bump.PATCH, "The schemas for pattern-matched members, or for member names, changed."),
    ChangeId.DEPENDENCY_ADDED: (Bump.PATCH, "If a member is present, the object has more requirements."),
    ChangeId.DEPENDENCY_REMOVED: (Bump.PATCH, "If a member is present, the object has fewer requirements."),
    ChangeId.ITEMS_CHANGED: (Bump.PATCH, "The schemas for items of an array, or for certain positions, changed."),
    ChangeId.UNION_ADDED: (Bump.PATCH, "Values must now match one of several branches."),
    ChangeId.UNION_REMOVED: (Bump.PATCH, "Values no longer have to match one of several branches."),
    ChangeId.UNION_BRANCH_ADDED: (Bump.PATCH, "A union has an additional branch."),
    ChangeId.UNION_BRANCH_REMOVED: (Bump.PATCH, "A union has one branch fewer."),
    ChangeId.UNION_CHANGED: (
        Bump.PATCH,
        "A union requires exactly one branch instead of at least one, or vice versa.",
    ),
    ChangeId.CONDITIONAL_CHANGED: (Bump.PATCH, "A condition or its consequence changed."),
    ChangeId.NEGATION_CHANGED: (Bump.PATCH, "The forbidden values changed."),
    ChangeId.CONSTRAINT_CHANGED: (Bump.PATCH, "A combination of keywords accepts different values."),
    ChangeId.REFERENCE_REFACTORED: (Bump.PATCH, "The schema is written differently but means the same."),
    ChangeId.STABILITY_RAISED: (Bump.MINOR, "An unstable field became stable."),
    ChangeId.STABILITY_LOWERED: (Bump.MAJOR, "A field is no longer stable."),
    ChangeId.DEPRECATED: (Bump.MINOR, "A field is deprecated and will be removed in a later major version."),
    ChangeId.DEPRECATED_WITHOUT_NOTICE: (Bump.MAJOR, "A stable field was removed without being deprecated first."),
    ChangeId.ANNOTATION_CHANGED: (Bump.PATCH, "An annotation changed, which affects no payload."),
    ChangeId.SCHEMA_ADDED: (Bump.MINOR, "A schema was added."),
    ChangeId.SCHEMA_REMOVED: (Bump.MAJOR, "A schema was removed."),
    ChangeId.VERSION_NOT_BUMPED: (Bump.NONE, "The version bump is smaller than the changes require."),
    ChangeId.RELEASED_FILE_CHANGED: (Bump.MAJOR, "A released file was modified."),
    ChangeId.UNDECIDED: (Bump.PATCH, "Compatibility could not be decided."),
}

FAULTS = frozenset({ChangeId.VERSION_NOT_BUMPED, ChangeId.RELEASED_FILE_CHANGED, ChangeId.SCHEMA_REMOVED})
"""Changes that break a versioning rule and have no witness."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A payload that one schema accepts and the other rejects, which proves a break.

    ``accepted_by`` and ``rejected_by`` are ``old`` or ``new``. Two independent validators agree on both.
    """

    payload: JsonValue
    accepted_by: str
    rejected_by: str

    def to_dict(self) -> dict[str, Any]:
        """Return the witness in the JSON format."""
        return {"payload": self.payload, "acceptedBy": self.accepted_by, "rejectedBy": self.rejected_by}


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change from a schema to another, with its effect on each party.

    ``old_pointer`` and ``new_pointer`` lead into the schema files, None where the change has no place. ``instance`` is
    the path in payloads, with `WILDCARD` for every member or item. ``effects`` has an entry for each party that was
    compared. ``stability`` is that of the field: a change to an unstable field breaks nobody.
    """

    id: ChangeId
    message: str
    old_pointer: str | None = None
    new_pointer: str | None = None
    instance: InstancePath = ()
    stability: str | None = None
    effects: dict[Party, Effect] = field(default_factory=dict[Party, Effect])
    witnesses: dict[Party, Witness] = field(default_factory=dict[Party, Witness])

    @property
    def breaks(self) -> tuple[Party, ...]:
        """The parties that the change breaks."""
        return tuple(party for party in PARTIES if self.effects.get(party) is Effect.BREAKS)

    @property
    def undecided(self) -> tuple[Party, ...]:
        """The parties for which the effect is undecided."""
        return tuple(party for party in PARTIES if self.effects.get(party) is Effect.UNDECIDED)

    @property
    def bump(self) -> Bump:
        """The bump that the change requires, a major one if it breaks or may break a party."""
        if self.breaks or self.undecided:
            return Bump.MAJOR
        if self.stability == "unstable":
            # An unstable field may change in any version; only a new one is worth a minor version.
            return Bump.MINOR if self.id in {ChangeId.PROPERTY_ADDED, ChangeId.STABILITY_RAISED} else Bump.PATCH
        if self.id is ChangeId.PROPERTY_REMOVED and self.stability == "stable":
            return Bump.MAJOR
        return self.id.bump

    @property
    def verdict(self) -> CompatVerdict:
        """The verdict on the change alone."""
        if self.breaks or self.id in FAULTS:
            return CompatVerdict.BREAKING
        return CompatVerdict.UNDECIDED if self.undecided else CompatVerdict.COMPATIBLE

    def to_dict(self) -> dict[str, Any]:
        """Return the change in the JSON format."""
        return {
            "id": self.id.value,
            "message": self.message,
            "oldPointer": self.old_pointer,
            "newPointer": self.new_pointer,
            "instance": format_pointer(self.instance),
            "stability": self.stability,
            "effects": {party.value: self.effects[party].value for party in PARTIES if party in self.effects},
            "bump": self.bump.value,
            "witnesses": {party.value: witness.to_dict() for party, witness in self.witnesses.items()},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes from one schema to its successor.

    ``old`` and ``new`` are the sources of the files, None if a side lacks the schema. ``identifiers`` are the ``$id``
    of both schemas.
    """

    name: str
    old: str | None
    new: str | None
    changes: tuple[SchemaChange, ...]
    identifiers: frozenset[str] = frozenset()

    @property
    def bump(self) -> Bump:
        """The bump that all changes together require."""
        return largest(change.bump for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison in the JSON format."""
        changes = [change.to_dict() for change in self.changes]
        return {"name": self.name, "old": self.old, "new": self.new, "changes": changes}


@dataclass(frozen=True, slots=True)
class Compatibility:
    """All comparisons between two inputs, for the effects on ``parties``."""

    old: str
    new: str
    parties: tuple[Party, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def changes(self) -> tuple[SchemaChange, ...]:
        """The changes of all comparisons."""
        return tuple(change for comparison in self.comparisons for change in comparison.changes)

    @property
    def verdict(self) -> CompatVerdict:
        """Breaking if any change is, else undecided if any is, else compatible."""
        verdicts = {change.verdict for change in self.changes}
        return next((verdict for verdict in CompatVerdict if verdict in verdicts), CompatVerdict.COMPATIBLE)

    @property
    def bump(self) -> Bump:
        """The bump that all changes together require."""
        return largest(comparison.bump for comparison in self.comparisons)
