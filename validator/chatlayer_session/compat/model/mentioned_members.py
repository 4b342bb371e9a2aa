"""What a schema mentions of the members and items of one instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .common_form import node_set
from .constraints import matches

if TYPE_CHECKING:
    from ...spec.catalog import Schema
    from .common_form import Node, NodeSet, Subschema
    from .schema_index import SchemaIndex

OTHER_MEMBERS = ("additionalProperties", "unevaluatedProperties")
"""Keywords for the members that no other keyword covers."""


@dataclass(slots=True)
class MentionedMembers:
    """The members of an object that nodes mention, in all of their branches.

    ``names`` and ``patterns`` are mentioned. ``is_open`` is whether a keyword covers additional members. ``unstable``
    are the names of unstable fields. ``schemas`` are all schema objects for the instance.
    """

    names: set[str] = field(default_factory=set[str])
    patterns: set[str] = field(default_factory=set[str])
    is_open: bool = False
    unstable: set[str] = field(default_factory=set[str])
    required: set[str] = field(default_factory=set[str])
    schemas: dict[Node, Schema] = field(default_factory=dict["Node", "Schema"])

    @property
    def is_closable(self) -> bool:
        """Whether the closed view allows no other members."""
        return bool(self.names or self.patterns) and not self.is_open

    def member(self, name: str) -> NodeSet:
        """Return all nodes that mention a member, whether they apply to it or not."""
        nodes: set[Node] = set()
        for node, schema in self.schemas.items():
            patterns = [pattern for pattern in schema.get("patternProperties", {}) if matches(pattern, name)]
            nodes |= {(*node, "patternProperties", pattern) for pattern in patterns}
            if name in schema.get("properties", {}):
                nodes.add((*node, "properties", name))
            elif not patterns:
                nodes |= {(*node, keyword) for keyword in OTHER_MEMBERS if keyword in schema}
        return node_set(nodes)

    def any_member(self) -> NodeSet:
        """Return all nodes that mention a member, by name, by pattern or as an additional one."""
        nodes = {node for name in self.names for node in self.member(name)}
        for node, schema in self.schemas.items():
            nodes |= {(*node, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})}
            nodes |= {(*node, keyword) for keyword in OTHER_MEMBERS if keyword in schema}
        return node_set(nodes)

    def items(self) -> NodeSet:
        """Return all nodes that mention items."""
        nodes: set[Node] = set()
        for node, schema in self.schemas.items():
            nodes |= {(*node, "prefixItems", index) for index in range(len(schema.get("prefixItems", [])))}
            nodes |= {(*node, keyword) for keyword in ("items", "unevaluatedItems", "contains") if keyword in schema}
        return node_set(nodes)


def mentioned_members(index: SchemaIndex, nodes: NodeSet) -> MentionedMembers:
    """Return what nodes mention of the members of an object."""
    mentioned = MentionedMembers()
    pending = [(node, True) for node in nodes]
    seen: set[tuple[Node, bool]] = set()
    while pending:
        node, is_asserted = pending.pop()
        schema = index.subschema(node)
        if (node, is_asserted) in seen or isinstance(schema, bool):
            continue
        seen.add((node, is_asserted))
        mentioned.schemas[node] = schema
        _add(mentioned, schema, is_asserted=is_asserted)
        pending += [(child, is_asserted and asserts) for child, asserts in index.nodes_in_place(node)]
    return mentioned


def _add(mentioned: MentionedMembers, schema: Schema, *, is_asserted: bool) -> None:
    members: dict[str, Subschema] = schema.get("properties", {})
    dependencies: dict[str, list[str]] = schema.get("dependentRequired", {})
    mentioned.names |= {*members, *schema.get("required", ()), *dependencies, *schema.get("dependentSchemas", {})}
    mentioned.names |= {name for names in dependencies.values() for name in names}
    mentioned.patterns |= schema.get("patternProperties", {}).keys()
    if is_asserted:
        mentioned.unstable |= {name for name, member in members.items() if is_unstable(member)}
        mentioned.required |= set(schema.get("required", ()))
        mentioned.is_open |= not schema.keys().isdisjoint(("propertyNames", "minProperties", "maxProperties"))
        mentioned.is_open |= any(schema.get(keyword, False) is not False for keyword in OTHER_MEMBERS)


def is_unstable(schema: Subschema) -> bool:
    """Return whether a schema declares an unstable field."""
    return isinstance(schema, dict) and schema.get("x-stability") == "unstable"
