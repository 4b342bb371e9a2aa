"""JSON Lines in memory, held to the schemas block by block: by the shape of the lines first, exactly where need be."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from ..findings import Kind, verdict_of
from ..pointers import pointer_to
from ..reading.quick import Unsure, parse_quickly
from ..rules.size import NOTE_BYTES
from ..validator import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Finding, Report
    from ..observations import Observation
    from ..runs import Collector
    from ..screening.shape import Shape, Sighting
    from ..validator import Validator

BLOCK_SIZE = 1 << 17
"""Bytes of JSON Lines that are decoded at once."""

PATIENCE = 16
"""Blocks that are taken line by line after one that could not be taken as a whole."""

Place: TypeAlias = tuple[int, int]
"""The number of a record, and its line, in a chunk, both from 1."""


@dataclass(slots=True)
class _Chunk:
    """A chunk on its way through: where what is found goes, and how many records and lines were taken."""

    source: str | None
    collector: Collector
    records: int = 0
    lines: int = 0
    observations: list[Observation] = field(default_factory=list["Observation"])
    told: dict[object, tuple[int, Finding]] = field(default_factory=dict[object, tuple[int, "Finding"]])


@dataclass(slots=True)
class _Screened:
    """Payloads of one kind and one shape of which nothing but unstable fields is to be told, with their places."""

    kind: Kind
    shape: Shape
    payloads: list[Any] = field(default_factory=list[Any])
    places: list[Place] = field(default_factory=list[Place])


class LinesChecker:
    """Checks chunks of JSON Lines, with the findings that the validator gives for each line.

    ``on_defect`` is told of an unforeseen exception at a record; it does not end the checking.
    """

    def __init__(self, validator: Validator, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        self.validator = validator
        self.on_defect = on_defect
        self._screens = {} if validator.gate is None else validator.gate.screens
        self._accepted = validator.accepted
        self._preferred = list(self._screens)
        self._patience = 0

    def check(self, source: str | None, data: bytes, collector: Collector) -> tuple[int, int]:
        """Collect what is found in whole lines; return how many records and how many lines there are."""
        chunk = _Chunk(source, collector)
        start = 0
        while start < len(data):
            end = data.rfind(b"\n", start, start + BLOCK_SIZE) + 1 or data.find(b"\n", start) + 1 or len(data)
            block = data[start:end]
            if not self._as_a_whole(block, chunk):
                self._line_by_line(block, chunk)
            start = end
        return chunk.records, chunk.lines

    def _as_a_whole(self, block: bytes, chunk: _Chunk) -> bool:
        """Take a block of payloads of one kind without a blank line; say whether that could be done."""
        if self._patience:
            self._patience -= 1
            return False
        for kind in self._preferred:
            shape = self._screens[kind].shape
            decoded = shape.block(block)
            if decoded is None:
                continue
            sightings, unstable = shape.sightings(decoded, self._accepted[kind])
            if unstable and chunk.collector.listing:
                break
            found = _Screened(kind, shape, decoded)
            self._tell(found, sightings, partial(_line_of_block, chunk.records, chunk.lines, block), chunk)
            chunk.collector.add_counts(len(decoded) - unstable, unstable)
            chunk.records += len(decoded)
            chunk.lines += len(decoded)
            self._prefer(kind)
            return True
        self._patience = PATIENCE
        return False

    def _line_by_line(self, block: bytes, chunk: _Chunk) -> None:
        # A shape may give way to another in the midst of a block, when something is learned.
        screened: dict[Shape, _Screened] = {}
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        before = chunk.lines
        for line in lines:
            chunk.lines += 1
            if not line.strip():
                continue
            chunk.records += 1
            if not self._is_screened(line, chunk, screened):
                self._exactly(line, chunk)
        for found in screened.values():
            sightings, unstable = found.shape.sightings(found.payloads, self._accepted[found.kind])
            self._tell(found, sightings, partial(_line_of, found.places, lines, before), chunk)
            chunk.collector.add_counts(len(found.payloads) - unstable, unstable)

    def _is_screened(self, line: bytes, chunk: _Chunk, screened: dict[Shape, _Screened]) -> bool:
        for kind in self._preferred:
            shape = self._screens[kind].shape
            decoded = shape.payload(line)
            if decoded is None:
                continue
            if chunk.collector.listing and not shape.is_clean(decoded, self._accepted[kind]):
                return False
            found = screened.get(shape)
            if found is None:
                found = screened[shape] = _Screened(kind, shape)
            found.payloads.append(decoded)
            found.places.append((chunk.records, chunk.lines))
            self._prefer(kind)
            return True
        return False

    def _exactly(self, line: bytes, chunk: _Chunk) -> None:
        if chunk.collector.listing or not self._is_told(line, chunk):
            for report in self._reports(line, chunk, (chunk.records, chunk.lines)):
                chunk.collector.add(report)
                self._remember(line, report, chunk)

    def _is_told(self, line: bytes, chunk: _Chunk) -> bool:
        """Count the findings on a line if each was found in the chunk before; say whether that could be done."""
        observations = self._observations(line)
        if observations is None or any(id(observation) not in chunk.told for observation in observations):
            return False
        if chunk.collector.lists(verdict_of(observation.rule for observation in observations)):
            return False
        for observation in observations:
            chunk.collector.add_findings(chunk.source, *chunk.told[id(observation)], 1)
        chunk.collector.add_verdict(verdict_of(observation.rule for observation in observations))
        return True

    def _remember(self, line: bytes, report: Report, chunk: _Chunk) -> None:
        """Note which findings the observations on a line come to."""
        for observation in self._observations(line) or ():
            pointer = pointer_to(observation.path)
            for finding in report.findings:
                if (finding.rule, finding.pointer, finding.message) == (observation.rule, pointer, observation.message):
                    chunk.told.setdefault(id(observation), (chunk.records, finding))
                    # The number stands for the observation for as long as that exists.
                    chunk.observations.append(observation)

    def _observations(self, line: bytes) -> list[Observation] | None:
        """Return all that is to be told of a line; None if that takes a closer look, or all is as it should be."""
        if len(line) > NOTE_BYTES:
            return None
        try:
            return self.validator.observer.observations(parse_quickly(line)) or None
        except Unsure:
            return None
        except Exception:
            # A defect of ours comes up again at the closer look, and is told there.
            return None

    def _reports(self, line: bytes, chunk: _Chunk, place: Place) -> list[Report]:
        try:
            return list(self.validator.validate_each(line.rstrip(b"\r"), Origin(chunk.source, *place)))
        except Exception as error:
            # Whatever it is, the other records are still to be checked.
            self.on_defect(chunk.source, place[0], error)
            return []

    def _tell(
        self,
        found: _Screened,
        sightings: Sequence[Sighting],
        line_at: Callable[[int], tuple[Place, bytes]],
        chunk: _Chunk,
    ) -> None:
        """Count sightings as the findings that the validator gives for the first payload of each in the chunk."""
        for sighting in sightings:
            key = (found.kind, sighting.path, sighting.type_name)
            if key in chunk.told:
                chunk.collector.add_findings(chunk.source, *chunk.told[key], sighting.count)
                continue
            place, line = line_at(found.shape.first(sighting, found.payloads))
            pointer = pointer_to(sighting.path)
            for report in self._reports(line, chunk, place):
                for finding in report.findings:
                    if finding.pointer == pointer:
                        chunk.told[key] = (place[0], finding)
                        chunk.collector.add_findings(chunk.source, place[0], finding, sighting.count)

    def _prefer(self, kind: Kind) -> None:
        """Try the kind of the last payload first."""
        if self._preferred[0] is not kind:
            self._preferred.sort(key=lambda each: each is not kind)


def _line_of_block(records: int, lines: int, block: bytes, index: int) -> tuple[Place, bytes]:
    return (records + index + 1, lines + index + 1), block.split(b"\n")[index]


def _line_of(places: Sequence[Place], lines: Sequence[bytes], before: int, index: int) -> tuple[Place, bytes]:
    place = places[index]
    return place, lines[place[1] - before - 1]
