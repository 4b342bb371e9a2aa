"""What a comparison says: changes with stable names, whom each breaks, the version bump they demand, and witnesses."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Any

from ..jsonpointer import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import InstancePath, JsonValue

WILDCARD = "*"
"""The step of an instance path that stands for every member or item."""


class Party(str, Enum):
    """Who can be broken.

    A reader consumes payloads of the new schema with code made for the old one. A writer produces payloads of the old
    schema, or has them in an archive, and they are held to the new one.
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
    """The part of a semantic version that a change raises; the larger one counts."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    def __lt__(self, other: Bump) -> bool:
        """Say whether the other part is the larger one."""
        parts = list(Bump)
        return parts.index(self) < parts.index(other)


def largest(bumps: Iterable[Bump]) -> Bump:
    """Return the largest of the bumps, NONE if there are none."""
    return max(bumps, default=Bump.NONE)


class Effect(str, Enum):
    """What a change does to one party."""

    BREAKS = "breaks"
    HARMLESS = "harmless"
    UNDECIDED = "undecided"


class CompatVerdict(str, Enum):
    """What a whole comparison comes to; the worst first."""

    BREAKING = "breaking"
    UNDECIDED = "undecided"
    COMPATIBLE = "compatible"


class ChangeId(str, Enum):
    """The kinds of changes; a name keeps its meaning for ever."""

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
        """The bump that a change of this kind demands where it breaks nobody."""
        return _KINDS[self][0]

    @property
    def summary(self) -> str:
        """One sentence on what is another way."""
        return _KINDS[self][1]


_KINDS = {
    ChangeId.PROPERTY_REMOVED: (Bump.MINOR, "A property is no longer declared."),
    ChangeId.PROPERTY_ADDED: (Bump.MINOR, "A property is declared that was not."),
    ChangeId.PROPERTY_BECAME_REQUIRED: (Bump.PATCH, "A property must be there that could be absent."),
    ChangeId.PROPERTY_BECAME_OPTIONAL: (Bump.PATCH, "A property may be absent that was always there."),
    ChangeId.TYPE_WIDENED: (Bump.PATCH, "Further types are allowed."),
    ChangeId.TYPE_NARROWED: (Bump.PATCH, "Fewer types are allowed."),
    ChangeId.TYPE_CHANGED: (Bump.PATCH, "Other types are allowed."),
    ChangeId.ENUM_ADDED: (Bump.PATCH, "Only listed values are allowed where there was no list."),
    ChangeId.ENUM_REMOVED: (Bump.PATCH, "There is no list of allowed values any more."),
    ChangeId.ENUM_VALUE_ADDED: (Bump.PATCH, "A closed set has further values."),
    ChangeId.ENUM_VALUE_REMOVED: (Bump.PATCH, "A closed set has fewer values."),
    ChangeId.EXTENSIBLE_VALUE_ADDED: (Bump.MINOR, "An open set has further known values."),
    ChangeId.EXTENSIBLE_VALUE_REMOVED: (Bump.MINOR, "An open set has fewer known values."),
    ChangeId.CONST_CHANGED: (Bump.PATCH, "The only allowed value is another one."),
    ChangeId.BOUND_RELAXED: (Bump.PATCH, "A bound on numbers, lengths, items or members is wider."),
    ChangeId.BOUND_TIGHTENED: (Bump.PATCH, "A bound on numbers, lengths, items or members is narrower."),
    ChangeId.BOUND_CHANGED: (Bump.PATCH, "A bound is another one, neither wider nor narrower."),
    ChangeId.PATTERN_ADDED: (Bump.PATCH, "Strings must match a further pattern."),
    ChangeId.PATTERN_REMOVED: (Bump.PATCH, "Strings need not match a pattern any more."),
    ChangeId.PATTERN_CHANGED: (Bump.PATCH, "Strings must match another pattern."),
    ChangeId.OBJECT_OPENED: (Bump.PATCH, "An object may have members that it could not have."),
    ChangeId.OBJECT_CLOSED: (Bump.PATCH, "An object may not have members that it could have."),
    ChangeId.MEMBERS_CHANGED: (Bump.PATCH, "Members are held to other patterns or names."),
    ChangeId.DEPENDENCY_ADDED: (Bump.PATCH, "The presence of a member asks for more."),
    ChangeId.DEPENDENCY_REMOVED: (Bump.PATCH, "The presence of a member asks for less."),
    ChangeId.ITEMS_CHANGED: (Bump.PATCH, "Positions or contents of an array are other ones."),
    ChangeId.UNION_ADDED: (Bump.PATCH, "One of several branches must hold where none had to."),
    ChangeId.UNION_REMOVED: (Bump.PATCH, "None of several branches has to hold any more."),
    ChangeId.UNION_BRANCH_ADDED: (Bump.PATCH, "A union has a further branch."),
    ChangeId.UNION_BRANCH_REMOVED: (Bump.PATCH, "A union has a branch less."),
    ChangeId.UNION_CHANGED: (Bump.PATCH, "A union asks for one branch instead of any, or the other way round."),
    ChangeId.CONDITIONAL_CHANGED: (Bump.PATCH, "A condition or what follows from it is another one."),
    ChangeId.NEGATION_CHANGED: (Bump.PATCH, "What is forbidden is something else."),
    ChangeId.CONSTRAINT_CHANGED: (Bump.PATCH, "Several keywords together accept something else."),
    ChangeId.REFERENCE_REFACTORED: (Bump.PATCH, "The schema is written another way and means the same."),
    ChangeId.STABILITY_RAISED: (Bump.MINOR, "An unstable field is stable."),
    ChangeId.STABILITY_LOWERED: (Bump.MAJOR, "A stable field is unstable."),
    ChangeId.DEPRECATED: (Bump.MINOR, "A field is marked as deprecated: it goes with a later major version."),
    ChangeId.DEPRECATED_WITHOUT_NOTICE: (
        Bump.MAJOR,
        "A stable field is gone that was not marked as deprecated before.",
    ),
    ChangeId.ANNOTATION_CHANGED: (Bump.PATCH, "Words are other ones; what is accepted is the same."),
    ChangeId.SCHEMA_ADDED: (Bump.MINOR, "There is a schema that was not there."),
    ChangeId.SCHEMA_REMOVED: (Bump.MAJOR, "A schema is gone."),
    ChangeId.VERSION_NOT_BUMPED: (Bump.NONE, "The version is raised by less than the changes demand."),
    ChangeId.RELEASED_FILE_CHANGED: (Bump.MAJOR, "A released file is not what was released."),
    ChangeId.UNDECIDED: (Bump.PATCH, "Whether the schemas agree could not be found out."),
}

FAULTS = frozenset({ChangeId.VERSION_NOT_BUMPED, ChangeId.RELEASED_FILE_CHANGED, ChangeId.SCHEMA_REMOVED})
"""Changes that break a rule of releases: no payload shows them."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A payload that one schema accepts and the other rejects: the proof of a break.

    ``accepted_by`` and ``rejected_by`` are ``old`` or ``new``. Two independent validators agree on both.
    """

    payload: JsonValue
    accepted_by: str
    rejected_by: str

    def to_dict(self) -> dict[str, Any]:
        """Return the witness as the format of comparisons has it."""
        return {"payload": self.payload, "acceptedBy": self.accepted_by, "rejectedBy": self.rejected_by}


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between two schemas.

    ``old_pointer`` and ``new_pointer`` lead into the schema files (None on the side that has nothing there),
    ``instance`` to the place in payloads, with `WILDCARD` for every member or item. ``effects`` says what the change
    does to each party that was asked about. ``stability`` is that of the field: a change in an unstable field breaks
    nobody.
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
        """Whom the change breaks."""
        return tuple(party for party in PARTIES if self.effects.get(party) is Effect.BREAKS)

    @property
    def undecided(self) -> tuple[Party, ...]:
        """For whom it was not found out."""
        return tuple(party for party in PARTIES if self.effects.get(party) is Effect.UNDECIDED)

    @property
    def bump(self) -> Bump:
        """The bump that the change demands: a major one if it breaks someone or may do so."""
        if self.breaks or self.undecided:
            return Bump.MAJOR
        if self.stability == "unstable":
            # Nothing was promised of the field: it can change or go with any version, but a further one is told of.
            return Bump.MINOR if self.id in {ChangeId.PROPERTY_ADDED, ChangeId.STABILITY_RAISED} else Bump.PATCH
        if self.id is ChangeId.PROPERTY_REMOVED and self.stability == "stable":
            return Bump.MAJOR
        return self.id.bump

    @property
    def verdict(self) -> CompatVerdict:
        """What the change comes to by itself."""
        if self.breaks or self.id in FAULTS:
            return CompatVerdict.BREAKING
        return CompatVerdict.UNDECIDED if self.undecided else CompatVerdict.COMPATIBLE

    def to_dict(self) -> dict[str, Any]:
        """Return the change as the format of comparisons has it."""
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
    """The changes between one schema and its successor, named ``name``.

    ``old`` and ``new`` are what the files are called, None on the side that has none. ``identifiers`` are those that
    the two schemas give themselves.
    """

    name: str
    old: str | None
    new: str | None
    changes: tuple[SchemaChange, ...]
    identifiers: frozenset[str] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as the format of comparisons has it."""
        changes = [change.to_dict() for change in self.changes]
        return {"name": self.name, "old": self.old, "new": self.new, "changes": changes}


@dataclass(frozen=True, slots=True)
class Compatibility:
    """Everything found between two inputs, ``parties`` being those that were asked about."""

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
        held = {change.verdict for change in self.changes}
        return next((verdict for verdict in CompatVerdict if verdict in held), CompatVerdict.COMPATIBLE)

    @property
    def bump(self) -> Bump:
        """The bump that all changes together demand."""
        return largest(change.bump for change in self.changes)
