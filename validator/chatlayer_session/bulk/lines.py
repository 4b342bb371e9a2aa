"""JSON Lines in memory, held to the schemas block by block: by the shape of the lines first, exactly where need be."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Verdict, verdict_of
from ..pointers import pointer_to
from ..reading.quick import Unsure, parse_quickly
from ..rules.size import NOTE_BYTES
from ..validator import Origin
from .screened import Lines, Screened
from .tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Kind, Report
    from ..observations import Observation
    from ..runs import Collector
    from ..screening.shape import Sighting
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
    tallies: Tallies
    records: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of a chunk, behind so many records and lines; those at the indices in ``blank`` are no records."""

    data: bytes
    records: int
    lines: int
    blank: list[int] = field(default_factory=list[int])

    def texts(self) -> list[bytes]:
        """Return the lines without their line breaks."""
        lines = self.data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines

    def place(self, index: int) -> Place:
        """Return the place of the line at an index, if it is known which lines before it are blank."""
        return self.records + index + 1 - bisect_left(self.blank, index), self.lines + index + 1


class LinesChecker:
    """Checks chunks of JSON Lines, with the findings that the validator gives for each line.

    ``on_defect`` is told of an unforeseen exception at a record; it does not end the checking.
    """

    def __init__(self, validator: Validator, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        self.validator = validator
        self.on_defect = on_defect
        self._screens = {} if validator.gate is None else validator.gate.screens
        self._accepted = validator.acceptances.in_force
        self._preferred = list(self._screens)
        self._patience = 0

    def check(self, source: str | None, data: bytes, collector: Collector) -> tuple[int, int]:
        """Collect what is found in whole lines; return how many records and how many lines there are."""
        chunk = _Chunk(source, collector, Tallies(source, collector))
        start = 0
        try:
            while start < len(data):
                end = data.rfind(b"\n", start, start + BLOCK_SIZE) + 1 or data.find(b"\n", start) + 1 or len(data)
                block = _Block(data[start:end], chunk.records, chunk.lines)
                if not self._as_a_whole(block, chunk):
                    self._line_by_line(block, chunk)
                start = end
        finally:
            chunk.tallies.settle()
        return chunk.records, chunk.lines

    def _as_a_whole(self, block: _Block, chunk: _Chunk) -> bool:
        """Take a block of payloads of one kind without a blank line; say whether that could be done."""
        if self._patience:
            self._patience -= 1
            return False
        for kind in self._preferred:
            shape = self._screens[kind].shape
            payloads = shape.block(block.data)
            if payloads is None:
                continue
            found = Screened(kind, shape, payloads, list(range(len(payloads))))
            if not self._tell(found, block, chunk):
                break
            chunk.records += len(payloads)
            chunk.lines += len(payloads)
            self._prefer(kind)
            return True
        self._patience = PATIENCE
        return False

    def _line_by_line(self, block: _Block, chunk: _Chunk) -> None:
        lines = Lines(
            self._screens, self._preferred, block.texts(), self._accepted if chunk.collector.listing else None
        )
        for index in lines.take_all():
            text = lines.texts[index]
            if not text.strip():
                block.blank.append(index)
            elif not lines.take_by_what_was_learned(index):
                self._exactly(text, block.place(index), chunk)
        chunk.records += len(lines.texts) - len(block.blank)
        chunk.lines += len(lines.texts)
        for found in lines.screened.values():
            self._tell(found, block, chunk)
        if lines.screened:
            self._prefer(max(lines.screened.values(), key=lambda found: len(found.payloads)).kind)

    def _exactly(self, text: bytes, place: Place, chunk: _Chunk) -> None:
        observations = None if chunk.collector.listing else self._observations(text)
        if observations is not None and not _is_listed(observations, chunk) and chunk.tallies.count_alike(observations):
            return
        for report in self._reports(text, place, chunk):
            chunk.collector.add(report)
            chunk.tallies.remember(observations or (), report)

    def _observations(self, text: bytes) -> list[Observation] | None:
        """Return all that is to be told of a line; None if that takes a closer look, or all is as it should be."""
        if len(text) > NOTE_BYTES:
            return None
        try:
            return self.validator.observer.observations(parse_quickly(text)) or None
        except Unsure:
            return None
        except Exception:
            # A defect of ours comes up again at the closer look, and is told there.
            return None

    def _reports(self, text: bytes, place: Place, chunk: _Chunk) -> list[Report]:
        try:
            return self.validator.examine(text.rstrip(b"\r"), Origin(chunk.source, *place))
        except Exception as error:
            # Whatever it is, the other records are still to be checked.
            self.on_defect(chunk.source, place[0], error)
            return []

    def _tell(self, found: Screened, block: _Block, chunk: _Chunk) -> bool:
        """Count screened payloads and what was sighted in them; False if they are to be listed, and so looked at."""
        sightings, unstable = found.shape.sightings(found.payloads, self._accepted[found.kind])
        if unstable and chunk.collector.listing:
            return False
        # Payloads that are looked at closely, by the index of their line: mostly one has several fields to tell.
        looked_at: dict[int, list[Report]] = {}
        for sighting in sightings:
            self._tell_sighting(sighting, found, block, chunk, looked_at)
        chunk.collector.add_counts(len(found.payloads) - unstable, unstable)
        return True

    def _tell_sighting(
        self, sighting: Sighting, found: Screened, block: _Block, chunk: _Chunk, looked_at: dict[int, list[Report]]
    ) -> None:
        """Count sightings as the finding that the validator gives for the first of them in the chunk."""
        tallies, key = chunk.tallies, (found.kind, sighting.path, sighting.type_name)
        if tallies.count_sighting(key, block.records + 1, sighting.count):
            return
        index = found.indices[found.shape.first(sighting, found.payloads)]
        place, pointer = block.place(index), pointer_to(sighting.path)
        if tallies.count_sighting(key, place[0], sighting.count):
            return
        if index not in looked_at:
            looked_at[index] = self._reports(block.texts()[index], place, chunk)
        for report in looked_at[index]:
            for finding in report.findings:
                if finding.pointer == pointer:
                    tallies.tell_sighting(key, place[0], finding, sighting.count)

    def _prefer(self, kind: Kind) -> None:
        """Try this kind first from here on."""
        if self._preferred[0] is not kind:
            self._preferred.sort(key=lambda each: each is not kind)


def _is_listed(observations: Sequence[Observation], chunk: _Chunk) -> bool:
    """Say whether a payload in which this was observed has a place in the list of reports."""
    if not chunk.collector.lists(Verdict.INVALID):
        return False
    return verdict_of(observation.rule for observation in observations) is Verdict.INVALID
