"""What one run over many payloads came to: counts of all, and the reports worth listing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import UnreadableInput
from .findings import Finding, Report, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

Outcome: TypeAlias = Report | UnreadableInput
"""What came of one payload, or of an input that has none to offer."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A report to be listed, with those of its ``findings`` that the limit on the list leaves room for."""

    report: Report
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the payload's entry in the report format (``schemas/report/1.0.0/report.json``)."""
        return {**self.report.to_dict(), "findings": [finding.to_dict() for finding in self.findings]}


@dataclass(frozen=True, slots=True)
class Run:
    """Counts over all payloads, and what is worth listing, in the order in which it came.

    ``listed`` are the reports with findings, ``unreadable`` the inputs that could not be read; ``omitted`` counts the
    findings that a limit on the list left out. ``defects`` counts the payloads at which the validator itself failed.
    """

    schema_version: str
    verdicts: Mapping[Verdict, int]
    rules: Mapping[Rule, int]
    listed: tuple[Listed, ...]
    unreadable: tuple[UnreadableInput, ...]
    omitted: int = 0
    defects: int = 0

    @property
    def payloads(self) -> int:
        """The number of payloads that were checked."""
        return sum(self.verdicts.values())


class Collector:
    """Gathers outcomes into a `Run`, with at most ``max_findings`` findings listed; None is no limit."""

    def __init__(self, schema_version: str, max_findings: int | None = None) -> None:
        self.schema_version = schema_version
        self.verdicts: Counter[Verdict] = Counter()
        self.rules: Counter[Rule] = Counter()
        self.listed: list[Listed] = []
        self.unreadable: list[UnreadableInput] = []
        self.room = max_findings
        self.defects = 0

    def add(self, outcome: Outcome) -> None:
        """Count one outcome, and keep it if there is something to tell."""
        if isinstance(outcome, UnreadableInput):
            self.unreadable.append(outcome)
            return
        self.verdicts[outcome.verdict] += 1
        self.rules.update(finding.rule for finding in outcome.findings)
        findings = outcome.findings if self.room is None else outcome.findings[: self.room]
        if self.room is not None:
            self.room -= len(findings)
        if findings:
            self.listed.append(Listed(outcome, findings))

    def add_defect(self) -> None:
        """Count a payload at which the validator itself failed."""
        self.defects += 1

    def run(self) -> Run:
        """Return what was gathered so far."""
        return Run(
            schema_version=self.schema_version,
            verdicts=dict(self.verdicts),
            rules=dict(self.rules),
            listed=tuple(self.listed),
            unreadable=tuple(self.unreadable),
            omitted=self.rules.total() - sum(len(each.findings) for each in self.listed),
            defects=self.defects,
        )
