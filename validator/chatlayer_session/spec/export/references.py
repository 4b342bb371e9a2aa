"""References between schema documents: what they lead to, and where that lies once documents are put together."""

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
    """Where documents and their definitions lie in one document that holds them all.

    ``documents`` are the schemas by identifier, ``root`` is the identifier of the one at the root (None if all are
    definitions), and ``prefix`` is the JSON Pointer of the place for definitions.
    """

    documents: Mapping[str, Schema]
    root: str | None
    prefix: str

    def definitions(self) -> dict[str, Schema]:
        """Return the definitions by name: documents other than the root, and the definitions of every document.

        Raises:
            CorruptInstallation: two of them would have the same name.
        """
        found: dict[str, Schema] = {}
        for identifier, document in self.documents.items():
            own = {} if identifier == self.root else {name_of(identifier): _without_id(document)}
            own |= {self._name(identifier, name): schema for name, schema in document.get("$defs", {}).items()}
            for name, schema in own.items():
                if name in found:
                    raise CorruptInstallation(f"two definitions would be called {name}")
                found[name] = self.placed(identifier, schema)
        return found

    def placed(self, identifier: str, schema: Schema) -> Schema:
        """Return a part of the document ``identifier`` with its references as they are from the new place."""
        return rewrite_refs(schema, lambda reference: self._target(identifier, reference))

    def _target(self, identifier: str, reference: str) -> str:
        named, _, pointer = reference.partition("#")
        document = named or identifier
        if pointer.startswith(DEFINITIONS):
            name, slash, rest = pointer.removeprefix(DEFINITIONS).partition("/")
            return f"#{self.prefix}{self._name(document, name)}{slash}{rest}"
        return f"#{pointer}" if document == self.root else f"#{self.prefix}{name_of(document)}{pointer}"

    def _name(self, identifier: str, name: str) -> str:
        owners = Counter(each for document in self.documents.values() for each in document.get("$defs", {}))
        taken = {name_of(each) for each in self.documents}
        if owners[name] == 1 and name not in taken:
            return name
        return f"{name_of(identifier)}{name[:1].upper()}{name[1:]}"


def name_of(identifier: str) -> str:
    """Return the name of the document in an identifier, which is its fifth part."""
    return identifier.split(":")[4]


def rewrite_refs(schema: Schema, change: Callable[[str], str]) -> Schema:
    """Return the schema with ``change`` made to each reference in it."""

    def redirect(each: Schema) -> Schema:
        return {**each, "$ref": change(each["$ref"])} if "$ref" in each else each

    return transform(schema, redirect)


def reachable(identifier: str, documents: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the document and all that its references lead to, by identifier, itself first and then in order.

    Raises:
        CorruptInstallation: a reference leads to a document that is not there.
    """
    found: list[str] = [identifier]
    for each in found:
        if each not in documents:
            raise CorruptInstallation(f"a reference leads to {each}, which is not there")
        found.extend(sorted(set(_referenced(documents[each])) - set(found)))
    return {each: documents[each] for each in found}


def _referenced(document: Schema) -> Iterator[str]:
    for _, schema in iter_subschemas(document):
        identifier = schema.get("$ref", "").partition("#")[0]
        if identifier:
            yield identifier


def _without_id(document: Schema) -> Schema:
    return {keyword: value for keyword, value in document.items() if keyword not in {"$schema", "$id", "$defs"}}
