"""The report for a job summary or a merge request: Markdown with the counts, and a table of the findings."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...findings import Verdict
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
"""Rows of a table: more are not read."""

MAX_LENGTH = 250_000
"""Characters of a table: GitHub takes a job summary of 1 MiB at most, which other steps may share."""

# What Markdown, its tables, and GitHub's mentions, links, formulas and references are made of.
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#|~&@$]|:(?=//)|(?<=www)\.", re.IGNORECASE)


@FORMATS.register()
def render(run: RunResult, style: Style) -> str:
    """Return the whole report."""
    del style
    return "".join(f"{line}\n" for line in lines(run))


def lines(run: RunResult) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"### {TOOL_NAME}"
    yield ""
    yield from _counts(run)
    failures = _fitting(map(_failure, run.unreadable))
    if failures:
        yield ""
        yield "| input that could not be read | reason |"
        yield "| --- | --- |"
        yield from failures
    groups = sorted(run.groups[: run.max_findings], key=lambda group: formatting.severity_rank(group.finding))
    rows = _fitting(map(_finding, groups))
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


def code(text: str) -> str:
    """Return text as code in a cell of a table, where it is shown as it is."""
    # Between backticks, backticks need a longer fence and bars an escape that is shown elsewhere; here, neither do.
    return f"<code>{escaped(text)}</code>"


def escaped(text: str) -> str:
    """Return text with all that Markdown and HTML would make something of escaped."""
    return _MARKUP.sub(_escape, escape_control(text))


def _escape(match: re.Match[str]) -> str:
    # Addresses and mentions are looked for behind escapes, but not across what is between tags.
    return "@<!-- -->" if match[0] == "@" else f"&#{ord(match[0])};"


def _counts(run: RunResult) -> Iterator[str]:
    yield "| payloads | " + " | ".join(verdict.value for verdict in Verdict) + " |"
    yield "| --: |" + " --: |" * len(Verdict)
    yield _row(f"{run.payloads:,}", *(f"{run.verdicts.get(verdict, 0):,}" for verdict in Verdict))
    for count, noun, what in (
        (len(run.unreadable), "input", "could not be read"),
        (run.defects, "payload", "could not be checked, because of a defect of the program"),
    ):
        if count:
            yield ""
            yield f"**{formatting.pluralize(count, noun)} {what}.**"


def _fitting(rows: Iterable[str]) -> list[str]:
    """Return as many of the rows as a table takes."""
    taken: list[str] = []
    length = 0
    for row in islice(rows, MAX_ROWS):
        length += len(row)
        if length > MAX_LENGTH:
            break
        taken.append(row)
    return taken


def _failure(failure: UnreadableInput) -> str:
    hint = f"; {failure.hint}" if failure.hint else ""
    return _row(code(relative_path(failure.source)), escaped(failure.reason + hint))


def _finding(group: FindingGroup) -> str:
    finding = group.finding
    place = relative_path(group.source) + ("" if finding.line is None else f":{finding.line}:{finding.column}")
    value = f" {code(finding.value)}" if finding.value is not None else ""
    return _row(
        finding.severity.value,
        finding.rule.value,
        code(place),
        code(formatting.shortened(finding.pointer)) if finding.pointer else "",
        escaped(finding.message) + value,
        f"{group.count:,}",
    )


def _hints(groups: Iterable[FindingGroup]) -> Iterator[str]:
    """Yield what to do, each hint once, folded away."""
    hints = list(dict.fromkeys((group.finding.rule, group.finding.hint) for group in groups if group.finding.hint))
    if not hints:
        return
    yield ""
    yield "<details><summary>What to do</summary>"
    yield ""
    for rule, hint in hints:
        yield f"- {rule.value}: {escaped(hint or '')}"
    yield ""
    yield "</details>"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
