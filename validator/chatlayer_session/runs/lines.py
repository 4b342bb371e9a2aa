"""JSON Lines in memory, checked in blocks: by learned decoders where possible, else line by line in full."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeAlias

from ..checks.size import NOTE_BYTES
from ..findings import Verdict, verdict_of
from ..inputs.records import Origin, is_blank
from ..parsing.fast import parse_fast
from ..spec.kinds import detect_kind
from ..visibility import PointerFormatter
from .finding_cache import FindingCache
from .results import MAX_LINES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..fastpath.decoder import PayloadDecoder, UnstableFieldCount
    from ..fastpath.learned_decoder import LearnedDecoder
    from ..findings import Finding, Kind, Report
    from ..issues import Issue
    from ..jsonpointer import InstancePath, JsonValue
    from ..validator import Validator
    from .collector import RunCollector
    from .crash import OnError


@dataclass(frozen=True, slots=True)
class MatchedLines:
    """Payloads of one kind that one decoder matched, so that their only findings are on unstable fields.

    ``indices`` are the indices of their lines, in order.
    """

    kind: Kind
    decoder: PayloadDecoder
    payloads: list[Any]
    indices: list[int]


class Prefilter:
    """The lines of a block, and the payloads among them that learned decoders match.

    ``kinds`` are tried in this order. If ``accepted`` is given, payloads with other unstable fields are not matched.
    """

    def __init__(
        self,
        decoders: Mapping[Kind, LearnedDecoder],
        kinds: Sequence[Kind],
        texts: list[bytes],
        accepted: Mapping[Kind, Container[InstancePath]] | None,
    ) -> None:
        self.decoders = decoders
        self.kinds = kinds
        self.texts = texts
        self.accepted = accepted
        self.matched: dict[PayloadDecoder, MatchedLines] = {}
        self._first_decoders = [decoders[kind].decoder for kind in kinds]
        self._size = sum(map(len, texts))

    def match_all(self) -> Sequence[int]:
        """Match all lines with the decoders as they are now; return the indices of the lines that did not match."""
        unmatched: Sequence[int] = range(len(self.texts))
        for kind, decoder in zip(self.kinds, self._first_decoders, strict=True):
            count = self.decoders[kind].affordable
            tried, skipped = unmatched[:count], unmatched[count:]
            self.decoders[kind].count_skipped(len(skipped), self._size * len(skipped) // len(self.texts))
            unmatched = [*self._match(kind, decoder, tried), *skipped]
        return unmatched

    def retry(self, index: int) -> bool:
        """Match an unmatched line with decoders learned since then; return whether one matches."""
        for kind in self.kinds:
            decoder = self.decoders[kind].decoder
            is_new = decoder not in self._first_decoders and not self.decoders[kind].is_paused
            if is_new and not self._match(kind, decoder, (index,)):
                return True
        return False

    def _match(self, kind: Kind, decoder: PayloadDecoder, indices: Sequence[int]) -> Sequence[int]:
        """Match the lines with these indices; return the indices of the lines that did not match."""
        payloads, matched, unmatched = decoder.decode_texts(self.texts, indices)
        if self.accepted is not None and decoder.count_unstable_fields(payloads, self.accepted[kind])[1]:
            clean = [decoder.is_clean(payload, self.accepted[kind]) for payload in payloads]
            unclean = (index for index, is_clean in zip(matched, clean, strict=True) if not is_clean)
            unmatched = sorted([*unmatched, *unclean])
            payloads, matched = list(compress(payloads, clean)), list(compress(matched, clean))
        # As if all texts were of the same size.
        size = self._size * len(unmatched) // len(self.texts)
        self.decoders[kind].count(len(matched), len(unmatched), size)
        if matched:
            lines = self.matched.setdefault(decoder, MatchedLines(kind, decoder, [], []))
            lines.payloads.extend(payloads)
            lines.indices.extend(matched)
        return unmatched


BLOCK_SIZE = 1 << 17
"""Bytes of JSON Lines that are decoded at once."""

RETRY_AFTER_BLOCKS = 16
"""Blocks that are checked line by line after no decoder matched a whole block."""

LinePosition: TypeAlias = tuple[int, int]
"""The number of a record and the number of its line in a chunk, both from 1."""


@dataclass(slots=True)
class _Chunk:
    """Progress in a chunk: where findings are collected, and the records and lines checked so far."""

    collector: RunCollector
    cache: FindingCache
    records: int = 0
    lines: int = 0

    def skip(self, block: _Block) -> Origin:
        """Leave out a block of one record; return the origin of the record."""
        self.records, self.lines = block.records + 1, block.lines + 1
        return Origin(self.collector.source, self.records, self.lines)


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of a chunk, after this many records and lines; ``blank`` has the indices of blank lines."""

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

    def position(self, index: int) -> LinePosition:
        """Return the position of the line at an index; ``blank`` must have all blank lines before it."""
        return self.records + index + 1 - bisect_left(self.blank, index), self.lines + index + 1


