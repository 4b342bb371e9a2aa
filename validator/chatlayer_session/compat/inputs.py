"""The inputs of a comparison: versions of this project's schemas, files and folders."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..document import load_document
from ..errors import UnknownVersion, UnreadableInput
from ..issues import KEY_PLACEHOLDER
from ..parsing.positions import LineIndex
from ..spec.catalog import packaged_catalog
from ..spec.fields import KnownFields
from .model.schema_bundle import SchemaBundle, SchemaFile, check_schema, draft_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        return _read_version(catalog, name, version[1] or DEFAULT_FAMILY, version[2])
    path = Path(name)
    packaged = tuple(_packaged(catalog))
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise UnreadableInput(name, (error.strerror or "cannot be read").lower()) from error
    if is_folder:
        files = tuple(_read_folder(path, invalid_files))
        if not files:
            raise UnreadableInput(name, "no schema in this folder", "add a .json file with `$schema`")
        return _bundles(files, *packaged)
    if not exists:
        versions = ", ".join(catalog.versions(DEFAULT_FAMILY))
        raise UnreadableInput(name, "not a file, a folder or a schema version", f"available versions: {versions}")
    return _bundles([_read_file(path, path.name)], *_siblings(path), *packaged)


def _bundles(files: Sequence[SchemaFile], *others: SchemaFile) -> dict[str, SchemaBundle]:
    """Return a bundle for each file by its name; ``others`` are only targets of references."""
    return {file.name: SchemaBundle(file, (*files, *others)) for file in files}


def _read_version(catalog: Catalog, name: str, family: str, selector: str) -> dict[str, SchemaBundle]:
    try:
        version = catalog.resolve(selector, family)
    except UnknownVersion as error:
        raise UnreadableInput(name, str(error)) from error
    folder = catalog.root / family / version
    file_names = [f"{schema}{SUFFIX}" for schema in catalog.names(family, version)]
    files = [
        replace(_read_file(folder / file_name, file_name), source=f"{family}/{version}/{file_name}")
        for file_name in file_names
    ]
    return _bundles(files, *_packaged(catalog))


def _packaged(catalog: Catalog) -> Iterator[SchemaFile]:
    """Yield all schemas of this package, which references can name by their identifiers."""
    for family in catalog.families():
        for version in catalog.versions(family):
            for identifier, schema in catalog.schemas(family, version).items():
                yield SchemaFile(identifier, identifier, identifier, schema, b"")


def _read_folder(folder: Path, invalid_files: set[str]) -> Iterator[SchemaFile]:
    """Yield the schemas in a folder: the files that name a dialect of JSON Schema."""
    for path in sorted(folder.glob(f"**/*{SUFFIX}")):
        name = path.relative_to(folder).as_posix()
        try:
            schema, data = _parse(path)
        except UnreadableInput:
            invalid_files.add(name)
            continue
        if (draft_name(schema) or "").startswith(("http://json-schema.org/", "https://json-schema.org/")):
            yield _validated(path, name, schema, data)


def _siblings(path: Path) -> Iterator[SchemaFile]:
    """Yield the valid schemas beside a file."""
    for sibling in sorted(path.parent.glob(f"*{SUFFIX}")):
        # Only a reference needs the file, and reports then that it leads nowhere.
        with suppress(UnreadableInput):
            schema, data = _parse(sibling)
            if sibling.name != path.name and draft_name(schema) is not None:
                yield _validated(sibling, sibling.name, schema, data)


def _read_file(path: Path, name: str) -> SchemaFile:
    return _validated(path, name, *_parse(path))


def _parse(path: Path) -> tuple[Subschema, bytes]:
    """Return the schema in a file, and its bytes."""
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
    return cast("Subschema", document.instance), data


def _validated(path: Path, name: str, schema: Subschema, data: bytes) -> SchemaFile:
    """Return a file whose schema is valid in its dialect, and whose identifiers are well-formed."""
    file = SchemaFile(name, str(path), path.resolve().as_uri(), schema, data)
    check_schema(file.schema, file.draft, file.source)
    file.check_identifiers()
    return file
