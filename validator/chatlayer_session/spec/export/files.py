"""Export files: every schema in every format and view, with its path."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ...errors import ChatlayerSessionError, UnknownChoice, UnknownVersion
from ..traverse import transform
from .dialects import COMPONENT_PREFIX, components_30, components_31, draft_07
from .documents import ExportSource, bundle, flat
from .views import OPEN, VIEWS, SchemaView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..catalog import Catalog

COMPONENTS_NAME = "components"
"""The name of an export file with all schemas of a version."""

PAYLOADS = "session"
"""The family that describes payloads; the other families describe files that this package reads or writes."""


class UnknownPathPart(UnknownChoice):
    """``value`` is not a part of any export's path."""

    noun = "path part"


class NoMatchingExport(ChatlayerSessionError, LookupError):
    """No export has all of ``parts`` in its path."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(parts)
        self.parts = tuple(parts)

    def __str__(self) -> str:
        """Name the parts and the fix."""
        return f"no export has {' and '.join(map(repr, self.parts))} in its path; name fewer parts"


class ExportFormat(str, Enum):
    """The format of an export file, which decides which tools can import the file."""

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
        """Whether one file has all schemas of a version."""
        return self in {ExportFormat.OPENAPI_31, ExportFormat.OPENAPI_30}

    def is_for(self, family: str) -> bool:
        """Return whether a family has this format: OpenAPI is for payloads only."""
        return family == PAYLOADS or not self.has_components


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export; ``name`` is the name of the schema, or ``components``."""

    catalog: Catalog
    family: str
    version: str
    format: ExportFormat
    view: SchemaView
    name: str

    @property
    def path_parts(self) -> tuple[str, ...]:
        """The parts of the path, without the suffix."""
        return (self.family, self.version, self.format.value, self.view.name, self.name)

    @property
    def path(self) -> str:
        """The path from the root of the export, with slashes."""
        return f"{'/'.join(self.path_parts)}.json"

    def value(self) -> dict[str, Any]:
        """Return the parsed content of the file, a new value for each call.

        Raises:
            KeywordNotExpressible: the format lacks a keyword that the schema has.
        """
        value: dict[str, Any] = json.loads(self.content())
        return value

    def content(self, base_uri: str | None = None, component_prefix: str = COMPONENT_PREFIX) -> bytes:
        """Return the bytes of the file: the released file if it is canonical and open, else JSON in UTF-8.

        With ``base_uri``, which ends with a slash, every identifier is an address below it. The names of components
        start with ``component_prefix``.

        Raises:
            KeywordNotExpressible: the format lacks a keyword that the schema has.
        """
        if self.format is ExportFormat.CANONICAL and self.view == OPEN and base_uri is None:
            return self.catalog.path(self.family, self.version, self.name).read_bytes()
        value = _render(self, component_prefix)
        return json_bytes(value if base_uri is None else _with_addresses(value, self, base_uri))


def views_of(family: str) -> tuple[SchemaView, ...]:
    """Return the views of a family: the stable view is for payloads only."""
    return tuple(view for view in VIEWS if view.base != "stable" or family == PAYLOADS)


def export_files(catalog: Catalog) -> Iterator[ExportFile]:
    """Yield all export files of a catalog: families in its order, versions oldest first."""
    for family in catalog.families():
        for version in catalog.versions(family):
            for export_format in ExportFormat:
                names = (COMPONENTS_NAME,) if export_format.has_components else catalog.names(family, version)
                for view in views_of(family) if export_format.is_for(family) else ():
                    yield from (ExportFile(catalog, family, version, export_format, view, name) for name in names)


def select(catalog: Catalog, selectors: Sequence[str]) -> tuple[ExportFile, ...]:
    """Return the export files that match one of ``selectors``, or all files without selectors.

    A selector is parts of a path in any order, joined by slashes: ``flat/closed`` matches paths that have both parts,
    ``session/session`` those that have the part twice. A version may be ``latest``, ``1``, ``1.0`` or ``1.0.0``.

    Raises:
        UnknownPathPart: a part is in no path.
        UnknownVersion: a part looks like a version, and is in no path.
        NoMatchingExport: no path has all parts of a selector.
    """
    files = tuple(export_files(catalog))
    selected: set[ExportFile] = set()
    for selector in selectors:
        parts = selector.strip("/").removesuffix(".json").split("/")
        matches = [file for file in files if _has_all(file, parts)]
        if not matches:
            _check_parts(files, parts)
            raise NoMatchingExport(parts)
        selected.update(matches)
    return tuple(file for file in files if file in selected) if selectors else files


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return sha256(content).hexdigest()


def json_bytes(value: Any) -> bytes:
    """Return a JSON value as the content of a file."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _render(file: ExportFile, component_prefix: str) -> dict[str, Any]:
    source = ExportSource(file.catalog, file.family, file.version, file.view)
    name = file.name
    match file.format:
        case ExportFormat.CANONICAL:
            return source.documents()[source.identifier(name)]
        case ExportFormat.BUNDLE:
            return bundle(source, name)
        case ExportFormat.FLAT:
            return flat(source, name)
        case ExportFormat.DRAFT_07:
            return draft_07(flat(source, name))
        case ExportFormat.OPENAPI_31:
            return components_31(source, component_prefix)
        case ExportFormat.OPENAPI_30:
            return components_30(source, component_prefix)


def _with_addresses(value: dict[str, Any], file: ExportFile, base_uri: str) -> dict[str, Any]:
    """Return the content of a file with addresses: its own, and those of the canonical files that it refers to."""

    def address(reference: str) -> str:
        identifier, mark, pointer = reference.partition("#")
        if not identifier.startswith("urn:"):
            return reference
        _, _, family, version, name, *view = identifier.split(":")
        parts = (family, version, ExportFormat.CANONICAL.value, *(view or [OPEN.name]), name)
        return f"{base_uri}{'/'.join(parts)}.json{mark}{pointer}"

    def change(schema: dict[str, Any]) -> dict[str, Any]:
        return {**schema, **{keyword: address(schema[keyword]) for keyword in ("$id", "$ref") if keyword in schema}}

    if file.format.has_components:
        return value
    changed = transform(value, change)
    if "$id" in changed:
        return changed
    return {"$schema": changed["$schema"], "$id": base_uri + file.path, **changed}


def _has_all(file: ExportFile, parts: Iterable[str]) -> bool:
    return Counter(_resolve_version(file, part) for part in parts) <= Counter(file.path_parts)


def _resolve_version(file: ExportFile, part: str) -> str:
    """Return the part, or the version that it selects in the family of the file."""
    if part in file.path_parts:
        return part
    try:
        return file.catalog.resolve(part, file.family)
    except UnknownVersion:
        return part


def _check_parts(files: Iterable[ExportFile], parts: Iterable[str]) -> None:
    for part in parts:
        if any(_has_all(file, [part]) for file in files):
            continue
        if part[:1].isdecimal():
            raise UnknownVersion(part, dict.fromkeys(file.version for file in files))
        raise UnknownPathPart(part, list(dict.fromkeys(part for file in files for part in file.path_parts)))
