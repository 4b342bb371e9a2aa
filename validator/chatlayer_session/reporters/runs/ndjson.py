"""The report for streams: one line for each payload with findings, then one line with the summary.

A line has the same content as in the JSON report: an entry of its list of payloads, or the report without that list.
The schema ``line`` in ``schemas/report/`` specifies it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...escaping import escape_log_commands
from ..registry import ReportStream
from . import FORMATS
from .json import entry, envelope

if TYPE_CHECKING:
    from ...findings import Report
    from ...runs.results import RunResult
    from ..style import Style


def line(report: Report) -> str:
    """Return the line for a payload."""
    return _dump(entry(report))


def summary_line(run: RunResult, listed: int) -> str:
    """Return the last line; ``listed`` is the number of findings in the lines before it."""
    return _dump(envelope(run, listed))


@FORMATS.register(lists_payloads=True, stream=ReportStream(line, summary_line))
def render(run: RunResult, _style: Style) -> str:
    """Return the whole report."""
    listed = sum(len(report.findings) for report in run.listed)
    return "".join([*map(line, run.listed), summary_line(run, listed)])


def _dump(value: dict[str, Any]) -> str:
    return escape_log_commands(json.dumps(value, separators=(",", ":"))) + "\n"
