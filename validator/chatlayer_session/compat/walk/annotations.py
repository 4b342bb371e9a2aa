"""Words: what a validator leaves aside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..changes import NOBODY, ChangeId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...jsonpointer import InstancePath
    from ..schema_index import SchemaIndex
    from .differences import Pair
    from .walker import Walker

DEPRECATED = "deprecated"
WORDS = (
    "title",
    "description",
    "default",
    "examples",
    DEPRECATED,
    "readOnly",
    "writeOnly",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$comment",
)
"""Annotations that are compared, beside those whose names start with ``x-``."""
WEIGHED = frozenset({"x-stability", "x-extensible-enum"})
"""Annotations that are more than words."""


def compare_annotations(walker: Walker, pair: Pair) -> None:
    """Take down which annotations are other ones, those included that references and conjunctions lead to."""
    before, after = _said(walker.old, pair.old.places), _said(walker.new, pair.new.places)
    extensions = sorted(keyword for keyword in before.keys() | after.keys() if keyword not in WORDS)
    changed = [keyword for keyword in (*WORDS, *extensions) if before.get(keyword) != after.get(keyword)]
    if DEPRECATED in changed and _holds(after, DEPRECATED) and not _holds(before, DEPRECATED):
        changed.remove(DEPRECATED)
        walker.record(pair, ChangeId.DEPRECATED, f"marked with `{DEPRECATED}`", NOBODY)
    if changed:
        message = f"another {', another '.join(f'`{keyword}`' for keyword in changed)}"
        walker.record(pair, ChangeId.ANNOTATION_CHANGED, message, NOBODY)


def _said(places: SchemaIndex, among: Iterable[InstancePath]) -> dict[str, set[str]]:
    """Return everything that each annotation says."""
    said: dict[str, set[str]] = {}
    for place in among:
        original = places.originals.get(place, {})
        for keyword in filter(_is_compared, original):
            said.setdefault(keyword, set()).add(json.dumps(original[keyword], sort_keys=True))
    return said


def _holds(said: dict[str, set[str]], keyword: str) -> bool:
    return "true" in said.get(keyword, ())


def _is_compared(keyword: str) -> bool:
    return keyword in WORDS or (keyword.startswith("x-") and keyword not in WEIGHED)
