"""What a user names to be compared: versions of our schemas, files and folders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing.jsonschema import DRAFT7

from ..errors import UnknownVersion, UnreadableInput
from ..jsonpointer import format_pointer
from ..parsing.decode import decode_bytes
from ..parsing.parser import JsonSyntaxError, parse_strict
from ..parsing.positions import LineIndex
from ..spec.catalog import packaged_catalog
from .documents import SchemaFile, draft_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..spec.catalog import Catalog
    from .schema_index import Subschema

VERSION = re.compile(r"(?:([a-z][a-z-]*)/)?(latest|\d+(?:\.\d+){0,2})")
SUFFIX = ".json"
FAMILY = "session"


@dataclass(frozen=True, slots=True)
class Input:
    """The schemas of one side: ``files`` are compared, ``beside`` are there for references only."""

    name: str
    files: tuple[SchemaFile, ...]
    beside: tuple[SchemaFile, ...] = field(default=(), repr=False)

    @property
    def all_files(self) -> tuple[SchemaFile, ...]:
        """All files among which references resolve."""
        return (*self.files, *self.beside)


def read_input(name: str, *, unreadable: set[str]) -> Input:
    """Return the schemas that a name stands for: a version (``1.0.0``, ``report/1.0.0``), a file or a folder.

    ``unreadable`` gathers the relative names of files in a folder that are no JSON.

    Raises:
        UnreadableInput: it is none of these, or what it stands for is no schema.
    """
    catalog = packaged_catalog()
    version = VERSION.fullmatch(name)
    if version is not None and (version[1] or FAMILY) in catalog.families():
        return _released(catalog, name, version[1] or FAMILY, version[2])
    path = Path(name)
    known = tuple(_packaged(catalog))
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise UnreadableInput(name, (error.strerror or "cannot be read").lower()) from error
    if is_folder:
        files = tuple(_in_folder(path, unreadable))
        if not files:
            raise UnreadableInput(name, "the folder holds no schema", "a schema is a .json file that has `$schema`")
        return Input(name, files, known)
    if not is_there:
        versions = ", ".join(catalog.versions(FAMILY))
        raise UnreadableInput(name, "no such file or folder, nor a schema version", f"the versions are {versions}")
    siblings = (each for each in _in_folder(path.parent, set(), deep=False) if each.name != path.name)
    return Input(name, (_read(path, path.name),), (*siblings, *known))


def _released(catalog: Catalog, name: str, family: str, selector: str) -> Input:
    try:
        version = catalog.resolve(selector, family)
    except UnknownVersion as error:
        raise UnreadableInput(name, str(error)) from error
    folder = catalog.root / family / version
    files = [
        replace(_read(folder / f"{each}{SUFFIX}", f"{each}{SUFFIX}"), source=f"{family}/{version}/{each}{SUFFIX}")
        for each in catalog.names(family, version)
    ]
    return Input(name, tuple(files), tuple(_packaged(catalog)))


def _packaged(catalog: Catalog) -> Iterator[SchemaFile]:
    """Yield all schemas of this package, which references name by their identifiers."""
    for family in catalog.families():
        for version in catalog.versions(family):
            for identifier, schema in catalog.schemas(family, version).items():
                yield SchemaFile(identifier, identifier, identifier, schema, b"")


def _in_folder(folder: Path, unreadable: set[str], *, deep: bool = True) -> Iterator[SchemaFile]:
    """Yield the schemas in a folder: the files that name a dialect of JSON Schema."""
    for path in sorted(folder.glob(f"**/*{SUFFIX}" if deep else f"*{SUFFIX}")):
        name = path.relative_to(folder).as_posix()
        try:
            schema, data = _parsed(path)
        except UnreadableInput:
            unreadable.add(name)
            continue
        if (draft_name(schema) or "").startswith(("http://json-schema.org/", "https://json-schema.org/")):
            yield _checked(SchemaFile(name, str(path), path.resolve().as_uri(), schema, data))


def _read(path: Path, name: str) -> SchemaFile:
    schema, data = _parsed(path)
    return _checked(SchemaFile(name, str(path), path.resolve().as_uri(), schema, data))


def _parsed(path: Path) -> tuple[Subschema, bytes]:
    """Return what a file says and its bytes."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(str(path), (error.strerror or "cannot be read").lower()) from error
    decoded = decode_bytes(data)
    text = decoded.text or ""
    try:
        value, observations = parse_strict(text)
    except JsonSyntaxError as stop:
        line, column = LineIndex(text).position(stop.offset)
        raise UnreadableInput(
            str(path), f"not JSON from line {line}, column {column} on", "`chatlayer-session validate` says why"
        ) from stop
    if decoded.text is None or observations:
        first = (*decoded.issues, *observations)[0]
        raise UnreadableInput(str(path), f"not plain JSON: {first.message.replace('{key}', 'a key')}")
    if not isinstance(value, dict | bool):
        raise UnreadableInput(str(path), "a schema is an object or a boolean", "name a file with a JSON Schema in it")
    return cast("Subschema", value), data


def _checked(file: SchemaFile) -> SchemaFile:
    """Return a file that is a schema of its dialect."""
    older = file.draft is DRAFT7
    try:
        # Patterns are for the validators to read: Python's dialect is not that of JSON Schema.
        (Draft7Validator if older else Draft202012Validator).check_schema(file.schema, format_checker=cast("Any", None))
    except SchemaError as error:
        place = format_pointer(tuple(error.absolute_path)) or "the root"
        dialect = "draft-07" if older else "Draft 2020-12"
        hint = None if older else "if it is written in draft-07, say so with `$schema`"
        raise UnreadableInput(
            file.source, f"no valid schema of {dialect}: {place} breaks `{error.validator}` of the meta-schema", hint
        ) from error
    return file