class LinesChecker:
    """Checks chunks of JSON Lines, with the findings that the validator gives for each line.

    An unforeseen exception at a record is passed to ``on_error``; the other records are still checked.
    """

    def __init__(self, validator: Validator, on_error: OnError) -> None:
        self.validator = validator
        self.on_error = on_error
        self._fast_path = validator.fast_path
        self._decoders = self._fast_path.decoders if self._fast_path else {}
        self._accepted = validator.accepted_fields.active
        self._kinds = list(self._decoders)
        self._blocks_to_skip = 0

    def check(self, data: bytes, collector: RunCollector) -> tuple[int, int]:
        """Collect the findings in whole lines of the collector's source; return the numbers of records and of lines."""
        chunk = _Chunk(collector, FindingCache(collector))
        limits = self.validator.limits
        # Several lines in a block are within the limit of one line together.
        size = min(BLOCK_SIZE, limits.line + 1)
        start = 0
        try:
            while start < len(data):
                end = data.rfind(b"\n", start, start + size) + 1 or data.find(b"\n", start) + 1 or len(data)
                block = _Block(data[start:end], chunk.records, chunk.lines)
                start = end
                if len(block.data) > limits.line and len(block.data.removesuffix(b"\n")) > limits.line:
                    origin = chunk.skip(block)
                    self.on_error(origin, origin.beyond_line(limits))
                    continue
                try:
                    if not self._check_block(block, chunk):
                        self._check_lines(block, chunk)
                except MemoryError as error:
                    if block.data.count(b"\n", 0, -1):
                        raise
                    self.on_error(chunk.skip(block), error)
        finally:
            chunk.cache.flush()
        return chunk.records, chunk.lines

    def _check_block(self, block: _Block, chunk: _Chunk) -> bool:
        """Check a block as a whole if one decoder matches every line of it; return whether one does."""
        if self._blocks_to_skip:
            self._blocks_to_skip -= 1
            return False
        for kind in self._kinds:
            learned = self._decoders[kind]
            if learned.is_paused:
                continue
            decoder = learned.decoder
            payloads = decoder.decode_block(block.data)
            matched = MatchedLines(kind, decoder, payloads or [], list(range(len(payloads or ()))))
            if payloads is None or not self._report_block(matched, block, chunk):
                learned.count(0, 1, len(block.data))
                continue
            learned.count(len(payloads), 0)
            chunk.records += len(payloads)
            chunk.lines += len(payloads)
            self._try_first(kind)
            return True
        self._blocks_to_skip = RETRY_AFTER_BLOCKS
        return False

    def _check_lines(self, block: _Block, chunk: _Chunk) -> None:
        accepted = self._accepted if chunk.collector.lists_unstable else None
        lines = Prefilter(self._decoders, self._kinds, block.texts(), accepted)
        for index in lines.match_all():
            text = lines.texts[index]
            if is_blank(text):
                block.blank.append(index)
            elif not lines.retry(index):
                self._check_strictly(text, block.position(index), chunk)
        chunk.records += len(lines.texts) - len(block.blank)
        chunk.lines += len(lines.texts)
        for matched in lines.matched.values():
            self._report_block(matched, block, chunk)
        if lines.matched:
            self._try_first(max(lines.matched.values(), key=lambda matched: len(matched.payloads)).kind)

    def _check_strictly(self, text: bytes, position: LinePosition, chunk: _Chunk) -> None:
        # Equal issues give equal findings, unless these show the values.
        is_listed = self.validator.show_values or all(map(chunk.collector.accepts, Verdict))
        value, issues = (None, None) if is_listed else self._issues(text)
        if issues is not None and _count_unlisted(issues, chunk, position[1]):
            if self._fast_path is not None:
                self._fast_path.learn(len(text), value, self.validator.kind or detect_kind(value), issues)
            return
        for report in self._reports(text, position, chunk):
            chunk.collector.add(report)
            chunk.cache.store(issues or (), report)

    def _issues(self, text: bytes) -> tuple[JsonValue, list[Issue] | None]:
        """Return the value of a line and all its issues; None if only full validation, which learns, can find them."""
        if len(text) > NOTE_BYTES:
            return None, None
        try:
            value = parse_fast(text)
            return value, self.validator.checker.check_value(value)
        except Exception:
            # Full validation finds the issues of the text, and reports an error that occurs again.
            return None, None

    def _reports(self, text: bytes, position: LinePosition, chunk: _Chunk) -> list[Report]:
        origin = Origin(chunk.collector.source, *position)
        try:
            return self.validator.validate_fully(text.rstrip(b"\r"), origin)
        except Exception as error:
            # Regardless of the error, the other records are still checked.
            self.on_error(origin, error)
            return []

    def _report_block(self, matched: MatchedLines, block: _Block, chunk: _Chunk) -> bool:
        """Count matched payloads and their unstable fields.

        Return False, without counting, if the payloads have to be listed and so need full validation.
        """
        fields, unstable_payloads = matched.decoder.count_unstable_fields(
            matched.payloads, self._accepted[matched.kind]
        )
        if unstable_payloads and chunk.collector.lists_unstable:
            return False
        if self._fast_path is not None:
            self._fast_path.record_accepted(matched.kind, matched.decoder, matched.payloads)
        # One line often has the first of several fields: it is validated once.
        findings_by_index: dict[int, dict[str, Finding]] = {}
        for unstable in fields:
            self._report_unstable(unstable, matched, block, chunk, findings_by_index)
        chunk.collector.add_verdict(Verdict.VALID, len(matched.payloads) - unstable_payloads)
        chunk.collector.add_verdict(Verdict.UNSTABLE, unstable_payloads)
        return True

    def _report_unstable(
        self,
        unstable: UnstableFieldCount,
        matched: MatchedLines,
        block: _Block,
        chunk: _Chunk,
        findings_by_index: dict[int, dict[str, Finding]],
    ) -> None:
        """Count the findings on an unstable field, which equal that of the first payload in the chunk that has it."""
        cache, key = chunk.cache, (matched.kind, unstable.path, unstable.type_name)
        if cache.has_first_lines(key, block.lines) and cache.count_unstable(key, block.records + 1, unstable.count):
            return
        first = matched.decoder.first_indices(unstable, matched.payloads, MAX_LINES)
        positions = [block.position(matched.indices[number]) for number in first]
        index, position, lines = matched.indices[first[0]], positions[0], [line for _, line in positions]
        if cache.count_unstable(key, position[0], unstable.count, lines):
            return
        if index not in findings_by_index:
            reports = self._reports(block.texts()[index], position, chunk)
            findings_by_index[index] = {finding.pointer: finding for report in reports for finding in report.findings}
        finding = findings_by_index[index].get(PointerFormatter().format(unstable.path))
        if finding is not None:
            cache.add_first(key, position[0], finding, unstable.count, lines)
        else:
            # The first payload has so many findings that this one is only counted.
            rule = self.validator.accepted_fields.rule_of(matched.kind, unstable.path)
            chunk.collector.add_omitted({rule: unstable.count} if rule else {})

    def _try_first(self, kind: Kind) -> None:
        """Try this kind first from now on."""
        if self._kinds[0] is not kind:
            self._kinds.sort(key=lambda other: other is not kind)


def _count_unlisted(issues: Sequence[Issue], chunk: _Chunk, line: int) -> bool:
    """Count a payload that is not listed, if its findings are cached or it has none; return whether that is so."""
    if not issues:
        chunk.collector.add_verdict(Verdict.VALID, 1)
        return True
    is_listed = chunk.collector.accepts(verdict_of(issue.rule for issue in issues))
    return not is_listed and chunk.cache.count_known(issues, line)
