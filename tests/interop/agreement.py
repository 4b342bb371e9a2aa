"""Compare the answers of the validators with those of python-jsonschema, or with a known refusal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .jobs import VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .jobs import Job
    from .tools import Answer, Tool

REFUSALS: Mapping[str, str] = {"Ajv, no options": 'strict mode: unknown keyword: "x-stability"'}
"""The validators that refuse the schemas, by their names in the table, with the reason."""

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "interop.md"
START = "<!-- written by `python -m tests.interop` -->\n"
END = "<!-- end -->\n"


def differences(job: Job, expected: Answer, answer: Answer) -> list[str]:
    """Return the descriptions of the cases on which two answers differ, or the reason of a refusal."""
    if isinstance(answer, str) or isinstance(expected, str):
        return [] if answer == expected else [str(answer)]
    pairs = zip(job.cases, expected, answer, strict=True)
    return [case.description for case, valid, answered in pairs if answered is not valid]


def cell(view: str, jobs: Sequence[Job], expected: Sequence[Answer], answers: Sequence[Answer]) -> str:
    """Return the cell of the table for the answers to the jobs of one view."""
    of_view = [row for row in zip(jobs, expected, answers, strict=True) if row[0].view == view]
    reasons = {answer for _, _, answer in of_view if isinstance(answer, str)}
    if reasons:
        return "refused: " + "; ".join(sorted(reasons))
    total = sum(len(job.cases) for job, _, _ in of_view)
    count = sum(len(differences(*row)) for row in of_view)
    return f"{count:,} of {total:,} differ" if count else f"all {total:,}"


def table(rows: Mapping[Tool, Sequence[Answer]], jobs: Sequence[Job], expected: Sequence[Answer]) -> str:
    """Return the table of the validators."""
    lines = [f"| validator | version | {' | '.join(VIEWS)} |", "| --- | --- |" + " --- |" * len(VIEWS)]
    for tool, answers in rows.items():
        cells = (cell(view, jobs, expected, answers) for view in VIEWS)
        lines.append(f"| {tool.name} (`{tool.package}`) | {tool.version} | {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)


def replace_table(document: str, text: str) -> str:
    """Return a document with a new text between the two marks."""
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    assert start + end == START + END, "the document lacks the marks of the table"
    return f"{before}{START}\n{text}\n{END}{after}"
