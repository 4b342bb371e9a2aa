"""The fields of a corpus for programs: one JSON document, described by ``schemas/fields/1.0.0/fields.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ..formatting import dump_json
from ..runs.json import header, unreadable
from . import FORMATS

if TYPE_CHECKING:
    from ...analyses.fields import FieldInventory, FieldLocation, FieldUsage
    from ..style import Style

REPORT_VERSION = "1.0.0"
"""Version of the format."""


@FORMATS.register()
def render(corpus: FieldInventory, style: Style) -> str:
    """Return the whole report."""
    del style
    return dump_json(to_dict(corpus))


def to_dict(corpus: FieldInventory) -> dict[str, Any]:
    """Return the report as the value that is written."""
    return {
        **header(REPORT_VERSION),
        "schemaVersion": corpus.schema_version,
        "summary": {
            "payloads": corpus.payloads,
            "observed": corpus.observed,
            "notUnderstood": corpus.run.payloads,
            "unreadable": len(corpus.run.unreadable),
            "sessions": corpus.sessions,
            "variables": corpus.variables,
        },
        "fields": [_entry(field) for field in corpus.fields],
        "neverSeen": [field.pointer for field in corpus.missing],
        "alwaysSeen": [field.pointer for field in corpus.universal],
        "collapsed": list(corpus.collapsed),
        "omittedValues": corpus.over_limit,
        "withheldValues": corpus.private,
        "unreadable": unreadable(corpus.run),
    }


def _entry(field: FieldUsage) -> dict[str, Any]:
    return {
        "pointer": field.pointer,
        "stability": field.stability.value,
        "payloads": field.payloads,
        "share": field.share,
        "types": dict(field.types),
        "first": _place(field.first),
        "last": _place(field.last),
    }


def _place(seen: FieldLocation | None) -> dict[str, Any]:
    source = None if seen is None or seen.source is None else to_utf8(seen.source)
    return {"source": source, "record": None if seen is None else seen.record}
