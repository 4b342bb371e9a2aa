"""One schema in the common form: its nodes, what they refer to, and what they require."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ...jsonpointer import format_pointer
from ...spec.traverse import SCHEMA_LISTS, SCHEMA_MAPS, transform
from ..watch import Watch
from .common_form import ANNOTATIONS, APPLICATORS, definition_node, node_set, rewrite
from .constraint_collector import collect_constraints
from .constraints import intersection
from .fingerprints import Skeleton, digest, hash_definitions
from .schema_bundle import patterns_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...spec.catalog import Schema
    from .common_form import Node, NodeSet, Subschema
    from .constraints import Constraints, Members
    from .schema_file import SchemaFile

NOT_REPORTED = APPLICATORS | SCHEMA_MAPS | SCHEMA_LISTS | {"$id", "id", "$ref", "$schema", "definitions", "$anchor"}
"""Keywords of a schema file of which a comparison reports no change of their own."""


@dataclass(frozen=True)
class SchemaIndex:
    """A schema in the common form.

    ``pointers`` maps a node to its JSON Pointer in a file, and ``originals`` to the schema object there. ``files`` has
    the file of the root and of each definition. ``obstacles`` maps every place without a common form to the reason.
    Hashes raise `Stopped` if they are not known at the end of ``watch``.
    """

    document: Schema
    pointers: Mapping[Node, str] = field(default_factory=dict["Node", str], repr=False)
    originals: Mapping[Node, Schema] = field(default_factory=dict["Node", "Schema"], repr=False)
    obstacles: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    files: Mapping[Node, SchemaFile] = field(default_factory=dict["Node", "SchemaFile"], repr=False)
    watch: Watch = field(default_factory=Watch, repr=False, compare=False)
    _constraints: dict[NodeSet, Constraints] = field(
        default_factory=dict["NodeSet", "Constraints"], repr=False, compare=False
    )
    _members: dict[Node, Members] = field(default_factory=dict["Node", "Members"], repr=False, compare=False)
    _skeletons: dict[Node, Skeleton] = field(default_factory=dict["Node", Skeleton], repr=False, compare=False)
    _fingerprints: dict[Node, str] = field(default_factory=dict["Node", str], repr=False, compare=False)
    _first: dict[str, Node] = field(default_factory=dict[str, "Node"], repr=False, compare=False)
    _representatives: dict[NodeSet, NodeSet] = field(
        default_factory=dict["NodeSet", "NodeSet"], repr=False, compare=False
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

    @cached_property
    def patterns(self) -> frozenset[str]:
        """The regular expressions in the schema."""
        return patterns_in([self.document])

    def subschema(self, node: Node) -> Subschema:
        """Return the subschema at a node."""
        value: Any = self.document
        for step in node:
            value = value[step]
        return cast("Subschema", value)

    def constraints(self, nodes: NodeSet) -> Constraints:
        """Return what the nodes require together, including what their references and conjunctions lead to."""
        if nodes not in self._constraints:
            self._constraints[nodes] = collect_constraints(self.subschema, nodes, self._members)
        return self._constraints[nodes]

    def possible_types(self, constraints: Constraints) -> frozenset[str]:
        """Return the types that the constraints and the branches of their unions allow."""
        types = constraints.types
        for union in constraints.unions:
            branches = [self.possible_types(self.constraints((branch,))) for branch in union.branches]
            types = intersection(types, frozenset[str]().union(*branches))
        return types

    def schema(self, nodes: NodeSet) -> Schema:
        """Return what the nodes require together as a self-contained schema."""
        if nodes == self.root:
            return self.document
        names: list[str] = [name for node in nodes for name in self.skeleton(node).names]
        definitions: dict[str, Subschema] = {}
        for name in names:
            if name not in definitions:
                definitions[name] = self.definitions[name]
                names += self.skeleton(("$defs", name)).names
        return {
            "allOf": [self.subschema(node) for node in nodes] or [True],
            **({"$defs": definitions} if names else {}),
        }

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

    def place(self, node: Node) -> tuple[SchemaFile, str]:
        """Return the file of a node, and its JSON Pointer there, or one built on that of its nearest ancestor."""
        length = len(node)
        while length and node[:length] not in self.pointers:
            length -= 1
        file = self.files[node[:2] if node[:1] == ("$defs",) else ()]
        return file, self.pointers[node[:length]] + format_pointer(node[length:])

    @cached_property
    def definition_hashes(self) -> dict[str, str]:
        """A hash for each definition, equal for definitions of equal meaning regardless of names and documents."""
        return hash_definitions({name: self.skeleton(("$defs", name)) for name in self.definitions}, self.watch)

    def skeleton(self, node: Node) -> Skeleton:
        """Return the skeleton of the subschema at a node, which does not depend on the names of definitions."""
        if node not in self._skeletons:
            self._skeletons[node] = Skeleton.of(self.subschema(node))
        return self._skeletons[node]

    def fingerprint(self, node: Node) -> str:
        """Return a hash of the subschema at a node, which does not depend on its place or its names."""
        if node not in self._fingerprints:
            skeleton = self.skeleton(node)
            self._fingerprints[node] = digest(skeleton.text, *map(self.definition_hashes.__getitem__, skeleton.names))
        return self._fingerprints[node]

    def representative(self, nodes: NodeSet) -> NodeSet:
        """Return nodes of the same meaning, which are the same for all nodes that are written alike."""
        if nodes not in self._representatives:
            targets = {self._first.setdefault(self.fingerprint(node), node) for node in self.dereference(nodes)}
            self._representatives[nodes] = node_set(targets)
        return self._representatives[nodes]

    @cached_property
    def annotated(self) -> SchemaIndex:
        """The schema with everything that a comparison reports, so that equal fingerprints mean no change at all."""
        document = transform(self.document, dict)
        for node, original in self.originals.items():
            part: Any = document
            for step in node:
                part = part[step]
            reported = {name: value for name, value in original.items() if name not in NOT_REPORTED}
            if isinstance(part, dict) and reported:
                part["$comment"] = reported
        return SchemaIndex(document, watch=self.watch)

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
