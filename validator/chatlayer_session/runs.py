"""What one run over many payloads came to: counts of all, equal findings in groups, and the reports worth listing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import UnreadableInput
from .findings import Finding, Report, Rule, Verdict
from .listing import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .accepted import Accepted
    from .rules.changes import Change

Outcome: TypeAlias = Report | UnreadableInput
"""What came of one payload, or of an input that has none to offer."""

MAX_GROUPS = 10_000
"""Groups of findings that are kept; what is found beyond them is only counted."""

MAX_SOURCES = 10_000
"""Sources whose payloads are counted each on its own; those of others are counted together."""


@dataclass(frozen=True, slots=True)
class Group:
    """Equal findings in one source: the first of them, in the record with this number, and how many there are.

    ``at`` is the place of the payload with the first of them in a larger document.
    """

    source: str | None
    record: int | None
    finding: Finding
    count: int
    at: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A report to be listed, with those of its ``findings`` that the limit on the list leaves room for.

    ``changes`` are those against the payload that it was compared with; None if it was not compared.
    """

    report: Report
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the payload's entry in the report format (``schemas/report/``)."""
        entry = {**self.report.to_dict(), "findings": [finding.to_dict() for finding in self.findings]}
        if self.changes is not None:
            entry["changes"] = [change.to_dict() for change in self.changes]
        return entry


@dataclass(frozen=True, slots=True)
class Run:
    """Counts over all payloads, and what is worth telling, in the order in which it came.

    ``groups`` are all findings, equal ones of a source together; ``listed`` are the reports with findings, if a list
    was asked for. ``max_findings`` is the limit on what is told of them, None if there is none. ``unreadable`` are the
    inputs that could not be read; ``defects`` counts the payloads at which the validator itself failed. ``sources``
    are the verdicts of each source, of the first `MAX_SOURCES`. ``matched`` are the accepted unstable fields that stand
    in any payload. ``fail_on`` is the verdict from which on a payload
    fails the run, None if none does.
    """

    schema_version: str
    verdicts: Mapping[Verdict, int]
    rules: Mapping[Rule, int]
    groups: tuple[Group, ...]
    listed: tuple[Listed, ...]
    unreadable: tuple[UnreadableInput, ...]
    max_findings: int | None = None
    defects: int = 0
    sources: Mapping[str | None, Mapping[Verdict, int]] = field(
        default_factory=dict[str | None, "Mapping[Verdict, int]"]
    )
    fail_on: Verdict | None = Verdict.INVALID
    matched: frozenset[Accepted] = frozenset()

    @property
    def payloads(self) -> int:
        """The number of payloads that were checked."""
        return sum(self.verdicts.values())

    @property
    def findings(self) -> int:
        """The number of findings, told or not."""
        return sum(self.rules.values())


