"""The inputs of a comparison: versions of this project's schemas, and files and folders, on disk or in a revision."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote

from ..document import load_document
from ..errors import UnknownVersion, UnreadableInput
from ..inputs.records import DEFAULT_LIMITS
from ..issues import KEY_PLACEHOLDER
from ..parsing.positions import LineIndex
from ..spec.catalog import packaged_catalog
from ..spec.fields import KnownFields
from ..suggestion import closest_match
from .model.dialects import dialect_name
from .model.schema_bundle import SchemaBundle, SchemaLibrary
from .model.schema_file import SchemaFile
from .revisions import RevisionPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..spec.catalog import Catalog
    from .model.common_form import Subschema

VERSION = re.compile(r"(?:([a-z][a-z-]*)/)?(latest|\d+(?:\.\d+){0,2})")
SUFFIX = ".json"
DEFAULT_FAMILY = "session"


def read_input(name: str, invalid_files: set[str]) -> dict[str, SchemaBundle]:
    """Return the schemas of a version (``1.0.0``, ``report/1.0.0``), a file or a folder, by the names of their files.

    A file or folder can be in a revision of the git repository: ``REVISION:PATH``.

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
        return _read_folder(name, list(_entries(path, f"**/*{SUFFIX}")), invalid_files)
    if exists:
        file = _read_file(path, path.name)
        siblings = SchemaLibrary(lambda: _by_uri(_entries(path.parent, f"*{SUFFIX}")))
        return {file.name: SchemaBundle(_checked(file), (siblings, PACKAGED))}
    in_revision = RevisionPath.of(name)
    if in_revision is not None:
        return _read_revision(in_revision, invalid_files)
    versions = [*catalog.versions(DEFAULT_FAMILY)]
    named = [f"{family}/{version}" for family in catalog.families() for version in catalog.versions(family)]
    nearest = closest_match(name, [*versions, *named])
    hint = f"available versions: {', '.join(versions)}" + (f"; did you mean {nearest!r}?" if nearest else "")
    raise UnreadableInput(name, "not a file, a folder or a schema version", hint)


class _Entry(NamedTuple):
    """A file in a folder, or the error for it: its name there, and its URI."""

    name: str
    uri: str
    file: SchemaFile | UnreadableInput


def _by_uri(entries: Iterable[_Entry]) -> Iterable[tuple[str, SchemaFile | UnreadableInput]]:
    return [(entry.uri, entry.file) for entry in entries]


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


def _read_folder(source: str, entries: Iterable[_Entry], invalid_files: set[str]) -> dict[str, SchemaBundle]:
    """Return the schemas in a folder: the files that name a dialect of JSON Schema."""
    invalid_files |= {entry.name for entry in entries if isinstance(entry.file, UnreadableInput)}
    hosts = ("http://json-schema.org/", "https://json-schema.org/")
    read = [entry.file for entry in entries if isinstance(entry.file, SchemaFile)]
    schemas = [file for file in read if (dialect_name(file.schema) or "").startswith(hosts)]
    if not schemas:
        raise UnreadableInput(source, "no schema in this folder", "add a .json file with `$schema`")
    return _bundles(schemas, dict(_by_uri(entries)))


def _entries(folder: Path, pattern: str) -> Iterator[_Entry]:
    """Yield the files in a folder; an unreadable file matters only to references."""
    for path in sorted(folder.glob(pattern)):
        name = path.relative_to(folder).as_posix()
        yield _Entry(name, path.resolve().as_uri(), _read_or_error(partial(_read_file, path, name)))


def _read_revision(path: RevisionPath, invalid_files: set[str]) -> dict[str, SchemaBundle]:
    """Return the schema in a file of a revision, or the schemas in a folder."""
    if path.is_folder():
        return _read_folder(path.source, list(_entries_in(path, path.path)), invalid_files)
    folder, _, name = path.path.rpartition("/")
    entries = list(_entries_in(path, folder, name))
    if not entries:
        raise UnreadableInput(path.source, "not a regular file in this revision", "name the target of the link")
    file = entries[0].file
    if isinstance(file, UnreadableInput):
        raise file
    siblings = SchemaLibrary(lambda: _by_uri(one for one in _entries_in(path, folder) if "/" not in one.name))
    return {name: SchemaBundle(_checked(file), (siblings, PACKAGED))}


def _entries_in(path: RevisionPath, folder: str, only: str | None = None) -> Iterator[_Entry]:
    """Yield the files in a folder of a revision, or ``only`` one of them."""
    blobs = [blob for blob in path.blobs(folder) if (blob.path.endswith(SUFFIX) if only is None else blob.path == only)]
    for blob, data in zip(blobs, path.read(blobs, DEFAULT_LIMITS.document), strict=True):
        place = posixpath.join(folder, blob.path)
        uri = f"file:///{quote(os.fsencode(place))}"
        file = SchemaFile(blob.path, f"{path.revision}:{place}", uri, {}, data, os.path.join(path.worktree, place))  # noqa: PTH118 - keeps any text
        yield _Entry(blob.path, uri, _read_or_error(partial(_parse, file)))


def _read_or_error(read: Callable[[], SchemaFile]) -> SchemaFile | UnreadableInput:
    try:
        return read()
    except UnreadableInput as error:
        return error


def _read_file(path: Path, name: str) -> SchemaFile:
    """Return the schema in a file, not checked."""
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_LIMITS.document + 1)
    except OSError as error:
        raise UnreadableInput(str(path), (error.strerror or "cannot be read").lower()) from error
    return _parse(SchemaFile(name, str(path), path.resolve().as_uri(), {}, data))


def _parse(file: SchemaFile) -> SchemaFile:
    """Return a file with the schema that its bytes contain."""
    if len(file.data) > DEFAULT_LIMITS.document:
        raise UnreadableInput(file.source, f"larger than {DEFAULT_LIMITS.document:,} bytes", "divide the schema")
    document = load_document(file.data, KnownFields())
    if document.issues:
        issue = document.issues[0]
        position = (
            f" at {LineIndex(document.text or '').describe(issue.anchor)}" if isinstance(issue.anchor, int) else ""
        )
        reason = f"invalid JSON{position}: {issue.message.replace(KEY_PLACEHOLDER, 'a key')}"
        raise UnreadableInput(file.source, reason, "run `chatlayer-session validate` on it for details")
    if not isinstance(document.instance, dict | bool):
        raise UnreadableInput(file.source, "not a JSON Schema: expected an object or a boolean", "name a schema file")
    return replace(file, schema=cast("Subschema", document.instance))
