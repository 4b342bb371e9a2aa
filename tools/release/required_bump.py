"""The bump that the difference between two versions of a family requires, by the comparison of schemas."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chatlayer_session.compat.changes import PARTIES, ChangeId, largest
from chatlayer_session.compat.comparer import compare_inputs

from .checks import RequiredBump

if TYPE_CHECKING:
    from chatlayer_session.compat.changes import Party, SchemaChange

    from .checks import Compare
    from .project import Project
    from .versions import Version

CHECKED_BY_THE_GATE = frozenset({ChangeId.VERSION_NOT_BUMPED, ChangeId.RELEASED_FILE_CHANGED})
"""Changes that are not differences: the gate itself checks versions and released files."""


def comparison(project: Project) -> Compare:
    """Return a function that compares two versions of a family of the project."""

    @cache
    def compare(family: str, old: Version, new: Version) -> RequiredBump:
        result = compare_inputs(str(project.folder(family, old)), str(project.folder(family, new)))
        changes = [change for change in result.changes if change.id not in CHECKED_BY_THE_GATE]
        broken = frozenset(f"{party.value}s" for change in changes for party in _broken(change))
        return RequiredBump(largest(change.bump for change in changes), broken)

    return compare


def _broken(change: SchemaChange) -> tuple[Party, ...]:
    """Return who a change breaks; a removed schema breaks everybody."""
    return PARTIES if change.id is ChangeId.SCHEMA_REMOVED else change.breaks
