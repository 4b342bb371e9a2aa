"""The report on versions for people: one line for all payloads of a source that get the same verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ..formatting import pluralize
from ..runs import text
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...analyses.versions import VerdictGroup, VersionsResult, VersionVerdict
    from ..style import Style


@FORMATS.register_lines
def lines(result: VersionsResult, style: Style) -> Iterator[str]:
    """Yield the lines of the report, which end with a summary for each version."""
    for group in result.groups:
        verdicts = ", ".join(_format_verdict(verdict, style) for verdict in group.verdicts)
        yield f"{escape_control(group.source or 'payload')}: {verdicts}{_extent(group)}"
    yield from text.finding_lines(result.result, style)
    for version in result.unsupported:
        yield f"{version}: no schema for payloads of this kind"
    for version, run in result.results.items():
        yield f"{version}: {text.summary(run, style)}"


def _format_verdict(verdict: VersionVerdict, style: Style) -> str:
    findings = ""
    if verdict.max_findings:
        fewest = f"{verdict.min_findings:,} to " if verdict.min_findings < verdict.max_findings else ""
        findings = f" ({fewest}{pluralize(verdict.max_findings, 'finding')})"
    return f"{verdict.schema_version} {style.colorize(verdict.verdict.value, verdict.verdict)}{findings}"


def _extent(group: VerdictGroup) -> str:
    """Return the number of payloads in a group and the first of them; empty if the payload is its whole source."""
    steps = [] if group.record is None else [f"record {group.record:,}"]
    if group.at:
        steps.append(f"at {escape_control(group.at)}")
    if not steps:
        return ""
    place = " ".join(steps)
    return f"; {place}" if group.payloads == 1 else f"; {group.payloads:,} payloads, first {place}"
