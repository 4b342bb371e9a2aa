"""JSON Lines in memory, held to the schemas block by block: by the shape of the lines first, exactly where need be."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeAlias

from ..checks.size import NOTE_BYTES
from ..findings import Verdict, verdict_of
from ..inputs.records import Origin
from ..jsonpointer import format_pointer
from ..parsing.fast import NeedsStrictParse, parse_fast
from .finding_cache import FindingCache

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..fastpath.decoder import Names, PayloadDecoder, UnstableFieldCount
    from ..fastpath.learned_decoder import LearnedDecoder
    from ..findings import Kind, Report
    from ..issues import Issue
    from ..validator import Validator
    from .collector import RunCollector
    from .crash import OnError


@dataclass(frozen=True, slots=True)
class MatchedLines:
    """Payloads of one kind and one shape of which nothing but unstable fields is to be told.

    ``indices`` are those of the lines they stand on, in order.
    """

    kind: Kind
    shape: PayloadDecoder
    payloads: list[Any]
    indices: list[int]


class Prefilter:
    """The lines of a block, and the payloads among them that a screen answers for.

    ``kinds`` are tried in this order. If ``accepted`` is given, payloads with other unstable fields are not taken.
    """

    def __init__(
        self,
        screens: Mapping[Kind, LearnedDecoder],
        kinds: Sequence[Kind],
        texts: list[bytes],
        accepted: Mapping[Kind, Container[Names]] | None,
    ) -> None:
        self.screens = screens
        self.kinds = kinds
        self.texts = texts
        self.accepted = accepted
        self.screened: dict[PayloadDecoder, MatchedLines] = {}
        self._first_shapes = [screens[kind].decoder for kind in kinds]

    def match_all(self) -> Sequence[int]:
        """Take all lines that the screens can answer for as they are; return the indices of the others."""
        left: Sequence[int] = range(len(self.texts))
        for kind, shape in zip(self.kinds, self._first_shapes, strict=True):
            left = self._take(kind, shape, left)
        return left

    def retry(self, index: int) -> bool:
        """Take a line that was left, if a screen can answer for it by now; say whether one can."""
        for kind in self.kinds:
            shape = self.screens[kind].decoder
            if shape not in self._first_shapes and not self._take(kind, shape, (index,)):
                return True
        return False

    def _take(self, kind: Kind, shape: PayloadDecoder, indices: Sequence[int]) -> Sequence[int]:
        payloads, taken, left = shape.payloads(self.texts, indices)
        if self.accepted is not None and shape.unstable_fields(payloads, self.accepted[kind])[1]:
            clean = [shape.is_clean(payload, self.accepted[kind]) for payload in payloads]
            left = sorted([*left, *(index for index, is_clean in zip(taken, clean, strict=True) if not is_clean)])
            payloads, taken = list(compress(payloads, clean)), list(compress(taken, clean))
        if taken:
            found = self.screened.setdefault(shape, MatchedLines(kind, shape, [], []))
            found.payloads.extend(payloads)
            found.indices.extend(taken)
        return left


BLOCK_SIZE = 1 << 17
"""Bytes of JSON Lines that are decoded at once."""

RETRY_AFTER_BLOCKS = 16
"""Blocks that are taken line by line after one that could not be taken as a whole."""

LinePlace: TypeAlias = tuple[int, int]
"""The number of a record, and its line, in a chunk, both from 1."""


@dataclass(slots=True)
class _Chunk:
    """A chunk on its way through: where what is found goes, and how many records and lines were taken."""

    source: str | None
    collector: RunCollector
    tallies: FindingCache
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

    def place(self, index: int) -> LinePlace:
        """Return the place of the line at an index, if it is known which lines before it are blank."""
        return self.records + index + 1 - bisect_left(self.blank, index), self.lines + index + 1


class LinesChecker:
    """Checks chunks of JSON Lines, with the findings that the validator gives for each line.

    An unforeseen exception at a record is passed to ``on_error``; the other records are still checked.
    """

    def __init__(self, validator: Validator, on_error: OnError) -> None:
        self.validator = validator
        self.on_error = on_error
        self._screens = {} if validator.fast_path is None else validator.fast_path.decoders
        self._accepted = validator.accepted_fields.active
        self._preferred = list(self._screens)
        self._patience = 0

    def check(self, source: str | None, data: bytes, collector: RunCollector) -> tuple[int, int]:
        """Collect what is found in whole lines; return how many records and how many lines there are."""
        chunk = _Chunk(source, collector, FindingCache(source, collector))
        start = 0
        try:
            while start < len(data):
                end = data.rfind(b"\n", start, start + BLOCK_SIZE) + 1 or data.find(b"\n", start) + 1 or len(data)
                block = _Block(data[start:end], chunk.records, chunk.lines)
                if not self._check_block(block, chunk):
                    self._check_lines(block, chunk)
                start = end
        finally:
            chunk.tallies.flush()
        return chunk.records, chunk.lines

    def _check_block(self, block: _Block, chunk: _Chunk) -> bool:
        """Take a block of payloads of one kind without a blank line; say whether that could be done."""
        if self._patience:
            self._patience -= 1
            return False
        for kind in self._preferred:
            shape = self._screens[kind].decoder
            payloads = shape.block(block.data)
            if payloads is None:
                continue
            found = MatchedLines(kind, shape, payloads, list(range(len(payloads))))
            if not self._report_block(found, block, chunk):
                break
            chunk.records += len(payloads)
            chunk.lines += len(payloads)
            self._try_first(kind)
            return True
        self._patience = RETRY_AFTER_BLOCKS
        return False

    def _check_lines(self, block: _Block, chunk: _Chunk) -> None:
        lines = Prefilter(
            self._screens, self._preferred, block.texts(), self._accepted if chunk.collector.has_space else None
        )
        for index in lines.match_all():
            text = lines.texts[index]
            if not text.strip():
                block.blank.append(index)
            elif not lines.retry(index):
                self._check_strictly(text, block.place(index), chunk)
        chunk.records += len(lines.texts) - len(block.blank)
        chunk.lines += len(lines.texts)
        for found in lines.screened.values():
            self._report_block(found, block, chunk)
        if lines.screened:
            self._try_first(max(lines.screened.values(), key=lambda found: len(found.payloads)).kind)

    def _check_strictly(self, text: bytes, place: LinePlace, chunk: _Chunk) -> None:
        observations = None if chunk.collector.has_space else self._issues(text)
        if observations is not None and not _is_listed(observations, chunk) and chunk.tallies.count_known(observations):
            return
        for report in self._reports(text, place, chunk):
            chunk.collector.add(report)
            chunk.tallies.remember(observations or (), report)

    def _issues(self, text: bytes) -> list[Issue] | None:
        """Return all that is to be told of a line; None if that takes a closer look, or all is as it should be."""
        if len(text) > NOTE_BYTES:
            return None
        try:
            return self.validator.checker.check_value(parse_fast(text)) or None
        except NeedsStrictParse:
            return None
        except Exception:
            # A defect of ours comes up again at the closer look, and is told there.
            return None

    def _reports(self, text: bytes, place: LinePlace, chunk: _Chunk) -> list[Report]:
        origin = Origin(chunk.source, *place)
        try:
            return self.validator.validate_fully(text.rstrip(b"\r"), origin)
        except Exception as error:
            # Whatever it is, the other records are still to be checked.
            self.on_error(origin, error)
            return []

    def _report_block(self, found: MatchedLines, block: _Block, chunk: _Chunk) -> bool:
        """Count screened payloads and what was sighted in them; False if they are to be listed, and so looked at."""
        sightings, unstable = found.shape.unstable_fields(found.payloads, self._accepted[found.kind])
        if unstable and chunk.collector.has_space:
            return False
        # Payloads that are looked at closely, by the index of their line: mostly one has several fields to tell.
        looked_at: dict[int, list[Report]] = {}
        for sighting in sightings:
            self._report_unstable(sighting, found, block, chunk, looked_at)
        chunk.collector.add_counts(len(found.payloads) - unstable, unstable)
        return True

    def _report_unstable(
        self,
        sighting: UnstableFieldCount,
        found: MatchedLines,
        block: _Block,
        chunk: _Chunk,
        looked_at: dict[int, list[Report]],
    ) -> None:
        """Count sightings as the finding that the validator gives for the first of them in the chunk."""
        tallies, key = chunk.tallies, (found.kind, sighting.path, sighting.type_name)
        if tallies.count_unstable(key, block.records + 1, sighting.count):
            return
        index = found.indices[found.shape.index_of_first(sighting, found.payloads)]
        place, pointer = block.place(index), format_pointer(sighting.path)
        if tallies.count_unstable(key, place[0], sighting.count):
            return
        if index not in looked_at:
            looked_at[index] = self._reports(block.texts()[index], place, chunk)
        for report in looked_at[index]:
            for finding in report.findings:
                if finding.pointer == pointer:
                    tallies.add_first(key, place[0], finding, sighting.count)

    def _try_first(self, kind: Kind) -> None:
        """Try this kind first from here on."""
        if self._preferred[0] is not kind:
            self._preferred.sort(key=lambda each: each is not kind)


def _is_listed(observations: Sequence[Issue], chunk: _Chunk) -> bool:
    """Say whether a payload in which this was observed has a place in the list of reports."""
    if not chunk.collector.accepts(Verdict.INVALID):
        return False
    return verdict_of(observation.rule for observation in observations) is Verdict.INVALID
