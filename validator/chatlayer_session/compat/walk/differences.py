"""A difference between two schemas, and the context that it was found in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..changes import BOTH, NOBODY, READER, WRITER, Party

if TYPE_CHECKING:
    from ...jsonpointer import InstancePath
    from ..changes import ChangeId
    from ..constraints import Constraints, NodeSet

FLIPPED = {Party.READER: Party.WRITER, Party.WRITER: Party.READER}


@dataclass(frozen=True, slots=True)
class ClosedNames:
    """What the closed view of a location mentions: further members are kept out of it."""

    names: frozenset[str]
    patterns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """Where in the schemas a pair of locations lies.

    ``in_place`` ones are part of another location, for the same instance. ``polarity`` is 1 where to accept more makes
    the whole accept more, -1 where it makes it accept less, and 0 where it can do both. ``fence`` is that of the old
    schema's closed view, which all places ``around`` make together, and ``unfenced`` says that the closed view leaves
    what is below as it is. ``extended`` says that members are compared that the closed views leave out. ``unweighed``
    are the parties to whom nothing here counts, in an unstable field.
    """

    instance: InstancePath = ()
    polarity: int = 1
    in_place: bool = False
    fence: ClosedNames | None = None
    around: NodeSet = ((),)
    unfenced: bool = False
    extended: bool = False
    stability: str | None = None
    unweighed: frozenset[Party] = NOBODY

    def weighed(self, parties: frozenset[Party]) -> frozenset[Party]:
        """Return whom a difference can break here that could break ``parties`` if it stood by itself."""
        if not parties:
            return NOBODY
        if self.polarity == 0:
            return BOTH
        turned = parties if self.polarity > 0 else frozenset(FLIPPED[party] for party in parties)
        return turned - self.unweighed


@dataclass(frozen=True, slots=True)
class Pair:
    """Two locations that hold for the same instances."""

    old: Constraints = field(repr=False)
    new: Constraints = field(repr=False)
    old_location: NodeSet
    new_location: NodeSet
    context: Context


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One difference: ``parties`` are those that it can break; nobody else can be broken by it.

    ``keywords`` are those that reject a payload because of it, at the instance, or None where any does at or below it.
    ``old_location`` and ``new_location`` are what to compare to find out more, and ``positive`` says whether that says
    anything about the whole.
    """

    id: ChangeId
    message: str
    parties: frozenset[Party]
    instance: InstancePath
    old_place: InstancePath | None
    new_place: InstancePath | None
    old_location: NodeSet
    new_location: NodeSet
    keywords: frozenset[str] | None = None
    extended: bool = False
    positive: bool = True
    stability: str | None = None


__all__ = ["BOTH", "NOBODY", "READER", "WRITER", "ClosedNames", "Context", "Pair", "SchemaDifference"]
