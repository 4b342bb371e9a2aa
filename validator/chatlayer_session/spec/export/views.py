"""Views of a schema: open or closed, with or without annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..traverse import close_objects, transform

if TYPE_CHECKING:
    from ..catalog import Schema

# These are the meta-data vocabulary of Draft 2020-12, and comments. Titles stay: other tools name types after them.
ANNOTATIONS = frozenset({"description", "default", "deprecated", "readOnly", "writeOnly", "examples", "$comment"})
"""Keywords that a view without annotations leaves out, like those that start with ``x-``."""

UNSTABLE_NOTE = "Unstable: may change or disappear without notice."
"""The last sentence of the description of an unstable field: tools that import a schema do not show `x-stability`."""

OPTIONAL_NOTE = "Not always present."
"""The last sentence of the description of a stable field that is not required."""


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
        return transform(viewed, _drop_annotations if self.without_annotations else _describe)


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


def _describe(schema: Schema) -> Schema:
    """Return the schema with known values as examples, and with notes on stability and presence at its members."""
    described = {**schema}
    known_values = schema.get("x-extensible-enum", [])
    if known_values:
        others = [example for example in schema.get("examples", []) if example not in known_values]
        described["examples"] = [*known_values, *others]
    if "properties" in schema:
        required = schema.get("required", ())
        described["properties"] = {
            name: _with_note(member, is_required=name in required) for name, member in schema["properties"].items()
        }
    return described


def _with_note(member: Any, *, is_required: bool) -> Any:
    stability = member.get("x-stability") if isinstance(member, dict) else None
    if stability is None or (stability == "stable" and is_required):
        return member
    note = UNSTABLE_NOTE if stability == "unstable" else OPTIONAL_NOTE
    return {**member, "description": f"{member.get('description', '')} {note}".lstrip()}
