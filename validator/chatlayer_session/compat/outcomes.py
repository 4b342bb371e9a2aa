"""What is to be shown of two schemas for each party, and what came out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .changes import Effect, Party, Witness
from .prover import UNPROVEN, Covers
from .search.search import Relation, search
from .views import CompatView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..jsonpointer import InstancePath, JsonValue
    from .budget import SearchBudget
    from .constraints import NodeSet
    from .prover import Prover
    from .schema_index import SchemaIndex
    from .search.search import WitnessSink
    from .search.validator_pair import ValidatorPair


QUICK_BUDGET = 400
"""Payloads that are tried where only one of rules and prover says that a party is safe."""


@dataclass(frozen=True, slots=True)
class SchemaSide:
    """One of the two schemas: its common form, the validators of its file, and what could not be brought into form."""

    name: str
    places: SchemaIndex = field(repr=False)
    validators: ValidatorPair = field(repr=False)
    obstacles: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class SidePair:
    """The two schemas of a comparison, as one party sees them.

    Payloads of ``giving`` are held to ``taking``: new ones to the old schema for a reader, old ones to the new schema
    for a writer.
    """

    party: Party
    producer: SchemaSide
    consumer: SchemaSide

    def views(self, *, extended: bool) -> tuple[CompatView, CompatView]:
        """Return the view that a payload is to be accepted in, and the one that may reject it.

        ``extended`` views leave the members in that nobody declares.
        """
        keeps = self.party is Party.READER
        return CompatView(self.producer.places, not extended, keeps), CompatView(self.consumer.places, closed=False)

    def locations(self, old: NodeSet, new: NodeSet) -> tuple[NodeSet, NodeSet]:
        """Return the locations in the order of giving and taking."""
        return (new, old) if self.party is Party.READER else (old, new)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out of one party: whether it is safe, and the payloads that show that it is not."""

    effect: Effect
    witnesses: list[JsonValue] = field(default_factory=list["JsonValue"])
    relation: Relation | None = field(default=None, repr=False)


def verify(
    sides: SidePair,
    prover: Prover,
    effort: SearchBudget,
    *,
    extended: bool,
    ruled_safe: bool,
    paths: Sequence[InstancePath],
    jury: WitnessSink,
) -> Verification:
    """Prove that a party is safe, or find payloads that show that it is not.

    The ``jury`` is told of each such payload. ``paths`` are the places in payloads that the schemas differ about.

    ``ruled_safe`` says that no difference between the schemas can break it, which is a proof too. A payload that two
    validators agree on outweighs a single proof.
    """
    giving, taking = (view.read(view.places.root) for view in sides.views(extended=extended))
    relation = Relation(giving, taking, sides.producer.validators, sides.consumer.validators)
    proof = UNPROVEN if sides.producer.obstacles or sides.consumer.obstacles else prover.covers(taking, giving)
    proven = proof.answer is Covers.YES
    if proven and ruled_safe:
        return Verification(Effect.HARMLESS, [], relation)
    safe = proven or ruled_safe
    budget = min(QUICK_BUDGET, effort.budget) if safe else effort.budget
    witnesses = search(relation, proof.difference, jury, seed=effort.seed, budget=budget, paths=paths)
    if witnesses:
        return Verification(Effect.BREAKS, witnesses, relation)
    return Verification(Effect.HARMLESS if safe else Effect.UNDECIDED, [], relation)


def is_safe_at(sides: SidePair, old: NodeSet, new: NodeSet, prover: Prover, *, extended: bool) -> bool:
    """Say whether it is proven that a party is safe at a pair of locations, whatever is elsewhere."""
    giving, taking = sides.locations(old, new)
    views = sides.views(extended=extended)
    proof = prover.covers(views[1].read(taking), views[0].read(giving))
    return proof.answer is Covers.YES


def witness_of(sides: SidePair, payload: JsonValue) -> Witness:
    """Return a payload as a witness."""
    return Witness(payload, sides.producer.name, sides.consumer.name)
