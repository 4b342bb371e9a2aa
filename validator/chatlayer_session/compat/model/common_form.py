"""The common form of schemas: self-contained documents of Draft 2020-12 whose references lead to ``$defs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ...spec.traverse import SCHEMA_KEYWORDS, transform

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from ...spec.catalog import Schema

Subschema: TypeAlias = "Schema | bool"

Node: TypeAlias = "tuple[str | int, ...]"
"""The path of a subschema in a document."""

NodeSet: TypeAlias = "tuple[Node, ...]"
"""Nodes that all apply to one instance, sorted and distinct; without nodes any value is allowed."""

APPLICATORS = SCHEMA_KEYWORDS - {"contentSchema"}
"""Keywords whose value is a schema for an instance or a part of it; ``contentSchema`` only describes a string."""

ANNOTATIONS = frozenset({"x-stability", "x-extensible-enum", "deprecated"})
"""Annotations that affect a comparison."""


def is_annotation(keyword: str, value: object) -> bool:
    """Return whether a keyword is an annotation that affects a comparison; foreign values of these names do not."""
    if keyword == "x-stability":
        return value in ("stable", "unstable")
    return isinstance(value, {"x-extensible-enum": list, "deprecated": bool}.get(keyword, ()))


def node_set(nodes: AbstractSet[Node]) -> NodeSet:
    """Return nodes as a node set."""
    if len(nodes) < 2:
        return tuple(nodes)
    return tuple(sorted(nodes, key=lambda node: tuple(str(step) for step in node)))


def reference_to(name: str) -> str:
    """Return the reference to a definition."""
    return f"#/$defs/{name}"


def definition_name(reference: str) -> str:
    """Return the name of the definition that a reference leads to."""
    return reference.rpartition("/")[2]


def definition_node(reference: str) -> Node:
    """Return the node that a reference leads to."""
    return ("$defs", definition_name(reference))


def rewrite(schema: Subschema, rename: Callable[[str], str], *, keep_annotations: bool) -> Subschema:
    """Return a copy without definitions, whose references lead to the renamed definitions."""

    def change(subschema: Schema) -> Schema:
        dropped = () if keep_annotations else ANNOTATIONS
        copy = {keyword: value for keyword, value in subschema.items() if keyword not in dropped}
        if "$ref" in copy:
            copy["$ref"] = reference_to(rename(definition_name(copy["$ref"])))
        return copy

    if isinstance(schema, bool):
        return schema
    # Only the root has definitions.
    return transform({keyword: value for keyword, value in schema.items() if keyword != "$defs"}, change)
