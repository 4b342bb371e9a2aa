"""The report for people: one line per finding, as compilers write them, its hint below, the summary last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...rules import Severity
from .. import formatting
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    others: list[tuple[FindingGroup, int]] = []
    notes: list[FindingGroup] = []
    for group in groups:
        if group.finding.severity is Severity.NOTE and not run.every:
            notes.append(group)
        else:
            others.append((group, 1))
    yield from _group_lines([*others, *_merge(notes)], style)
    for failure in run.unreadable:
        label = style.colorize("unreadable", Severity.ERROR)
        yield f"{escape_control(failure.source)}: {label}: {escape_control(failure.reason)}"
        if failure.hint:
            yield style.dim(f"  hint: {escape_control(failure.hint)}")
    omitted = formatting.omitted_note(run, sum(group.count for group in groups))
    if omitted:
        yield omitted


def summary(run: RunResult, style: Style) -> str:
    """Return the line that counts payloads by verdict."""
    verdicts: list[str] = []
    for verdict, name in run.subject.verdicts.items():
        count = run.verdicts.get(verdict, 0)
        words = f"{count:,} {name}"
        verdicts.append(style.colorize(words, verdict) if count else words)
    return f"{formatting.pluralize(run.payloads, run.subject.noun)}: {', '.join(verdicts)}{formatting.failures(run)}"


def _group_lines(groups: Sequence[tuple[FindingGroup, int]], style: Style) -> Iterator[str]:
    """Yield the lines on groups of findings, each in a number of sources."""
    followers = [follower for follower, _ in groups[1:]]
    for (group, sources), follower in zip(groups, [*followers, None], strict=False):
        yield _line(group, sources, style)
        yield from map(style.dim, formatting.excerpt_lines(group.finding))
        hint = group.finding.hint
        # A hint that applies to several findings in a row is shown once, below the last one.
        if hint and (follower is None or follower.finding.hint != hint or follower.source != group.source):
            yield style.dim(f"  hint: {escape_control(hint)}")


def _merge(notes: Iterable[FindingGroup]) -> list[tuple[FindingGroup, int]]:
    """Return equal notes of several sources as the first of them, with the sum of their counts, and the sources."""
    merged: dict[tuple[str | None, ...], list[FindingGroup]] = {}
    for group in notes:
        finding = group.finding
        key = (finding.rule.value, finding.pointer, finding.message, finding.hint, finding.value)
        merged.setdefault(key, []).append(group)
    return [(replace(same[0], count=sum(group.count for group in same)), len(same)) for same in merged.values()]


def _line(group: FindingGroup, sources: int, style: Style) -> str:
    finding = group.finding
    source = escape_control(group.source or "payload")
    place = f"{source}:{finding.line}:{finding.column}" if finding.line is not None else source
    weight = style.colorize(f"{finding.severity.value}[{finding.rule.value}]", finding.severity)
    separator = " " if finding.pointer else ": "
    repetition = formatting.repetition_note(group, sources)
    return f"{place}: {weight}{separator}{formatting.format_finding(finding)}{repetition}"
