"""What many payloads have in common: counted here, and collected once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Verdict, verdict_of
from ..pointers import pointer_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..findings import Finding, Kind, Report
    from ..observations import Observation
    from ..runs import Collector
    from ..screening.shape import Names

MAX_REMEMBERED = 4096
"""Observations whose findings are remembered at a time."""

SightingKey: TypeAlias = "tuple[Kind, Names, str]"
"""What the finding on an unstable field depends on: the kind of payload, the path and the type of the value."""


@dataclass(slots=True)
class _Tally:
    """A finding in the first record known to have it, and how many equal ones are not collected yet."""

    record: int
    finding: Finding
    count: int = 0


@dataclass(slots=True)
class _Alike:
    """Payloads of which the same is to be told: what, and how many are not collected yet."""

    verdict: Verdict
    tallies: list[_Tally]
    count: int = 0


@dataclass(slots=True)
class _Remembered:
    """What an observation comes to. Its identity is the key: it is kept, so that the key stands for no other."""

    observation: Observation
    tally: _Tally


@dataclass(slots=True)
class Tallies:
    """Findings of the payloads of one source that are known from earlier ones; `settle` collects them."""

    source: str | None
    collector: Collector
    _remembered: dict[int, _Remembered] = field(default_factory=dict[int, _Remembered])
    _alike: dict[tuple[int, ...], _Alike] = field(default_factory=dict[tuple[int, ...], _Alike])
    _sighted: dict[SightingKey, _Tally] = field(default_factory=dict["SightingKey", _Tally])

    def count_alike(self, observations: Sequence[Observation]) -> bool:
        """Count a payload by what was observed in it, if it is known what that comes to; say whether it is."""
        key = tuple(map(id, observations))
        alike = self._alike.get(key)
        if alike is None:
            known = [self._remembered[each].tally for each in key if each in self._remembered]
            if len(known) < len(key):
                return False
            verdict = verdict_of(observation.rule for observation in observations)
            alike = self._alike[key] = _Alike(verdict, known)
        alike.count += 1
        return True

    def remember(self, observations: Sequence[Observation], report: Report) -> None:
        """Note which findings of a report on a record are those of the observations."""
        if len(self._remembered) + len(self._alike) > MAX_REMEMBERED:
            self.settle()
            self._remembered.clear()
            self._alike.clear()
        for observation in observations:
            pointer = pointer_to(observation.path)
            for finding in report.findings:
                if (finding.rule, finding.pointer, finding.message) == (observation.rule, pointer, observation.message):
                    remembered = _Remembered(observation, _Tally(report.record or 0, finding))
                    self._remembered.setdefault(id(observation), remembered)

    def count_sighting(self, key: SightingKey, record: int, count: int) -> bool:
        """Count sightings the first of which is in a record; False if none in it or before it was told."""
        tally = self._sighted.get(key)
        if tally is None or tally.record > record:
            return False
        tally.count += count
        return True

    def tell_sighting(self, key: SightingKey, record: int, finding: Finding, count: int) -> None:
        """Collect sightings, the first of them with its finding, for later ones to be counted."""
        self.collector.add_findings(self.source, record, finding, count)
        earlier = self._sighted.get(key)
        self._sighted[key] = _Tally(record, finding, earlier.count if earlier else 0)

    def settle(self) -> None:
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
