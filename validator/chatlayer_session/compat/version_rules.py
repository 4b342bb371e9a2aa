"""The rules of versions: a bump is as large as the changes require, and released files never change."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from ..spec.catalog import packaged_catalog
from ..spec.export.documents import ExportSource, bundle
from ..spec.export.views import OPEN
from .changes import Bump, ChangeId, SchemaChange

if TYPE_CHECKING:
    from .model.schema_file import SchemaFile

IDENTIFIER = re.compile(r"urn:chatlayer-session:([^:]+):(\d+)\.(\d+)\.(\d+):([^:]+)")
"""The identifiers of this project's schemas: family, version and name."""


def version_of(file: SchemaFile) -> tuple[int, ...] | None:
    """Return the version in the identifier of one of this project's schemas."""
    match = IDENTIFIER.fullmatch(file.identifier or "")
    return None if match is None else tuple(int(match[part]) for part in (2, 3, 4))


def bump_between(old: tuple[int, ...], new: tuple[int, ...]) -> Bump:
    """Return the bump from a version of three numbers to a later one, NONE if the other is not later."""
    if new <= old:
        return Bump.NONE
    parts = (Bump.MAJOR, Bump.MINOR, Bump.PATCH)
    return next((part for part, one, other in zip(parts, old, new, strict=True) if one != other), Bump.NONE)


def check_versions(old: SchemaFile, new: SchemaFile, required: Bump) -> list[SchemaChange]:
    """Return a change for each rule of versions that two files break; their other changes require a bump."""
    faults = [check_released_file(old, is_new=False), check_released_file(new, is_new=True)]
    if not (old.identifier == new.identifier and any(faults)):
        faults.append(check_version_bump(old, new, required))
    return [fault for fault in faults if fault is not None]


def check_version_bump(old: SchemaFile, new: SchemaFile, required: Bump) -> SchemaChange | None:
    """Return a change if the version of one of this project's schemas has a smaller bump than required.

    None for schemas without a version, and if the new version is older than the old one.
    """
    before, after = version_of(old), version_of(new)
    if before is None or after is None or after < before:
        return None
    bump = bump_between(before, after)
    if bump >= required:
        return None
    actual = "is unchanged" if bump is Bump.NONE else f"is a {bump.value} bump"
    version = ".".join(str(part) for part in after)
    message = f"version {version} {actual}, but the changes require a {required.value} bump"
    return SchemaChange(ChangeId.VERSION_NOT_BUMPED, message, old.place_of("/$id"), new.place_of("/$id"))


def check_released_file(file: SchemaFile, *, is_new: bool) -> SchemaChange | None:
    """Return a change if a file has the identifier of a released one but not its bytes."""
    match = IDENTIFIER.fullmatch(file.identifier or "")
    if match is None:
        return None
    family, name = match[1], match[5]
    version = ".".join(match[part] for part in (2, 3, 4))
    catalog = packaged_catalog()
    entry = catalog.index["families"].get(family, {}).get(version, {}).get(name)
    if entry is None or hashlib.sha256(file.data).hexdigest() == entry["sha256"]:
        return None
    if file.schema == bundle(ExportSource(catalog, family, version, OPEN), name):
        # A bundle has the identifier of the schema that it exports.
        return None
    message = f"{file.source} has the identifier {file.identifier} but differs from the released file"
    place = file.place_of("/$id")
    return SchemaChange(ChangeId.RELEASED_FILE_CHANGED, message, None if is_new else place, place if is_new else None)
