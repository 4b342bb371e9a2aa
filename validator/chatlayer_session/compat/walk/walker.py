"""The walk itself: pairs of locations, each once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from ..changes import ChangeId
from ..constraints import Constraints
from ..schema_index import ANNOTATIONS, normal, target
from ..views import MentionedMembers, reach
from .differences import READER, WRITER, ClosedNames, Context, Pair, SchemaDifference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...jsonpointer import InstancePath
    from ..changes import Party
    from ..constraints import NodeSet
    from ..schema_index import SchemaIndex

MAX_PAIRS = 20_000
"""Pairs of locations that are compared at most."""


@dataclass(slots=True)
class Parts:
    """Comparisons of what is only part of a difference: the ``known`` ones, and those that are ``begun``.

    ``met`` are begun ones that were come across inside: what was found then holds only as part of them.
    """

    known: dict[object, list[SchemaDifference]] = field(default_factory=dict[object, "list[SchemaDifference]"])
    begun: set[object] = field(default_factory=set[object])
    met: set[object] = field(default_factory=set[object])


class KeywordRule(Protocol):
    """Compares one kind of keyword at a pair of locations."""

    def __call__(self, walker: Walker, pair: Pair) -> None:
        """Record the differences, and walk the pairs of locations below."""
        ...


class Walker:
    """Gathers the differences between two schemas; ``complete`` is whether all places were compared.

    ``rules`` compare a pair of locations. Where a pair comes up again, only ``rules_for_repeats`` compare it, and only
    what is at its locations themselves.
    """

    def __init__(
        self, old: SchemaIndex, new: SchemaIndex, rules: Sequence[KeywordRule], rules_for_repeats: Sequence[KeywordRule]
    ) -> None:
        self.old = old
        self.new = new
        self.rules = rules
        self.rules_for_repeats = rules_for_repeats
        self.differences: list[SchemaDifference] = []
        self.complete = True
        self.walked = 0
        self.seen: set[object] = set()
        self.parts = Parts()

    def walk(
        self,
        old_location: NodeSet,
        new_location: NodeSet,
        context: Context,
        *,
        in_place: bool = False,
        emptied: ChangeId = ChangeId.TYPE_CHANGED,
    ) -> None:
        """Compare two locations; ``in_place`` ones hold for the same instance as those that they lie in.

        ``emptied`` is what it is called when one of the two is ``false``; `ChangeId.TYPE_CHANGED` stands for widening
        and narrowing.
        """
        if not in_place:
            # Only what holds for the instance itself is walked, but other branches may mention its members too.
            around = normal({*old_location, *context.around})
            fence = None if context.unfenced else self.fence(around)
            context = replace(context, around=around, fence=fence)
        context = replace(context, in_place=in_place)
        key = self._key(old_location, new_location, context, emptied)
        if key in self.seen:
            own = Constraints(set(old_location)), Constraints(set(new_location))
            for rule in self.rules_for_repeats:
                rule(self, Pair(*own, old_location, new_location, context))
            return
        if self.walked >= MAX_PAIRS:
            self.complete = False
            return
        self.seen.add(key)
        self.walked += 1
        old, new = self.old.constraints(old_location), self.new.constraints(new_location)
        pair = Pair(old, new, old_location, new_location, context)
        if old.unsatisfiable or new.unsatisfiable:
            self._on_unsatisfiable(pair, emptied)
            return
        for rule in self.rules:
            rule(self, pair)

    def _on_unsatisfiable(self, pair: Pair, emptied: ChangeId) -> None:
        old, new = pair.old.unsatisfiable, pair.new.unsatisfiable
        if old == new:
            return
        plain = emptied is ChangeId.TYPE_CHANGED
        parties, named, message = (
            (READER, ChangeId.TYPE_WIDENED, "values are allowed where none was")
            if old
            else (WRITER, ChangeId.TYPE_NARROWED, "no value is allowed any more")
        )
        if emptied is ChangeId.OBJECT_CLOSED and old:
            emptied = ChangeId.OBJECT_OPENED
        if emptied in {ChangeId.OBJECT_CLOSED, ChangeId.OBJECT_OPENED}:
            message = "further members are allowed" if old else "further members are not allowed any more"
        self.record(pair, named if plain else emptied, message, parties, keywords=None)

    def record(
        self,
        pair: Pair,
        named: ChangeId,
        message: str,
        parties: frozenset[Party],
        *,
        keywords: Iterable[str] | None = (),
        step: str | int | None = None,
        where: tuple[InstancePath | None, InstancePath | None] = (None, None),
        exact: bool = False,
        extended: bool = False,
        locations: tuple[NodeSet, NodeSet] | None = None,
        stability: str | None = None,
    ) -> None:
        """Take down a difference at a pair, or at a ``step`` below its instance.

        ``parties`` are weighed by the context unless they are ``exact``; ``where`` are the places in the schemas, those
        of the pair unless given; ``locations`` are what a proof has to compare instead of the pair.
        """
        context = pair.context
        old_location, new_location = locations or (pair.old_location, pair.new_location)
        self.differences.append(
            SchemaDifference(
                id=named,
                message=message,
                parties=parties - context.unweighed if exact else context.weighed(parties),
                instance=context.instance if step is None else (*context.instance, step),
                old_place=where[0] or _first(pair.old_location),
                new_place=where[1] or _first(pair.new_location),
                old_location=old_location,
                new_location=new_location,
                keywords=None if keywords is None else frozenset(keywords),
                extended=extended or context.extended,
                positive=context.polarity > 0 and (locations is not None or not context.in_place),
                stability=stability or context.stability,
            )
        )

    def reach(self, pair: Pair) -> MentionedMembers:
        """Return everything that the old schema says of the members and items at a pair."""
        return reach(self.old, pair.context.around)

    def fence(self, location: NodeSet) -> ClosedNames | None:
        """Return the fence that the closed view puts around a location of the old schema."""
        reached = reach(self.old, location)
        return ClosedNames(frozenset(reached.names), frozenset(reached.patterns)) if reached.fenced else None

    def branch(self, pair: Pair, old_location: NodeSet, new_location: NodeSet, polarity: int) -> None:
        """Compare two in-place locations, one of several branches."""
        context = _with_polarity(pair.context, polarity)
        self.walk(old_location, new_location, context, in_place=True)

    def diff_nested(
        self, pair: Pair, old_location: NodeSet, new_location: NodeSet, polarity: int = 1
    ) -> list[SchemaDifference]:
        """Return the differences of two in-place locations, which are not taken down by themselves."""
        return self.diff_isolated(old_location, new_location, _with_polarity(pair.context, polarity), in_place=True)

    def diff_isolated(
        self, old_location: NodeSet, new_location: NodeSet, context: Context, *, in_place: bool = False
    ) -> list[SchemaDifference]:
        """Return the differences of two locations, which are not taken down by themselves.

        They are only part of another difference, so all of them are found, whatever was compared before; and what is
        compared here is compared again where it stands by itself. Inside of itself a part has none: those that count
        are found where it started.
        """
        key = self._key(old_location, new_location, replace(context, in_place=in_place))
        parts = self.parts
        if key in parts.begun:
            parts.met.add(key)
            return []
        if key in parts.known:
            return parts.known[key]
        kept = self.differences, self.seen, parts.met
        self.differences, self.seen, parts.met = [], set(), set()
        parts.begun.add(key)
        self.walk(old_location, new_location, context, in_place=in_place)
        parts.begun.remove(key)
        found, met = self.differences, parts.met - {key}
        self.differences, self.seen, parts.met = kept[0], kept[1], kept[2] | met
        if not met:
            parts.known[key] = found
        return found

    def _key(
        self,
        old_location: NodeSet,
        new_location: NodeSet,
        context: Context,
        emptied: ChangeId = ChangeId.TYPE_CHANGED,
    ) -> object:
        """Return what two pairs of locations have in common that are the same to compare.

        What lies around them counts, for the closed views of members deep inside depend on it.
        """
        locations = (
            _dereference(self.old, old_location),
            _dereference(self.new, new_location),
            _dereference(self.old, context.around),
        )
        weighing = (context.in_place, context.unfenced, context.polarity, context.extended)
        return (*locations, *weighing, context.stability, context.unweighed, emptied)


def _with_polarity(context: Context, polarity: int) -> Context:
    return replace(context, polarity=context.polarity * polarity, unfenced=context.unfenced or polarity < 0)


def _dereference(places: SchemaIndex, location: NodeSet) -> NodeSet:
    """Return a location by what it leads to, the same for all places that only refer there."""
    found: set[InstancePath] = set()
    for place in location:
        led, schema = place, places.at(place)
        while isinstance(schema, dict) and not schema.keys() - ANNOTATIONS - {"$ref", "$defs"} and "$ref" in schema:
            led = target(schema["$ref"])
            schema = places.at(led)
        found.add(led)
    return normal(found)


def _first(location: NodeSet) -> InstancePath | None:
    return location[0] if location else None
