"""Counts of the fields in payloads, in bounded memory, whatever the payloads hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ...findings import Kind
from ...jsonpointer import WILDCARD, format_pointer
from ...runs.collector import RunCollector
from ...spec.catalog import packaged_catalog
from ...spec.fields import field_tree
from .inventory import FieldInventory, FieldLocation, FieldStability, FieldUsage

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from ...errors import UnreadableInput
    from ...findings import Report
    from ...jsonpointer import InstancePath
    from ...spec.fields import Field

ITEM = 0
"""The step of a path that stands for every item of an array."""

MAX_NAMES = 64
"""Names below one place that are told apart, beside the declared ones; where there are more, they are data."""

MAX_NAME_LENGTH = 200
"""Characters of a name up to which it is taken for that of a field."""

MAX_PLACES = 10_000
"""Places that are told apart, beside as many as the schema declares."""

MAX_POINTER_DEPTH = 24
"""Steps from ``internal`` to the deepest fields that are told."""


@dataclass(slots=True)
class FieldStats:
    """What was seen at one place."""

    standing: FieldStability
    payloads: int
    types: Counter[str]
    first: FieldLocation
    last: FieldLocation

    def add(self, later: FieldStats) -> None:
        """Add what was seen there in later payloads."""
        self.payloads += later.payloads
        self.types.update(later.types)
        self.last = later.last

    def moved(self, records: int) -> FieldStats:
        """Return the same behind this many records of the source."""
        return FieldStats(
            self.standing, self.payloads, self.types, _moved(self.first, records), _moved(self.last, records)
        )


@dataclass(slots=True)
class FieldCounts:
    """Counts the fields of payloads part by part; ``declared`` places come from the schema and have no limit.

    ``names`` are the undeclared names below each place, ``others`` what stands there under any of those names, and
    ``collapsed`` the places at which there are too many of them to tell one from the other.
    """

    schema_version: str
    reports: RunCollector
    places: dict[InstancePath, FieldStats] = field(default_factory=dict["InstancePath", FieldStats])
    names: dict[InstancePath, set[str]] = field(default_factory=dict["InstancePath", set[str]])
    others: dict[InstancePath, FieldStats] = field(default_factory=dict["InstancePath", FieldStats])
    collapsed: set[InstancePath] = field(default_factory=set["InstancePath"])
    observed: int = 0
    sessions: int = 0
    variables: int = 0
    over_limit: int = 0
    private: int = 0

    @classmethod
    def of(cls, schema_version: str) -> FieldCounts:
        """Return an empty tally of payloads that are held to a schema version."""
        return cls(schema_version, RunCollector(schema_version, listing=False))

    def add(self, report: Report) -> None:
        """Keep the report on a payload whose fields cannot be counted."""
        self.reports.add(report)

    def add_unreadable(self, failure: UnreadableInput) -> None:
        """Record an input that could not be read."""
        self.reports.add_unreadable(failure)

    def add_internal_error(self) -> None:
        """Count a payload at which the program itself failed."""
        self.reports.add_internal_error()

    def add_field(self, path: InstancePath, sighting: FieldStats) -> None:
        """Add what was seen at a place."""
        known = self.places.get(path)
        if known is not None:
            known.add(sighting)
        else:
            self.places[path] = sighting

    def add_undeclared(self, path: InstancePath, sighting: FieldStats) -> None:
        """Add what was seen below a place under any name that the schema does not declare there."""
        known = self.others.get(path)
        if known is not None:
            known.add(sighting)
        else:
            self.others[path] = sighting

    def has_room(self, path: InstancePath) -> bool:
        """Say whether an undeclared place is told apart from others."""
        limit = MAX_PLACES + len(_declared_paths(self.schema_version))
        return path in self.places or (len(self.places) < limit and len(path) <= MAX_POINTER_DEPTH)

    def distinguish(self, path: InstancePath, names: Iterable[str]) -> frozenset[str]:
        """Return which undeclared names below a place are told apart: none if there are too many of them."""
        if path in self.collapsed:
            return frozenset()
        found = frozenset(names)
        known = self.names.setdefault(path, set())
        if len(known | found) > MAX_NAMES:
            self._collapse(path)
            return frozenset()
        known |= found
        return found

    def merge(self, later: FieldCounts, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        self.reports.merge(later.reports, records, lines)
        self.observed += later.observed
        self.sessions += later.sessions
        self.variables += later.variables
        self.over_limit += later.over_limit
        self.private += later.private
        for path in sorted(later.collapsed - self.collapsed, key=len):
            if not self._is_collapsed(path):
                self._collapse(path)
        for path, names in later.names.items():
            if not self._is_collapsed(path):
                self.distinguish(path, names)
        for path, sighting in later.others.items():
            if not self._is_collapsed(path):
                self.add_undeclared(path, sighting.moved(records))
        for path, sighting in later.places.items():
            if self._is_collapsed(path):
                continue
            if path in _declared_paths(self.schema_version) or self.has_room(path):
                self.add_field(path, sighting.moved(records))
            else:
                self.over_limit += sighting.types.total()

    def inventory(self) -> FieldInventory:
        """Return what was gathered so far."""
        declared = _declared_paths(self.schema_version)
        order = {path: number for number, path in enumerate(declared)}
        beyond = len(order)

        def rank(path: InstancePath) -> list[tuple[int, str]]:
            return [(order.get(path[: end + 1], beyond), str(step)) for end, step in enumerate(path)]

        seen = {
            **self.places,
            **{(*path, WILDCARD): self.others[path] for path in self.collapsed if path in self.others},
        }
        never = [path for path, standing in declared.items() if standing is FieldStability.STABLE and path not in seen]
        return FieldInventory(
            schema_version=self.schema_version,
            observed=self.observed,
            sessions=self.sessions,
            variables=self.variables,
            fields=tuple(self._field(path, seen[path]) for path in sorted(seen, key=rank)),
            missing=tuple(FieldUsage(_pointer(path), FieldStability.STABLE, 0, 0.0, {}, None, None) for path in never),
            collapsed=tuple(_pointer(path) for path in sorted(self.collapsed, key=rank)),
            over_limit=self.over_limit,
            private=self.private,
            run=self.reports.run(),
        )

    def _field(self, path: InstancePath, sighting: FieldStats) -> FieldUsage:
        types = {name: count for name, count in sorted(sighting.types.items()) if count}
        share = sighting.payloads / self.observed
        pointer = _pointer(path)
        return FieldUsage(pointer, sighting.standing, sighting.payloads, share, types, sighting.first, sighting.last)

    def _collapse(self, path: InstancePath) -> None:
        """Forget what was told apart below a place: the names there are data."""
        names = self.names.pop(path, set())
        self.collapsed.add(path)
        end = len(path)

        def is_below(other: InstancePath) -> bool:
            return len(other) > end and other[:end] == path and other[end] in names

        for gathered in (self.places, self.names, self.others):
            for other in [each for each in gathered if is_below(each)]:
                del gathered[other]
        self.collapsed = {each for each in self.collapsed if not is_below(each)}

    def _is_collapsed(self, path: InstancePath) -> bool:
        """Say whether a place lies below one at which names are not told apart."""
        declared = _declared_paths(self.schema_version)
        return bool(self.collapsed) and any(
            step != ITEM and path[:end] in self.collapsed and path[: end + 1] not in declared
            for end, step in enumerate(path)
        )


@cache
def _declared_paths(schema_version: str) -> dict[InstancePath, FieldStability]:
    """Return the standing of each declared place, in the order of the schema."""
    root = field_tree(packaged_catalog(), schema_version, Kind.INTERNAL)
    return dict(_declared(root, (), FieldStability.STABLE))


def _declared(
    root: Field, path: InstancePath, standing: FieldStability
) -> Iterator[tuple[InstancePath, FieldStability]]:
    """Yield the paths of the declared fields below one, each with its standing."""
    if root.items is not None:
        yield from _declared(root.items, (*path, ITEM), standing)
    for name, member in root.members.items():
        below = standing if member.stability is None else FieldStability(member.stability)
        yield (*path, name), below
        yield from _declared(member, (*path, name), below)


def _pointer(path: InstancePath) -> str:
    return format_pointer(tuple(WILDCARD if step == ITEM else step for step in path))


def _moved(seen: FieldLocation, records: int) -> FieldLocation:
    return FieldLocation(seen.source, seen.record + records) if records and seen.record is not None else seen
