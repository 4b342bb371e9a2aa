"""What all schema versions say of payloads, for programs: ``schemas/acceptance/1.0.0/acceptance.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...findings import Verdict
from ...showing import well_formed
from ..indenting import indented
from ..json import head, unreadable

if TYPE_CHECKING:
    from ...acceptance import Acceptance, Agreement
    from ..style import Style

REPORT_VERSION = "1.0.0"
"""Version of the format."""


def render(acceptance: Acceptance, style: Style) -> str:
    """Return the whole report."""
    del style
    return indented(to_dict(acceptance))


def to_dict(acceptance: Acceptance) -> dict[str, Any]:
    """Return the report as the value that is written."""
    return {
        **head(REPORT_VERSION),
        "schemaVersion": acceptance.chosen,
        "versions": [
            {
                "schemaVersion": version,
                "payloads": run.payloads,
                **{verdict.value: run.verdicts.get(verdict, 0) for verdict in Verdict},
            }
            for version, run in acceptance.runs.items()
        ],
        "lacking": list(acceptance.lacking),
        "agreements": [_entry(agreement) for agreement in acceptance.agreements],
        "unreadable": unreadable(acceptance.run),
    }


def _entry(agreement: Agreement) -> dict[str, Any]:
    return {
        "source": None if agreement.source is None else well_formed(agreement.source),
        "record": agreement.record,
        "at": agreement.at,
        "payloads": agreement.payloads,
        "answers": [
            {
                "schemaVersion": answer.schema_version,
                "verdict": answer.verdict.value,
                "accepts": answer.accepts,
                "fewestFindings": answer.fewest,
                "mostFindings": answer.most,
            }
            for answer in agreement.answers
        ],
    }
