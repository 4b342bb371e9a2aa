"""The report for programs: one JSON document, specified by the newest version in ``schemas/report/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ...findings import Verdict
from ...rules import Rule
from ...version import TOOL_NAME, tool_version
from . import FORMATS

if TYPE_CHECKING:
    from ...analyses.sizes import PayloadSize
    from ...errors import UnreadableInput
    from ...findings import Report
    from ...runs.results import RunResult

REPORT_VERSION = "2.1.0"
"""Version of ``schemas/report/``: of the report, its lines, and the sizes that `size` writes."""


@FORMATS.register_json(lists_payloads=True)
def to_dict(run: RunResult) -> dict[str, Any]:
    """Return the report as a JSON object."""
    document = envelope(run, sum(len(report.findings) for report in run.listed))
    # The list of payloads comes before these two.
    failures, omitted = document.pop("unreadable"), document.pop("omitted", 0)
    document |= {"payloads": [entry(report) for report in run.listed], "unreadable": failures}
    return {**document, "omitted": omitted} if omitted else document


def envelope(run: RunResult, listed: int) -> dict[str, Any]:
    """Return the report without its list of payloads, which contains ``listed`` findings."""
    document: dict[str, Any] = {
        **header(REPORT_VERSION),
        "schemaVersion": run.schema_version,
        "summary": {
            "payloads": run.payloads,
            **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            "unreadable": len(run.failures),
            "byRule": {rule.value: run.rules[rule] for rule in Rule if rule in run.rules},
        },
        "unreadable": unreadable(run),
    }
    omitted = run.findings + run.hidden_findings - listed
    if omitted:
        document["omitted"] = omitted
    return document


def header(version: str) -> dict[str, Any]:
    """Return the first members of every JSON report: the version of its schema, and the tool."""
    return {"version": version, "tool": {"name": TOOL_NAME, "version": tool_version()}}


def unreadable(run: RunResult) -> list[dict[str, Any]]:
    """Return an entry for each input that could not be read, and for an internal error."""
    return [entry(failure) for failure in run.failures]


def entry(item: Report | PayloadSize | UnreadableInput) -> dict[str, Any]:
    """Return an item as an entry with its source in valid UTF-8; other bytes of a file name become escapes."""
    members = item.to_dict()
    if members["source"] is not None:
        members["source"] = to_utf8(members["source"])
    return members
