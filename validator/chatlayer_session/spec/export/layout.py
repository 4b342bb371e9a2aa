"""The layout of one document that combines others: where their definitions are, and how references reach them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import CorruptInstallation
from ..traverse import iter_subschemas, transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..catalog import Schema

DEFINITIONS = "/$defs/"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where documents and their definitions are in one combined document.

    ``documents`` are the schemas by identifier. ``root`` is the identifier of the schema at the root; if it is None,
    all schemas are definitions. ``prefix`` is the JSON Pointer of the definitions, with a slash at the end.
    """

    documents: Mapping[str, Schema]
    root: str | None
    prefix: str

    def definitions(self) -> dict[str, Schema]:
        """Return the definitions by name: each document but the root, and the definitions of every document.

        Raises:
            CorruptInstallation: two of them would have the same name.
        """
        combined: dict[str, Schema] = {}
        for identifier, document in self.documents.items():
            schemas = {} if identifier == self.root else {name_of(identifier): _without_id(document)}
            schemas |= {self._name(identifier, name): schema for name, schema in document.get("$defs", {}).items()}
            for name, schema in schemas.items():
                if name in combined:
                    raise CorruptInstallation(f"two definitions would have the name {name}")
                combined[name] = self.redirect(identifier, schema)
        return combined

    def redirect(self, identifier: str, schema: Schema) -> Schema:
        """Return a part of the document ``identifier`` with references to places in the combined document."""
        return rewrite_refs(schema, lambda reference: self._target(identifier, reference))

    def _target(self, identifier: str, reference: str) -> str:
        target, _, pointer = reference.partition("#")
        document = target or identifier
        if pointer.startswith(DEFINITIONS):
            name, slash, rest = pointer.removeprefix(DEFINITIONS).partition("/")
            return f"#{self.prefix}{self._name(document, name)}{slash}{rest}"
        return f"#{pointer}" if document == self.root else f"#{self.prefix}{name_of(document)}{pointer}"

    def _name(self, identifier: str, name: str) -> str:
        """Return the name of a definition: its own if it is unique, else with the name of its document before it."""
        counts = Counter(name for document in self.documents.values() for name in document.get("$defs", {}))
        document_names = set(map(name_of, self.documents))
        if counts[name] == 1 and name not in document_names:
            return name
        return f"{name_of(identifier)}{name[:1].upper()}{name[1:]}"


def name_of(identifier: str) -> str:
    """Return the name of the document in an identifier, which is its fifth part."""
    return identifier.split(":")[4]


def rewrite_refs(schema: Schema, change: Callable[[str], str]) -> Schema:
    """Return the schema with ``change`` applied to each reference."""

    def rewrite(subschema: Schema) -> Schema:
        return {**subschema, "$ref": change(subschema["$ref"])} if "$ref" in subschema else subschema

    return transform(schema, rewrite)


def reachable(identifier: str, documents: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the document and all documents that it refers to, directly or not, by identifier; itself first.

    Raises:
        CorruptInstallation: a reference leads to a missing document.
    """
    identifiers = [identifier]
    for current in identifiers:
        if current not in documents:
            raise CorruptInstallation(f"a schema refers to {current}, which is missing")
        identifiers.extend(sorted(set(_referenced(documents[current])) - set(identifiers)))
    return {current: documents[current] for current in identifiers}


def _referenced(document: Schema) -> Iterator[str]:
    for _, schema in iter_subschemas(document):
        identifier = schema.get("$ref", "").partition("#")[0]
        if identifier:
            yield identifier


def _without_id(document: Schema) -> Schema:
    return {keyword: value for keyword, value in document.items() if keyword not in {"$schema", "$id", "$defs"}}
