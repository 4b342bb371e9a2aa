"""The effect of each difference on one party."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .changes import BOTH, ChangeId, Effect, Party
from .prover import UNPROVEN
from .search.paper import breaks_on_paper
from .search.shrink import shrink
from .search.witness_matcher import WitnessMatcher, shows
from .search.witnesses import find_witnesses
from .walk.difference import SchemaDifference
from .watch import Stopped

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from . import SearchBudget
    from .changes import Witness
    from .prover import Prover
    from .search.validator_pair import Relation
    from .side_pair import SidePair
    from .walk.walker import Walker

MAX_CONFIRMATION_PAYLOADS = 400
"""Payloads to try if only one of rules and prover finds a party safe."""
MAX_SHRUNK = 200
"""Differences whose witness is shrunk."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The effect of all differences on one party, and the witnesses for a break; no ``relation`` if time was over."""

    effect: Effect
    relation: Relation | None = field(default=None, repr=False)
    witnesses: list[JsonValue] = field(default_factory=list["JsonValue"])


@dataclass(slots=True)
class PartyAnalysis:
    """The effects of differences on one party, and the witnesses for breaks, by the index of the difference.

    ``on_paper`` are breaks whose witness would be too large.

    ``whole`` is about both schemas as wholes in the usual views, and ``extended`` in the extended ones, if they were
    needed.
    """

    sides: SidePair
    whole: Verification
    extended: Verification | None = None
    effects: dict[int, Effect] = field(default_factory=dict[int, Effect])
    witnesses: dict[int, Witness] = field(default_factory=dict[int, "Witness"])
    on_paper: set[int] = field(default_factory=set[int])


