"""One schema in the common form: its nodes, what they refer to, and what they require."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ...jsonpointer import format_pointer
from .common_form import ANNOTATIONS, definition_node, node_set, rewrite
from .constraint_collector import collect_constraints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...spec.catalog import Schema
    from .common_form import Node, NodeSet, Subschema
    from .constraints import Constraints


@dataclass(frozen=True)
class SchemaIndex:
    """A schema in the common form.

    ``pointers`` maps a node to its pointer in the schema file, and ``originals`` to the schema object there.
    ``obstacles`` maps the pointer of everything in the file that has no common form to the reason.
    """

    document: Schema
    pointers: Mapping[Node, str] = field(default_factory=dict["Node", str], repr=False)
    originals: Mapping[Node, Schema] = field(default_factory=dict["Node", "Schema"], repr=False)
    obstacles: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    _constraints: dict[NodeSet, Constraints] = field(
        default_factory=dict["NodeSet", "Constraints"], repr=False, compare=False
    )

    @property
    def root(self) -> NodeSet:
        """The nodes that apply to a whole payload."""
        return ((),)

    @property
    def definitions(self) -> dict[str, Subschema]:
        """The entries of ``$defs``."""
        definitions: dict[str, Subschema] = self.document.get("$defs", {})
        return definitions

    def subschema(self, node: Node) -> Subschema:
        """Return the subschema at a node."""
        value: Any = self.document
        for step in node:
            value = value[step]
        return cast("Subschema", value)

    def constraints(self, nodes: NodeSet) -> Constraints:
        """Return what the nodes require together, including what their references and conjunctions lead to."""
        if nodes not in self._constraints:
            self._constraints[nodes] = collect_constraints(self.subschema, nodes)
        return self._constraints[nodes]

    def schema(self, nodes: NodeSet) -> Schema:
        """Return what the nodes require together as a self-contained schema."""
        if nodes == self.root:
            return self.document
        definitions = {"$defs": self.definitions} if self.definitions else {}
        return {"allOf": [self.subschema(node) for node in nodes] or [True], **definitions}

    def dereference(self, nodes: Iterable[Node]) -> NodeSet:
        """Return the nodes, with targets instead of nodes that contain nothing but a reference."""
        targets: set[Node] = set()
        for node in nodes:
            target, schema = node, self.subschema(node)
            while isinstance(schema, dict) and not schema.keys() - ANNOTATIONS - {"$ref", "$defs"} and "$ref" in schema:
                target = definition_node(schema["$ref"])
                schema = self.subschema(target)
            targets.add(target)
        return node_set(targets)

    def nodes_in_place(self, node: Node) -> list[tuple[Node, bool]]:
        """Return the nodes below for the same instance, each with whether it is asserted or only tested."""
        schema = self.subschema(node)
        if isinstance(schema, bool):
            return []
        nodes: list[tuple[Node, bool]] = [(definition_node(schema["$ref"]), True)] if "$ref" in schema else []
        for keyword in ("allOf", "anyOf", "oneOf"):
            nodes += [((*node, keyword, index), True) for index in range(len(schema.get(keyword, [])))]
        nodes += [((*node, keyword), True) for keyword in ("then", "else") if keyword in schema]
        nodes += [((*node, keyword), False) for keyword in ("if", "not") if keyword in schema]
        nodes += [((*node, "dependentSchemas", name), True) for name in schema.get("dependentSchemas", {})]
        return nodes

    def pointer(self, node: Node) -> str:
        """Return the pointer of a node in the schema file, or one built on that of its nearest ancestor."""
        length = len(node)
        while length and node[:length] not in self.pointers:
            length -= 1
        return self.pointers.get(node[:length], "#") + format_pointer(node[length:])

    @cached_property
    def definition_hashes(self) -> dict[str, str]:
        """A hash for each definition, equal for definitions of equal meaning regardless of their names."""
        hashes = dict.fromkeys(self.definitions, "")
        # Each round tells apart what differs one reference further on.
        for _ in range(len(self.definitions) + 1):
            hashes = {name: _hash(definition, hashes) for name, definition in self.definitions.items()}
        return hashes

    def fingerprint(self, node: Node) -> str:
        """Return a hash of the subschema at a node, which does not depend on its place or its names."""
        return _hash(self.subschema(node), self.definition_hashes)

    def canonical(self) -> Schema:
        """Return the document without annotations, its definitions named by their hashes.

        Equal definitions of two documents then have equal names, by which a prover sees that they are equal.
        """
        hashes = self.definition_hashes
        document, *definitions = (
            rewrite(schema, hashes.__getitem__, keep_annotations=False)
            for schema in (self.document, *self.definitions.values())
        )
        named = {"$defs": dict(zip(hashes.values(), definitions, strict=True))} if definitions else {}
        return {**cast("Schema", document), **named}


def _hash(schema: Subschema, hashes: Mapping[str, str]) -> str:
    text = json.dumps(rewrite(schema, hashes.__getitem__, keep_annotations=False), sort_keys=True)
    return "d" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
