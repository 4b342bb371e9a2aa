"""Counts of the fields in payloads, in bounded memory, whatever the payloads hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ..catalog import packaged_catalog
from ..fields import fields_of
from ..findings import Kind
from ..pointers import WILDCARD, pointer_to
from ..runs import Collector
from .corpus import Corpus, ObservedField, Seen, Standing

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from ..errors import UnreadableInput
    from ..fields import Field
    from ..findings import Report
    from ..pointers import Path

ITEM = 0
"""The step of a path that stands for every item of an array."""

MAX_NAMES = 64
"""Names below one place that are told apart, beside the declared ones; where there are more, they are data."""

MAX_NAME_LENGTH = 200
"""Characters of a name up to which it is taken for that of a field."""

MAX_PLACES = 10_000
"""Places that are told apart, beside as many as the schema declares."""

MAX_DEPTH = 24
"""Steps from ``internal`` to the deepest fields that are told."""


@dataclass(slots=True)
class Sighting:
    """What was seen at one place."""

    standing: Standing
    payloads: int
    types: Counter[str]
    first: Seen
    last: Seen

    def add(self, later: Sighting) -> None:
        """Add what was seen there in later payloads."""
        self.payloads += later.payloads
        self.types.update(later.types)
        self.last = later.last

    def moved(self, records: int) -> Sighting:
        """Return the same behind this many records of the source."""
        return Sighting(
            self.standing, self.payloads, self.types, _moved(self.first, records), _moved(self.last, records)
        )


@dataclass(slots=True)
class Tally:
    """Counts the fields of payloads part by part; ``declared`` places come from the schema and have no limit.

    ``names`` are the undeclared names below each place, ``others`` what stands there under any of those names, and
    ``collapsed`` the places at which there are too many of them to tell one from the other.
    """

    schema_version: str
    reports: Collector
    places: dict[Path, Sighting] = field(default_factory=dict["Path", Sighting])
    names: dict[Path, set[str]] = field(default_factory=dict["Path", set[str]])
    others: dict[Path, Sighting] = field(default_factory=dict["Path", Sighting])
    collapsed: set[Path] = field(default_factory=set["Path"])
    observed: int = 0
    sessions: int = 0
    variables: int = 0
    omitted: int = 0
    withheld: int = 0

    @classmethod
    def of(cls, schema_version: str) -> Tally:
        """Return an empty tally of payloads that are held to a schema version."""
        return cls(schema_version, Collector(schema_version, listing=False))

    def add(self, outcome: UnreadableInput | Report) -> None:
        """Note an input that could not be read, or a payload that could not be looked into."""
        self.reports.add(outcome)

    def add_defect(self) -> None:
        """Count a payload at which the program itself failed."""
        self.reports.add_defect()

    def see(self, path: Path, sighting: Sighting) -> None:
        """Add what was seen at a place."""
        known = self.places.get(path)
        if known is not None:
            known.add(sighting)
        else:
            self.places[path] = sighting

    def see_others(self, path: Path, sighting: Sighting) -> None:
        """Add what was seen below a place under any name that the schema does not declare there."""
        known = self.others.get(path)
        if known is not None:
            known.add(sighting)
        else:
            self.others[path] = sighting

    def has_room(self, path: Path) -> bool:
        """Say whether an undeclared place is told apart from others."""
        limit = MAX_PLACES + len(_declared_paths(self.schema_version))
        return path in self.places or (len(self.places) < limit and len(path) <= MAX_DEPTH)

    def admit(self, path: Path, names: Iterable[str]) -> frozenset[str]:
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

    def merge(self, later: Tally, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        self.reports.merge(later.reports, records, lines)
        self.observed += later.observed
        self.sessions += later.sessions
        self.variables += later.variables
        self.omitted += later.omitted
        self.withheld += later.withheld
        for path in sorted(later.collapsed - self.collapsed, key=len):
            if not self._is_gone(path):
                self._collapse(path)
        for path, names in later.names.items():
            if not self._is_gone(path):
                self.admit(path, names)
        for path, sighting in later.others.items():
            if not self._is_gone(path):
                self.see_others(path, sighting.moved(records))
        for path, sighting in later.places.items():
            if self._is_gone(path):
                continue
            if path in _declared_paths(self.schema_version) or self.has_room(path):
                self.see(path, sighting.moved(records))
            else:
                self.omitted += sighting.types.total()

    def corpus(self) -> Corpus:
        """Return what was gathered so far."""
        declared = _declared_paths(self.schema_version)
        order = {path: number for number, path in enumerate(declared)}
        beyond = len(order)

        def rank(path: Path) -> list[tuple[int, str]]:
            return [(order.get(path[: end + 1], beyond), str(step)) for end, step in enumerate(path)]

        seen = {
            **self.places,
            **{(*path, WILDCARD): self.others[path] for path in self.collapsed if path in self.others},
        }
        never = [path for path, standing in declared.items() if standing is Standing.STABLE and path not in seen]
        return Corpus(
            schema_version=self.schema_version,
            observed=self.observed,
            sessions=self.sessions,
            variables=self.variables,
            fields=tuple(self._field(path, seen[path]) for path in sorted(seen, key=rank)),
            never=tuple(ObservedField(_pointer(path), Standing.STABLE, 0, 0.0, {}, None, None) for path in never),
            collapsed=tuple(_pointer(path) for path in sorted(self.collapsed, key=rank)),
            omitted=self.omitted,
            withheld=self.withheld,
            run=self.reports.run(),
        )

    def _field(self, path: Path, sighting: Sighting) -> ObservedField:
        types = {name: count for name, count in sorted(sighting.types.items()) if count}
        share = sighting.payloads / self.observed
        pointer = _pointer(path)
        return ObservedField(pointer, sighting.standing, sighting.payloads, share, types, sighting.first, sighting.last)

    def _collapse(self, path: Path) -> None:
        """Forget what was told apart below a place: the names there are data."""
        names = self.names.pop(path, set())
        self.collapsed.add(path)
        end = len(path)

        def is_below(other: Path) -> bool:
            return len(other) > end and other[:end] == path and other[end] in names

        for gathered in (self.places, self.names, self.others):
            for other in [each for each in gathered if is_below(each)]:
                del gathered[other]
        self.collapsed = {each for each in self.collapsed if not is_below(each)}

    def _is_gone(self, path: Path) -> bool:
        """Say whether a place lies below one at which names are not told apart."""
        declared = _declared_paths(self.schema_version)
        return bool(self.collapsed) and any(
            step != ITEM and path[:end] in self.collapsed and path[: end + 1] not in declared
            for end, step in enumerate(path)
        )


@cache
def _declared_paths(schema_version: str) -> dict[Path, Standing]:
    """Return the standing of each declared place, in the order of the schema."""
    root = fields_of(packaged_catalog(), schema_version, Kind.INTERNAL)
    return dict(_declared(root, (), Standing.STABLE))


def _declared(root: Field, path: Path, standing: Standing) -> Iterator[tuple[Path, Standing]]:
    """Yield the paths of the declared fields below one, each with its standing."""
    if root.items is not None:
        yield from _declared(root.items, (*path, ITEM), standing)
    for name, member in root.members.items():
        below = standing if member.stability is None else Standing(member.stability)
        yield (*path, name), below
        yield from _declared(member, (*path, name), below)


def _pointer(path: Path) -> str:
    return pointer_to(tuple(WILDCARD if step == ITEM else step for step in path))


def _moved(seen: Seen, records: int) -> Seen:
    return Seen(seen.source, seen.record + records) if records and seen.record is not None else seen
