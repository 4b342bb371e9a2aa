"""What all schema versions say of payloads, for people: a line for payloads of one source on which they agree."""

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


@FORMATS.register()
def render(acceptance: VersionsResult, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(acceptance, style))


def lines(acceptance: VersionsResult, style: Style) -> Iterator[str]:
    """Yield the lines of the report; at the end the counts of each version."""
    for agreement in acceptance.groups:
        answers = ", ".join(_answer(answer, style) for answer in agreement.verdicts)
        yield f"{escape_control(agreement.source or 'payload')}: {answers}{_extent(agreement)}"
    yield from text.finding_lines(acceptance.result, style)
    for version in acceptance.unsupported:
        yield f"{version}: no schema for payloads of this kind"
    for version, run in acceptance.results.items():
        yield f"{version}: {text.summary(run, style)}"


def _answer(answer: VersionVerdict, style: Style) -> str:
    findings = ""
    if answer.max_findings:
        fewest = f"{answer.min_findings:,} to " if answer.min_findings < answer.max_findings else ""
        findings = f" ({fewest}{pluralize(answer.max_findings, 'finding')})"
    return f"{answer.schema_version} {style.colorize(answer.verdict.value, answer.verdict)}{findings}"


def _extent(agreement: VerdictGroup) -> str:
    """Return how many payloads a line stands for and which is the first, unless it is the whole of its source."""
    first = [] if agreement.record is None else [f"record {agreement.record:,}"]
    if agreement.at:
        first.append(f"at {escape_control(agreement.at)}")
    if not first:
        return ""
    place = " ".join(first)
    return f"; {place}" if agreement.payloads == 1 else f"; {agreement.payloads:,} payloads, the first {place}"
