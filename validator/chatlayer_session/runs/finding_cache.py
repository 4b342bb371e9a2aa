"""What many payloads have in common: counted here, and collected once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Verdict, verdict_of
from ..jsonpointer import format_pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..fastpath.decoder import Names
    from ..findings import Finding, Kind, Report
    from ..issues import Issue
    from .collector import RunCollector

MAX_CACHED_ISSUES = 4096
"""Observations whose findings are remembered at a time."""

UnstableFieldKey: TypeAlias = "tuple[Kind, Names, str]"
"""What the finding on an unstable field depends on: the kind of payload, the path and the type of the value."""


@dataclass(slots=True)
class _FindingCount:
    """A finding in the first record known to have it, and how many equal ones are not collected yet."""

    record: int
    finding: Finding
    count: int = 0


@dataclass(slots=True)
class _SameFindings:
    """Payloads of which the same is to be told: what, and how many are not collected yet."""

    verdict: Verdict
    tallies: list[_FindingCount]
    count: int = 0


@dataclass(slots=True)
class _CachedFinding:
    """What an observation comes to. Its identity is the key: it is kept, so that the key stands for no other."""

    observation: Issue
    tally: _FindingCount


@dataclass(slots=True)
class FindingCache:
    """Findings of the payloads of one source that are known from earlier ones; `flush` collects them."""

    source: str | None
    collector: RunCollector
    _remembered: dict[int, _CachedFinding] = field(default_factory=dict[int, _CachedFinding])
    _alike: dict[tuple[int, ...], _SameFindings] = field(default_factory=dict[tuple[int, ...], _SameFindings])
    _sighted: dict[UnstableFieldKey, _FindingCount] = field(default_factory=dict["UnstableFieldKey", _FindingCount])

    def count_known(self, observations: Sequence[Issue]) -> bool:
        """Count a payload by what was observed in it, if it is known what that comes to; say whether it is."""
        key = tuple(map(id, observations))
        alike = self._alike.get(key)
        if alike is None:
            known = [self._remembered[each].tally for each in key if each in self._remembered]
            if len(known) < len(key):
                return False
            verdict = verdict_of(observation.rule for observation in observations)
            alike = self._alike[key] = _SameFindings(verdict, known)
        alike.count += 1
        return True

    def remember(self, observations: Sequence[Issue], report: Report) -> None:
        """Note which findings of a report on a record are those of the observations."""
        if len(self._remembered) + len(self._alike) > MAX_CACHED_ISSUES:
            self.flush()
            self._remembered.clear()
            self._alike.clear()
        for observation in observations:
            pointer = format_pointer(observation.path)
            for finding in report.findings:
                if (finding.rule, finding.pointer, finding.message) == (observation.rule, pointer, observation.message):
                    remembered = _CachedFinding(observation, _FindingCount(report.record or 0, finding))
                    self._remembered.setdefault(id(observation), remembered)

    def count_unstable(self, key: UnstableFieldKey, record: int, count: int) -> bool:
        """Count sightings the first of which is in a record; False if none in it or before it was told."""
        tally = self._sighted.get(key)
        if tally is None or tally.record > record:
            return False
        tally.count += count
        return True

    def add_first(self, key: UnstableFieldKey, record: int, finding: Finding, count: int) -> None:
        """Collect sightings, the first of them with its finding, for later ones to be counted."""
        self.collector.add_findings(self.source, record, finding, count)
        earlier = self._sighted.get(key)
        self._sighted[key] = _FindingCount(record, finding, earlier.count if earlier else 0)

    def flush(self) -> None:
        """Collect what was counted."""
        tallies = [*self._sighted.values(), *(each.tally for each in self._remembered.values())]
        for alike in self._alike.values():
            if alike.count:
                self.collector.add_verdict(alike.verdict, alike.count)
                for tally in alike.tallies:
                    tally.count += alike.count
                alike.count = 0
        for tally in tallies:
            if tally.count:
                self.collector.add_findings(self.source, tally.record, tally.finding, tally.count)
                tally.count = 0
