"""The fields of a corpus for programs: one JSON document, described by ``schemas/fields/1.0.0/fields.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...showing import well_formed
from ..indenting import indented
from ..json import head, unreadable

if TYPE_CHECKING:
    from ...observed import Corpus, ObservedField, Seen
    from ..style import Style

REPORT_VERSION = "1.0.0"
"""Version of the format."""


def render(corpus: Corpus, style: Style) -> str:
    """Return the whole report."""
    del style
    return indented(to_dict(corpus))


def to_dict(corpus: Corpus) -> dict[str, Any]:
    """Return the report as the value that is written."""
    return {
        **head(REPORT_VERSION),
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
        "neverSeen": [field.pointer for field in corpus.never],
        "alwaysSeen": [field.pointer for field in corpus.always],
        "collapsed": list(corpus.collapsed),
        "omittedValues": corpus.omitted,
        "withheldValues": corpus.withheld,
        "unreadable": unreadable(corpus.run),
    }


def _entry(field: ObservedField) -> dict[str, Any]:
    return {
        "pointer": field.pointer,
        "stability": field.standing.value,
        "payloads": field.payloads,
        "share": field.share,
        "types": dict(field.types),
        "first": _place(field.first),
        "last": _place(field.last),
    }


def _place(seen: Seen | None) -> dict[str, Any]:
    source = None if seen is None or seen.source is None else well_formed(seen.source)
    return {"source": source, "record": None if seen is None else seen.record}
