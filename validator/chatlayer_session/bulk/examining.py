"""What is done with each payload of many: the settings that a process starts from, and what it gathers into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ..listing import Room
from ..reading.records import Record
from ..runs import Collector
from ..validator import Origin, Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import UnreadableInput
    from .lines import LinesChecker


class Gathering(Protocol):
    """What is found in payloads, put together part by part, in the order of the input."""

    def add(self, outcome: UnreadableInput, /) -> None:
        """Note an input that could not be read."""
        ...

    def add_defect(self) -> None:
        """Count a payload at which the program itself failed."""
        ...

    def merge(self, later: Any, records: int = 0, lines: int = 0, /) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        ...


class Examiner(Protocol):
    """Looks at payloads, and gathers what is found."""

    def gathering(self, source: str | None, /) -> Gathering:
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

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None], /) -> Examiner:
        """Return what looks at the payloads; ``on_defect`` is told of an unforeseen exception at a record."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know to hold payloads to the schemas; picklable.

    ``validator`` are the arguments of the `Validator`; ``describe`` words an unforeseen exception.
    """

    validator: dict[str, Any]
    describe: Callable[[BaseException], str]
    listing: bool = True
    max_findings: int | None = None

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> ReportsExaminer:
        """Return what holds payloads to the schemas; ``on_defect`` is told of an unforeseen exception at a record."""
        return ReportsExaminer(self, on_defect)


class ReportsExaminer:
    """Gathers the reports on payloads."""

    def __init__(self, settings: Settings, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        self.settings = settings
        self.validator = Validator(**settings.validator)
        self._on_defect = on_defect
        # Tasks come in order, so what this process has listed before stands before anything in the next one: where
        # the room is used up here, the list of the whole run is full by then.
        self.room = Room.of(settings.max_findings, listing=settings.listing)

    @cached_property
    def checker(self) -> LinesChecker:
        """What holds lines to the schemas."""
        # Imported when there are lines to check: a run over documents does without.
        from .lines import LinesChecker  # noqa: PLC0415 - slow to load

        return LinesChecker(self.validator, self._on_defect)

    def gathering(self, source: str | None) -> Collector:
        """Return what one task gathers into; ``source`` is given where it has the lines of one."""
        return Collector(self.validator.schema_version, self.settings.max_findings, room=self.room, source=source)

    def document(self, source: str, record: Record, gathering: Collector) -> None:
        """Gather the reports on the payloads in a document."""
        for report in self.validator.validate_each(record.data, Origin(source, record.number, record.line)):
            gathering.add(report)

    def lines(self, source: str, data: bytes, gathering: Collector) -> tuple[int, int]:
        """Gather what is found in whole lines; return how many records and how many lines there are."""
        return self.checker.check(source, data, gathering)


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
