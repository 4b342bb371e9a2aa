"""Draft 2020-12 documents: the files in each view, bundles of them, and flat ones without embedded identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog import IDENTIFIER
from .references import DEFINITIONS, Layout, name_of, reachable, rewrite_refs
from .views import OPEN, SchemaView

if TYPE_CHECKING:
    from ..catalog import Catalog, Schema


@dataclass(frozen=True, slots=True)
class ExportSource:
    """One version of a family in one view: what every artefact of it is made from."""

    catalog: Catalog
    family: str
    version: str
    view: SchemaView

    def identifier(self, name: str) -> str:
        """Return the identifier of a document; each view has its own, for it says something else."""
        plain = IDENTIFIER.format(family=self.family, version=self.version, name=name)
        return plain if self.view == OPEN else f"{plain}:{self.view.name}"

    def documents(self) -> dict[str, Schema]:
        """Return the documents by identifier, with identifiers and references of the view."""
        found: dict[str, Schema] = {}
        for name in self.catalog.names(self.family, self.version):
            schema = self.view.of(self.catalog.schema(self.family, self.version, name))
            identifier = self.identifier(name)
            found[identifier] = {**rewrite_refs(schema, self._of_view), "$id": identifier}
        return found

    def _of_view(self, reference: str) -> str:
        identifier, mark, pointer = reference.partition("#")
        return f"{self.identifier(name_of(identifier))}{mark}{pointer}" if identifier else reference


def canonical(source: ExportSource, name: str) -> Schema:
    """Return one document of its own, which refers to others by identifier."""
    return source.documents()[source.identifier(name)]


def bundle(source: ExportSource, name: str) -> Schema:
    """Return a document that embeds, with their identifiers, the documents that it refers to."""
    root, *others = reachable(source.identifier(name), source.documents()).items()
    if not others:
        return root[1]
    return {**root[1], "$defs": {**root[1].get("$defs", {}), **dict(others)}}


def flat(source: ExportSource, name: str) -> Schema:
    """Return a document with one identifier, in which every reference leads to one of its own definitions."""
    root = source.identifier(name)
    layout = Layout(reachable(root, source.documents()), root, DEFINITIONS)
    document = {keyword: value for keyword, value in layout.documents[root].items() if keyword != "$defs"}
    document = {**layout.placed(root, document), "$id": f"{root}:flat"}
    definitions = layout.definitions()
    return {**document, "$defs": definitions} if definitions else document


def definitions(source: ExportSource, prefix: str = DEFINITIONS) -> dict[str, Schema]:
    """Return all schemas of a version by name, with references to each other that lead to a name behind ``prefix``."""
    return Layout(source.documents(), None, prefix).definitions()
