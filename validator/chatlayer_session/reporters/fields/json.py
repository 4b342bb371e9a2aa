"""The report on fields for programs: one JSON document, specified by ``schemas/fields/1.0.0/fields.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ..runs.json import header, unreadable
from . import FORMATS

if TYPE_CHECKING:
    from ...analyses.fields import FieldInventory, FieldUsage
    from ...inputs.records import Origin

REPORT_VERSION = "1.0.0"
"""Version of the report's schema."""


@FORMATS.register_json()
def to_dict(inventory: FieldInventory) -> dict[str, Any]:
    """Return the report as a JSON object."""
    return {
        **header(REPORT_VERSION),
        "schemaVersion": inventory.schema_version,
        "summary": {
            "payloads": inventory.payloads,
            "observed": inventory.inspected,
            "notUnderstood": inventory.run.payloads,
            "unreadable": len(inventory.run.failures),
            "sessions": inventory.sessions,
            "variables": inventory.variables,
            "platformVariables": inventory.platform_variables,
        },
        "fields": [_entry(field) for field in inventory.fields],
        "neverSeen": [field.pointer for field in inventory.missing],
        "alwaysSeen": [field.pointer for field in inventory.universal],
        "collapsed": list(inventory.collapsed),
        "omittedValues": inventory.over_limit,
        "withheldValues": inventory.private,
        "unreadable": unreadable(inventory.run),
    }


def _entry(field: FieldUsage) -> dict[str, Any]:
    return {
        "pointer": field.pointer,
        "stability": field.stability.value,
        "payloads": field.payloads,
        "share": field.share,
        "types": dict(field.types),
        "first": _origin(field.first),
        "last": _origin(field.last),
    }


def _origin(origin: Origin | None) -> dict[str, Any]:
    source = None if origin is None or origin.source is None else to_utf8(origin.source)
    return {"source": source, "record": None if origin is None else origin.record}
