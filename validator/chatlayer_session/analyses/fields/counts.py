"""Counts of the fields in payloads, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ...findings import Kind
from ...inputs.records import Origin
from ...jsonpointer import WILDCARD
from ...runs.collector import RunCollector
from ...spec.catalog import packaged_catalog
from ...spec.fields import field_tree
from ...visibility import PointerFormatter
from .inventory import FieldInventory, FieldStability, FieldUsage

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import InstancePath
    from ...spec.fields import Field

ITEM = 0
"""The step of a path that stands for every item of an array."""

MAX_NAMES = 64
"""Undeclared names in one object that are distinguished; an object with more names is collapsed."""

MAX_NAME_LENGTH = 200
"""Maximum characters in the name of a field; longer names are data."""

MAX_FIELDS = 10_000
"""Undeclared fields that are distinguished."""

MAX_POINTER_DEPTH = 24
"""Steps from ``internal`` to the deepest fields that are distinguished."""


@dataclass(slots=True)
class FieldStats:
    """What the payloads have at one path: see `FieldUsage`."""

    stability: FieldStability
    payloads: int
    types: Counter[str]
    first: Origin
    last: Origin

    def add(self, later: FieldStats) -> None:
        """Add the statistics of later payloads."""
        self.payloads += later.payloads
        self.types.update(later.types)
        self.last = later.last

    def shifted(self, records: int, lines: int) -> FieldStats:
        """Return the statistics of the same payloads after this many records and lines of their source."""
        first, last = (
            Origin(origin.source, None if origin.record is None else origin.record + records, origin.line + lines)
            for origin in (self.first, self.last)
        )
        return FieldStats(self.stability, self.payloads, self.types, first, last)


@dataclass(slots=True)
class FieldCounts:
    """Counts of the fields of payloads; see `FieldInventory`. Declared fields have no limit.

    ``names`` are the undeclared names in each object, and ``undeclared`` the statistics of all members with those names
    together. ``collapsed`` are the objects with too many names, whose members are not distinguished.
    """

    schema_version: str
    collector: RunCollector
    fields: dict[InstancePath, FieldStats] = field(default_factory=dict["InstancePath", FieldStats])
    names: dict[InstancePath, set[str]] = field(default_factory=dict["InstancePath", set[str]])
    undeclared: dict[InstancePath, FieldStats] = field(default_factory=dict["InstancePath", FieldStats])
    collapsed: set[InstancePath] = field(default_factory=set["InstancePath"])
    inspected: int = 0
    sessions: int = 0
    variables: int = 0
    platform_variables: int = 0
    over_limit: int = 0
    private: int = 0

    @classmethod
    def of(cls, schema_version: str) -> FieldCounts:
        """Return empty counts for a schema version."""
        return cls(schema_version, RunCollector(schema_version, listing=False))

    @property
    def is_empty(self) -> bool:
        """Whether no payload was counted or reported."""
        return not self.inspected and self.collector.is_empty

    def has_space(self, path: InstancePath) -> bool:
        """Return whether the undeclared field at a path is distinguished."""
        limit = MAX_FIELDS + len(_declared_paths(self.schema_version))
        return path in self.fields or (len(self.fields) < limit and len(path) <= MAX_POINTER_DEPTH)

    def distinguish(self, path: InstancePath, names: Iterable[str]) -> frozenset[str]:
        """Return which undeclared names in the objects at a path are distinguished: none if there are too many."""
        if path in self.collapsed:
            return frozenset()
        new = frozenset(names)
        known = self.names.setdefault(path, set())
        if len(known | new) > MAX_NAMES:
            self._collapse(path)
            return frozenset()
        known |= new
        return new

    def merge(self, later: FieldCounts, records: int = 0, lines: int = 0) -> None:
        """Add the counts of later input, which follows this many records and lines of the same source."""
        self.collector.merge(later.collector, records, lines)
        self.inspected += later.inspected
        self.sessions += later.sessions
        self.variables += later.variables
        self.platform_variables += later.platform_variables
        self.over_limit += later.over_limit
        self.private += later.private
        for path in sorted(later.collapsed - self.collapsed, key=len):
            if not self._is_collapsed(path):
                self._collapse(path)
        for path, names in later.names.items():
            if not self._is_collapsed(path):
                self.distinguish(path, names)
        for path, stats in later.undeclared.items():
            if not self._is_collapsed(path):
                add_stats(self.undeclared, path, stats.shifted(records, lines))
        for path, stats in later.fields.items():
            if self._is_collapsed(path):
                continue
            if path in _declared_paths(self.schema_version) or self.has_space(path):
                add_stats(self.fields, path, stats.shifted(records, lines))
            else:
                self.over_limit += stats.types.total()

    def inventory(self) -> FieldInventory:
        """Return the result so far."""
        declared = _declared_paths(self.schema_version)
        order = {path: number for number, path in enumerate(declared)}

        def rank(path: InstancePath) -> list[tuple[int, str]]:
            return [(order.get(path[: end + 1], len(order)), str(step)) for end, step in enumerate(path)]

        fields = {
            **self.fields,
            **{(*path, WILDCARD): self.undeclared[path] for path in self.collapsed if path in self.undeclared},
        }
        missing = [
            path for path, stability in declared.items() if stability is FieldStability.STABLE and path not in fields
        ]
        return FieldInventory(
            schema_version=self.schema_version,
            inspected=self.inspected,
            sessions=self.sessions,
            variables=self.variables,
            platform_variables=self.platform_variables,
            fields=tuple(self._usage(path, fields[path]) for path in sorted(fields, key=rank)),
            missing=tuple(
                FieldUsage(_pointer(path), FieldStability.STABLE, 0, 0.0, {}, None, None) for path in missing
            ),
            collapsed=tuple(_pointer(path) for path in sorted(self.collapsed, key=rank)),
            over_limit=self.over_limit,
            private=self.private,
            run=self.collector.run(),
        )

    def _usage(self, path: InstancePath, stats: FieldStats) -> FieldUsage:
        types = {name: count for name, count in sorted(stats.types.items()) if count}
        share = stats.payloads / self.inspected
        return FieldUsage(_pointer(path), stats.stability, stats.payloads, share, types, stats.first, stats.last)

    def _collapse(self, path: InstancePath) -> None:
        """Forget the undeclared members of the objects at a path: their names are data."""
        names = self.names.pop(path, set())
        self.collapsed.add(path)
        end = len(path)

        def is_inside(other: InstancePath) -> bool:
            return len(other) > end and other[:end] == path and other[end] in names

        for by_path in (self.fields, self.names, self.undeclared):
            for other in list(filter(is_inside, by_path)):
                del by_path[other]
        self.collapsed = {other for other in self.collapsed if not is_inside(other)}

    def _is_collapsed(self, path: InstancePath) -> bool:
        """Return whether a path leads through an undeclared member of a collapsed object."""
        declared = _declared_paths(self.schema_version)
        return bool(self.collapsed) and any(
            step != ITEM and path[:end] in self.collapsed and path[: end + 1] not in declared
            for end, step in enumerate(path)
        )


def add_stats(stats_by_path: dict[InstancePath, FieldStats], path: InstancePath, stats: FieldStats) -> None:
    """Add the statistics of a path to those of earlier payloads."""
    known = stats_by_path.get(path)
    if known is not None:
        known.add(stats)
    else:
        stats_by_path[path] = stats


@cache
def _declared_paths(schema_version: str) -> dict[InstancePath, FieldStability]:
    """Return the stability of each declared field, in the order of the schema."""
    root = field_tree(packaged_catalog(), schema_version, Kind.INTERNAL)
    return dict(_declared(root, (), FieldStability.STABLE))


def _declared(
    root: Field, path: InstancePath, stability: FieldStability
) -> Iterator[tuple[InstancePath, FieldStability]]:
    """Yield the paths of the declared fields inside a field, each with its stability."""
    if root.items is not None:
        yield from _declared(root.items, (*path, ITEM), stability)
    for name, member in root.members.items():
        own_stability = stability if member.stability is None else FieldStability(member.stability)
        yield (*path, name), own_stability
        yield from _declared(member, (*path, name), own_stability)


def _pointer(path: InstancePath) -> str:
    return PointerFormatter().format(tuple(WILDCARD if step == ITEM else step for step in path))
