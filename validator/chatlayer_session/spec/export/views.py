"""Views of a schema: open or closed, with or without annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..traverse import close_objects, transform

if TYPE_CHECKING:
    from ..catalog import Schema

# These are the meta-data vocabulary of Draft 2020-12, and comments. Titles stay: other tools name types after them.
ANNOTATIONS = frozenset({"description", "default", "deprecated", "readOnly", "writeOnly", "examples", "$comment"})
"""Keywords that a view without annotations leaves out, like those that start with ``x-``."""


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A way to read a schema: ``closed`` rejects unknown fields, ``without_annotations`` keeps titles only."""

    closed: bool = False
    without_annotations: bool = False

    @property
    def name(self) -> str:
        """``open``, ``closed``, ``open-bare`` or ``closed-bare``."""
        return ("closed" if self.closed else "open") + ("-bare" if self.without_annotations else "")

    def apply(self, schema: Schema) -> Schema:
        """Return the schema in this view."""
        viewed = close_objects(schema) if self.closed else schema
        return transform(viewed, _drop_annotations) if self.without_annotations else viewed


OPEN = SchemaView()
"""The view of the released files."""

VIEWS = (
    OPEN,
    SchemaView(closed=True),
    SchemaView(without_annotations=True),
    SchemaView(closed=True, without_annotations=True),
)


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword asserts nothing about a payload and is not the title."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def _drop_annotations(schema: Schema) -> Schema:
    return {keyword: value for keyword, value in schema.items() if not is_annotation(keyword)}
