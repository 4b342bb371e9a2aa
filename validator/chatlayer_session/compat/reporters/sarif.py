"""The report for code scanning: SARIF 2.1.0, with a result for each change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ...escaping import escape_control, escape_sarif
from ...reporters.fingerprints import fingerprint
from ...reporters.runs.sarif import artifact, partial_fingerprints, sarif_log
from ..change_pages import change_advice, change_origin
from ..changes import ChangeId, CompatVerdict
from . import FORMATS
from .text import divide, headline, witness_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...config.loader import AcceptedChange
    from ..changes import Compatibility, SchemaChange, SchemaPlace

_LEVELS = {CompatVerdict.BREAKING: "error", CompatVerdict.UNDECIDED: "warning", CompatVerdict.COMPATIBLE: "note"}
_KINDS = list(ChangeId)


@FORMATS.register_json(indent=1)
def to_dict(compatibility: Compatibility) -> dict[str, Any]:
    """Return the report as a JSON object."""
    properties = {
        "old": escape_control(compatibility.old),
        "new": escape_control(compatibility.new),
        "verdict": compatibility.verdict.value,
        "bump": compatibility.bump.value,
    }
    driver = {"rules": [_rule(change_id) for change_id in _KINDS]}
    return sarif_log(driver, {"executionSuccessful": True}, list(_results(compatibility)), properties)


def _rule(change_id: ChangeId) -> dict[str, Any]:
    advice = change_advice(change_id)
    return {
        "id": change_id.value,
        "shortDescription": {"text": change_id.summary},
        "fullDescription": {"text": f"{change_id.summary} {change_origin(change_id)}"},
        "help": {"text": advice, "markdown": advice},
    }


def _results(compatibility: Compatibility) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for change in (change for _, changes, _ in divide(compatibility) for change in changes):
        digest = change.fingerprint
        seen[digest] += 1
        yield _result(change, digest if seen[digest] == 1 else fingerprint(digest, str(seen[digest])))


def _result(change: SchemaChange, digest: str) -> dict[str, Any]:
    text = "\n".join([headline(change), *witness_lines(change)])
    others = [change.old.on_disk] if change.old is not None and change.old != change.place else []
    return {
        "ruleId": change.id.value,
        "ruleIndex": _KINDS.index(change.id),
        "level": _LEVELS[change.verdict],
        "message": {"text": escape_sarif(text)},
        "locations": [_location(change.place_on_disk)],
        **({"relatedLocations": [_location(place) for place in others]} if others else {}),
        "partialFingerprints": partial_fingerprints("Change", digest),
        **({"suppressions": [_suppression(change.acceptance)]} if change.acceptance and change.is_accepted else {}),
        "properties": {"bump": change.bump.value, "breaks": [party.value for party in change.breaks]},
    }


def _suppression(entry: AcceptedChange) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": escape_sarif(escape_control(entry.reason))}


def _location(place: SchemaPlace) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": artifact(place.file)}
    if place.line is not None:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": escape_control(place.pointer)}]
    return location
