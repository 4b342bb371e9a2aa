"""Payloads to the unstable fields that they carry today, as pointers that accept them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..findings import Kind
from ..jsonpointer import WILDCARD, format_pointer, parse_pointer
from ..rules import Rule
from ..runs.collector import RunCollector
from ..spec.catalog import name_from_urn, packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import UnreadableInput
    from ..findings import Finding
    from ..inputs.records import Record
    from ..runs.analysis import Settings, ValidationAnalysis
    from ..runs.results import RunResult
    from ..spec.fields import Field

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
    not_acceptable: int
    over_limit: int
    run: RunResult


@dataclass(slots=True)
class BaselineAccumulator:
    """Gathers reports into a `Baseline`, in bounded memory."""

    collector: RunCollector
    pointers: set[str] = field(default_factory=set[str])
    not_acceptable: int = 0
    over_limit: int = 0

    def add(self, outcome: UnreadableInput) -> None:
        """Note an input that could not be read."""
        self.collector.add(outcome)

    def add_internal_error(self) -> None:
        """Count a payload at which the program itself failed."""
        self.collector.add_internal_error()

    def merge(self, later: BaselineAccumulator, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        run = later.collector.run()
        left = run.rules.get(Rule.UNSTABLE_FIELD, 0)
        for group in run.groups:
            if group.finding.rule is Rule.UNSTABLE_FIELD:
                left -= group.count
                self._take(_pointer_for(group.finding, run.schema_version), group.count)
        self.over_limit += left
        self.collector.merge(later.collector, records, lines)

    def baseline(self) -> Baseline:
        """Return what was gathered so far."""
        return Baseline(tuple(sorted(self.pointers)), self.not_acceptable, self.over_limit, self.collector.run())

    def _take(self, pointer: str | None, count: int) -> None:
        if pointer is None:
            self.not_acceptable += count
        elif pointer in self.pointers or len(self.pointers) < MAX_POINTERS:
            self.pointers.add(pointer)
        else:
            self.over_limit += count


def _pointer_for(finding: Finding, version: str) -> str | None:
    """Return the pointer that accepts the unstable field that a finding is about, be it of a session or of a write."""
    is_in_a_write = name_from_urn(finding.schema_pointer or "") == Kind.WRITE.value
    kind = Kind.WRITE if is_in_a_write else Kind.INTERNAL
    return pointer_to_accept(finding.pointer, field_tree(packaged_catalog(), version, kind))


def pointer_to_accept(pointer: str, root: Field) -> str | None:
    """Return the pointer that accepts the unstable field that a finding is about; None if there is none.

    ``root`` are the fields that the schema declares of ``internal``, or of a write. All steps to an unstable field but
    the last are declared ones, so the schema tells which of them are indices.
    """
    tokens = parse_pointer(pointer)
    if len(tokens) > 1 and tokens[0] == INTERNAL:
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
    return None if is_withheld else format_pointer(tuple(steps))


@dataclass(frozen=True, slots=True)
class BaselineSettings:
    """What a process needs to know to find the unstable fields of payloads; picklable."""

    settings: Settings

    @property
    def describe(self) -> Callable[[BaseException], str]:
        """Words an unforeseen exception."""
        return self.settings.describe

    def gathering(self) -> BaselineAccumulator:
        """Return what the results of all tasks are gathered into."""
        version = packaged_catalog().resolve(self.settings.validator["schema_version"])
        return BaselineAccumulator(RunCollector(version, listing=False))

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> BaselineExaminer:
        """Return what holds payloads to the schemas; ``on_defect`` is told of an unforeseen exception at a record."""
        return BaselineExaminer(self.settings.examiner(on_defect))


@dataclass(frozen=True, slots=True)
class BaselineExaminer:
    """Gathers the unstable fields of payloads."""

    reports: ValidationAnalysis

    def accumulator(self, source: str | None) -> BaselineAccumulator:
        """Return what one task gathers into; ``source`` is given where it has the lines of one."""
        return BaselineAccumulator(self.reports.accumulator(source))

    def document(self, source: str, record: Record, gathering: BaselineAccumulator) -> None:
        """Gather the unstable fields of the payloads in a document."""
        self.reports.document(source, record, gathering.collector)

    def lines(self, source: str, data: bytes, gathering: BaselineAccumulator) -> tuple[int, int]:
        """Gather the unstable fields of whole lines; return how many records and how many lines there are."""
        return self.reports.lines(source, data, gathering.collector)
