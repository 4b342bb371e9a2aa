"""The report for people: one line per finding, as compilers write them, its hint below, the summary last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...findings import Verdict
from ...rules import Severity
from .. import formatting
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...errors import UnreadableInput
    from ...runs.results import FindingGroup, RunResult
    from ..style import Style


@FORMATS.register_lines
def lines(run: RunResult, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from finding_lines(run, style)
    yield summary(run, style)


def finding_lines(run: RunResult, style: Style) -> Iterator[str]:
    """Yield the lines on findings and on unreadable inputs."""
    groups = run.groups[: run.max_findings]
    for group, follower in zip(groups, [*groups[1:], None], strict=False):
        yield _line(group, style)
        yield from map(style.dim, formatting.excerpt_lines(group.finding))
        hint = group.finding.hint
        # A hint that applies to several findings in a row is shown once, below the last one.
        if hint and (follower is None or follower.finding.hint != hint or follower.source != group.source):
            yield style.dim(f"  hint: {escape_control(hint)}")
    for failure in run.unreadable:
        yield _failure(failure, style)
        if failure.hint:
            yield style.dim(f"  hint: {escape_control(failure.hint)}")
    omitted = formatting.omitted_note(run, sum(group.count for group in groups))
    if omitted:
        yield omitted


def summary(run: RunResult, style: Style) -> str:
    """Return the line that counts payloads by verdict."""
    verdicts: list[str] = []
    for verdict in Verdict:
        count = run.verdicts.get(verdict, 0)
        words = f"{count:,} {verdict.value}"
        verdicts.append(style.colorize(words, verdict) if count else words)
    return formatting.summary(run, verdicts)


def _line(group: FindingGroup, style: Style) -> str:
    finding = group.finding
    source = escape_control(group.source or "payload")
    place = f"{source}:{finding.line}:{finding.column}" if finding.line is not None else source
    weight = style.colorize(f"{finding.severity.value}[{finding.rule.value}]", finding.severity)
    separator = " " if finding.pointer else ": "
    return f"{place}: {weight}{separator}{formatting.format_finding(finding)}{formatting.repetition_note(group)}"


def _failure(failure: UnreadableInput, style: Style) -> str:
    label = style.colorize("unreadable", Severity.ERROR)
    return f"{escape_control(failure.source)}: {label}: {escape_control(failure.reason)}"
