"""Schemas in one form: self-contained Draft 2020-12 documents, and the places in them that hold at one instance."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..spec.traverse import SCHEMA_KEYWORDS, SCHEMA_LISTS, SCHEMA_MAPS
from .gather import collect_constraints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..jsonpointer import InstancePath
    from ..spec.catalog import Schema
    from .constraints import Constraints, NodeSet

ROOT = "root"
Subschema: TypeAlias = "Schema | bool"

HELD_KEYWORDS = SCHEMA_KEYWORDS - {"contentSchema"}
"""Keywords whose value is a schema that an instance is held to; the content of a string is not."""

ANNOTATIONS = frozenset({"x-stability", "x-extensible-enum", "deprecated"})
"""Annotations that a comparison weighs."""


@dataclass(frozen=True)
class SchemaIndex:
    """A self-contained schema: references in it lead to entries of its ``$defs`` and nowhere else.

    ``pointers`` holds, for a place in it, where that came from, and ``originals`` what stood there.
    """

    document: Schema
    pointers: Mapping[InstancePath, str] = field(default_factory=dict["InstancePath", str], repr=False)
    originals: Mapping[InstancePath, Schema] = field(default_factory=dict["InstancePath", "Schema"], repr=False)
    _constraints: dict[NodeSet, Constraints] = field(
        default_factory=dict["NodeSet", "Constraints"], repr=False, compare=False
    )

    @property
    def root(self) -> NodeSet:
        """Where a whole payload is held to."""
        return ((),)

    def at(self, place: InstancePath) -> Subschema:
        """Return the subschema at a place."""
        value: Any = self.document
        for step in place:
            value = value[step]
        return cast("Subschema", value)

    def constraints(self, location: NodeSet) -> Constraints:
        """Return what holds at a location, the places that its references and conjunctions lead to included."""
        if location not in self._constraints:
            self._constraints[location] = collect_constraints(self.at, location)
        return self._constraints[location]

    def schema(self, location: NodeSet) -> Schema:
        """Return what holds at a location as a self-contained schema."""
        if location == self.root:
            return self.document
        definitions = {"$defs": self.document["$defs"]} if "$defs" in self.document else {}
        return {"allOf": [self.at(place) for place in location] or [True], **definitions}

    def pointer(self, place: InstancePath) -> str:
        """Return the pointer into the schema file for a place, or for the nearest one above it that has one."""
        rest: list[str | int] = []
        while place not in self.pointers and place:
            rest.insert(0, place[-1])
            place = place[:-1]
        base = self.pointers.get(place, "#")
        return base + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in rest)

    @cached_property
    def definition_hashes(self) -> dict[str, str]:
        """For each entry of ``$defs`` a hash that is the same for entries that say the same, under whatever names."""
        definitions: dict[str, Subschema] = self.document.get("$defs", {})
        hashes = dict.fromkeys(definitions, "")
        # Each round tells apart what differs one reference further on.
        for _ in range(len(definitions) + 1):
            hashes = {name: _hash(definition, hashes) for name, definition in definitions.items()}
        return hashes

    def fingerprint(self, place: InstancePath) -> str:
        """Return a hash of what a place says, the same wherever and under whatever names it is said."""
        return _hash(self.at(place), self.definition_hashes)


def defined(reference: str) -> str:
    """Return the name of the definition that a reference of a self-contained schema leads to."""
    return reference.rpartition("/")[2]


def target(reference: str) -> InstancePath:
    """Return the place that a reference of a self-contained schema leads to."""
    return ("$defs", defined(reference))


def normal(places: set[InstancePath] | frozenset[InstancePath]) -> NodeSet:
    """Return the location for a set of places."""
    if len(places) < 2:
        return tuple(places)
    return tuple(sorted(places, key=lambda place: tuple(str(step) for step in place)))


def without_annotations(schema: Subschema) -> Subschema:
    """Return a copy of a schema without annotations."""
    if isinstance(schema, bool):
        return schema
    copy: Schema = {}
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS:
            copy[keyword] = {name: without_annotations(child) for name, child in value.items()}
        elif keyword in SCHEMA_LISTS:
            copy[keyword] = [without_annotations(child) for child in value]
        elif keyword in HELD_KEYWORDS:
            copy[keyword] = without_annotations(value)
        elif keyword not in ANNOTATIONS:
            copy[keyword] = value
    return copy


def self_contained(places: SchemaIndex) -> Schema:
    """Return the document without annotations, its definitions named after what they say.

    Equal definitions of two documents then have equal names, by which a prover sees that they are equal.
    """
    hashes = places.definition_hashes
    rename = hashes.__getitem__
    document = cast("Schema", with_references(without_annotations(places.document), rename))
    named: dict[str, Subschema] = places.document.get("$defs", {})
    definitions = {hashes[name]: with_references(without_annotations(each), rename) for name, each in named.items()}
    return {**document, "$defs": definitions} if definitions else document


def with_references(schema: Subschema, rename: Callable[[str], str]) -> Subschema:
    """Return a copy of a schema, without its definitions, whose references to definitions are renamed."""
    if isinstance(schema, bool):
        return schema
    copy: Schema = {}
    for keyword, value in schema.items():
        if keyword == "$ref":
            copy[keyword] = f"#/$defs/{rename(defined(value))}"
        elif keyword in SCHEMA_MAPS:
            if keyword != "$defs":
                copy[keyword] = {name: with_references(child, rename) for name, child in value.items()}
        elif keyword in SCHEMA_LISTS:
            copy[keyword] = [with_references(child, rename) for child in value]
        else:
            copy[keyword] = with_references(value, rename) if keyword in HELD_KEYWORDS else value
    return copy


def _hash(schema: Subschema, hashes: Mapping[str, str]) -> str:
    text = json.dumps(with_references(without_annotations(schema), hashes.__getitem__), sort_keys=True)
    return "d" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
