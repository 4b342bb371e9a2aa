"""The report for programs: one JSON document, defined by ``schemas/compatibility/1.0.0/compatibility.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...reporters.runs.json import header
from ..changes import CompatVerdict
from . import FORMATS

if TYPE_CHECKING:
    from ..changes import Compatibility

FORMAT_VERSION = "1.0.0"
"""Version of the format."""


@FORMATS.register_json()
def to_dict(compatibility: Compatibility) -> dict[str, Any]:
    """Return the report as a JSON value."""
    verdicts = [change.verdict for change in compatibility.changes]
    return {
        **header(FORMAT_VERSION),
        "old": compatibility.old,
        "new": compatibility.new,
        "parties": [party.value for party in compatibility.parties],
        "verdict": compatibility.verdict.value,
        "bump": compatibility.bump.value,
        "summary": {
            "changes": len(verdicts),
            "breaking": verdicts.count(CompatVerdict.BREAKING),
            "undecided": verdicts.count(CompatVerdict.UNDECIDED),
            "accepted": sum(change.is_accepted for change in compatibility.changes),
        },
        "comparisons": [comparison.to_dict() for comparison in compatibility.comparisons],
    }
