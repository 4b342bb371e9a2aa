"""Payloads to the unstable fields that they carry today, as pointers that accept them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .catalog import packaged_catalog, schema_name
from .fields import READ_ONLY, fields_of
from .findings import Kind, Rule
from .pointers import WILDCARD, pointer_to, tokens_of
from .runs import Collector

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bulk.examining import ReportsExaminer, Settings
    from .errors import UnreadableInput
    from .fields import Field
    from .findings import Finding
    from .reading.records import Record
    from .runs import Run

MAX_POINTERS = 10_000
"""Unstable fields that a baseline has at most; those beyond are counted."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The unstable fields that payloads carry and that nothing accepts yet.

    ``pointers`` start at ``internal``, and ``*`` in them stands for every item of an array. ``unnamed`` counts the
    findings on fields that no pointer accepts: those whose names are withheld because they may be private, and those
    called ``*``. ``omitted`` counts the findings beyond what is kept. ``run`` has the counts of all payloads.
    """

    pointers: tuple[str, ...]
    unnamed: int
    omitted: int
    run: Run


@dataclass(slots=True)
class BaselineGathering:
    """Gathers reports into a `Baseline`, in bounded memory."""

    collector: Collector
    pointers: set[str] = field(default_factory=set[str])
    unnamed: int = 0
    omitted: int = 0

    def add(self, outcome: UnreadableInput) -> None:
        """Note an input that could not be read."""
        self.collector.add(outcome)

    def add_defect(self) -> None:
        """Count a payload at which the program itself failed."""
        self.collector.add_defect()

    def merge(self, later: BaselineGathering, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        run = later.collector.run()
        left = run.rules.get(Rule.UNSTABLE_FIELD, 0)
        for group in run.groups:
            if group.finding.rule is Rule.UNSTABLE_FIELD:
                left -= group.count
                self._take(_accepting(group.finding, run.schema_version), group.count)
        self.omitted += left
        self.collector.merge(later.collector, records, lines)

    def baseline(self) -> Baseline:
        """Return what was gathered so far."""
        return Baseline(tuple(sorted(self.pointers)), self.unnamed, self.omitted, self.collector.run())

    def _take(self, pointer: str | None, count: int) -> None:
        if pointer is None:
            self.unnamed += count
        elif pointer in self.pointers or len(self.pointers) < MAX_POINTERS:
            self.pointers.add(pointer)
        else:
            self.omitted += count


def _accepting(finding: Finding, version: str) -> str | None:
    """Return the pointer that accepts the unstable field that a finding is about, be it of a session or of a write."""
    is_in_a_write = schema_name(finding.schema_pointer or "") == Kind.WRITE.value
    kind = Kind.WRITE if is_in_a_write else Kind.INTERNAL
    return accepting_pointer(finding.pointer, fields_of(packaged_catalog(), version, kind))


def accepting_pointer(pointer: str, root: Field) -> str | None:
    """Return the pointer that accepts the unstable field that a finding is about; None if there is none.

    ``root`` are the fields that the schema declares of ``internal``, or of a write. All steps to an unstable field but
    the last are declared ones, so the schema tells which of them are indices.
    """
    tokens = tokens_of(pointer)
    if len(tokens) > 1 and tokens[0] == READ_ONLY:
        tokens = tokens[1:]
    here: Field | None = root
    steps: list[str] = []
    for token in tokens:
        if here is not None and here.items is not None:
            steps.append(WILDCARD)
            here = here.items
        elif token == WILDCARD:
            return None
        else:
            steps.append(token)
            here = None if here is None else here.members.get(token)
    # What is promised is no unstable field: the pointer of the finding ends where names are private.
    is_withheld = here is not None and here.stability != "unstable"
    return None if is_withheld else pointer_to(tuple(steps))


@dataclass(frozen=True, slots=True)
class BaselineSettings:
    """What a process needs to know to find the unstable fields of payloads; picklable."""

    settings: Settings

    @property
    def describe(self) -> Callable[[BaseException], str]:
        """Words an unforeseen exception."""
        return self.settings.describe

    def gathering(self) -> BaselineGathering:
        """Return what the results of all tasks are gathered into."""
        version = packaged_catalog().resolve(self.settings.validator["schema_version"])
        return BaselineGathering(Collector(version, listing=False))

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> BaselineExaminer:
        """Return what holds payloads to the schemas; ``on_defect`` is told of an unforeseen exception at a record."""
        return BaselineExaminer(self.settings.examiner(on_defect))


@dataclass(frozen=True, slots=True)
class BaselineExaminer:
    """Gathers the unstable fields of payloads."""

    reports: ReportsExaminer

    def gathering(self, source: str | None) -> BaselineGathering:
        """Return what one task gathers into; ``source`` is given where it has the lines of one."""
        return BaselineGathering(self.reports.gathering(source))

    def document(self, source: str, record: Record, gathering: BaselineGathering) -> None:
        """Gather the unstable fields of the payloads in a document."""
        self.reports.document(source, record, gathering.collector)

    def lines(self, source: str, data: bytes, gathering: BaselineGathering) -> tuple[int, int]:
        """Gather the unstable fields of whole lines; return how many records and how many lines there are."""
        return self.reports.lines(source, data, gathering.collector)