class Collector:
    """Gathers outcomes into a `Run`.

    ``max_findings`` is the limit on what is told of them, None is no limit. ``listing`` says whether to list the
    reports themselves, as far as ``room`` goes, which several collectors may share. A listed report goes to ``sink``,
    if there is one, and is kept if ``keeping``. ``source`` is that of the payloads that are only counted.
    """

    def __init__(
        self,
        schema_version: str,
        max_findings: int | None = None,
        *,
        listing: bool = True,
        room: Room | None = None,
        source: str | None = None,
        sink: Callable[[Listed], None] | None = None,
        keeping: bool = True,
    ) -> None:
        self.schema_version = schema_version
        self.max_findings = max_findings
        self.room = room or Room.of(max_findings, listing=listing)
        self.source = source
        self._verdicts: Counter[Verdict] = Counter()
        self._rules: Counter[Rule] = Counter()
        self._groups: dict[tuple[str | None, ...], _Group] = {}
        self._listed: list[Listed] = []
        self._sink = sink
        self._keeping = keeping
        self._by_source: dict[str | None, Counter[Verdict]] = {}
        self._unreadable: list[UnreadableInput] = []
        self._sources: dict[str | None, int] = {}
        self._defects = 0
        self._matched: set[Accepted] = set()

    def add(self, outcome: Outcome) -> None:
        """Count one outcome, and keep what there is to tell."""
        if isinstance(outcome, UnreadableInput):
            self._unreadable.append(outcome)
            return
        self._count(outcome.source, outcome.verdict, 1)
        if outcome.findings:
            self._rules.update(finding.rule for finding in outcome.findings)
            for finding in outcome.findings:
                self._group(outcome.source, outcome.record, finding, outcome.at).count += 1
            self._list(outcome)

    def add_counts(self, valid: int, unstable: int) -> None:
        """Count payloads whose findings are told otherwise, if they have any."""
        self._count(self.source, Verdict.VALID, valid)
        self._count(self.source, Verdict.UNSTABLE, unstable)

    def add_verdict(self, verdict: Verdict, count: int) -> None:
        """Count payloads of one verdict whose findings are told otherwise."""
        self._count(self.source, verdict, count)

    def add_findings(self, source: str | None, record: int | None, finding: Finding, count: int) -> None:
        """Count findings equal to ``finding``, which stands in the first record of those that they are in."""
        self._rules[finding.rule] += count
        self._group(source, record, finding).count += count

    def add_matched(self, entries: Iterable[Accepted]) -> None:
        """Note accepted unstable fields that stand in a payload."""
        self._matched.update(entries)

    def add_defect(self) -> None:
        """Count a payload at which the validator itself failed."""
        self._defects += 1

    def merge(self, later: Collector, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        self._verdicts.update(later._verdicts)
        for source, verdicts in later._by_source.items():
            self._count_source(source, verdicts)
        self._rules.update(later._rules)
        for group in later._groups.values():
            finding, record = _moved(group.finding, lines), _sum(group.record, records)
            self._group(group.source, record, finding, group.at).count += group.count
        for listed in later._listed:
            findings = tuple(_moved(finding, lines) for finding in listed.report.findings)
            self._list(replace(listed.report, findings=findings, record=_sum(listed.report.record, records)))
        self._unreadable.extend(later._unreadable)
        self._defects += later._defects
        self._matched |= later._matched

    def run(self) -> Run:
        """Return what was gathered so far."""
        groups = sorted(self._groups.values(), key=lambda group: group.rank)
        return Run(
            schema_version=self.schema_version,
            verdicts={verdict: count for verdict, count in self._verdicts.items() if count},
            rules=dict(self._rules),
            groups=tuple(
                Group(each.source, each.record, each.finding, each.count, each.at) for each in groups if each.count
            ),
            listed=tuple(self._listed),
            unreadable=tuple(self._unreadable),
            max_findings=self.max_findings,
            defects=self._defects,
            sources={source: dict(+verdicts) for source, verdicts in self._by_source.items()},
            matched=frozenset(self._matched),
        )

    @property
    def listing(self) -> bool:
        """Whether there is room for payloads that are not invalid in the list of reports."""
        return self.lists(Verdict.UNSTABLE)

    def lists(self, verdict: Verdict) -> bool:
        """Say whether there is room for a payload with this verdict in the list of reports."""
        return self.room.left(verdict) != 0

    def _count(self, source: str | None, verdict: Verdict, count: int) -> None:
        self._verdicts[verdict] += count
        self._count_source(source, {verdict: count})

    def _count_source(self, source: str | None, verdicts: Mapping[Verdict, int]) -> None:
        if source in self._by_source or len(self._by_source) < MAX_SOURCES:
            self._by_source.setdefault(source, Counter()).update(verdicts)

    def _group(self, source: str | None, record: int | None, finding: Finding, at: str = "") -> _Group:
        key = (source, finding.rule.value, finding.pointer, finding.message, finding.hint, finding.value)
        group = self._groups.get(key)
        order = self._sources.setdefault(source, len(self._sources))
        rank = (order, record or 0, finding.line or 0, finding.column or 0)
        if group is None:
            group = _Group(source, record, finding, rank, at)
            if len(self._groups) < MAX_GROUPS:
                self._groups[key] = group
        elif rank < group.rank:
            group.record, group.finding, group.rank, group.at = record, finding, rank, at
        return group

    def _list(self, report: Report) -> None:
        verdict = report.verdict
        findings = report.findings[: self.room.left(verdict)]
        if not findings:
            return
        self.room.take(verdict, len(findings))
        listed = Listed(report, findings)
        if self._sink is not None:
            self._sink(listed)
        if self._keeping:
            self._listed.append(listed)


@dataclass(slots=True)
class _Group:
    """A group that is still growing; ``rank`` is its place among all."""

    source: str | None
    record: int | None
    finding: Finding
    rank: tuple[int, ...]
    at: str = ""
    count: int = 0


def _moved(finding: Finding, lines: int) -> Finding:
    return replace(finding, line=_sum(finding.line, lines)) if lines else finding


def _sum(number: int | None, more: int) -> int | None:
    return None if number is None else number + more
