"""The report for programs: one JSON document, described by the newest version of ``schemas/report/``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..findings import Rule, Verdict
from ..version import TOOL_NAME, tool_version

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..runs import Listed, Run
    from .style import Style

REPORT_VERSION = "1.1.0"
"""Version of the report format."""


def render(run: Run, style: Style) -> str:
    """Return the whole report."""
    del style
    return json.dumps(to_dict(run), indent=2) + "\n"


def to_dict(run: Run) -> dict[str, Any]:
    """Return the report as the value that is written."""
    report: dict[str, Any] = {
        "version": REPORT_VERSION,
        "tool": {"name": TOOL_NAME, "version": tool_version()},
        "schemaVersion": run.schema_version,
        "summary": {
            "payloads": run.payloads,
            **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            "unreadable": len(run.unreadable),
            "byRule": {rule.value: run.rules[rule] for rule in Rule if rule in run.rules},
        },
        "payloads": [_entry(each) for each in run.listed],
        "unreadable": [_entry(each) for each in run.unreadable],
    }
    omitted = run.findings - sum(len(each.findings) for each in run.listed)
    if omitted:
        report["omitted"] = omitted
    return report


def _entry(listed: Listed | UnreadableInput) -> dict[str, Any]:
    """Return an entry whose source any reader of JSON takes: bytes of a name that are not UTF-8 become escapes."""
    entry = listed.to_dict()
    if entry["source"] is not None:
        entry["source"] = entry["source"].encode(errors="backslashreplace").decode()
    return entry
