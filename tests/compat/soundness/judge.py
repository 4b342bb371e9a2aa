"""One pair of schemas: what the comparison says of it, held to payloads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from chatlayer_session.compat.budget import SearchBudget
from chatlayer_session.compat.changes import PARTIES, Effect
from chatlayer_session.compat.comparer import Comparer, sides_of
from chatlayer_session.compat.search.search import Relation

from .files import file_of
from .payloads import Payloads

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from chatlayer_session.compat.changes import Comparison, Party, SchemaChange, Witness
    from chatlayer_session.compat.outcomes import SidePair
    from chatlayer_session.compat.prover import Prover

EFFORT = SearchBudget(budget=1_500)
WRONG = ("counterexamples", "wrong witnesses", "breaks without witness", "views that are no files", "crashes")
"""The figures that must be 0."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The figures of one pair, and in words the first of each thing that is wrong."""

    figures: Counter[str]
    wrongs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the quick validators say of each payload: of the two views that a party compares, and of the two files."""

    accepted: list[bool]
    taken: list[bool]
    accepted_by_file: list[bool]
    taken_by_file: list[bool]

    @classmethod
    def of(cls, relation: Relation, payloads: Sequence[Any]) -> Answers:
        """Ask of every payload."""
        judges = (relation.accepting_judges, relation.rejecting_judges, relation.accepted_by, relation.rejected_by)
        return cls(*(list(map(each.fast, payloads)) for each in judges))

    def suspects(self) -> list[int]:
        """Return the positions of the payloads that the one view accepts and the other does not."""
        return [at for at, (one, other) in enumerate(zip(self.accepted, self.taken, strict=True)) if one and not other]

    def strays(self) -> list[int]:
        """Return the positions of the payloads on which a view is not what its file allows it to be.

        The view that accepts may be narrower than its file, the other one accepts the same.
        """
        answers = zip(self.accepted, self.accepted_by_file, self.taken, self.taken_by_file, strict=True)
        return [at for at, (view, file, other, its) in enumerate(answers) if view > file or other != its]


def judged(old: Any, new: Any, instances: int, chance: random.Random, prover: Prover) -> Judgement:
    """Compare one pair, and hold what is said of each party to so many payloads."""
    before, after = file_of(old), file_of(new)
    comparison = Comparer(prover, effort=EFFORT).compare(before, after)
    made = Payloads(chance, old, new)
    payloads = [made.value(3, top=True) for _ in range(instances)]
    sides = before[0].side("old", before[1]), after[0].side("new", after[1])
    figures, wrongs = Counter(pairs=1), list[str]()
    for party in PARTIES:
        seen = sides_of(party, *sides)
        relation = Relation(*_views(seen, extended=False), seen.producer.validators, seen.consumer.validators)
        answers = Answers.of(relation, payloads)
        strays = [payloads[at] for at in answers.strays()]
        suspects = [payloads[at] for at in answers.suspects()]
        figures["views that are no files"] += len(strays)
        wrongs += [f"{party.value}: view and file differ on {json.dumps(each)}" for each in strays[:1]]
        figures["payloads"] += len(payloads)
        figures[word := _word(comparison, party)] += 1
        if word == "compatible":
            held = [each for each in suspects if relation.holds(each)]
            figures["counterexamples"] += len(held)
            figures["validators that disagree"] += len(suspects) - len(held)
            wrongs += [f"{party.value}: counterexample {json.dumps(each)}" for each in held[:1]]
        elif word == "undecided":
            figures["undecided that break"] += any(relation.holds(each) for each in suspects)
        else:
            # How often payloads alone find a break says how much it means that they find none elsewhere.
            figures["breaks found at random"] += any(relation.holds(each) for each in suspects)
            wide = Relation(*_views(seen, extended=True), seen.producer.validators, seen.consumer.validators)
            wrongs += _witnessed(figures, comparison, party, (relation, wide), {"old": old, "new": new})
    return Judgement(figures, tuple(wrongs))


def _views(sides: SidePair, *, extended: bool) -> tuple[Any, Any]:
    one, other = (view.read(view.places.root) for view in sides.views(extended=extended))
    return one, other


def _word(comparison: Comparison, party: Party) -> str:
    """Return what a comparison says of a party."""
    effects = {change.effects.get(party) for change in comparison.changes}
    if Effect.BREAKS in effects:
        return "breaks"
    return "undecided" if Effect.UNDECIDED in effects else "compatible"


def _witnessed(
    figures: Counter[str],
    comparison: Comparison,
    party: Party,
    relations: tuple[Relation, Relation],
    schemas: dict[str, Any],
) -> list[str]:
    """Count the witnesses of each break, and return in words those that show nothing."""
    wrongs: list[str] = []
    for change in _breaking(comparison, party):
        witness = change.witnesses.get(party)
        if witness is None:
            figures["breaks without witness"] += 1
            wrongs.append(f"{party.value}: no witness for {change.id.value}")
            continue
        figures["witnesses"] += 1
        # A witness holds in one of the views, and for the schemas themselves, asked without the code under test.
        if not (any(each.holds(witness.payload) for each in relations) and _stands(witness, schemas)):
            figures["wrong witnesses"] += 1
            wrongs.append(f"{party.value}: wrong witness {json.dumps(witness.payload)} for {change.id.value}")
    return wrongs


def _breaking(comparison: Comparison, party: Party) -> list[SchemaChange]:
    return [change for change in comparison.changes if change.effects.get(party) is Effect.BREAKS]


def _stands(witness: Witness, schemas: dict[str, Any]) -> bool:
    """Say whether both validators agree that one schema as written accepts the witness and the other does not."""
    answers = [
        [
            Draft202012Validator(schema).is_valid(witness.payload),
            jsonschema_rs.Draft202012Validator(schema, validate_formats=False).is_valid(witness.payload),
        ]
        for schema in (schemas[witness.accepted_by], schemas[witness.rejected_by])
    ]
    return answers == [[True, True], [False, False]]
