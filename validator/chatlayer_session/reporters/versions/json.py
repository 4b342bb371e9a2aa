"""The report on versions for programs, specified by ``schemas/acceptance/1.0.0/acceptance.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ...findings import Verdict
from ..runs.json import header, unreadable
from . import FORMATS

if TYPE_CHECKING:
    from ...analyses.versions import VerdictGroup, VersionsResult

REPORT_VERSION = "1.0.0"
"""Version of the report's schema."""


@FORMATS.register_json()
def to_dict(result: VersionsResult) -> dict[str, Any]:
    """Return the report as a JSON object."""
    return {
        **header(REPORT_VERSION),
        "schemaVersion": result.selected,
        "versions": [
            {
                "schemaVersion": version,
                "payloads": run.payloads,
                **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            }
            for version, run in result.results.items()
        ],
        "lacking": list(result.unsupported),
        "agreements": [_entry(group) for group in result.groups],
        "unreadable": unreadable(result.result),
    }


def _entry(group: VerdictGroup) -> dict[str, Any]:
    return {
        "source": None if group.source is None else to_utf8(group.source),
        "record": group.record,
        "at": group.at,
        "payloads": group.payloads,
        "answers": [
            {
                "schemaVersion": verdict.schema_version,
                "verdict": verdict.verdict.value,
                "accepts": verdict.accepts,
                "fewestFindings": verdict.min_findings,
                "mostFindings": verdict.max_findings,
            }
            for verdict in group.verdicts
        ],
    }
