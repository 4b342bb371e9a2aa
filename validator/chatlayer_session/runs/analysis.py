"""The analysis of each payload in a process, and the accumulators of its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ..inputs.records import Origin, is_blank
from .collector import ListLimit, RunCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..inputs.records import Limits
    from ..rules import Rule
    from ..validator import Validator, ValidatorOptions
    from .crash import OnError
    from .lines import LinesChecker


class Accumulator(Protocol):
    """The results of a task, or those of a run so far, to which the results of tasks are added in order."""

    @property
    def collector(self) -> RunCollector:
        """The collector of unreadable inputs and internal errors."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether no payload was analysed, and nothing went wrong."""
        ...

    def merge(self, later: Any, records: int = 0, lines: int = 0, /) -> None:
        """Add the results of a task, which follows this many records and lines of the same source."""
        ...


class Analysis(Protocol):
    """Analyses payloads in one process."""

    def accumulator(self, source: str | None, /) -> Accumulator:
        """Return an empty accumulator for one task; ``source`` is given if the task has the lines of one source."""
        ...

    def document(self, origin: Origin, data: bytes | str, accumulator: Any, /) -> None:
        """Analyse one document."""
        ...

    def lines(self, source: str, data: bytes, accumulator: Any, /) -> tuple[int, int]:
        """Analyse whole lines, each a document; return the numbers of records and of lines."""
        ...


AnalysisFactory: TypeAlias = "Callable[[OnError], Analysis]"
"""Creates the analysis of a process; picklable, such as a `functools.partial` of an analysis class."""


class ValidationAnalysis:
    """Validates payloads and collects their reports.

    ``options_by_source`` has the options of sources that have their own, by the name of the source.
    """

    def __init__(
        self,
        options: ValidatorOptions,
        on_error: OnError,
        *,
        options_by_source: Mapping[str, ValidatorOptions] | None = None,
        listing: bool = True,
        max_findings: int | None = None,
        hidden: frozenset[Rule] = frozenset(),
    ) -> None:
        self._options = options
        self._options_by_source = options_by_source or {}
        self._on_error = on_error
        self._max_findings = max_findings
        self._validators = {options: options.create_validator()}
        self._checkers: dict[Validator, LinesChecker] = {}
        self._last_matched: tuple[Validator, RunCollector, int] | None = None
        # A process gets its tasks in order, so its listed reports precede those of its next task. Once its limit is
        # used up, the list of the whole run is full.
        self._limit = ListLimit.of(max_findings, listing=listing, hidden=hidden)

    def accumulator(self, source: str | None) -> RunCollector:
        """Return an empty collector for one task; ``source`` is given if the task has the lines of one source."""
        version = self._validators[self._options].schema_version
        return RunCollector(version, self._max_findings, limit=self._limit, source=source)

    def document(self, origin: Origin, data: bytes | str, accumulator: RunCollector) -> None:
        """Collect the reports on the payloads in a document."""
        validator = self._validator_for(origin.source)
        for report in validator.validate_each(data, origin):
            accumulator.add(report)
        self._note_matched(validator, accumulator)

    def lines(self, source: str, data: bytes, accumulator: RunCollector) -> tuple[int, int]:
        """Collect the reports on whole lines; return the numbers of records and of lines."""
        validator = self._validator_for(source)
        counts = self._checker_for(validator).check(data, accumulator)
        self._note_matched(validator, accumulator)
        return counts

    def _note_matched(self, validator: Validator, accumulator: RunCollector) -> None:
        """Add the accepted fields that occurred, if their number changed."""
        matched = validator.accepted_fields.matched
        last_matched = (validator, accumulator, len(matched))
        if last_matched != self._last_matched:
            accumulator.add_matched(matched)
            self._last_matched = last_matched

    def _validator_for(self, source: str | None) -> Validator:
        return self._validator(self._options_by_source.get(source or "", self._options))

    def _validator(self, options: ValidatorOptions) -> Validator:
        if options not in self._validators:
            self._validators[options] = options.create_validator()
        return self._validators[options]

    def _checker_for(self, validator: Validator) -> LinesChecker:
        if validator not in self._checkers:
            # Imported only for lines: a run over documents needs no decoders.
            from .lines import LinesChecker  # noqa: PLC0415 - slow to load

            self._checkers[validator] = LinesChecker(validator, self._on_error)
        return self._checkers[validator]


def each_line(
    source: str, data: bytes, analyse: Callable[[Origin, bytes], None], on_error: OnError, limits: Limits
) -> tuple[int, int]:
    """Call ``analyse`` with each line that is not blank; return the numbers of records and of lines.

    An exception of ``analyse`` is passed to ``on_error`` and does not end the loop, and so is a line beyond its limit.
    """
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    records = 0
    for number, line in enumerate(lines, 1):
        is_too_long = len(line) > limits.line
        if is_blank(line) and not is_too_long:
            continue
        records += 1
        origin = Origin(source, records, number)
        if is_too_long:
            on_error(origin, origin.beyond_line(limits))
            continue
        try:
            analyse(origin, line.rstrip(b"\r"))
        except Exception as error:
            # Regardless of the error, the other records are still analysed.
            on_error(origin, error)
    return records, len(lines)
