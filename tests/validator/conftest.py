"""Short forms of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatlayer_session import Report


def rules(report: Report) -> list[str]:
    """Return rule and pointer of each finding."""
    return [f"{finding.rule.value} {finding.pointer}" for finding in report.findings]
