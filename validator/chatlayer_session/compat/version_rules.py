"""The rules of releases: a version is raised by as much as the changes demand, and what is released stays as it is."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from ..spec.catalog import packaged_catalog
from .changes import Bump, ChangeId, SchemaChange

if TYPE_CHECKING:
    from .documents import SchemaFile

IDENTIFIER = re.compile(r"urn:chatlayer-session:([^:]+):(\d+)\.(\d+)\.(\d+):([^:]+)")
"""How the schemas of this project are identified: family, version and name."""


def version_of(file: SchemaFile) -> tuple[int, ...] | None:
    """Return the version that one of our own schemas gives itself."""
    match = IDENTIFIER.fullmatch(file.identifier or "")
    return None if match is None else tuple(int(match[part]) for part in (2, 3, 4))


def bump_between(old: tuple[int, ...], new: tuple[int, ...]) -> Bump:
    """Return the part that is raised from one version, of three numbers, to a later one; NONE if it is not later."""
    if new <= old:
        return Bump.NONE
    parts = (Bump.MAJOR, Bump.MINOR, Bump.PATCH)
    return next((part for part, one, other in zip(parts, old, new, strict=True) if one != other), Bump.NONE)


def check_version_bump(old: SchemaFile, new: SchemaFile, demanded: Bump) -> SchemaChange | None:
    """Return a change if the version of one of our own schemas is raised by less than is demanded.

    None for schemas that have no version, and where the new one is older than the old one.
    """
    before, after = version_of(old), version_of(new)
    if before is None or after is None or after < before:
        return None
    made = bump_between(before, after)
    if made >= demanded:
        return None
    raised = "is the same as before" if made is Bump.NONE else f"is raised by a {made.value} one"
    version = ".".join(str(part) for part in after)
    message = f"the version {version} {raised}, and the changes demand a {demanded.value} one"
    return SchemaChange(ChangeId.VERSION_NOT_BUMPED, message, "#/$id", "#/$id")


def check_released_file(file: SchemaFile, *, is_new: bool) -> SchemaChange | None:
    """Return a change if a file that calls itself a released one does not have its bytes."""
    match = IDENTIFIER.fullmatch(file.identifier or "")
    if match is None:
        return None
    family, name = match[1], match[5]
    version = ".".join(match[part] for part in (2, 3, 4))
    entry = packaged_catalog().index["families"].get(family, {}).get(version, {}).get(name)
    if entry is None or hashlib.sha256(file.data).hexdigest() == entry["sha256"]:
        return None
    message = f"{file.source} calls itself {file.identifier} and is not what was released under that name"
    pointer = "#/$id"
    return SchemaChange(
        ChangeId.RELEASED_FILE_CHANGED, message, None if is_new else pointer, pointer if is_new else None
    )
