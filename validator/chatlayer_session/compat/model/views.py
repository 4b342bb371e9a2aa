"""The open and the closed view of a schema, in which parties are compared.

The open view is the schema as written. The closed view allows an object no members except those that the schema
mentions, unless the schema covers additional members. A party is safe if the open view of the one schema covers the
closed view of the other: nobody relies on what a schema does not mention. Unstable fields are removed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..watch import Watch
from .common_form import definition_name, node_set, reference_to, rewrite
from .mentioned_members import OTHER_MEMBERS, is_unstable, mentioned_members
from .schema_index import SchemaIndex

if TYPE_CHECKING:
    from ...spec.catalog import Schema
    from .common_form import Node, NodeSet, Subschema
    from .mentioned_members import MentionedMembers


@dataclass(frozen=True, slots=True)
class CompatView:
    """The closed or open view of a schema, without its unstable fields.

    The open view requires nothing of unstable fields, except inside ``oneOf``, where to require less can mean to accept
    less. The closed view contains all of them for a reader (``keeps_unstable``), only required ones for a writer.
    """

    source: SchemaIndex
    closed: bool
    keeps_unstable: bool = True
    watch: Watch = field(default_factory=Watch, repr=False)

    def schema(self, nodes: NodeSet) -> Schema:
        """Return the view of nodes as a self-contained schema; raise `Stopped` after the end of the watch."""
        builder = _ViewBuilder(self)
        root = builder.view(nodes)
        schema: Schema = root if isinstance(root, dict) else ({} if root else {"not": {}})
        definitions = builder.definitions()
        return {**schema, "$defs": definitions} if definitions else schema

    def index(self, nodes: NodeSet) -> SchemaIndex:
        """Return the view of nodes as an index."""
        return SchemaIndex(self.schema(nodes), watch=self.watch)


class _ViewBuilder:
    """Builds one view.

    A definition can occur as written and as viewed; ``pending`` lists those that are referred to and not built yet.
    """

    def __init__(self, view: CompatView) -> None:
        self.options = view
        self.source = view.source
        self.pending: list[tuple[str, bool]] = []
        self.referenced: set[tuple[str, bool]] = set()
        self.mentions: dict[NodeSet, MentionedMembers] = {}

    def definitions(self) -> dict[str, Subschema]:
        """Return the definitions that the view refers to."""
        definitions: dict[str, Subschema] = {}
        while self.pending:
            name, as_written = self.pending.pop()
            node = ("$defs", name)
            schema = self.source.subschema(node)
            definitions[_view_name(name, as_written=as_written)] = (
                self._as_written(schema) if as_written else self._in_place(node, schema, self._mentioned((node,)))
            )
        return definitions

    def view(self, nodes: NodeSet, related: NodeSet = ()) -> Subschema:
        """Return the view of nodes.

        ``related`` are all nodes that mention the instance, in any branch: members that they mention are allowed.
        """
        mentioned = self._mentioned(node_set({*nodes, *related}))
        parts: list[Subschema] = [self._in_place(node, self.source.subschema(node), mentioned) for node in nodes]
        if False in parts:
            return False
        if self.options.closed and mentioned.is_closable:
            parts.append(self._closing(mentioned))
        if len(parts) == 1:
            return parts[0]
        return {"allOf": parts} if parts else True

    def _mentioned(self, nodes: NodeSet) -> MentionedMembers:
        if nodes not in self.mentions:
            self.mentions[nodes] = mentioned_members(self.source, nodes)
        return self.mentions[nodes]

    def _closing(self, mentioned: MentionedMembers) -> Schema:
        """Return a schema that allows an object no members except the mentioned ones."""
        removed = set[str]() if self.options.keeps_unstable else mentioned.unstable - mentioned.required
        schema: Schema = {"additionalProperties": False}
        if mentioned.names:
            schema["properties"] = {name: name not in removed for name in sorted(mentioned.names)}
        if mentioned.patterns:
            schema["patternProperties"] = dict.fromkeys(sorted(mentioned.patterns), True)
        return schema

    def _as_written(self, schema: Any) -> Any:
        def rename(name: str) -> str:
            return self._refer(name, as_written=True)

        return rewrite(schema, rename, keep_annotations=True)

    def _refer(self, name: str, *, as_written: bool) -> str:
        """Return the name of a definition in the view."""
        if (name, as_written) not in self.referenced:
            self.referenced.add((name, as_written))
            self.pending.append((name, as_written))
        return _view_name(name, as_written=as_written)

    def _in_place(self, node: Node, schema: Subschema, mentioned: MentionedMembers) -> Subschema:
        """Return the view of a node among others for the same instance."""
        self.options.watch.check()
        if isinstance(schema, bool):
            return schema
        view = {
            keyword: self._keyword(node, keyword, value, mentioned)
            for keyword, value in schema.items()
            if keyword != "$defs"
        }
        return self._with_union(view, node, schema, mentioned) if "oneOf" in schema and self.options.closed else view

    def _keyword(self, node: Node, keyword: str, value: Any, mentioned: MentionedMembers) -> Any:
        """Return the view of the value of a keyword."""
        inner = (*node, keyword)
        view: Any
        if keyword in {"if", "not", "contains", "propertyNames"}:
            view = self._as_written(value)
        elif keyword == "oneOf":
            view = [self._as_written(branch) for branch in value]
        elif keyword == "$ref":
            view = reference_to(self._refer(definition_name(value), as_written=False))
        elif keyword in {"allOf", "anyOf"}:
            view = [self._in_place((*inner, index), branch, mentioned) for index, branch in enumerate(value)]
        elif keyword in {"then", "else"}:
            view = self._in_place(inner, value, mentioned)
        elif keyword == "dependentSchemas":
            view = {name: self._in_place((*inner, name), schema, mentioned) for name, schema in value.items()}
        elif keyword == "required" and not self.options.closed:
            view = [name for name in value if name not in mentioned.unstable]
        else:
            view = self._below(inner, keyword, value, mentioned)
        return view

    def _below(self, node: Node, keyword: str, value: Any, mentioned: MentionedMembers) -> Any:
        """Return the view of a keyword for members or items; other values stay as written."""
        if keyword == "properties":
            return {name: self._member((*node, name), name, schema, mentioned) for name, schema in value.items()}
        if keyword == "patternProperties":
            return {pattern: self.view(((*node, pattern),), mentioned.any_member()) for pattern in value}
        if keyword in OTHER_MEMBERS:
            return self.view((node,), mentioned.any_member())
        if keyword == "prefixItems":
            return [self.view(((*node, index),), mentioned.items()) for index in range(len(value))]
        if keyword in {"items", "unevaluatedItems"}:
            return self.view((node,), mentioned.items())
        return value

    def _member(self, node: Node, name: str, schema: Subschema, mentioned: MentionedMembers) -> Subschema:
        """Return the view of a declared member."""
        if is_unstable(schema) and not self.options.closed:
            return True
        return self.view((node,), mentioned.member(name))

    def _with_union(self, view: Schema, node: Node, schema: Schema, mentioned: MentionedMembers) -> Schema:
        """Require, besides exactly one branch of a ``oneOf`` as written, that its view accepts the value too.

        A branch with closed objects accepts less. If two branches match as written and only one as viewed, ``oneOf``
        over the views would accept what the schema rejects.
        """
        branches: list[Subschema] = schema["oneOf"]
        views = [self._in_place((*node, "oneOf", index), branch, mentioned) for index, branch in enumerate(branches)]
        return {**view, "allOf": [*view.get("allOf", []), {"anyOf": views}]}


def _view_name(name: str, *, as_written: bool) -> str:
    return name if as_written else f"{name}-view"
