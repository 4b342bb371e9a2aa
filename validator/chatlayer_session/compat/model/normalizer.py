"""Schema files to the common form, in which only what a comparison considers is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ...errors import UnreadableInput
from ...jsonpointer import format_pointer
from ...spec.traverse import SCHEMA_LISTS, SCHEMA_MAPS
from ..watch import Watch
from .common_form import ANNOTATIONS, APPLICATORS, is_annotation, reference_to
from .constraints import LOWER_BOUNDS, UPPER_BOUNDS
from .schema_index import SchemaIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...spec.catalog import Schema
    from .common_form import Node, Subschema
    from .schema_bundle import ReferenceScope, SchemaBundle
    from .schema_file import SchemaFile

SIMPLE_KEYWORDS = (
    LOWER_BOUNDS
    | UPPER_BOUNDS
    | {"exclusiveMaximum", "exclusiveMinimum", "multipleOf", "pattern", "uniqueItems"}
    | {"const", "dependentRequired", "enum", "required", "type"}
)
"""Assertions whose values contain no schemas."""
CONTAINS_BOUNDS = frozenset({"minContains", "maxContains"})
REFERENCES = ("$ref", "$dynamicRef")


def normalize(bundle: SchemaBundle, watch: Watch | None = None) -> SchemaIndex:
    """Return the file of a bundle, and everything that its references lead to, in the common form.

    Raises:
        UnreadableInput: a reference leads nowhere or in a circle, or a dialect is not supported.
        Stopped: the watch ended.
    """
    return _Normalizer(bundle, watch or Watch()).index()


@dataclass(frozen=True, slots=True)
class _Position:
    """A schema that is translated from ``pointer`` in its file to ``node`` in the document; ``scope`` is inside it."""

    schema: Any
    scope: ReferenceScope
    node: Node
    pointer: str


class _Normalizer:
    """Translates a schema file; each target of a reference becomes a definition."""

    def __init__(self, bundle: SchemaBundle, watch: Watch) -> None:
        self.bundle = bundle
        self.watch = watch
        self.dynamic: list[tuple[str, str, Subschema]] = []
        # A definition also keeps its schema, whose identity is its key, alive.
        self.definitions: dict[int, _Position] = {}
        self.pending: list[_Position] = []
        self.pointers: dict[Node, str] = {}
        self.files: dict[Node, SchemaFile] = {(): bundle.file}
        self.originals: dict[Node, Schema] = {}

    def index(self) -> SchemaIndex:
        document = self._translate(_Position(self.bundle.file.schema, self.bundle.scope(), (), ""))
        translated: dict[str, Subschema] = {}
        while self.pending:
            target = self.pending.pop(0)
            translated[str(target.node[1])] = self._translate(target)
        root: Schema = document if isinstance(document, dict) else ({} if document else {"not": {}})
        if translated:
            root = {**root, "$defs": translated}
        index = SchemaIndex(root, self.pointers, self.originals, self._obstacles(), self.files, self.watch)
        self._refuse_circles(index)
        return index

    def _obstacles(self) -> dict[str, str]:
        """Return the pointers of dynamic references without a single target, once all files are loaded."""
        reason = "a dynamic reference that can lead to several places"
        return {
            pointer: reason
            for pointer, reference, contents in self.dynamic
            if self.bundle.has_several_targets(reference, contents)
        }

    def _translate(self, position: _Position) -> Subschema:
        """Return the translation of a schema."""
        self.watch.check()
        schema: Subschema = position.schema
        self.pointers[position.node] = position.pointer
        if isinstance(schema, bool):
            return schema
        self.originals[position.node] = schema
        dialect = position.scope.place.dialect
        if dialect.legacy and "$ref" in schema:
            # Nothing else counts beside a reference.
            schema = {keyword: value for keyword, value in schema.items() if keyword in {"$ref", *ANNOTATIONS}}
        schema = {keyword: value for keyword, value in schema.items() if keyword not in dialect.unknown}
        references = [self._refer(keyword, schema[keyword], position) for keyword in REFERENCES if keyword in schema]
        result: Schema = {}
        for keyword, value in schema.items():
            self._translate_keyword(result, keyword, value, position)
        for number, reference in enumerate(references):
            if number == 0:
                result["$ref"] = reference
            else:
                result["allOf"] = [*result.get("allOf", []), {"$ref": reference}]
        return result

    def _translate_keyword(self, result: Schema, keyword: str, value: Any, position: _Position) -> None:
        legacy = position.scope.place.dialect.legacy
        if keyword == "$defs" or (legacy and self._translate_legacy_keyword(result, keyword, value, position)):
            return
        if keyword in SCHEMA_MAPS:
            result[keyword] = {name: self._child(child, (keyword, name), position) for name, child in value.items()}
        elif keyword in SCHEMA_LISTS:
            result[keyword] = self._children(value, keyword, position)
        elif keyword in APPLICATORS:
            if keyword not in {"then", "else"} or "if" in position.schema:
                result[keyword] = self._child(value, (keyword,), position)
        elif (
            is_annotation(keyword, value)
            or keyword in SIMPLE_KEYWORDS
            or (keyword in CONTAINS_BOUNDS and "contains" in position.schema)
        ):
            result[keyword] = value

    def _translate_legacy_keyword(self, result: Schema, keyword: str, value: Any, position: _Position) -> bool:
        """Translate a keyword that differs in a legacy dialect, and return whether it is one."""
        if keyword == "dependencies":
            self._translate_dependencies(result, value, position)
        elif keyword == "items" and isinstance(value, list):
            self._written_as(position, "prefixItems", keyword)
            result["prefixItems"] = self._children(cast("list[Subschema]", value), "prefixItems", position, "items")
        elif keyword == "additionalItems":
            if isinstance(position.schema.get("items"), list):
                result["items"] = self._child(value, ("items",), position, (keyword,))
        elif keyword in {"minimum", "maximum"}:
            exclusive = f"exclusive{keyword.capitalize()}"
            if position.schema.get(exclusive) is True:
                self._written_as(position, exclusive, keyword)
                result[exclusive] = value
            else:
                result[keyword] = value
        else:
            # In draft-04 these turn the bounds into exclusive ones.
            return keyword in {"exclusiveMinimum", "exclusiveMaximum"} and isinstance(value, bool)
        return True

    def _written_as(self, position: _Position, keyword: str, file_keyword: str) -> None:
        """Record that the file has a different keyword than the document."""
        self.pointers[(*position.node, keyword)] = position.pointer + format_pointer((file_keyword,))

    def _translate_dependencies(self, result: Schema, value: Any, position: _Position) -> None:
        self._written_as(position, "dependentRequired", "dependencies")
        self._written_as(position, "dependentSchemas", "dependencies")
        for name, dependency in value.items():
            if isinstance(dependency, list):
                result.setdefault("dependentRequired", {})[name] = dependency
            else:
                child = self._child(dependency, ("dependentSchemas", name), position, ("dependencies", name))
                result.setdefault("dependentSchemas", {})[name] = child

    def _children(
        self, schemas: list[Subschema], keyword: str, position: _Position, file_keyword: str | None = None
    ) -> list[Subschema]:
        return [
            self._child(schema, (keyword, index), position, (file_keyword or keyword, index))
            for index, schema in enumerate(schemas)
        ]

    def _child(self, schema: Subschema, steps: Node, position: _Position, file_steps: Node | None = None) -> Subschema:
        """Translate a child of a schema object; ``file_steps`` lead to it in the file if they differ."""
        scope = position.scope if isinstance(schema, bool) else position.scope.enter(schema)
        pointer = position.pointer + format_pointer(file_steps or steps)
        return self._translate(_Position(schema, scope, (*position.node, *steps), pointer))

    def _refer(self, keyword: str, reference: str, position: _Position) -> str:
        """Return the reference to the definition for a target."""
        contents, scope = position.scope.follow(reference, position.pointer)
        if keyword == "$dynamicRef":
            pointer = self.bundle.describe(position.scope.file, position.pointer)
            self.dynamic.append((pointer, reference, contents))
        key = -int(contents) - 1 if isinstance(contents, bool) else id(contents)
        if key not in self.definitions:
            node = ("$defs", f"n{len(self.definitions)}")
            self.definitions[key] = _Position(contents, scope, node, scope.place.pointer)
            self.files[node] = scope.file
            self.pending.append(self.definitions[key])
        return reference_to(str(self.definitions[key].node[1]))

    def _refuse_circles(self, index: SchemaIndex) -> None:
        """Raise `UnreadableInput` if references lead back to their start without a step into the payload."""
        graph = {name: set(_definitions_in_place(index, ("$defs", name))) for name in index.definitions}
        while leaves := {name for name, targets in graph.items() if not targets & graph.keys()}:
            graph = {name: targets - leaves for name, targets in graph.items() if name not in leaves}
        if graph:
            file, pointer = index.place(("$defs", min(graph)))
            pointer = self.bundle.describe(file, pointer)
            raise UnreadableInput(self.bundle.file.source, f"circular references through {pointer}", "break the circle")


def _definitions_in_place(index: SchemaIndex, node: Node) -> Iterator[str]:
    """Yield the names of the definitions that a node applies to the same instance."""
    for child, _ in index.nodes_in_place(node):
        if child[0] == "$defs" and len(child) == 2:
            yield str(child[1])
        else:
            yield from _definitions_in_place(index, child)
