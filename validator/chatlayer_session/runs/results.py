"""The result of a run over many payloads: counts, equal findings in groups, and the reports that are listed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from ..findings import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..checks.accepted import AcceptedField
    from ..errors import UnreadableInput
    from ..findings import Finding, Report
    from ..rules import Rule


MAX_LINES = 10
"""Lines that a group of equal findings lists."""


class Subject(NamedTuple):
    """The words of a summary: the noun for what the run checks, and the name of each verdict."""

    noun: str
    verdicts: Mapping[Verdict, str]


PAYLOAD = Subject("payload", {verdict: verdict.value for verdict in Verdict})
CASE = Subject("case", {Verdict.VALID: "passed", Verdict.INVALID: "failed"})


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Equal findings in one source: the first of them, the number of its record, and how many there are.

    ``at`` is the pointer to the payload with the first finding, if it is inside a larger document. ``lines`` are those
    of the first `MAX_LINES` findings.
    """

    source: str | None
    record: int | None
    finding: Finding
    count: int
    at: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """The counts of a run, its findings in groups, and the reports that are listed, in the order of the input.

    ``groups`` has all findings, with equal findings in a source together. ``listed`` has the reports with findings, if
    reports are listed. Both leave out the findings of ``hidden`` rules. If ``every`` is set, each finding in ``listed``
    is a group of its own. ``max_findings`` is the limit on listed findings; None is no limit. ``unreadable`` are the
    inputs that could not be read. ``internal_errors`` counts payloads at which the program itself failed, and
    ``crash`` describes the first failure. ``sources``
    has the verdicts of each source, for the first `MAX_SOURCES` sources. ``matched`` are the accepted fields that occur
    in a payload. ``fail_on`` is the lowest verdict that fails the run; None if no verdict does.
    ``subject`` says what was checked.
    """

    schema_version: str
    verdicts: Mapping[Verdict, int]
    rules: Mapping[Rule, int]
    groups: tuple[FindingGroup, ...]
    listed: tuple[Report, ...]
    unreadable: tuple[UnreadableInput, ...]
    max_findings: int | None = None
    internal_errors: int = 0
    crash: UnreadableInput | None = None
    sources: Mapping[str | None, Mapping[Verdict, int]] = field(
        default_factory=dict[str | None, "Mapping[Verdict, int]"]
    )
    fail_on: Verdict | None = Verdict.INVALID
    matched: frozenset[AcceptedField] = frozenset()
    hidden: frozenset[Rule] = frozenset()
    every: bool = False
    subject: Subject = PAYLOAD

    @property
    def payloads(self) -> int:
        """The number of payloads that were validated."""
        return sum(self.verdicts.values())

    @property
    def failures(self) -> tuple[UnreadableInput, ...]:
        """The inputs that could not be read, and the first failure of the program itself."""
        return self.unreadable if self.crash is None else (*self.unreadable, self.crash)

    @property
    def findings(self) -> int:
        """The number of findings that are not hidden, listed or not."""
        return sum(self.rules.values()) - self.hidden_findings

    @property
    def hidden_findings(self) -> int:
        """The number of findings of hidden rules."""
        return sum(count for rule, count in self.rules.items() if rule in self.hidden)

    def ungrouped(self) -> RunResult:
        """Return the result with a group for each listed finding."""
        groups = (
            FindingGroup(report.source, report.record, finding, 1, report.at)
            for report in self.listed
            for finding in report.findings
        )
        return replace(self, groups=tuple(groups), every=True)
