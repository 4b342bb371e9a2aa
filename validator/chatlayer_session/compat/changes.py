"""The results of a comparison: changes, who each one breaks, the version bump they require, and witnesses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Any

from ..jsonpointer import format_pointer
from ..reporters.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from typing_extensions import Self

    from ..config.loader import AcceptedChange
    from ..jsonpointer import InstancePath, JsonValue


class Party(str, Enum):
    """Whose code a change can break.

    A reader consumes payloads of the new schema with code for the old one. A writer produces payloads of the old
    schema, or has archived them. Somebody validates them against the new schema.
    """

    READER = "reader"
    WRITER = "writer"


PARTIES = (Party.READER, Party.WRITER)
TOO_LARGE = " (a payload that shows a break would be too large)"
"""The end of the message of a break without a witness."""
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
    """The kinds of changes; the meaning of a name never changes.

    ``bump`` is the bump that a change of the kind requires if it breaks nobody, and ``summary`` says what changed.
    """

    _value_: str
    bump: Bump
    summary: str

    def __new__(cls, name: str, bump: Bump, summary: str) -> Self:
        """Return a kind of changes, whose value is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.bump = bump
        member.summary = summary
        return member

    PROPERTY_REMOVED = "property-removed", Bump.MINOR, "A property is no longer declared."
    PROPERTY_ADDED = "property-added", Bump.MINOR, "A property was added."
    PROPERTY_BECAME_REQUIRED = "property-became-required", Bump.PATCH, "An optional property became required."
    PROPERTY_BECAME_OPTIONAL = "property-became-optional", Bump.PATCH, "A required property became optional."
    TYPE_WIDENED = "type-widened", Bump.PATCH, "More types are allowed."
    TYPE_NARROWED = "type-narrowed", Bump.PATCH, "Fewer types are allowed."
    TYPE_CHANGED = "type-changed", Bump.PATCH, "Different types are allowed."
    ENUM_ADDED = "enum-added", Bump.PATCH, "Values are now limited to a list."
    ENUM_REMOVED = "enum-removed", Bump.PATCH, "Values are no longer limited to a list."
    ENUM_VALUE_ADDED = "enum-value-added", Bump.PATCH, "A list of allowed values has more values."
    ENUM_VALUE_REMOVED = "enum-value-removed", Bump.PATCH, "A list of allowed values has fewer values."
    EXTENSIBLE_VALUE_ADDED = (
        "extensible-value-added",
        Bump.MINOR,
        "A list of known values, which may grow, has more values.",
    )
    EXTENSIBLE_VALUE_REMOVED = (
        "extensible-value-removed",
        Bump.MINOR,
        "A list of known values, which may grow, has fewer values.",
    )
    CONST_CHANGED = "const-changed", Bump.PATCH, "The only allowed value changed."
    BOUND_RELAXED = "bound-relaxed", Bump.PATCH, "A bound on numbers, lengths, items or members is wider."
    BOUND_TIGHTENED = "bound-tightened", Bump.PATCH, "A bound on numbers, lengths, items or members is narrower."
    BOUND_CHANGED = "bound-changed", Bump.PATCH, "A bound changed and is neither wider nor narrower."
    PATTERN_ADDED = "pattern-added", Bump.PATCH, "Strings must match an additional pattern."
    PATTERN_REMOVED = "pattern-removed", Bump.PATCH, "Strings no longer have to match a pattern."
    PATTERN_CHANGED = "pattern-changed", Bump.PATCH, "Strings must match a different pattern."
    OBJECT_OPENED = "object-opened", Bump.PATCH, "An object allows members that it did not allow before."
    OBJECT_CLOSED = "object-closed", Bump.PATCH, "An object no longer allows some members."
    MEMBERS_CHANGED = (
        "members-changed",
        Bump.PATCH,
        "The schemas for pattern-matched members, or for member names, changed.",
    )
    DEPENDENCY_ADDED = "dependency-added", Bump.PATCH, "If a member is present, the object has more requirements."
    DEPENDENCY_REMOVED = "dependency-removed", Bump.PATCH, "If a member is present, the object has fewer requirements."
    ITEMS_CHANGED = "items-changed", Bump.PATCH, "The schemas for items of an array, or for certain positions, changed."
    UNION_ADDED = "union-added", Bump.PATCH, "Values must now match one of several branches."
    UNION_REMOVED = "union-removed", Bump.PATCH, "Values no longer have to match one of several branches."
    UNION_BRANCH_ADDED = "union-branch-added", Bump.PATCH, "A union has an additional branch."
    UNION_BRANCH_REMOVED = "union-branch-removed", Bump.PATCH, "A union has one branch fewer."
    UNION_CHANGED = (
        "union-changed",
        Bump.PATCH,
        "A union requires exactly one branch instead of at least one, or vice versa.",
    )
    CONDITIONAL_CHANGED = "conditional-changed", Bump.PATCH, "A condition or its consequence changed."
    NEGATION_CHANGED = "negation-changed", Bump.PATCH, "The forbidden values changed."
    CONSTRAINT_CHANGED = "constraint-changed", Bump.PATCH, "A combination of keywords accepts different values."
    REFERENCE_REFACTORED = "reference-refactored", Bump.PATCH, "The schema is written differently but means the same."
    STABILITY_RAISED = "stability-raised", Bump.MINOR, "An unstable field became stable."
    STABILITY_LOWERED = "stability-lowered", Bump.MAJOR, "A field is no longer stable."
    DEPRECATED = "deprecated", Bump.MINOR, "A field is deprecated and will be removed in a later major version."
    DEPRECATED_WITHOUT_NOTICE = (
        "deprecated-without-notice",
        Bump.MAJOR,
        "A stable field was removed without being deprecated first.",
    )
    ANNOTATION_CHANGED = "annotation-changed", Bump.PATCH, "An annotation changed, which affects no payload."
    SCHEMA_ADDED = "schema-added", Bump.MINOR, "A schema was added."
    SCHEMA_REMOVED = "schema-removed", Bump.MAJOR, "A schema was removed."
    VERSION_NOT_BUMPED = "version-not-bumped", Bump.NONE, "The version bump is smaller than the changes require."
    RELEASED_FILE_CHANGED = "released-file-changed", Bump.MAJOR, "A released file was modified."
    UNDECIDED = "undecided", Bump.PATCH, "Compatibility could not be decided."


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
class SchemaPlace:
    """A place in a schema file: a JSON Pointer, and its line and column; both are None if only its value is known.

    ``name`` is the file in the folder of its side, and ``path`` the file whose revision ``source`` is.
    """

    source: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    name: str = ""
    path: str = ""

    @property
    def file(self) -> str:
        """The file on disk, or the name of a schema that has none."""
        return self.path or self.source

    def __str__(self) -> str:
        """Return the source, line and column."""
        return ":".join([self.source, *(str(part) for part in (self.line, self.column) if part is not None)])

    @property
    def on_disk(self) -> SchemaPlace:
        """The place, without line and column if it is in a revision."""
        return replace(self, line=None, column=None) if self.path else self

    def to_dict(self) -> dict[str, Any]:
        """Return the place in the JSON format."""
        return {"source": self.source, "pointer": self.pointer, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change from a schema to another, with its effect on each party.

    ``acceptance`` is the entry of the configuration for the change, and ``is_accepted`` whether it has not ended.

    ``old`` and ``new`` are where it is written, None if that schema does not have it. ``instance`` is
    the path in payloads, with `WILDCARD` for every member or item. ``effects`` has an entry for each party that was
    compared. ``stability`` is that of the field: a change to an unstable field breaks nobody. ``consumers`` are the
    services that the change concerns, None if it was not compared with contracts.
    """

    id: ChangeId
    message: str
    old: SchemaPlace | None = None
    new: SchemaPlace | None = None
    instance: InstancePath = ()
    stability: str | None = None
    effects: dict[Party, Effect] = field(default_factory=dict[Party, Effect])
    witnesses: dict[Party, Witness] = field(default_factory=dict[Party, Witness])
    acceptance: AcceptedChange | None = None
    is_accepted: bool = False
    consumers: tuple[str, ...] | None = None

    @property
    def place(self) -> SchemaPlace:
        """The place in the new schema, or in the old one if the new one does not have it."""
        return self.new or self.old or SchemaPlace("")

    @property
    def place_on_disk(self) -> SchemaPlace:
        """The place, without line and column in an old revision, whose lines can differ from those on disk."""
        return self.place if self.new is not None else self.place.on_disk

    @property
    def fingerprint(self) -> str:
        """A digest of file, pointer, kind and message, which stays the same when lines move."""
        return fingerprint(self.place.name, self.place.pointer, self.id.value, self.message.removesuffix(TOO_LARGE))

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
        """The verdict on the change alone; an accepted change is compatible."""
        if self.is_accepted:
            return CompatVerdict.COMPATIBLE
        if self.breaks or self.id in FAULTS:
            return CompatVerdict.BREAKING
        return CompatVerdict.UNDECIDED if self.undecided else CompatVerdict.COMPATIBLE

    def to_dict(self) -> dict[str, Any]:
        """Return the change in the JSON format."""
        return {
            "id": self.id.value,
            "fingerprint": self.fingerprint,
            "message": self.message,
            "old": None if self.old is None else self.old.to_dict(),
            "new": None if self.new is None else self.new.to_dict(),
            "instance": format_pointer(self.instance),
            "stability": self.stability,
            "effects": {party.value: self.effects[party].value for party in PARTIES if party in self.effects},
            "bump": self.bump.value,
            "acceptance": self._acceptance(),
            **({} if self.consumers is None else {"consumers": list(self.consumers)}),
            "witnesses": {party.value: witness.to_dict() for party, witness in self.witnesses.items()},
        }

    def _acceptance(self) -> dict[str, Any] | None:
        entry = self.acceptance
        if entry is None:
            return None
        until, is_active = entry.until.isoformat(), self.is_accepted
        return {"reason": entry.reason, "until": until, "ticket": entry.ticket, "active": is_active}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes from one schema to its successor.

    ``old`` and ``new`` are the sources of the files, None if a side lacks the schema.
    """

    name: str
    old: str | None
    new: str | None
    changes: tuple[SchemaChange, ...]

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

    def accept(self, entries: Iterable[AcceptedChange], today: date) -> Compatibility:
        """Return the comparisons with the entry for each breaking or undecided change, the last to end of several."""
        by_fingerprint = {entry.fingerprint: entry for entry in sorted(entries, key=lambda entry: entry.until)}

        def accepted(change: SchemaChange) -> SchemaChange:
            entry = by_fingerprint.get(change.fingerprint)
            if entry is None or change.verdict is CompatVerdict.COMPATIBLE:
                return change
            return replace(change, acceptance=entry, is_accepted=today <= entry.until)

        comparisons = (replace(one, changes=tuple(map(accepted, one.changes))) for one in self.comparisons)
        return replace(self, comparisons=tuple(comparisons))
