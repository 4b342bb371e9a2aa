"""What one run over many payloads came to: counts of all, equal findings in groups, and the reports worth listing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import UnreadableInput
from .findings import Finding, Report, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .rules.changes import Change

Outcome: TypeAlias = Report | UnreadableInput
"""What came of one payload, or of an input that has none to offer."""

MAX_GROUPS = 10_000
"""Groups of findings that are kept; what is found beyond them is only counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Equal findings in one source: the first of them, in the record with this number, and how many there are."""

    source: str | None
    record: int | None
    finding: Finding
    count: int


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
    inputs that could not be read; ``defects`` counts the payloads at which the validator itself failed.
    """

    schema_version: str
    verdicts: Mapping[Verdict, int]
    rules: Mapping[Rule, int]
    groups: tuple[Group, ...]
    listed: tuple[Listed, ...]
    unreadable: tuple[UnreadableInput, ...]
    max_findings: int | None = None
    defects: int = 0

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

    ``listing`` says whether to keep the reports themselves, which takes memory for each payload with findings;
    ``max_findings`` is the limit on what is told of them, None is no limit.
    """

    def __init__(self, schema_version: str, max_findings: int | None = None, *, listing: bool = True) -> None:
        self.schema_version = schema_version
        self.max_findings = max_findings
        self.listing = listing
        self._verdicts: Counter[Verdict] = Counter()
        self._rules: Counter[Rule] = Counter()
        self._groups: dict[tuple[str | None, ...], _Group] = {}
        self._listed: list[Listed] = []
        self._listed_findings = 0
        self._unreadable: list[UnreadableInput] = []
        self._sources: dict[str | None, int] = {}
        self._defects = 0

    def add(self, outcome: Outcome) -> None:
        """Count one outcome, and keep what there is to tell."""
        if isinstance(outcome, UnreadableInput):
            self._unreadable.append(outcome)
            return
        self._verdicts[outcome.verdict] += 1
        if outcome.findings:
            self._rules.update(finding.rule for finding in outcome.findings)
            for finding in outcome.findings:
                self._group(outcome.source, outcome.record, finding).count += 1
            self._list(outcome)

    def add_counts(self, valid: int, unstable: int) -> None:
        """Count payloads whose findings are told otherwise, if they have any."""
        self._verdicts[Verdict.VALID] += valid
        self._verdicts[Verdict.UNSTABLE] += unstable

    def add_verdict(self, verdict: Verdict) -> None:
        """Count a payload whose findings are told otherwise."""
        self._verdicts[verdict] += 1

    def add_findings(self, source: str | None, record: int | None, finding: Finding, count: int) -> None:
        """Count findings equal to ``finding``, which stands in the first record of those that they are in."""
        self._rules[finding.rule] += count
        self._group(source, record, finding).count += count

    def add_defect(self) -> None:
        """Count a payload at which the validator itself failed."""
        self._defects += 1

    def merge(self, later: Collector, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        self._verdicts.update(later._verdicts)
        self._rules.update(later._rules)
        for group in later._groups.values():
            finding, record = _moved(group.finding, lines), _sum(group.record, records)
            self._group(group.source, record, finding).count += group.count
        for listed in later._listed:
            findings = tuple(_moved(finding, lines) for finding in listed.report.findings)
            self._list(replace(listed.report, findings=findings, record=_sum(listed.report.record, records)))
        self._unreadable.extend(later._unreadable)
        self._defects += later._defects

    def run(self) -> Run:
        """Return what was gathered so far."""
        groups = sorted(self._groups.values(), key=lambda group: group.rank)
        return Run(
            schema_version=self.schema_version,
            verdicts={verdict: count for verdict, count in self._verdicts.items() if count},
            rules=dict(self._rules),
            groups=tuple(Group(each.source, each.record, each.finding, each.count) for each in groups if each.count),
            listed=tuple(self._listed),
            unreadable=tuple(self._unreadable),
            max_findings=self.max_findings,
            defects=self._defects,
        )

    def _group(self, source: str | None, record: int | None, finding: Finding) -> _Group:
        key = (source, finding.rule.value, finding.pointer, finding.message, finding.hint, finding.value)
        group = self._groups.get(key)
        order = self._sources.setdefault(source, len(self._sources))
        rank = (order, record or 0, finding.line or 0, finding.column or 0)
        if group is None:
            group = _Group(source, record, finding, rank)
            if len(self._groups) < MAX_GROUPS:
                self._groups[key] = group
        elif rank < group.rank:
            group.record, group.finding, group.rank = record, finding, rank
        return group

    def _list(self, report: Report) -> None:
        if not self.listing:
            return
        room = None if self.max_findings is None else self.max_findings - self._listed_findings
        findings = report.findings[:room]
        if findings:
            self._listed.append(Listed(report, findings))
            self._listed_findings += len(findings)


@dataclass(slots=True)
class _Group:
    """A group that is still growing; ``rank`` is its place among all."""

    source: str | None
    record: int | None
    finding: Finding
    rank: tuple[int, ...]
    count: int = 0


def _moved(finding: Finding, lines: int) -> Finding:
    return replace(finding, line=_sum(finding.line, lines)) if lines else finding


def _sum(number: int | None, more: int) -> int | None:
    return None if number is None else number + more
