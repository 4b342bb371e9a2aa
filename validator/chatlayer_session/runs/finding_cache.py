"""Findings that many payloads share: counted here, and collected together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Verdict, verdict_of
from ..visibility import PointerFormatter, is_cut
from .results import MAX_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..findings import Finding, Kind, Report
    from ..issues import Issue
    from ..jsonpointer import InstancePath
    from .collector import RunCollector

MAX_CACHED_ISSUES = 4096
"""Issues whose findings are cached at a time."""

UnstableFieldKey: TypeAlias = "tuple[Kind, InstancePath, str]"
"""The kind of payload, the path and the JSON type, on which the finding on an unstable field depends."""


@dataclass(slots=True)
class _CachedFinding:
    """A finding, the first record known to have it, and the number and first lines of equal findings not collected yet.

    ``issue`` is the issue with this finding, if its identity is the key. The reference keeps the identity unique.
    """

    record: int
    finding: Finding
    count: int = 0
    issue: Issue | None = None
    lines: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class _SameFindings:
    """Payloads with the same issues: verdict, findings, and the number and first lines of those not collected yet."""

    verdict: Verdict
    findings: list[_CachedFinding]
    count: int = 0
    lines: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class FindingCache:
    """Findings of payloads of one source that equal findings of earlier payloads; `flush` collects them."""

    collector: RunCollector
    _findings: dict[int, _CachedFinding] = field(default_factory=dict[int, _CachedFinding])
    _same: dict[tuple[int, ...], _SameFindings] = field(default_factory=dict[tuple[int, ...], _SameFindings])
    _unstable: dict[UnstableFieldKey, _CachedFinding] = field(default_factory=dict["UnstableFieldKey", _CachedFinding])

    def count_known(self, issues: Sequence[Issue], line: int) -> bool:
        """Count a payload on a line with these issues if their findings are cached; return whether they are."""
        key = tuple(map(id, issues))
        same = self._same.get(key)
        if same is None:
            cached = [self._findings[identity] for identity in key if identity in self._findings]
            if len(cached) < len(key):
                return False
            same = self._same[key] = _SameFindings(verdict_of(issue.rule for issue in issues), cached)
        same.count += 1
        if len(same.lines) < MAX_LINES:
            same.lines.append(line)
        return True

    def store(self, issues: Sequence[Issue], report: Report) -> None:
        """Cache the findings of these issues, which are in the report on a record."""
        if len(self._findings) + len(self._same) > MAX_CACHED_ISSUES:
            self.flush()
            self._findings.clear()
            self._same.clear()
        pointers = PointerFormatter()
        findings = {(finding.rule, finding.pointer, finding.message): finding for finding in reversed(report.findings)}
        for issue in issues:
            pointer = pointers.format(issue.path)
            finding = findings.get((issue.rule, pointer, issue.message))
            # No other payload has the same issue on a long name, and names of payloads are not kept for nothing.
            if finding is not None and not is_cut(pointer):
                self._findings.setdefault(id(issue), _CachedFinding(report.record or 0, finding, issue=issue))

    def has_first_lines(self, key: UnstableFieldKey, line: int) -> bool:
        """Return whether the first lines with an unstable field are known and not after ``line``."""
        cached = self._unstable.get(key)
        return cached is not None and len(cached.lines) == MAX_LINES and cached.lines[-1] <= line

    def count_unstable(self, key: UnstableFieldKey, record: int, count: int, lines: Sequence[int] = ()) -> bool:
        """Count findings on an unstable field, the first of them in ``record``; ``lines`` are their first ones.

        Return False, without counting, unless an earlier record or this one has a cached finding on the field.
        """
        cached = self._unstable.get(key)
        if cached is None or cached.record > record:
            return False
        cached.count += count
        cached.lines = sorted([*cached.lines, *lines])[:MAX_LINES]
        return True

    def add_first(self, key: UnstableFieldKey, record: int, finding: Finding, count: int, lines: Sequence[int]) -> None:
        """Cache findings on an unstable field, the first of them in ``record``."""
        cached = _CachedFinding(record, finding)
        earlier = self._unstable.get(key, cached)
        cached.count, cached.lines = earlier.count, earlier.lines
        self._unstable[key] = cached
        self.count_unstable(key, record, count, lines)

    def flush(self) -> None:
        """Collect what was counted."""
        for same in self._same.values():
            if same.count:
                self.collector.add_verdict(same.verdict, same.count)
                for cached in same.findings:
                    cached.count += same.count
                    cached.lines += same.lines
                same.count, same.lines = 0, []
        for cached in (*self._unstable.values(), *self._findings.values()):
            if cached.count:
                self.collector.add_findings(cached.record, cached.finding, cached.count, cached.lines)
                cached.count, cached.lines = 0, []
