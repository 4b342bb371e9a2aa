"""Artefacts: the schemas in every form and view, each with the path that it has in an export."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ...errors import UnknownVersion
from .dialects import components_30, components_31, draft_07
from .documents import ExportSource, bundle, canonical, flat
from .errors import NoMatchingExport, UnknownPathPart
from .views import OPEN, VIEWS, SchemaView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..catalog import Catalog

COMPONENTS_NAME = "components"
"""The name of an artefact that holds all schemas of a version."""


PAYLOADS = "session"
"""The family of what travels as a payload; the others describe what this package writes."""


class ExportFormat(str, Enum):
    """How a schema is written, and so what can import it."""

    CANONICAL = "canonical"
    BUNDLE = "bundle"
    FLAT = "flat"
    DRAFT_07 = "draft-07"
    OPENAPI_31 = "openapi-3.1"
    OPENAPI_30 = "openapi-3.0"

    @property
    def dialect(self) -> str:
        """``2020-12``, ``draft-07``, ``openapi-3.1`` or ``openapi-3.0``."""
        return "2020-12" if self in {ExportFormat.CANONICAL, ExportFormat.BUNDLE, ExportFormat.FLAT} else self.value

    @property
    def has_components(self) -> bool:
        """Whether one artefact holds all schemas of a version."""
        return self in {ExportFormat.OPENAPI_31, ExportFormat.OPENAPI_30}

    def is_for(self, family: str) -> bool:
        """Return whether a family has the form: those of OpenAPI are for what travels as a payload."""
        return family == PAYLOADS or not self.has_components


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export; ``name`` is that of the schema, or ``components``."""

    catalog: Catalog
    family: str
    version: str
    format: ExportFormat
    view: SchemaView
    name: str

    @property
    def path_parts(self) -> tuple[str, ...]:
        """What the path is made of, the suffix aside."""
        return (self.family, self.version, self.format.value, self.view.name, self.name)

    @property
    def path(self) -> str:
        """The path in an export, with slashes."""
        return f"{'/'.join(self.path_parts)}.json"

    def value(self) -> dict[str, Any]:
        """Return what the file holds, as a parsed value of the caller's own.

        Raises:
            KeywordNotExpressible: the form lacks a keyword that the schema has.
        """
        held: dict[str, Any] = json.loads(self.content())
        return held

    def content(self) -> bytes:
        """Return the bytes of the file: those of the released file where it is nothing else, else JSON in UTF-8.

        Raises:
            KeywordNotExpressible: the form lacks a keyword that the schema has.
        """
        if self.format is ExportFormat.CANONICAL and self.view == OPEN:
            return self.catalog.path(self.family, self.version, self.name).read_bytes()
        return json_bytes(_render(self))


def export_files(catalog: Catalog) -> Iterator[ExportFile]:
    """Yield all artefacts of a catalog: families in its order, versions oldest first."""
    for family in catalog.families():
        for version in catalog.versions(family):
            for form in ExportFormat:
                names = (COMPONENTS_NAME,) if form.has_components else catalog.names(family, version)
                for view in VIEWS if form.is_for(family) else ():
                    yield from (ExportFile(catalog, family, version, form, view, name) for name in names)


def select(catalog: Catalog, selectors: Sequence[str]) -> tuple[ExportFile, ...]:
    """Return the artefacts that one of ``selectors`` covers, all if there is none.

    A selector is parts of a path with slashes between them, in any order: ``flat/closed`` covers what has both, and
    ``session/session`` what has the part twice. A version may be written ``latest``, ``1`` or ``1.0``, as everywhere.

    Raises:
        UnknownPathPart: a part is in no path.
        NoMatchingExport: no path has all parts of a selector.
    """
    every = tuple(export_files(catalog))
    chosen: set[ExportFile] = set()
    for selector in selectors:
        parts = selector.strip("/").removesuffix(".json").split("/")
        covered = [each for each in every if _has_all(each, parts)]
        if not covered:
            _check_parts(every, parts)
            raise NoMatchingExport(parts)
        chosen.update(covered)
    return tuple(each for each in every if each in chosen) if selectors else every


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return sha256(content).hexdigest()


def json_bytes(value: Any) -> bytes:
    """Return a JSON value as the text of a file."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _render(artefact: ExportFile) -> dict[str, Any]:
    source = ExportSource(artefact.catalog, artefact.family, artefact.version, artefact.view)
    name = artefact.name
    match artefact.format:
        case ExportFormat.CANONICAL:
            return canonical(source, name)
        case ExportFormat.BUNDLE:
            return bundle(source, name)
        case ExportFormat.FLAT:
            return flat(source, name)
        case ExportFormat.DRAFT_07:
            return draft_07(flat(source, name))
        case ExportFormat.OPENAPI_31:
            return components_31(source)
        case ExportFormat.OPENAPI_30:
            return components_30(source)


def _has_all(artefact: ExportFile, parts: Iterable[str]) -> bool:
    return Counter(_resolve_version(artefact, part) for part in parts) <= Counter(artefact.path_parts)


def _resolve_version(artefact: ExportFile, part: str) -> str:
    """Return a part, or the version that it stands for in the artefact's family."""
    if part in artefact.path_parts:
        return part
    try:
        return artefact.catalog.resolve(part, artefact.family)
    except UnknownVersion:
        return part


def _check_parts(every: Iterable[ExportFile], parts: Iterable[str]) -> None:
    for part in parts:
        if not any(_has_all(each, [part]) for each in every):
            known = list(dict.fromkeys(known for each in every for known in each.path_parts))
            raise UnknownPathPart(part, known)
