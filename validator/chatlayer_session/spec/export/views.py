"""The views of a schema that are exported: open or closed, with descriptions and the like or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..traverse import close_objects, transform

if TYPE_CHECKING:
    from ..catalog import Schema

# The meta-data vocabulary of Draft 2020-12, and comments. The title stays: other tools name types by it.
ANNOTATIONS = frozenset({"description", "default", "deprecated", "readOnly", "writeOnly", "examples", "$comment"})
"""Keywords that assert nothing and are left out of bare views, beside the ``x-`` ones."""


@dataclass(frozen=True, slots=True)
class SchemaView:
    """One way to look at a schema: a closed one rejects unknown fields, a bare one has no annotations but titles."""

    closed: bool = False
    without_annotations: bool = False

    @property
    def name(self) -> str:
        """``open``, ``closed``, ``open-bare`` or ``closed-bare``."""
        return ("closed" if self.closed else "open") + ("-bare" if self.without_annotations else "")

    def of(self, schema: Schema) -> Schema:
        """Return the schema in this view."""
        seen = close_objects(schema) if self.closed else schema
        return transform(seen, _without_annotations) if self.without_annotations else seen


OPEN = SchemaView()
VIEWS = (
    OPEN,
    SchemaView(closed=True),
    SchemaView(without_annotations=True),
    SchemaView(closed=True, without_annotations=True),
)
"""All views, the one that the files are written in first."""


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword asserts nothing about a payload, and is no title."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def _without_annotations(schema: Schema) -> Schema:
    return {keyword: value for keyword, value in schema.items() if not is_annotation(keyword)}
