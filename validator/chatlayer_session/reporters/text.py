"""The report for people, in the manner of compilers: one line a finding, its hint under it, the counts at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..findings import Severity, Verdict
from ..showing import fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..errors import UnreadableInput
    from ..findings import Finding, Report
    from ..runs import Run
    from .style import Style

MAX_POINTER_LENGTH = 200
"""Characters of a pointer that a line shows."""


@dataclass(slots=True)
class _Group:
    """Equal findings in one source: the first of them, and how many there are in how many payloads."""

    report: Report
    finding: Finding
    count: int = 0


def render(run: Run, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(run, style))


def lines(run: Run, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    groups = _grouped(run)
    for group, follower in zip(groups, [*groups[1:], None], strict=False):
        yield _line(group, style)
        hint = group.finding.hint
        # A hint that holds for several findings in a row stands under the last of them.
        if hint and (
            follower is None or follower.finding.hint != hint or follower.report.source != group.report.source
        ):
            yield style.faint(f"  hint: {fit(hint)}")
    for failure in run.unreadable:
        yield _failure(failure, style)
        if failure.hint:
            yield style.faint(f"  hint: {fit(failure.hint)}")
    if run.omitted:
        yield f"{_counted(run.omitted, 'more finding')} not shown, because of --max-findings"
    yield summary(run, style)


def summary(run: Run, style: Style) -> str:
    """Return the line that counts payloads by verdict."""
    verdicts: list[str] = []
    for verdict in Verdict:
        count = run.verdicts.get(verdict, 0)
        words = f"{count:,} {verdict.value}"
        verdicts.append(style.weigh(words, verdict) if count else words)
    line = f"{_counted(run.payloads, 'payload')}: {', '.join(verdicts)}"
    if run.unreadable:
        line += f"; {_counted(len(run.unreadable), 'input')} could not be read"
    if run.defects:
        line += f"; {_counted(run.defects, 'payload')} could not be checked"
    return line


def _grouped(run: Run) -> list[_Group]:
    groups: dict[tuple[str | None, tuple[str, ...]], _Group] = {}
    for listed in run.listed:
        report = listed.report
        for finding in listed.findings:
            key = (
                finding.rule.value,
                finding.pointer,
                finding.message,
                finding.hint or "",
                finding.value or "",
            )
            group = groups.setdefault((report.source, key), _Group(report, finding))
            group.count += 1
    return list(groups.values())


def _line(group: _Group, style: Style) -> str:
    finding = group.finding
    source = fit(group.report.source or "payload")
    place = f"{source}:{finding.line}:{finding.column}" if finding.line is not None else source
    weight = style.weigh(f"{finding.severity.value}[{finding.rule.value}]", finding.severity)
    pointer = f" {fit(_shortened(finding.pointer))}" if finding.pointer else ""
    value = f" ({fit(finding.value)})" if finding.value is not None else ""
    count = f" ({group.count:,} times, first here)" if group.count > 1 else ""
    return f"{place}: {weight}{pointer}: {fit(finding.message)}{value}{count}"


def _failure(failure: UnreadableInput, style: Style) -> str:
    return f"{fit(failure.source)}: {style.weigh('unreadable', Severity.ERROR)}: {fit(failure.reason)}"


def _shortened(pointer: str) -> str:
    return pointer if len(pointer) <= MAX_POINTER_LENGTH else pointer[: MAX_POINTER_LENGTH - 1] + "\u2026"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