class PartyAnalyzer:
    """Finds the effect of each difference on a party, within a search budget."""

    def __init__(self, walker: Walker, prover: Prover, budget: SearchBudget) -> None:
        self.walker = walker
        self.differences = walker.differences
        self.prover = prover
        self.budget = budget

    def analyze_in_time(self, sides: SidePair) -> PartyAnalysis:
        """Return the effects on the party that sees the schemas as ``sides``, all undecided if there is no time."""
        try:
            return self.analyze(sides)
        except Stopped:
            analysis = PartyAnalysis(sides, Verification(Effect.UNDECIDED))
            for index, difference in enumerate(self.differences):
                is_affected = sides.party in difference.parties
                analysis.effects[index] = Effect.UNDECIDED if is_affected else Effect.HARMLESS
            return analysis

    def analyze(self, sides: SidePair) -> PartyAnalysis:
        """Return the effects on the party that sees the schemas as ``sides``."""
        is_conclusive = self.walker.complete and not sides.obstacles
        relevant = [difference for difference in self.differences if sides.party in difference.parties]
        matcher = WitnessMatcher(self.differences, sides.party)
        ruled_safe = (is_conclusive or sides.are_equal) and not relevant
        whole = self._verify(sides, matcher, extended=False, ruled_safe=ruled_safe)
        analysis = PartyAnalysis(sides, whole)
        if any(difference.extended for difference in relevant):
            matcher.extended_only = True
            with suppress(Stopped):
                analysis.extended = self._verify(sides, matcher, extended=True, ruled_safe=False)
        for index, (relation, payload) in matcher.matched.items():
            difference, is_shrunk = self.differences[index], len(analysis.witnesses) < MAX_SHRUNK
            analysis.witnesses[index] = sides.witness(_shrink(payload, relation, difference) if is_shrunk else payload)
        for index, difference in enumerate(self.differences):
            analysis.effects[index] = self._effect(index, difference, analysis)
        self._reconcile(analysis, is_conclusive=is_conclusive)
        return analysis

    def _verify(self, sides: SidePair, matcher: WitnessMatcher, *, extended: bool, ruled_safe: bool) -> Verification:
        """Prove that a party is safe, or find witnesses that it is not.

        ``ruled_safe`` is whether no difference between the schemas can break the party, which is a proof too. Two
        validators that agree on a witness outweigh a single proof.
        """
        relation = sides.relation(extended=extended)
        if ruled_safe and sides.are_equal:
            return Verification(Effect.HARMLESS, relation)
        proof = UNPROVEN if sides.obstacles else self.prover.covers(relation.rejecting, relation.accepting)
        if proof.covers and ruled_safe:
            return Verification(Effect.HARMLESS, relation)
        is_safe, budget = proof.covers or ruled_safe, self.budget
        if is_safe:
            budget = replace(budget, max_payloads=min(budget.max_payloads, MAX_CONFIRMATION_PAYLOADS))
        witnesses = find_witnesses(relation, proof.difference, matcher, budget)
        if witnesses:
            return Verification(Effect.BREAKS, relation, witnesses)
        return Verification(Effect.HARMLESS if is_safe else Effect.UNDECIDED, relation)

    def _effect(self, index: int, difference: SchemaDifference, analysis: PartyAnalysis) -> Effect:
        """Return the effect of one difference; a witness outweighs a proof for the whole."""
        if analysis.sides.party not in difference.parties:
            return Effect.HARMLESS
        if index in analysis.witnesses:
            return Effect.BREAKS
        whole = analysis.extended if difference.extended else analysis.whole
        if whole is not None and whole.effect is Effect.HARMLESS:
            return Effect.HARMLESS
        if difference.positive and not analysis.sides.obstacles and self.prover.watch.seconds_left:
            old, new = difference.old_nodes, difference.new_nodes
            produced, consumed = (new, old) if analysis.sides.party is Party.READER else (old, new)
            producer, consumer = analysis.sides.views(extended=difference.extended)
            with suppress(Stopped):
                if self.prover.covers(consumer.index(consumed), producer.index(produced)).covers:
                    return Effect.HARMLESS
        if (
            whole is not None
            and whole.relation is not None
            and self._breaks_on_paper(analysis, whole.relation, difference)
        ):
            analysis.on_paper.add(index)
            return Effect.BREAKS
        return Effect.UNDECIDED

    def _breaks_on_paper(self, analysis: PartyAnalysis, relation: Relation, difference: SchemaDifference) -> bool:
        with suppress(Stopped):
            sides = analysis.sides
            return breaks_on_paper(sides.producer.index, sides.consumer.index, relation, difference)
        return False

    def _reconcile(self, analysis: PartyAnalysis, *, is_conclusive: bool) -> None:
        """Bring the whole in line with its parts."""
        effects = set(analysis.effects.values())
        whole = analysis.whole
        if whole.effect is Effect.UNDECIDED and is_conclusive and effects <= {Effect.HARMLESS, Effect.BREAKS}:
            # Every pair of node sets is safe, so the whole is, except for breaks in the extended views.
            analysis.whole = Verification(Effect.HARMLESS, whole.relation)
        if whole.effect is Effect.BREAKS and Effect.BREAKS not in effects:
            self._attribute_unmatched(analysis)

    def _attribute_unmatched(self, analysis: PartyAnalysis) -> None:
        """Attribute a witness that shows no difference to the only possible one, or to a difference of its own."""
        payload, relation = analysis.whole.witnesses[0], analysis.whole.relation
        payload = payload if relation is None else _shrink(payload, relation)
        possible = [index for index, one in enumerate(self.differences) if analysis.sides.party in one.parties]
        if len(possible) != 1:
            message = "a combination of keywords accepts different values"
            self.differences.append(
                SchemaDifference(ChangeId.CONSTRAINT_CHANGED, message, BOTH, (), (), (), ((),), ((),), positive=False)
            )
            possible = [len(self.differences) - 1]
        analysis.effects[possible[0]] = Effect.BREAKS
        analysis.witnesses[possible[0]] = analysis.sides.witness(payload)


def _shrink(payload: JsonValue, relation: Relation, difference: SchemaDifference | None = None) -> JsonValue:
    """Return a smaller witness, which still shows the difference."""

    def is_witness(smaller: JsonValue) -> bool:
        if not relation.is_likely(smaller) or not relation.holds(smaller):
            return False
        return difference is None or shows(relation, smaller, difference)

    return shrink(payload, is_witness)
