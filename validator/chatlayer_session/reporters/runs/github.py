"""The report for a step of a GitHub workflow: annotations, then the summary."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from ...escaping import escape_annotation, escape_control, escape_property
from ...rules import Severity
from .. import formatting
from ..notifications import Notification
from ..paths import relative_path
from . import FORMATS, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...runs.results import FindingGroup, RunResult
    from ..style import Style

MAX_ANNOTATIONS = 10
"""Most annotations of one kind that GitHub shows for a step."""

_COMMANDS = {Severity.ERROR: "error", Severity.UNSTABLE: "warning", Severity.NOTE: "notice"}


@FORMATS.register_lines
def lines(run: RunResult, style: Style) -> Iterator[str]:
    """Yield the annotations, errors first, as many of each kind as GitHub shows, then the summary.

    The sources take turns, so that one of them does not use up the limit.
    """
    annotations: Counter[str] = Counter()
    for failure in run.failures[:MAX_ANNOTATIONS]:
        annotations["error"] += 1
        file = file_name(failure.source)
        yield command(
            "error", f"{file}: {formatting.unreadable(failure)}", file=file, title=Notification.UNREADABLE.value
        )
    listed = 0
    for group in _in_turns(run.groups[: run.max_findings]):
        name = _COMMANDS[group.finding.severity]
        annotations[name] += 1
        if annotations[name] <= MAX_ANNOTATIONS:
            listed += group.count
            yield _annotation(name, group)
    omitted = run.findings - listed
    if omitted:
        findings = formatting.pluralize(omitted, "more finding")
        yield f"{findings} not annotated: {', and '.join(_reasons(run, annotations))}"
    yield text.summary(run, style)


def _in_turns(groups: Iterable[FindingGroup]) -> list[FindingGroup]:
    """Return groups of findings, errors first: the first one of each source, then the second ones, and so on."""
    turns: Counter[tuple[int, str | None]] = Counter()
    ranked: list[tuple[int, int, FindingGroup]] = []
    for group in groups:
        rank = formatting.severity_rank(group.finding)
        turns[rank, group.source] += 1
        ranked.append((rank, turns[rank, group.source], group))
    return [group for _, _, group in sorted(ranked, key=itemgetter(0, 1))]


def _reasons(run: RunResult, annotations: Mapping[str, int]) -> Iterator[str]:
    """Yield why some findings have no annotation; ``annotations`` counts the findings within the limit by command."""
    limited = run.max_findings is not None and len(run.groups) > run.max_findings
    if not limited or any(count > MAX_ANNOTATIONS for count in annotations.values()):
        yield f"GitHub shows {MAX_ANNOTATIONS} of each kind per step"
    if limited:
        yield f"--max-findings is {run.max_findings}"


def command(name: str, message: str, **properties: str) -> str:
    """Return a workflow command with its message and properties escaped."""
    pairs = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{escape_annotation(message)}"


def _annotation(name: str, group: FindingGroup) -> str:
    finding = group.finding
    place = {} if finding.line is None else {"line": str(finding.line), "col": str(finding.column)}
    file = file_name(group.source)
    # The log of a step shows the message only.
    message = ":".join([file, *list(place.values())[:1], f" {formatting.finding_text(finding, group)}"])
    return command(name, message, file=file, **place, title=finding.rule.value)


def file_name(source: str | None) -> str:
    """Return the path of a source from the root of the repository."""
    return escape_control(relative_path(source))
