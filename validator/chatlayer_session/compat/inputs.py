"""The inputs of a comparison: versions of this project's schemas, files and folders."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing.jsonschema import DRAFT7

from ..document import load_document
from ..errors import UnknownVersion, UnreadableInput
from ..issues import KEY_PLACEHOLDER
from ..jsonpointer import format_pointer
from ..parsing.positions import LineIndex
from ..spec.catalog import packaged_catalog
from ..spec.fields import KnownFields
from .model.schema_bundle import SchemaBundle, SchemaFile, draft_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..spec.catalog import Catalog
    from .model.common_form import Subschema

VERSION = re.compile(r"(?:([a-z][a-z-]*)/)?(latest|\d+(?:\.\d+){0,2})")
SUFFIX = ".json"
DEFAULT_FAMILY = "session"


@dataclass(frozen=True, slots=True)
class Input:
    """The schemas of one side: ``files`` are compared, ``others`` are only targets of references."""

    name: str
    files: tuple[SchemaFile, ...]
    others: tuple[SchemaFile, ...] = field(default=(), repr=False)

    def bundles(self) -> dict[str, SchemaBundle]:
        """Return a bundle for each file by its name."""
        return {file.name: SchemaBundle(file, (*self.files, *self.others)) for file in self.files}


def read_input(name: str, invalid_files: set[str]) -> Input:
    """Return the schemas of a version (``1.0.0``, ``report/1.0.0``), a file or a folder.

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
        return Input(name, files, packaged)
    if not exists:
        versions = ", ".join(catalog.versions(DEFAULT_FAMILY))
        raise UnreadableInput(name, "not a file, a folder or a schema version", f"available versions: {versions}")
    return Input(name, (_read_file(path, path.name),), (*_siblings(path), *packaged))


def _read_version(catalog: Catalog, name: str, family: str, selector: str) -> Input:
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
    return Input(name, tuple(files), tuple(_packaged(catalog)))


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
    is_draft7 = file.draft is DRAFT7
    validator = Draft7Validator if is_draft7 else Draft202012Validator
    try:
        # The validators check patterns themselves: Python's dialect is not that of JSON Schema.
        validator.check_schema(file.schema, format_checker=cast("Any", None))
    except SchemaError as error:
        pointer = format_pointer(tuple(error.absolute_path)) or "the root"
        dialect = "draft-07" if is_draft7 else "Draft 2020-12"
        hint = None if is_draft7 else "for a draft-07 schema, set `$schema`"
        reason = f"invalid {dialect} schema: {pointer} violates `{error.validator}` of the meta-schema"
        raise UnreadableInput(file.source, reason, hint) from error
    file.check_identifiers()
    return file
