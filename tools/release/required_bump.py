"""The bump that the difference between two versions of a family requires, by the comparison of schemas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chatlayer_session.compat.changes import PARTIES, Bump, ChangeId, largest
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
    """Return a function that compares two versions of a family of the project.

    A break that the catalog lists under ``corrects`` requires a minor version only, and still breaks its readers or
    writers. A listed place without a break is unneeded.
    """

    @cache
    def compare(family: str, old: Version, new: Version) -> RequiredBump:
        result = compare_inputs(str(project.folder(family, old)), str(project.folder(family, new)))
        changes = [
            (f"{Path(change.place.source).name}#{change.place.pointer}", change)
            for change in result.changes
            if change.id not in CHECKED_BY_THE_GATE
        ]
        corrected = project.corrections(family, new)
        bumps = [min(change.bump, Bump.MINOR) if place in corrected else change.bump for place, change in changes]
        broken = frozenset(f"{party.value}s" for _, change in changes for party in _broken(change))
        unneeded = corrected - {place for place, change in changes if change.breaks}
        return RequiredBump(largest(bumps), broken, tuple(sorted(unneeded)))

    return compare


def _broken(change: SchemaChange) -> tuple[Party, ...]:
    """Return who a change breaks; a removed schema breaks everybody."""
    return PARTIES if change.id is ChangeId.SCHEMA_REMOVED else change.breaks
