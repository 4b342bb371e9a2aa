"""Collects reports of many payloads into one result, in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Verdict
from ..rules import Rule, Severity
from .results import MAX_LINES, PAYLOAD, FindingGroup, RunResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..checks.accepted import AcceptedField
    from ..errors import UnreadableInput
    from ..findings import Finding, Report
    from ..inputs.records import Origin
    from .results import Subject


FindingKey: TypeAlias = tuple["str | None", ...]
"""The source of a finding, and the attributes in which equal findings agree."""

Place: TypeAlias = "tuple[int | None, int | None]"
"""The numbers of a record and of a line."""

MAX_LISTED = 10_000
"""Findings of invalid payloads that are listed by default, and as many of other payloads."""


@dataclass(slots=True)
class ListLimit:
    """How many more findings a list takes: in total, of invalid payloads, and of others; None is no limit.

    Invalid payloads have a limit of their own, so that no number of unstable payloads hides an invalid one. Findings of
    ``hidden`` rules are never listed, and do not use up a limit.
    """

    total: int | None = None
    invalid: int | None = None
    others: int | None = None
    hidden: frozenset[Rule] = frozenset()

    @classmethod
    def of(cls, max_findings: int | None, *, listing: bool = True, hidden: frozenset[Rule] = frozenset()) -> ListLimit:
        """Return the limit for ``max_findings``, None being the default limits; zero if nothing is listed."""
        if not listing:
            return cls(0, hidden=hidden)
        if max_findings is not None:
            return cls(max_findings, hidden=hidden)
        return cls(None, MAX_LISTED, MAX_LISTED, hidden)

    def remaining(self, verdict: Verdict) -> int | None:
        """Return how many findings of a payload with this verdict may still be listed; None is no limit."""
        separate = self.invalid if verdict is Verdict.INVALID else self.others
        return min((limit for limit in (self.total, separate) if limit is not None), default=None)

    def consume(self, verdict: Verdict, count: int) -> None:
        """Take ``count`` findings of a payload with this verdict off the limit."""
        if self.total is not None:
            self.total -= count
        if verdict is Verdict.INVALID and self.invalid is not None:
            self.invalid -= count
        elif verdict is not Verdict.INVALID and self.others is not None:
            self.others -= count


MAX_GROUPS = 10_000
"""Groups of findings that are kept; findings beyond them are only counted."""

MAX_SOURCES = 10_000
"""Sources whose payloads are counted separately; payloads of other sources are counted together."""


class RunCollector:
    """Collects reports into a `RunResult`.

    ``max_findings`` limits the findings that are listed; None is no limit. ``listing`` is False if no report is listed.
    Findings of ``hidden`` rules are only counted. ``limit`` replaces these three, and several collectors may share it.
    Each listed report is passed to ``on_report`` and, unless ``keep_reports`` is False, kept for the result. ``source``
    is the source of payloads and findings that are only counted.
    """

    def __init__(
        self,
        schema_version: str,
        max_findings: int | None = None,
        *,
        listing: bool = True,
        limit: ListLimit | None = None,
        source: str | None = None,
        hidden: frozenset[Rule] = frozenset(),
        on_report: Callable[[Report], None] | None = None,
        keep_reports: bool = True,
        subject: Subject = PAYLOAD,
    ) -> None:
        self.schema_version = schema_version
        self.max_findings = max_findings
        self.limit = limit or ListLimit.of(max_findings, listing=listing, hidden=hidden)
        self.source = source
        self.subject = subject
        self._verdicts: Counter[Verdict] = Counter()
        self._rules: Counter[Rule] = Counter()
        self._groups: dict[FindingKey, tuple[tuple[int, ...], FindingGroup]] = {}
        self._group_counts: Counter[FindingKey] = Counter()
        self._group_lines: dict[FindingKey, list[int]] = {}
        self._source_order: dict[str | None, int] = {}
        self._listed: list[Report] = []
        self._on_report = on_report
        self._keep_reports = keep_reports
        self._source_verdicts: dict[str | None, Counter[Verdict]] = {}
        self._unreadable: list[UnreadableInput] = []
        self._internal_errors = 0
        self._crash: UnreadableInput | None = None
        self._matched: set[AcceptedField] = set()
        self.notes: list[str] = []
        """Notes on sources that were read."""

    @property
    def collector(self) -> RunCollector:
        """This collector, which is all that validation accumulates."""
        return self

    @property
    def is_empty(self) -> bool:
        """Whether no payload, no unreadable input and no internal error was collected."""
        return not (self._verdicts or self._unreadable or self._internal_errors)

    def add(self, report: Report) -> None:
        """Count one payload, group its findings, and list its report if there is space."""
        self._count(report.source, report.verdict, 1)
        self.add_omitted(report.omitted)
        if report.findings:
            for finding in report.findings:
                self._rules[finding.rule] += 1
                lines = () if finding.line is None else (finding.line,)
                self._group(FindingGroup(report.source, report.record, finding, 1, report.at), lines)
            self._list(report)

    def add_unreadable(self, failure: UnreadableInput) -> None:
        """Record an input, or one record of it, that could not be read."""
        self._unreadable.append(failure)

    def add_note(self, source: str, note: str) -> None:
        """Record a note on a source that was read."""
        self.notes.append(f"{source}: {note}")

    def add_verdict(self, verdict: Verdict, count: int) -> None:
        """Count payloads of one verdict whose findings are added separately."""
        self._count(self.source, verdict, count)

    def add_findings(self, record: int | None, finding: Finding, count: int, lines: Sequence[int] = ()) -> None:
        """Count findings equal to ``finding``, which is in the first of their records; ``lines`` are the first ones."""
        self._rules[finding.rule] += count
        self._group(FindingGroup(self.source, record, finding, count), lines)

    def add_omitted(self, rules: Mapping[Rule, int]) -> None:
        """Count findings by rule that are not listed."""
        self._rules.update(rules)

    def add_matched(self, entries: Iterable[AcceptedField]) -> None:
        """Record accepted unstable fields that occur in a payload."""
        self._matched.update(entries)

    def add_internal_error(self) -> None:
        """Count a payload at which the validator itself failed."""
        self._internal_errors += 1

    def add_crash(self, crash: UnreadableInput) -> None:
        """Describe a failure of the validator itself; only the first description is kept."""
        self._crash = self._crash or crash

    def merge(self, later: RunCollector, records: int = 0, lines: int = 0) -> None:
        """Add what was collected from later input, which follows this many records and lines of the same source."""
        self._merge(later, lambda record, line: (_add_optional(record, records), _add_optional(line, lines)))

    def merge_rows(self, later: RunCollector, origins: Sequence[Origin]) -> None:
        """Add what was collected from lines of one record each, whose records have these ``origins``."""

        def place(record: int | None, _line: int | None) -> Place:
            origin = origins[(record or 1) - 1]
            return origin.record, origin.line

        self._merge(later, place)

    def _merge(self, later: RunCollector, place: Callable[[int | None, int | None], Place]) -> None:
        """Add what was collected from later input; ``place`` returns where a record and a line of it are."""
        self._verdicts.update(later._verdicts)
        for source, verdicts in later._source_verdicts.items():
            self._count_source(source, verdicts)
        self._rules.update(later._rules)
        for key, (_, group) in later._groups.items():
            record, line = place(group.record, group.finding.line)
            placed = replace(
                group, record=record, finding=_at_line(group.finding, line), count=later._group_counts[key]
            )
            lines = (place(line, line) for line in later._group_lines.get(key, ()))
            self._group(placed, [line for _, line in lines if line is not None])
        for report in later._listed:
            findings = tuple(_at_line(finding, place(report.record, finding.line)[1]) for finding in report.findings)
            self._list(replace(report, findings=findings, record=place(report.record, None)[0]))
        self._unreadable.extend(
            failure if failure.record is None else failure.at(*place(failure.record, failure.line))
            for failure in later._unreadable
        )
        self._internal_errors += later._internal_errors
        self._crash = self._crash or later._crash
        self._matched |= later._matched
        self.notes.extend(later.notes)

    def run(self) -> RunResult:
        """Return the result so far."""
        groups = sorted(self._groups.items(), key=lambda item: item[1][0])
        return RunResult(
            schema_version=self.schema_version,
            verdicts={verdict: count for verdict, count in self._verdicts.items() if count},
            rules=dict(self._rules),
            groups=tuple(
                replace(group, count=self._group_counts[key], lines=tuple(self._group_lines.get(key, ())))
                for key, (_, group) in groups
            ),
            listed=tuple(self._listed),
            unreadable=tuple(self._unreadable),
            max_findings=self.max_findings,
            internal_errors=self._internal_errors,
            crash=self._crash,
            sources={source: dict(+verdicts) for source, verdicts in self._source_verdicts.items()},
            matched=frozenset(self._matched),
            hidden=self.limit.hidden,
            subject=self.subject,
        )

    @property
    def has_space(self) -> bool:
        """Whether a payload that is not invalid can still be listed."""
        return self.accepts(Verdict.UNSTABLE)

    @property
    def lists_unstable(self) -> bool:
        """Whether a payload whose only findings are on unstable fields can still be listed."""
        unstable = (rule for rule in Rule if rule.severity is Severity.UNSTABLE)
        return self.has_space and not self.limit.hidden.issuperset(unstable)

    def accepts(self, verdict: Verdict) -> bool:
        """Return whether a payload with this verdict can still be listed."""
        return self.limit.remaining(verdict) != 0

    def _count(self, source: str | None, verdict: Verdict, count: int) -> None:
        self._verdicts[verdict] += count
        self._count_source(source, {verdict: count})

    def _count_source(self, source: str | None, verdicts: Mapping[Verdict, int]) -> None:
        if source in self._source_verdicts or len(self._source_verdicts) < MAX_SOURCES:
            counts = self._source_verdicts.setdefault(source, Counter())
            for verdict, count in verdicts.items():
                counts[verdict] += count

    def _group(self, group: FindingGroup, lines: Sequence[int]) -> None:
        """Add findings to the group of equal ones."""
        finding = group.finding
        if finding.rule in self.limit.hidden:
            return
        key = (group.source, finding.rule.value, finding.pointer, finding.message, finding.hint, finding.value)
        order = self._source_order.setdefault(group.source, len(self._source_order))
        rank = (order, group.record or 0, finding.line or 0, finding.column or 0)
        first = self._groups.get(key)
        if first is None and len(self._groups) >= MAX_GROUPS:
            return
        if first is None or rank < first[0]:
            self._groups[key] = rank, group
        self._group_counts[key] += group.count
        if lines:
            self._group_lines[key] = sorted((*self._group_lines.get(key, ()), *lines))[:MAX_LINES]

    def _list(self, report: Report) -> None:
        report = report.without(self.limit.hidden).truncated(self.limit.remaining(report.verdict))
        if not report.findings:
            return
        self.limit.consume(report.verdict, len(report.findings))
        if self._on_report is not None:
            self._on_report(report)
        if self._keep_reports:
            self._listed.append(report)


def _at_line(finding: Finding, line: int | None) -> Finding:
    return finding if line == finding.line else replace(finding, line=line)


def _add_optional(number: int | None, more: int) -> int | None:
    return None if number is None else number + more
