"""What the difference between two versions of a family demands, as the comparison of schemas finds it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chatlayer_session.compat.changes import PARTIES, ChangeId, largest
from chatlayer_session.compat.compare import compatibility

from .checks import Demand

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.compat.changes import Party, SchemaChange

    from .project import Tree
    from .versions import Version

OF_THE_GATE = frozenset({ChangeId.VERSION_NOT_BUMPED, ChangeId.RELEASED_FILE_CHANGED})
"""Changes that are no differences: whether a number was raised and a file was kept is for the gate to say."""


def demand(tree: Tree) -> Callable[[str, Version, Version], Demand]:
    """Return a function that compares two versions of a family in a tree."""

    @cache
    def demanded(family: str, old: Version, new: Version) -> Demand:
        found = compatibility(str(tree.folder(family, old)), str(tree.folder(family, new)))
        changes = [change for change in found.changes if change.id not in OF_THE_GATE]
        broken = frozenset(f"{party.value}s" for change in changes for party in _broken(change))
        return Demand(largest(change.bump for change in changes), broken)

    return demanded


def _broken(change: SchemaChange) -> tuple[Party, ...]:
    """Return whom a change breaks; a schema that is gone leaves everybody without."""
    return PARTIES if change.id is ChangeId.SCHEMA_REMOVED else change.breaks
