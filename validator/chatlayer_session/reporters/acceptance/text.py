"""What all schema versions say of payloads, for people: a line for payloads of one source on which they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...showing import fit
from .. import text
from ..wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...acceptance import Acceptance, Agreement, Answer
    from ..style import Style


def render(acceptance: Acceptance, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(acceptance, style))


def lines(acceptance: Acceptance, style: Style) -> Iterator[str]:
    """Yield the lines of the report; at the end the counts of each version."""
    for agreement in acceptance.agreements:
        answers = ", ".join(_answer(answer, style) for answer in agreement.answers)
        yield f"{fit(agreement.source or 'payload')}: {answers}{_extent(agreement)}"
    yield from text.found(acceptance.run, style)
    for version in acceptance.lacking:
        yield f"{version}: no schema for payloads of this kind"
    for version, run in acceptance.runs.items():
        yield f"{version}: {text.summary(run, style)}"


def _answer(answer: Answer, style: Style) -> str:
    findings = ""
    if answer.most:
        fewest = f"{answer.fewest:,} to " if answer.fewest < answer.most else ""
        findings = f" ({fewest}{counted(answer.most, 'finding')})"
    return f"{answer.schema_version} {style.weigh(answer.verdict.value, answer.verdict)}{findings}"


def _extent(agreement: Agreement) -> str:
    """Return how many payloads a line stands for and which is the first, unless it is the whole of its source."""
    first = [] if agreement.record is None else [f"record {agreement.record:,}"]
    if agreement.at:
        first.append(f"at {fit(agreement.at)}")
    if not first:
        return ""
    place = " ".join(first)
    return f"; {place}" if agreement.payloads == 1 else f"; {agreement.payloads:,} payloads, the first {place}"
