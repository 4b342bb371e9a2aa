"""The report for streams: a line for each payload with findings, and a last line with the counts.

Each line is described by the schema ``line`` of the report family: the entry of a payload in the JSON report, and last
the JSON report without its payloads.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..registry import ReportStream
from . import FORMATS
from .json import envelope, payload_entry

if TYPE_CHECKING:
    from ...runs.results import Listed, RunResult
    from ..style import Style


def line(listed: Listed) -> str:
    """Return the line for a payload."""
    return json.dumps(payload_entry(listed), separators=(",", ":")) + "\n"


def summary_line(run: RunResult, listed: int) -> str:
    """Return the line with the counts; ``listed`` is the number of findings in the lines before it."""
    return json.dumps(envelope(run, listed), separators=(",", ":")) + "\n"


@FORMATS.register(lists_payloads=True, stream=ReportStream(line, summary_line))
def render(run: RunResult, style: Style) -> str:
    """Return the whole report."""
    del style
    listed = sum(len(each.findings) for each in run.listed)
    return "".join([*map(line, run.listed), summary_line(run, listed)])
