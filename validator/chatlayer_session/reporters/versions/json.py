"""What all schema versions say of payloads, for programs: ``schemas/acceptance/1.0.0/acceptance.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ...findings import Verdict
from ..formatting import dump_json
from ..runs.json import header, unreadable
from . import FORMATS

if TYPE_CHECKING:
    from ...analyses.versions import VerdictGroup, VersionsResult
    from ..style import Style

REPORT_VERSION = "1.0.0"
"""Version of the format."""


@FORMATS.register()
def render(acceptance: VersionsResult, style: Style) -> str:
    """Return the whole report."""
    del style
    return dump_json(to_dict(acceptance))


def to_dict(acceptance: VersionsResult) -> dict[str, Any]:
    """Return the report as the value that is written."""
    return {
        **header(REPORT_VERSION),
        "schemaVersion": acceptance.selected,
        "versions": [
            {
                "schemaVersion": version,
                "payloads": run.payloads,
                **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            }
            for version, run in acceptance.results.items()
        ],
        "lacking": list(acceptance.unsupported),
        "agreements": [_entry(agreement) for agreement in acceptance.groups],
        "unreadable": unreadable(acceptance.result),
    }


def _entry(agreement: VerdictGroup) -> dict[str, Any]:
    return {
        "source": None if agreement.source is None else to_utf8(agreement.source),
        "record": agreement.record,
        "at": agreement.at,
        "payloads": agreement.payloads,
        "answers": [
            {
                "schemaVersion": answer.schema_version,
                "verdict": answer.verdict.value,
                "accepts": answer.accepts,
                "fewestFindings": answer.min_findings,
                "mostFindings": answer.max_findings,
            }
            for answer in agreement.verdicts
        ],
    }
