"""Annotations, which validators ignore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..changes import NOBODY, ChangeId
from ..model.common_form import is_annotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.common_form import Node
    from ..model.schema_index import SchemaIndex
    from .difference import NodePair
    from .walker import Walker

DEPRECATED = "deprecated"
STANDARD_ANNOTATIONS = (
    *("title", "description", "default", "examples", DEPRECATED, "readOnly", "writeOnly"),
    *("format", "contentEncoding", "contentMediaType", "contentSchema", "$comment"),
)
"""Annotations to compare, besides those whose names start with ``x-``."""
COMPARED_ELSEWHERE = frozenset({"x-stability", "x-extensible-enum"})


def compare_annotations(walker: Walker, pair: NodePair) -> None:
    """Record which annotations changed."""
    old, new = _annotations(walker.old, pair.old.nodes), _annotations(walker.new, pair.new.nodes)
    extensions = sorted(keyword for keyword in old.keys() | new.keys() if keyword not in STANDARD_ANNOTATIONS)
    changed = [keyword for keyword in (*STANDARD_ANNOTATIONS, *extensions) if old.get(keyword) != new.get(keyword)]
    if DEPRECATED in changed and _is_true(new, DEPRECATED) and not _is_true(old, DEPRECATED):
        changed.remove(DEPRECATED)
        walker.record(pair, ChangeId.DEPRECATED, "marked as deprecated", NOBODY)
    if changed:
        message = f"{', '.join(f'`{keyword}`' for keyword in changed)} changed"
        walker.record(pair, ChangeId.ANNOTATION_CHANGED, message, NOBODY)


def _annotations(index: SchemaIndex, nodes: Iterable[Node]) -> dict[str, set[str]]:
    """Return all values of each annotation, as JSON."""
    values: dict[str, set[str]] = {}
    for node in nodes:
        schema = index.originals.get(node, {})
        for keyword in (keyword for keyword in schema if _is_compared(keyword, schema[keyword])):
            values.setdefault(keyword, set()).add(json.dumps(schema[keyword], sort_keys=True))
    return values


def _is_true(annotations: dict[str, set[str]], keyword: str) -> bool:
    return "true" in annotations.get(keyword, ())


def _is_compared(keyword: str, value: object) -> bool:
    is_elsewhere = keyword in COMPARED_ELSEWHERE and is_annotation(keyword, value)
    return keyword in STANDARD_ANNOTATIONS or (keyword.startswith("x-") and not is_elsewhere)
