"""Draft 2020-12 documents of a schema version: canonical, bundled and flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog import IDENTIFIER
from .layout import DEFINITIONS, Layout, name_of, reachable, rewrite_refs
from .views import OPEN, SchemaView

if TYPE_CHECKING:
    from ..catalog import Catalog, Schema


@dataclass(frozen=True, slots=True)
class ExportSource:
    """One version of a family in one view: the input of its exports."""

    catalog: Catalog
    family: str
    version: str
    view: SchemaView

    def identifier(self, name: str) -> str:
        """Return the identifier of a document; each view has its own, because its content is different."""
        plain = IDENTIFIER.format(family=self.family, version=self.version, name=name)
        return plain if self.view == OPEN else f"{plain}:{self.view.name}"

    def documents(self) -> dict[str, Schema]:
        """Return the documents by identifier, with identifiers and references of the view."""
        schemas: dict[str, Schema] = {}
        for name in self.catalog.names(self.family, self.version):
            schema = self.view.apply(self.catalog.schema(self.family, self.version, name))
            identifier = self.identifier(name)
            schemas[identifier] = {**rewrite_refs(schema, self._in_view), "$id": identifier}
        return schemas

    def _in_view(self, reference: str) -> str:
        identifier, mark, pointer = reference.partition("#")
        return f"{self.identifier(name_of(identifier))}{mark}{pointer}" if identifier else reference


def bundle(source: ExportSource, name: str) -> Schema:
    """Return a document that embeds the documents that it refers to, with their identifiers."""
    (_, root), *others = reachable(source.identifier(name), source.documents()).items()
    return {**root, "$defs": {**root.get("$defs", {}), **dict(others)}} if others else root


def flat(source: ExportSource, name: str) -> Schema:
    """Return a document without an identifier; each reference leads to one of its definitions."""
    root = source.identifier(name)
    layout = Layout(reachable(root, source.documents()), root, DEFINITIONS)
    document = {keyword: value for keyword, value in layout.documents[root].items() if keyword not in {"$id", "$defs"}}
    document = layout.redirect(root, document)
    schemas = layout.definitions()
    return {**document, "$defs": schemas} if schemas else document


def definitions(source: ExportSource, prefix: str = DEFINITIONS) -> dict[str, Schema]:
    """Return all schemas of a version by name; references between them start with ``prefix``."""
    return Layout(source.documents(), None, prefix).definitions()
