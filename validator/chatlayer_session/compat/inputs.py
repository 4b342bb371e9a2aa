"""The inputs of a comparison: versions of this project's schemas, files and folders."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..document import load_document
from ..errors import UnknownVersion, UnreadableInput
from ..issues import KEY_PLACEHOLDER
from ..parsing.positions import LineIndex
from ..spec.catalog import packaged_catalog
from ..spec.fields import KnownFields
from ..suggestion import closest_match
from .model.dialects import dialect_name
from .model.schema_bundle import SchemaBundle, SchemaLibrary
from .model.schema_file import SchemaFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..spec.catalog import Catalog
    from .model.common_form import Subschema

VERSION = re.compile(r"(?:([a-z][a-z-]*)/)?(latest|\d+(?:\.\d+){0,2})")
SUFFIX = ".json"
DEFAULT_FAMILY = "session"


def read_input(name: str, invalid_files: set[str]) -> dict[str, SchemaBundle]:
    """Return the schemas of a version (``1.0.0``, ``report/1.0.0``), a file or a folder, by the names of their files.

    The names of files in a folder that are not JSON are added to ``invalid_files``.

    Raises:
        UnreadableInput: there is no such input, or it contains an invalid schema.
    """
    catalog = packaged_catalog()
    version = VERSION.fullmatch(name)
    if version is not None and (version[1] or DEFAULT_FAMILY) in catalog.families():
        return _bundles(_read_version(catalog, name, version[1] or DEFAULT_FAMILY, version[2]), {})
    path = Path(name)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise UnreadableInput(name, (error.strerror or "cannot be read").lower()) from error
    if is_folder:
        return _read_folder(path, invalid_files)
    if not exists:
        versions = [*catalog.versions(DEFAULT_FAMILY)]
        named = [f"{family}/{version}" for family in catalog.families() for version in catalog.versions(family)]
        nearest = closest_match(name, [*versions, *named])
        hint = f"available versions: {', '.join(versions)}" + (f"; did you mean {nearest!r}?" if nearest else "")
        raise UnreadableInput(name, "not a file, a folder or a schema version", hint)
    file = _read_file(path, path.name)
    siblings = SchemaLibrary(lambda: _read_files(path.parent, f"*{SUFFIX}").items())
    return {file.name: SchemaBundle(_checked(file), (siblings, PACKAGED))}


def _bundles(
    files: Iterable[SchemaFile], others: Mapping[str, SchemaFile | UnreadableInput]
) -> dict[str, SchemaBundle]:
    """Return a bundle for each file by its name; ``others`` are only targets of references."""
    files = [_checked(file) for file in files]
    library = SchemaLibrary({**others, **{file.uri: file for file in files}}.items)
    return {file.name: SchemaBundle(file, (library, PACKAGED)) for file in files}


def _checked(file: SchemaFile) -> SchemaFile:
    file.check()
    return file


def _read_version(catalog: Catalog, name: str, family: str, selector: str) -> Iterator[SchemaFile]:
    try:
        version = catalog.resolve(selector, family)
    except UnknownVersion as error:
        raise UnreadableInput(name, str(error)) from error
    for schema in catalog.names(family, version):
        file = _read_file(catalog.root / family / version / f"{schema}{SUFFIX}", f"{schema}{SUFFIX}")
        yield replace(file, source=f"{family}/{version}/{file.name}")


def _packaged() -> Iterator[tuple[str, SchemaFile]]:
    """Yield all schemas of this package, which references can name by their identifiers."""
    catalog = packaged_catalog()
    for family in catalog.families():
        for version in catalog.versions(family):
            for file in _read_version(catalog, version, family, version):
                yield file.identifier or file.uri, file


PACKAGED = SchemaLibrary(_packaged)


def _read_folder(folder: Path, invalid_files: set[str]) -> dict[str, SchemaBundle]:
    """Return the schemas in a folder: the files that name a dialect of JSON Schema."""
    files = _read_files(folder, f"**/*{SUFFIX}")
    invalid = [file for file in files.values() if isinstance(file, UnreadableInput)]
    invalid_files |= {Path(error.source).relative_to(folder).as_posix() for error in invalid}
    hosts = ("http://json-schema.org/", "https://json-schema.org/")
    read = [file for file in files.values() if isinstance(file, SchemaFile)]
    schemas = [file for file in read if (dialect_name(file.schema) or "").startswith(hosts)]
    if not schemas:
        raise UnreadableInput(str(folder), "no schema in this folder", "add a .json file with `$schema`")
    return _bundles(schemas, files)


def _read_files(folder: Path, pattern: str) -> dict[str, SchemaFile | UnreadableInput]:
    """Return the files in a folder by their URIs; an unreadable file matters only to references."""
    paths = sorted(folder.glob(pattern))
    return {path.resolve().as_uri(): _read_or_error(path, path.relative_to(folder).as_posix()) for path in paths}


def _read_or_error(path: Path, name: str) -> SchemaFile | UnreadableInput:
    try:
        return _read_file(path, name)
    except UnreadableInput as error:
        return error


def _read_file(path: Path, name: str) -> SchemaFile:
    """Return the schema in a file, not checked."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(str(path), (error.strerror or "cannot be read").lower()) from error
    document = load_document(data, KnownFields())
    if document.issues:
        issue = document.issues[0]
        position = (
            f" at {LineIndex(document.text or '').describe(issue.anchor)}" if isinstance(issue.anchor, int) else ""
        )
        reason = f"invalid JSON{position}: {issue.message.replace(KEY_PLACEHOLDER, 'a key')}"
        raise UnreadableInput(str(path), reason, "run `chatlayer-session validate` on it for details")
    if not isinstance(document.instance, dict | bool):
        raise UnreadableInput(str(path), "not a JSON Schema: expected an object or a boolean", "name a schema file")
    return SchemaFile(name, str(path), path.resolve().as_uri(), cast("Subschema", document.instance), data)
