"""What one run over many payloads came to: counts of all, equal findings in groups, and the reports worth listing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import UnreadableInput
from ..findings import Finding, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..checks.accepted import AcceptedField
    from ..rules import Rule
    from ..writes.changes import Change

PayloadOutcome: TypeAlias = Report | UnreadableInput
"""What came of one payload, or of an input that has none to offer."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
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
class RunResult:
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
    groups: tuple[FindingGroup, ...]
    listed: tuple[Listed, ...]
    unreadable: tuple[UnreadableInput, ...]
    max_findings: int | None = None
    defects: int = 0
    sources: Mapping[str | None, Mapping[Verdict, int]] = field(
        default_factory=dict[str | None, "Mapping[Verdict, int]"]
    )
    fail_on: Verdict | None = Verdict.INVALID
    matched: frozenset[AcceptedField] = frozenset()

    @property
    def payloads(self) -> int:
        """The number of payloads that were checked."""
        return sum(self.verdicts.values())

    @property
    def findings(self) -> int:
        """The number of findings, told or not."""
        return sum(self.rules.values())
