"""What the difference between two versions of a family demands, as the comparison of schemas finds it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chatlayer_session.compat.changes import FAULTS, largest
from chatlayer_session.compat.compatibility import compatibility

from .gate import Demand

if TYPE_CHECKING:
    from collections.abc import Callable

    from .tree import Tree
    from .versions import Version


def demand(tree: Tree) -> Callable[[str, Version, Version], Demand]:
    """Return a function that compares two versions of a family in a tree."""

    @cache
    def demanded(family: str, old: Version, new: Version) -> Demand:
        found = compatibility(str(tree.folder(family, old)), str(tree.folder(family, new)))
        # Whether the number was raised is for the gate to say.
        changes = [change for change in found.changes if change.id not in FAULTS]
        broken = frozenset(f"{party.value}s" for change in changes for party in change.breaks)
        return Demand(largest(change.bump for change in changes), broken)

    return demanded
