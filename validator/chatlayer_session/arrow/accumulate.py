"""Accumulates the results of payloads in Arrow data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..analyses.fields.analysis import FieldsAnalysis
from ..errors import UnreadableInput
from ..inputs.records import OUT_OF_MEMORY
from ..runs.analysis import ValidationAnalysis
from ..runs.collector import RunCollector
from ..runs.crash import format_crash
from ..runs.scheduler import InternalError
from .rows import batches_of, joined, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..analyses.fields.counts import FieldCounts
    from ..inputs.records import Origin
    from ..validator import ValidatorOptions
    from .rows import Columns, Row


def accumulate_reports(
    data: Any, columns: Columns, options: ValidatorOptions, *, listing: bool, max_findings: int | None
) -> RunCollector:
    """Return what a run over the payloads in Arrow data collects."""
    accumulator = _ReportAccumulator(options, listing=listing, max_findings=max_findings)
    for batch in batches_of(data):
        for source, rows in groupby(rows_of(batch, columns), lambda row: row.origin.source):
            accumulator.add(source, list(rows))
    return accumulator.total


def accumulate_fields(data: Any, columns: Columns, options: ValidatorOptions) -> FieldCounts:
    """Return the counts of fields of the payloads in Arrow data."""

    def on_error(origin: Origin, error: Exception) -> None:
        _add_error(counts.collector, origin, error)

    analysis = FieldsAnalysis(options, on_error)
    counts = analysis.accumulator()
    for batch in batches_of(data):
        for row in rows_of(batch, columns):
            try:
                analysis.add(row.origin, row.text, counts)
            except Exception as error:  # noqa: PERF203 - regardless of the error, the other rows are still counted
                on_error(row.origin, error)
        analysis.flush()
    return counts


class _ReportAccumulator:
    """Validates rows in bulk, and accumulates their reports."""

    def __init__(self, options: ValidatorOptions, *, listing: bool, max_findings: int | None) -> None:
        self._analysis = ValidationAnalysis(options, self._on_error, listing=listing, max_findings=max_findings)
        self._limits = options.limits
        version = self._analysis.accumulator(None).schema_version
        self.total = RunCollector(version, max_findings, listing=listing)
        self._collector = self.total
        self._rows: Sequence[Row] = ()

    def add(self, source: str | None, rows: Sequence[Row]) -> None:
        """Validate rows of one source."""
        lines = [row for row in rows if row.is_line and len(row.text) <= self._limits.line]
        if lines:
            self._collector, self._rows = self._analysis.accumulator(source), lines
            self._analysis.lines(source or "", joined(lines), self._collector)
            self.total.merge_rows(self._collector, [row.origin for row in lines])
        if len(lines) == len(rows):
            return
        self._collector, self._rows = self._analysis.accumulator(source), ()
        is_line = {row.index for row in lines}
        for row in rows:
            if row.index in is_line:
                continue
            try:
                self._analysis.document(row.origin, row.text, self._collector)
            except Exception as error:
                # Regardless of the error, the other rows are still validated.
                self._on_error(row.origin, error)
        self.total.merge(self._collector)

    def _on_error(self, origin: Origin, error: Exception) -> None:
        if self._rows and origin.record is not None and not isinstance(error, UnreadableInput | MemoryError):
            # The collector gets the origins of the rows later, but the text of a crash never changes.
            _add_error(self.total, self._rows[origin.record - 1].origin, error)
        else:
            _add_error(self._collector, origin, error)


def _add_error(collector: RunCollector, origin: Origin, error: Exception) -> None:
    """Record a row that could not be read, or at which the validator failed."""
    if isinstance(error, UnreadableInput):
        collector.add_unreadable(error)
    elif isinstance(error, MemoryError):
        collector.add_unreadable(origin.unreadable(OUT_OF_MEMORY))
    else:
        collector.add_internal_error()
        collector.add_crash(InternalError(origin.source, origin.record, format_crash(error)).crash())
