"""The report for people, in the manner of compilers: one line a finding, its hint under it, the counts at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import Severity, Verdict
from ..showing import fit
from . import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..errors import UnreadableInput
    from ..runs import Group, Run
    from .style import Style


def render(run: Run, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(run, style))


def lines(run: Run, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from found(run, style)
    yield summary(run, style)


def found(run: Run, style: Style) -> Iterator[str]:
    """Yield the lines on what was found, and on what could not be read."""
    groups = run.groups[: run.max_findings]
    for group, follower in zip(groups, [*groups[1:], None], strict=False):
        yield _line(group, style)
        hint = group.finding.hint
        # A hint that holds for several findings in a row stands under the last of them.
        if hint and (follower is None or follower.finding.hint != hint or follower.source != group.source):
            yield style.faint(f"  hint: {fit(hint)}")
    for failure in run.unreadable:
        yield _failure(failure, style)
        if failure.hint:
            yield style.faint(f"  hint: {fit(failure.hint)}")
    omitted = wording.omitted(run, sum(group.count for group in groups))
    if omitted:
        yield omitted


def summary(run: Run, style: Style) -> str:
    """Return the line that counts payloads by verdict."""
    verdicts: list[str] = []
    for verdict in Verdict:
        count = run.verdicts.get(verdict, 0)
        words = f"{count:,} {verdict.value}"
        verdicts.append(style.weigh(words, verdict) if count else words)
    return wording.summary(run, verdicts)


def _line(group: Group, style: Style) -> str:
    finding = group.finding
    source = fit(group.source or "payload")
    place = f"{source}:{finding.line}:{finding.column}" if finding.line is not None else source
    weight = style.weigh(f"{finding.severity.value}[{finding.rule.value}]", finding.severity)
    separator = " " if finding.pointer else ": "
    return f"{place}: {weight}{separator}{wording.sentence(finding)}{wording.repeated(group.count)}"


def _failure(failure: UnreadableInput, style: Style) -> str:
    return f"{fit(failure.source)}: {style.weigh('unreadable', Severity.ERROR)}: {fit(failure.reason)}"
