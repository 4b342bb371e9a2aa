"""The report for programs: one JSON document, described by the newest version of ``schemas/report/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..findings import Rule, Verdict
from ..showing import well_formed
from ..version import TOOL_NAME, tool_version
from .indenting import indented

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..runs import Listed, Run
    from ..weighing import Weighed
    from .style import Style

REPORT_VERSION = "2.0.0"
"""Version of the report format."""


def render(run: Run, style: Style) -> str:
    """Return the whole report."""
    del style
    return indented(to_dict(run))


def to_dict(run: Run) -> dict[str, Any]:
    """Return the report as the value that is written."""
    outer = frame(run, sum(len(each.findings) for each in run.listed))
    failures, omitted = outer.pop("unreadable"), outer.pop("omitted", 0)
    report = {**outer, "payloads": [entry(each) for each in run.listed], "unreadable": failures}
    return {**report, "omitted": omitted} if omitted else report


def frame(run: Run, listed: int) -> dict[str, Any]:
    """Return the report without its payloads, of which ``listed`` findings are listed."""
    report: dict[str, Any] = {
        **head(REPORT_VERSION),
        "schemaVersion": run.schema_version,
        "summary": {
            "payloads": run.payloads,
            **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            "unreadable": len(run.unreadable),
            "byRule": {rule.value: run.rules[rule] for rule in Rule if rule in run.rules},
        },
        "unreadable": unreadable(run),
    }
    if run.findings > listed:
        report["omitted"] = run.findings - listed
    return report


def head(version: str) -> dict[str, Any]:
    """Return how each document for programs begins: the version of its format, and what wrote it."""
    return {"version": version, "tool": {"name": TOOL_NAME, "version": tool_version()}}


def unreadable(run: Run) -> list[dict[str, Any]]:
    """Return an entry for each input that could not be read."""
    return [entry(each) for each in run.unreadable]


def entry(listed: Listed | Weighed | UnreadableInput) -> dict[str, Any]:
    """Return an entry whose source any reader of JSON takes: bytes of a name that are not UTF-8 become escapes."""
    report = listed.to_dict()
    if report["source"] is not None:
        report["source"] = well_formed(report["source"])
    return report
