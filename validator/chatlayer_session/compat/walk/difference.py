"""A difference between two schemas, and the context of the walk that leads to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..changes import BOTH, NOBODY, READER, WRITER, Party
from ..model.mentioned_members import MentionedMembers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...jsonpointer import InstancePath
    from ..changes import ChangeId
    from ..model.common_form import Node, NodeSet
    from ..model.constraints import Constraints

_OPPOSITE = {Party.READER: Party.WRITER, Party.WRITER: Party.READER}


@dataclass(frozen=True, slots=True)
class WalkContext:
    """The context of a pair of node sets.

    ``instance`` is the path in payloads. ``in_place`` pairs are part of another pair for the same instance.
    ``polarity`` is 1 if the whole accepts more when the pair accepts more, -1 if it accepts less, and 0 if it can do
    both. ``related`` are all nodes of the old schema that mention the instance, in any branch; ``mentioned`` is what
    they mention. ``is_closed`` is whether the closed view allows no other members, and ``stays_open`` is whether that
    view closes nothing here.
    ``extended`` is whether the pair is about members that the closed views exclude. ``exempt`` are the parties that no
    difference here can break, because the field is unstable.
    """

    instance: InstancePath = ()
    polarity: int = 1
    in_place: bool = False
    related: NodeSet = ((),)
    mentioned: MentionedMembers = field(default_factory=MentionedMembers, repr=False)
    is_closed: bool = False
    stays_open: bool = False
    extended: bool = False
    stability: str | None = None
    exempt: frozenset[Party] = NOBODY

    def affected(self, parties: frozenset[Party]) -> frozenset[Party]:
        """Return who a difference can break here that could break ``parties`` at the root."""
        if not parties:
            return NOBODY
        if self.polarity == 0:
            return BOTH
        turned = parties if self.polarity > 0 else frozenset(_OPPOSITE[party] for party in parties)
        return turned - self.exempt

    def below(self, step: str | int, related: NodeSet) -> WalkContext:
        """Return the context of a member or an item."""
        return replace(self, instance=(*self.instance, step), related=related)

    def with_polarity(self, polarity: int) -> WalkContext:
        """Return the context of a branch, whose polarity multiplies."""
        return replace(self, polarity=self.polarity * polarity, stays_open=self.stays_open or polarity < 0)


@dataclass(frozen=True, slots=True)
class NodePair:
    """Two node sets that apply to the same instances, and their constraints."""

    old: Constraints = field(repr=False)
    new: Constraints = field(repr=False)
    old_nodes: NodeSet
    new_nodes: NodeSet
    context: WalkContext

    def sources(self, *keywords: str) -> tuple[Node | None, Node | None]:
        """Return, for each side, the node of the first of the keywords that it has."""
        return _source(self.old, keywords), _source(self.new, keywords)


def _source(constraints: Constraints, keywords: Iterable[str]) -> Node | None:
    return next(
        ((*constraints.sources[keyword], keyword) for keyword in keywords if keyword in constraints.sources), None
    )


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One difference, which can break ``parties`` and nobody else.

    ``old_source`` and ``new_source`` are the nodes where it is written. ``old_nodes`` and ``new_nodes`` are those to
    compare for a proof, and ``positive`` is whether such a proof is valid for the whole. ``keywords`` are those that
    reject a payload at the instance because of it, None for any keyword at or below it.
    """

    id: ChangeId
    message: str
    parties: frozenset[Party]
    instance: InstancePath
    old_source: Node | None
    new_source: Node | None
    old_nodes: NodeSet
    new_nodes: NodeSet
    keywords: frozenset[str] | None = None
    extended: bool = False
    positive: bool = True
    stability: str | None = None


def parties_of_restrictions(*, removed: object, added: object) -> frozenset[Party]:
    """Return who can break: readers if restrictions were removed, writers if restrictions were added."""
    return (READER if removed else NOBODY) | (WRITER if added else NOBODY)


def parties_of(differences: Iterable[SchemaDifference]) -> frozenset[Party]:
    """Return the parties that any of the differences can break."""
    return frozenset(party for difference in differences for party in difference.parties)
