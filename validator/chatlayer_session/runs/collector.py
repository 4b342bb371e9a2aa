"""Many reports to one result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from ..findings import Finding, Report, Verdict
from .results import FindingGroup, Listed, PayloadOutcome, RunResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..checks.accepted import AcceptedField
    from ..rules import Rule


MAX_LISTED = 10_000
"""Findings of invalid payloads that are listed where no limit was asked for, and as many of other payloads."""


@dataclass(slots=True)
class ListLimit:
    """How many more findings a list takes: in all, of invalid payloads, and of others; None is any number.

    Findings of invalid payloads have room of their own, so that no number of unstable payloads hides an invalid one.
    """

    total: int | None = None
    invalid: int | None = None
    others: int | None = None

    @classmethod
    def of(cls, max_findings: int | None, *, listing: bool = True) -> ListLimit:
        """Return the room under a limit that was asked for, None if none was; none at all if nothing is listed."""
        if not listing:
            return cls(0)
        return cls(None, MAX_LISTED, MAX_LISTED) if max_findings is None else cls(max_findings)

    def remaining(self, verdict: Verdict) -> int | None:
        """Return how many findings of a payload with this verdict are taken."""
        own = self.invalid if verdict is Verdict.INVALID else self.others
        return min((each for each in (self.total, own) if each is not None), default=None)

    def consume(self, verdict: Verdict, count: int) -> None:
        """Give up room for findings of a payload with this verdict."""
        if self.total is not None:
            self.total -= count
        if verdict is Verdict.INVALID and self.invalid is not None:
            self.invalid -= count
        elif verdict is not Verdict.INVALID and self.others is not None:
            self.others -= count


MAX_GROUPS = 10_000
"""Groups of findings that are kept; what is found beyond them is only counted."""


MAX_SOURCES = 10_000
"""Sources whose payloads are counted each on its own; those of others are counted together."""


class RunCollector:
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
        room: ListLimit | None = None,
        source: str | None = None,
        sink: Callable[[Listed], None] | None = None,
        keeping: bool = True,
    ) -> None:
        self.schema_version = schema_version
        self.max_findings = max_findings
        self.limit = room or ListLimit.of(max_findings, listing=listing)
        self.source = source
        self._verdicts: Counter[Verdict] = Counter()
        self._rules: Counter[Rule] = Counter()
        self._groups: dict[tuple[str | None, ...], _GroupBuilder] = {}
        self._listed: list[Listed] = []
        self._on_report = sink
        self._keep_reports = keeping
        self._by_source: dict[str | None, Counter[Verdict]] = {}
        self._unreadable: list[UnreadableInput] = []
        self._sources: dict[str | None, int] = {}
        self._defects = 0
        self._matched: set[AcceptedField] = set()

    def add(self, outcome: PayloadOutcome) -> None:
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

    def add_matched(self, entries: Iterable[AcceptedField]) -> None:
        """Note accepted unstable fields that stand in a payload."""
        self._matched.update(entries)

    def add_internal_error(self) -> None:
        """Count a payload at which the validator itself failed."""
        self._defects += 1

    def merge(self, later: RunCollector, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        self._verdicts.update(later._verdicts)
        for source, verdicts in later._by_source.items():
            self._count_source(source, verdicts)
        self._rules.update(later._rules)
        for group in later._groups.values():
            finding, record = _shift_lines(group.finding, lines), _add_optional(group.record, records)
            self._group(group.source, record, finding, group.at).count += group.count
        for listed in later._listed:
            findings = tuple(_shift_lines(finding, lines) for finding in listed.report.findings)
            self._list(replace(listed.report, findings=findings, record=_add_optional(listed.report.record, records)))
        self._unreadable.extend(later._unreadable)
        self._defects += later._defects
        self._matched |= later._matched

    def run(self) -> RunResult:
        """Return what was gathered so far."""
        groups = sorted(self._groups.values(), key=lambda group: group.rank)
        return RunResult(
            schema_version=self.schema_version,
            verdicts={verdict: count for verdict, count in self._verdicts.items() if count},
            rules=dict(self._rules),
            groups=tuple(
                FindingGroup(each.source, each.record, each.finding, each.count, each.at)
                for each in groups
                if each.count
            ),
            listed=tuple(self._listed),
            unreadable=tuple(self._unreadable),
            max_findings=self.max_findings,
            defects=self._defects,
            sources={source: dict(+verdicts) for source, verdicts in self._by_source.items()},
            matched=frozenset(self._matched),
        )

    @property
    def has_space(self) -> bool:
        """Whether there is room for payloads that are not invalid in the list of reports."""
        return self.accepts(Verdict.UNSTABLE)

    def accepts(self, verdict: Verdict) -> bool:
        """Say whether there is room for a payload with this verdict in the list of reports."""
        return self.limit.remaining(verdict) != 0

    def _count(self, source: str | None, verdict: Verdict, count: int) -> None:
        self._verdicts[verdict] += count
        self._count_source(source, {verdict: count})

    def _count_source(self, source: str | None, verdicts: Mapping[Verdict, int]) -> None:
        if source in self._by_source or len(self._by_source) < MAX_SOURCES:
            self._by_source.setdefault(source, Counter()).update(verdicts)

    def _group(self, source: str | None, record: int | None, finding: Finding, at: str = "") -> _GroupBuilder:
        key = (source, finding.rule.value, finding.pointer, finding.message, finding.hint, finding.value)
        group = self._groups.get(key)
        order = self._sources.setdefault(source, len(self._sources))
        rank = (order, record or 0, finding.line or 0, finding.column or 0)
        if group is None:
            group = _GroupBuilder(source, record, finding, rank, at)
            if len(self._groups) < MAX_GROUPS:
                self._groups[key] = group
        elif rank < group.rank:
            group.record, group.finding, group.rank, group.at = record, finding, rank, at
        return group

    def _list(self, report: Report) -> None:
        verdict = report.verdict
        findings = report.findings[: self.limit.remaining(verdict)]
        if not findings:
            return
        self.limit.consume(verdict, len(findings))
        listed = Listed(report, findings)
        if self._on_report is not None:
            self._on_report(listed)
        if self._keep_reports:
            self._listed.append(listed)


@dataclass(slots=True)
class _GroupBuilder:
    """A group that is still growing; ``rank`` is its place among all."""

    source: str | None
    record: int | None
    finding: Finding
    rank: tuple[int, ...]
    at: str = ""
    count: int = 0


def _shift_lines(finding: Finding, lines: int) -> Finding:
    return replace(finding, line=_add_optional(finding.line, lines)) if lines else finding


def _add_optional(number: int | None, more: int) -> int | None:
    return None if number is None else number + more
