"""What is done with each payload of many: the settings that a process starts from, and what it gathers into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ..inputs.records import Origin, Record
from ..validator import Validator
from .collector import ListLimit, RunCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..errors import UnreadableInput
    from .lines import LinesChecker


class Accumulator(Protocol):
    """What is found in payloads, put together part by part, in the order of the input."""

    def add(self, outcome: UnreadableInput, /) -> None:
        """Note an input that could not be read."""
        ...

    def add_internal_error(self) -> None:
        """Count a payload at which the program itself failed."""
        ...

    def merge(self, later: Any, records: int = 0, lines: int = 0, /) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        ...


class Analysis(Protocol):
    """Looks at payloads, and gathers what is found."""

    def accumulator(self, source: str | None, /) -> Accumulator:
        """Return what one task gathers into; ``source`` is given where it has the lines of one."""
        ...

    def document(self, source: str, record: Record, gathering: Any, /) -> None:
        """Look at one document."""
        ...

    def lines(self, source: str, data: bytes, gathering: Any, /) -> tuple[int, int]:
        """Look at whole lines, each a document; return how many records and how many lines there are."""
        ...


class Work(Protocol):
    """What a process needs to know to look at payloads; picklable."""

    @property
    def describe(self) -> Callable[[BaseException], str]:
        """Words an unforeseen exception."""
        ...

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None], /) -> Analysis:
        """Return what looks at the payloads; ``on_defect`` is told of an unforeseen exception at a record."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know to hold payloads to the schemas; picklable.

    ``validator`` are the arguments of the `Validator`; ``describe`` words an unforeseen exception. ``particular`` are
    the arguments for sources that have their own, by the name of the source.
    """

    validator: dict[str, Any]
    describe: Callable[[BaseException], str]
    listing: bool = True
    max_findings: int | None = None
    particular: Mapping[str, dict[str, Any]] = field(default_factory=dict[str, "dict[str, Any]"])

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> ValidationAnalysis:
        """Return what holds payloads to the schemas; ``on_defect`` is told of an unforeseen exception at a record."""
        return ValidationAnalysis(self, on_defect)


class ValidationAnalysis:
    """Gathers the reports on payloads."""

    def __init__(self, settings: Settings, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        self.settings = settings
        self._on_defect = on_defect
        self._default = Validator(**settings.validator)
        self._particular: dict[int, Validator] = {}
        self._checkers: dict[Validator, LinesChecker] = {}
        self._noted: tuple[Validator, RunCollector, int] | None = None
        # Tasks come in order, so what this process has listed before stands before anything in the next one: where
        # the room is used up here, the list of the whole run is full by then.
        self.room = ListLimit.of(settings.max_findings, listing=settings.listing)

    def accumulator(self, source: str | None) -> RunCollector:
        """Return what one task gathers into; ``source`` is given where it has the lines of one."""
        return RunCollector(self._default.schema_version, self.settings.max_findings, room=self.room, source=source)

    def document(self, source: str, record: Record, gathering: RunCollector) -> None:
        """Gather the reports on the payloads in a document."""
        validator = self._validator_of(source)
        for report in validator.validate_each(record.data, Origin(source, record.number, record.line)):
            gathering.add(report)
        self._note_matched(validator, gathering)

    def lines(self, source: str, data: bytes, gathering: RunCollector) -> tuple[int, int]:
        """Gather what is found in whole lines; return how many records and how many lines there are."""
        validator = self._validator_of(source)
        counts = self._checker_of(validator).check(source, data, gathering)
        self._note_matched(validator, gathering)
        return counts

    def _note_matched(self, validator: Validator, gathering: RunCollector) -> None:
        """Tell a gathering which accepted fields stand in the payloads, if there are more than at the last time.

        What the screen lets through it has learned from a payload that was looked at, and matched then.
        """
        matched = validator.accepted_fields.matched
        noted = (validator, gathering, len(matched))
        if noted != self._noted:
            gathering.add_matched(matched)
            self._noted = noted

    def _validator_of(self, source: str) -> Validator:
        """Return what the payloads of a source are held to: one for all sources that have the same arguments."""
        arguments = self.settings.particular.get(source)
        if arguments is None:
            return self._default
        # The settings keep the arguments, so that their identity stands for no others.
        if id(arguments) not in self._particular:
            self._particular[id(arguments)] = Validator(**arguments)
        return self._particular[id(arguments)]

    def _checker_of(self, validator: Validator) -> LinesChecker:
        """Return what holds lines to a validator."""
        if validator not in self._checkers:
            # Imported when there are lines to check: a run over documents does without.
            from .lines import LinesChecker  # noqa: PLC0415 - slow to load

            self._checkers[validator] = LinesChecker(validator, self._on_defect)
        return self._checkers[validator]


def each_line(
    source: str, data: bytes, look: Callable[[Record], None], on_defect: Callable[[str, int, Exception], None]
) -> tuple[int, int]:
    """Look at the record on each of the lines that are not blank; return how many records and how many lines there are.

    ``on_defect`` is told of an exception that ``look`` raises; it does not end the looking.
    """
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    records = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        records += 1
        try:
            look(Record(records, number, line.rstrip(b"\r")))
        except Exception as error:
            # Whatever it is, the other records are still to be looked at.
            on_defect(source, records, error)
    return records, len(lines)
