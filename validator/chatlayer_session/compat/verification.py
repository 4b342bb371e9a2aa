"""Decide whether one party is safe, by rules and by proof, or breaks, by witnesses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .changes import Effect, Party
from .prover import UNPROVEN, Covers
from .search.witnesses import find_witnesses

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from . import SearchBudget
    from .model.common_form import NodeSet
    from .prover import Prover
    from .search.witnesses import Relation, WitnessSink
    from .side_pair import SidePair

MAX_CONFIRMATION_PAYLOADS = 400
"""Payloads to try if only one of rules and prover finds a party safe."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The effect of all differences on one party, and the witnesses for a break."""

    effect: Effect
    relation: Relation = field(repr=False)
    witnesses: list[JsonValue] = field(default_factory=list["JsonValue"])


def verify(
    sides: SidePair, prover: Prover, budget: SearchBudget, sink: WitnessSink, *, extended: bool, ruled_safe: bool
) -> Verification:
    """Prove that a party is safe, or find witnesses that it is not.

    ``ruled_safe`` is whether no difference between the schemas can break the party, which is a proof too. Two
    validators that agree on a witness outweigh a single proof.
    """
    relation = sides.relation(extended=extended)
    proof = UNPROVEN if sides.obstacles else prover.covers(relation.rejecting, relation.accepting)
    proven_safe = proof.answer is Covers.YES
    if proven_safe and ruled_safe:
        return Verification(Effect.HARMLESS, relation)
    if proven_safe or ruled_safe:
        budget = budget.capped(MAX_CONFIRMATION_PAYLOADS)
    witnesses = find_witnesses(relation, proof.difference, sink, budget)
    if witnesses:
        return Verification(Effect.BREAKS, relation, witnesses)
    return Verification(Effect.HARMLESS if proven_safe or ruled_safe else Effect.UNDECIDED, relation)


def is_proven_safe(sides: SidePair, old: NodeSet, new: NodeSet, prover: Prover, *, extended: bool) -> bool:
    """Return whether a party is proven safe at a pair of node sets, regardless of all others."""
    produced, consumed = (new, old) if sides.party is Party.READER else (old, new)
    producer, consumer = sides.views(extended=extended)
    return prover.covers(consumer.index(consumed), producer.index(produced)).answer is Covers.YES
