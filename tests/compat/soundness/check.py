"""One pair of schemas, whose verdicts are checked against random payloads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from chatlayer_session.compat import SearchBudget
from chatlayer_session.compat.changes import PARTIES, Effect
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.search.work import SearchWork
from chatlayer_session.compat.side_pair import SchemaSide, SidePair
from chatlayer_session.compat.watch import Watch

from .payloads import Payloads
from .schemas import bundle_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from chatlayer_session.compat.changes import Comparison, Party, Witness
    from chatlayer_session.compat.model.schema_bundle import SchemaBundle
    from chatlayer_session.compat.prover import Prover
    from chatlayer_session.compat.search.validator_pair import Relation

BUDGET = SearchBudget(max_payloads=1_500)
WRONG = (
    "counterexamples",
    "wrong witnesses",
    "breaks without a witness",
    "views that disagree with their files",
    "crashes",
)
"""The figures that must be 0."""


@dataclass(frozen=True, slots=True)
class PairResult:
    """The figures of one pair, and a description of the first error of each kind."""

    figures: Counter[str]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the fast validators of both views and of both files answer for each payload."""

    accepting_view: list[bool]
    rejecting_view: list[bool]
    accepting_file: list[bool]
    rejecting_file: list[bool]

    @classmethod
    def of(cls, relation: Relation, payloads: Sequence[Any]) -> Answers:
        """Return the answers for all payloads."""
        validators = (
            *(relation.accepting_validators, relation.rejecting_validators),
            *(relation.accepted_by, relation.rejected_by),
        )
        return cls(*([validator.fast(payload) for payload in payloads] for validator in validators))

    def suspects(self) -> list[int]:
        """Return the indices of the payloads that only the accepting view accepts."""
        answers = zip(self.accepting_view, self.rejecting_view, strict=True)
        return [index for index, (accepting, rejecting) in enumerate(answers) if accepting and not rejecting]

    def deviations(self) -> list[int]:
        """Return the indices of the payloads on which a view deviates from its file.

        The accepting view can accept less than its file; the rejecting view accepts the same.
        """
        accepting = zip(self.accepting_view, self.accepting_file, strict=True)
        rejecting = zip(self.rejecting_view, self.rejecting_file, strict=True)
        return [
            index
            for index, ((narrow, wide), (view, file)) in enumerate(zip(accepting, rejecting, strict=True))
            if narrow > wide or view != file
        ]


def check_pair(
    old: Any,
    new: Any,
    instances: int,
    rng: random.Random,
    prover: Prover,
    *,
    make_bundles: Callable[[], tuple[SchemaBundle, SchemaBundle]] | None = None,
) -> PairResult:
    """Compare one pair, and check the verdict for each party against random payloads.

    ``make_bundles`` makes what is compared, if that is not the two schemas, but has the same meaning.
    """
    make_bundles = make_bundles or (lambda: (bundle_of(old), bundle_of(new)))
    comparison = Comparer(prover, budget=BUDGET).compare(*make_bundles())
    generator = Payloads(rng, old, new)
    payloads = [generator.value(3, top=True) for _ in range(instances)]
    work = SearchWork(SearchBudget(), Watch())
    names_and_bundles = zip(("old", "new"), make_bundles(), strict=True)
    sides = tuple(SchemaSide.of(name, bundle, work) for name, bundle in names_and_bundles)
    figures, errors = Counter(pairs=1), list[str]()
    for party in PARTIES:
        pair = SidePair.of(party, *sides)
        relation = pair.relation(extended=False)
        answers = Answers.of(relation, payloads)
        deviations = [payloads[index] for index in answers.deviations()]
        suspects = [payloads[index] for index in answers.suspects()]
        figures["views that disagree with their files"] += len(deviations)
        errors += [f"{party.value}: view and file differ on {json.dumps(payload)}" for payload in deviations[:1]]
        figures["payloads"] += len(payloads)
        figures[verdict := _verdict(comparison, party)] += 1
        if verdict == "compatible":
            confirmed = [payload for payload in suspects if relation.holds(payload)]
            figures["counterexamples"] += len(confirmed)
            figures["validators that disagree"] += len(suspects) - len(confirmed)
            errors += [f"{party.value}: counterexample {json.dumps(payload)}" for payload in confirmed[:1]]
        elif verdict == "undecided":
            figures["undecided that break"] += any(relation.holds(payload) for payload in suspects)
        else:
            # The rate of breaks that random payloads find measures how much it means if they find none.
            figures["breaks found at random"] += any(relation.holds(payload) for payload in suspects)
            relations = (relation, pair.relation(extended=True))
            errors += _check_witnesses(figures, comparison, party, relations, {"old": old, "new": new})
    return PairResult(figures, tuple(errors))


def _verdict(comparison: Comparison, party: Party) -> str:
    """Return the verdict on a comparison for one party."""
    effects = {change.effects.get(party) for change in comparison.changes}
    if Effect.BREAKS in effects:
        return "breaks"
    return "undecided" if Effect.UNDECIDED in effects else "compatible"


def _check_witnesses(
    figures: Counter[str],
    comparison: Comparison,
    party: Party,
    relations: tuple[Relation, Relation],
    schemas: dict[str, Any],
) -> list[str]:
    """Count the witnesses for breaks, and return a description of each wrong or missing one."""
    errors: list[str] = []
    for change in comparison.changes:
        if change.effects.get(party) is not Effect.BREAKS:
            continue
        witness = change.witnesses.get(party)
        if witness is None:
            figures["breaks without a witness"] += 1
            errors.append(f"{party.value}: no witness for {change.id.value}")
            continue
        figures["witnesses"] += 1
        # A witness is one in the views, and for the schemas themselves, validated without the code under test.
        if not (any(relation.holds(witness.payload) for relation in relations) and _is_confirmed(witness, schemas)):
            figures["wrong witnesses"] += 1
            errors.append(f"{party.value}: wrong witness {json.dumps(witness.payload)} for {change.id.value}")
    return errors


def _is_confirmed(witness: Witness, schemas: dict[str, Any]) -> bool:
    """Return whether both validators agree that one schema as written accepts the witness and the other rejects it."""
    answers = [
        [
            validator_for(schema, default=Draft202012Validator)(schema).is_valid(witness.payload),
            jsonschema_rs.validator_for(schema, validate_formats=False).is_valid(witness.payload),
        ]
        for schema in (schemas[witness.accepted_by], schemas[witness.rejected_by])
    ]
    return answers == [[True, True], [False, False]]
