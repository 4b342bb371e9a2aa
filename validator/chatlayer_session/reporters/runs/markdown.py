"""The report for a job summary or a merge request: Markdown with the summary and a table of findings."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ...escaping import escape_markdown
from ...version import TOOL_NAME
from .. import formatting
from ..paths import relative_path
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...errors import UnreadableInput
    from ...runs.results import FindingGroup, RunResult
    from ..style import Style

MAX_ROWS = 500
"""Most rows of a table; nobody reads more."""

MAX_LENGTH = 250_000
"""Most characters of a table. GitHub accepts a job summary of 1 MiB, which other steps may share."""


@FORMATS.register_lines
def lines(run: RunResult, _style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"### {TOOL_NAME}"
    yield ""
    yield from _counts(run)
    failures = _fit(map(_failure_row, run.unreadable))
    if failures:
        yield ""
        yield "| unreadable input | reason |"
        yield "| --- | --- |"
        yield from failures
    groups = sorted(run.groups[: run.max_findings], key=lambda group: formatting.severity_rank(group.finding))
    rows = _fit(map(_finding_row, groups))
    if rows:
        yield ""
        yield "| severity | rule | place | pointer | message | count |"
        yield "| --- | --- | --- | --- | --- | --: |"
        yield from rows
        yield from _hints(groups[: len(rows)])
    omitted = run.findings - sum(group.count for group in groups[: len(rows)])
    if omitted:
        yield ""
        yield f"{formatting.pluralize(omitted, 'more finding')} not shown."
    hidden = formatting.hidden_note(run)
    if hidden:
        yield ""
        yield f"{escape_markdown(hidden)}."


def code(text: str) -> str:
    """Return text as code in a cell of a table, displayed unchanged."""
    # In backticks, a backtick would need a longer fence, and some renderers would show the escape of a bar.
    return f"<code>{escape_markdown(text)}</code>"


def _counts(run: RunResult) -> Iterator[str]:
    noun, verdicts = run.subject
    yield _row(f"{noun}s", *verdicts.values())
    yield "| --: |" + " --: |" * len(verdicts)
    yield _row(f"{run.payloads:,}", *(f"{run.verdicts.get(verdict, 0):,}" for verdict in verdicts))
    for count, what, problem in (
        (len(run.unreadable), "input", "could not be read"),
        (run.internal_errors, noun, "could not be checked because of an internal error"),
    ):
        if count:
            yield ""
            yield f"**{formatting.pluralize(count, what)} {problem}.**"


def _fit(rows: Iterable[str]) -> list[str]:
    """Return the first rows, as many as a table may have."""
    fitting: list[str] = []
    length = 0
    for row in islice(rows, MAX_ROWS):
        length += len(row)
        if length > MAX_LENGTH:
            break
        fitting.append(row)
    return fitting


def _failure_row(failure: UnreadableInput) -> str:
    hint = f"; {failure.hint}" if failure.hint else ""
    return _row(code(relative_path(failure.source)), escape_markdown(failure.reason + hint))


def _finding_row(group: FindingGroup) -> str:
    finding = group.finding
    place = relative_path(group.source) + ("" if finding.line is None else f":{finding.line}:{finding.column}")
    value = f" {code(finding.value)}" if finding.value is not None else ""
    return _row(
        finding.severity.value,
        finding.rule.value,
        code(place),
        code(formatting.shorten_pointer(finding.pointer)) if finding.pointer else "",
        escape_markdown(finding.message) + value,
        f"{group.count:,}",
    )


def _hints(groups: Iterable[FindingGroup]) -> Iterator[str]:
    """Yield each hint once, in a collapsed section."""
    hints = list(dict.fromkeys((group.finding.rule, group.finding.hint) for group in groups if group.finding.hint))
    if not hints:
        return
    yield ""
    yield "<details><summary>What to do</summary>"
    yield ""
    for rule, hint in hints:
        yield f"- {rule.value}: {escape_markdown(hint or '')}"
    yield ""
    yield "</details>"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
