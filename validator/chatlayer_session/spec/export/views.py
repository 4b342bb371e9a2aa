"""Views of a schema: open, closed or stable, with or without annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

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

BASES = ("open", "closed", "stable")
"""An open view accepts unknown fields, a closed one rejects them, and a stable one declares only promised fields."""


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A way to read a schema, with ``base`` as one of `BASES`; ``without_annotations`` keeps titles only."""

    base: str = "open"
    without_annotations: bool = False

    @property
    def name(self) -> str:
        """The base, followed by ``-bare`` without annotations."""
        return self.base + ("-bare" if self.without_annotations else "")

    def apply(self, schema: Schema) -> Schema:
        """Return the schema in this view."""
        viewed = close_objects(schema) if self.base == "closed" else schema
        if self.base == "stable":
            viewed = transform(schema, _keep_promised)
        return transform(viewed, _drop_annotations if self.without_annotations else _describe)


OPEN = SchemaView()
"""The view of the released files."""

VIEWS = tuple(SchemaView(base, without_annotations) for without_annotations in (False, True) for base in BASES)


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword asserts nothing about a payload and is not the title."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def _keep_promised(schema: Schema) -> Schema:
    """Return the schema without the members that may change without notice, and the platform's own variables."""
    if "properties" not in schema:
        return schema
    members = {name: member for name, member in schema["properties"].items() if _is_promised(member)}
    return {**schema, "properties": members}


def _is_promised(member: Schema) -> bool:
    return member.get("x-stability") != "unstable" and "x-written-by" not in member


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
    if not isinstance(member, dict):
        return member
    schema = cast("Schema", member)
    stability = schema.get("x-stability")
    if stability is None or (stability == "stable" and is_required):
        return schema
    note = UNSTABLE_NOTE if stability == "unstable" else OPTIONAL_NOTE
    return {**schema, "description": f"{schema.get('description', '')} {note}".lstrip()}
