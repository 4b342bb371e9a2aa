"""Schema files to self-contained Draft 2020-12 documents, in which only what is compared is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT7, DRAFT202012

from ..errors import UnreadableInput
from ..jsonpointer import format_pointer
from ..spec.traverse import SCHEMA_LISTS, SCHEMA_MAPS
from .documents import DRAFTS, draft_name
from .dynamic import drafts_of, is_ambiguous
from .schema_index import ANNOTATIONS, HELD_KEYWORDS, SchemaIndex

if TYPE_CHECKING:
    from referencing.jsonschema import SchemaRegistry

    from ..jsonpointer import InstancePath
    from ..spec.catalog import Schema
    from .documents import SchemaFile
    from .schema_index import Subschema

SIMPLE_KEYWORDS = frozenset(
    {
        "const",
        "dependentRequired",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    }
)
"""Assertions whose values hold no schemas."""
CONTAINS_BOUNDS = frozenset({"minContains", "maxContains"})
NEWER = frozenset({"dependentRequired", "dependentSchemas", "prefixItems", "unevaluatedItems", "unevaluatedProperties"})
"""Keywords that draft-07 does not have."""
REFERENCES = ("$ref", "$dynamicRef")


@dataclass(frozen=True, slots=True)
class _Context:
    """A schema object that is being translated: ``place`` is where it goes, ``pointer`` where it comes from."""

    schema: Schema
    resolver: Any
    draft: Any
    place: InstancePath
    pointer: str


class Normalizer:
    """Makes one self-contained document of a schema file and of all that its references lead to.

    ``obstacles`` gathers, by pointer, what could not be brought into the common form.
    """

    def __init__(self, file: SchemaFile, registry: SchemaRegistry) -> None:
        self.file = file
        self.registry = registry
        self.obstacles: dict[str, str] = {}
        self.drafts = drafts_of(file.schema, registry)
        self.names: dict[int, str] = {}
        self.definitions: dict[str, Subschema] = {}
        self.pointers: dict[InstancePath, str] = {}
        self.originals: dict[InstancePath, Schema] = {}
        # The originals are kept, so that the identity of each stays its own.
        self.waiting: list[tuple[str, Subschema, Any, Any, str]] = []

    def places(self) -> SchemaIndex:
        """Return the document.

        Raises:
            UnreadableInput: a reference leads nowhere or in a circle, or the dialect is not known.
        """
        resolver = self.registry.resolver(urljoin(self.file.uri, self.file.identifier or ""))
        document = self._translated(self.file.schema, resolver, self.file.draft, (), "#")
        while self.waiting:
            name, schema, inner, draft, pointer = self.waiting.pop(0)
            self.definitions[name] = self._translated(schema, inner, draft, ("$defs", name), pointer)
        self._refuse_circles()
        root: Schema = document if isinstance(document, dict) else ({} if document else {"not": {}})
        if self.definitions:
            root = {**root, "$defs": self.definitions}
        return SchemaIndex(root, self.pointers, self.originals)

    def _translated(self, schema: Subschema, resolver: Any, draft: Any, place: InstancePath, pointer: str) -> Subschema:
        self.pointers[place] = pointer
        if isinstance(schema, bool):
            return schema
        self.originals[place] = schema
        draft = self._draft(schema, draft)
        if draft is DRAFT7 and "$ref" in schema:
            # In draft-07 everything beside a reference is ignored, its identifier too.
            schema = {"$ref": schema["$ref"], **{mark: schema[mark] for mark in ANNOTATIONS & schema.keys()}}
        elif place and "$id" in schema:
            resolver = resolver.in_subresource(draft.create_resource(schema))
        result: Schema = {}
        context = _Context(schema, resolver, draft, place, pointer)
        targets = [self._refer(keyword, schema[keyword], context) for keyword in REFERENCES if keyword in schema]
        for keyword, value in schema.items():
            self._take(result, keyword, value, context)
        for position, reference in enumerate(each for each in targets if each is not None):
            if position == 0:
                result["$ref"] = reference
            else:
                result["allOf"] = [*result.get("allOf", []), {"$ref": reference}]
        return result

    def _draft(self, schema: Schema, draft: Any) -> Any:
        named = draft_name(schema)
        if named is None:
            return draft
        if named not in DRAFTS:
            raise UnreadableInput(self.file.source, f"the dialect {named} is not one that can be compared")
        return DRAFTS[named]

    def _take(self, result: Schema, keyword: str, value: Any, context: _Context) -> None:
        older = context.draft is DRAFT7
        if keyword == "$defs" or (older and self._take_older(result, keyword, value, context)):
            return
        if keyword in SCHEMA_MAPS:
            result[keyword] = {name: self._below(child, (keyword, name), context) for name, child in value.items()}
        elif keyword in SCHEMA_LISTS:
            result[keyword] = self._several(value, keyword, context)
        elif keyword in HELD_KEYWORDS:
            if keyword not in {"then", "else"} or "if" in context.schema:
                result[keyword] = self._below(value, (keyword,), context)
        elif keyword in SIMPLE_KEYWORDS | ANNOTATIONS or (
            keyword in CONTAINS_BOUNDS and not older and "contains" in context.schema
        ):
            result[keyword] = value

    def _take_older(self, result: Schema, keyword: str, value: Any, context: _Context) -> bool:
        """Translate what draft-07 says in other words or not at all, and say whether this was it."""
        if keyword == "dependencies":
            self._take_dependencies(result, value, context)
        elif keyword == "items" and isinstance(value, list):
            result["prefixItems"] = self._several(cast("list[Subschema]", value), "prefixItems", context, "items")
        elif keyword == "additionalItems":
            if isinstance(context.schema.get("items"), list):
                result["items"] = self._below(value, ("items",), context, (keyword,))
        else:
            return keyword in NEWER
        return True

    def _several(
        self, values: list[Subschema], keyword: str, context: _Context, original: str | None = None
    ) -> list[Subschema]:
        return [
            self._below(child, (keyword, index), context, (original or keyword, index))
            for index, child in enumerate(values)
        ]

    def _below(
        self, schema: Subschema, steps: InstancePath, context: _Context, original: InstancePath | None = None
    ) -> Subschema:
        """Translate what is below a schema; ``original`` are the steps to it in the file, if they are other ones."""
        pointer = context.pointer + format_pointer(original or steps)
        return self._translated(schema, context.resolver, context.draft, (*context.place, *steps), pointer)

    def _take_dependencies(self, result: Schema, value: Any, context: _Context) -> None:
        for name, needed in value.items():
            if isinstance(needed, list):
                result.setdefault("dependentRequired", {})[name] = needed
            else:
                child = self._below(needed, ("dependentSchemas", name), context, ("dependencies", name))
                result.setdefault("dependentSchemas", {})[name] = child

    def _refer(self, keyword: str, reference: str, context: _Context) -> str | None:
        """Return the reference to the definition that stands for what is referred to; None where it means nothing."""
        if keyword == "$dynamicRef" and context.draft is not DRAFT202012:
            return None
        pointer = context.pointer
        try:
            resolved = context.resolver.lookup(reference)
        except Unresolvable as error:
            raise UnreadableInput(
                self.file.source,
                f"the reference {reference} at {pointer} leads nowhere",
                "name the folder that holds all the schemas; nothing is fetched from a network",
            ) from error
        contents = resolved.contents
        if keyword == "$dynamicRef" and is_ambiguous(contents, self.file.schema, self.registry, reference):
            self.obstacles[pointer] = "a dynamic reference that can lead to several places"
        leads = reference if not reference.startswith("#") else pointer.partition("#")[0] + reference
        draft = self.drafts.get(id(contents), context.draft)
        return self._reference(contents, resolved.resolver, draft, leads)

    def _reference(self, contents: Subschema, resolver: Any, draft: Any, reference: str) -> str:
        key = -int(contents) - 1 if isinstance(contents, bool) else id(contents)
        if key not in self.names:
            self.names[key] = f"n{len(self.names)}"
            pointer = reference if "#" in reference else f"{reference}#"
            self.waiting.append((self.names[key], contents, resolver, draft, pointer))
        return f"#/$defs/{self.names[key]}"

    def _refuse_circles(self) -> None:
        """Refuse references that lead back to where they start without a step into the payload."""
        graph = {name: set(_in_place(definition)) for name, definition in self.definitions.items()}
        while leaves := {name for name, targets in graph.items() if not targets & graph.keys()}:
            graph = {name: targets - leaves for name, targets in graph.items() if name not in leaves}
        if graph:
            name = min(graph)
            raise UnreadableInput(
                self.file.source,
                f"the references by way of {self.pointers['$defs', name]} lead back to where they start",
                "such a schema says nothing; end the circle",
            )


IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
IN_PLACE_KEYWORDS = ("if", "then", "else", "not")


def _in_place(schema: Any) -> list[str]:
    """Return the names of the definitions that a schema holds the same instance to."""
    if not isinstance(schema, dict):
        return []
    members = cast("Schema", schema)
    names = [members["$ref"].rpartition("/")[2]] if "$ref" in members else []
    inner = [child for keyword in IN_PLACE_LISTS for child in members.get(keyword, [])]
    inner += [members[keyword] for keyword in IN_PLACE_KEYWORDS if keyword in members]
    inner += list(members.get("dependentSchemas", {}).values())
    return names + [name for child in inner for name in _in_place(child)]
