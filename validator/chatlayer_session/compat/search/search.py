"""The search: payloads that are worth trying, then random ones, up to a budget."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from ..constraints import Constraints
from ..schema_index import SchemaIndex, normal
from .candidates import MAX_DEPTH, Candidates, size
from .validator_pair import ValidatorPair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Schema
    from ..constraints import NodeSet
    from .source import Hints

MAX_FRUITLESS = 300
"""Likely witnesses that show nothing more, after which the search stops."""


MAX_ALONG = 60
"""Payloads that vary one place."""
DEPTHS = (1, MAX_DEPTH)
"""Levels that are filled with more than the plainest values: few at first, which most witnesses need."""


@dataclass(frozen=True)
class Relation:
    """What a witness shows: a payload that ``accepting`` accepts and ``rejecting`` rejects.

    ``accepted_by`` and ``rejected_by`` are the schema files as they stand, which have to agree.
    """

    accepting: SchemaIndex
    rejecting: SchemaIndex
    accepted_by: ValidatorPair
    rejected_by: ValidatorPair

    @cached_property
    def accepting_judges(self) -> ValidatorPair:
        """The validators of the view that accepts."""
        return ValidatorPair.of_view(self.accepting.document)

    @cached_property
    def rejecting_judges(self) -> ValidatorPair:
        """The validators of the view that rejects."""
        return ValidatorPair.of_view(self.rejecting.document)

    def likely(self, payload: JsonValue) -> bool:
        """Say whether the quick validator takes a payload for a witness."""
        return self.accepting_judges.fast(payload) and not self.rejecting_judges.fast(payload)

    def holds(self, payload: JsonValue) -> bool:
        """Say whether both validators agree, for the views and for the files, that a payload is a witness."""
        return (
            self.likely(payload)
            and self.accepting_judges.both_agree(payload, accept=True)
            and self.rejecting_judges.both_agree(payload, accept=False)
            and self.accepted_by.both_agree(payload, accept=True)
            and self.rejected_by.both_agree(payload, accept=False)
        )


class WitnessSink(Protocol):
    """Who is told of witnesses, and knows which are wanted."""

    def is_useful(self, relation: Relation, payload: JsonValue) -> bool:
        """Say whether a likely witness would show anything that no other has shown."""
        ...

    def record(self, relation: Relation, payload: JsonValue) -> bool:
        """Take a witness, and say whether no more are wanted."""
        ...


def search(
    relation: Relation,
    difference: Schema | None,
    jury: WitnessSink,
    *,
    seed: int,
    budget: int,
    paths: Sequence[InstancePath],
) -> list[JsonValue]:
    """Return the witnesses that the jury wanted, small ones first, of at most ``budget`` payloads that are tried.

    ``difference`` describes payloads that only the one schema accepts, as far as a prover could tell. Payloads that
    vary what is at ``paths`` are tried first.
    """
    found: list[JsonValue] = []
    fruitless = 0
    for payload in islice(_tried(relation, difference, seed, paths), budget):
        if fruitless >= MAX_FRUITLESS:
            break
        if relation.likely(payload):
            if not jury.is_useful(relation, payload) or not relation.holds(payload):
                fruitless += 1
                continue
            found.append(payload)
            if jury.record(relation, payload):
                break
    return sorted(found, key=size)


def _tried(
    relation: Relation, difference: Schema | None, seed: int, paths: Sequence[InstancePath]
) -> Iterator[JsonValue]:
    made = Candidates(relation.accepting, relation.rejecting)
    for depth in DEPTHS:
        made = Candidates(relation.accepting, relation.rejecting, depth)
        for path in paths:
            yield from islice(made.along_path(relation.accepting.root, (relation.rejecting.root,), path), MAX_ALONG)
        yield from made.whole()
        if difference is not None:
            yield from Candidates(SchemaIndex(difference), relation.rejecting, depth).whole()
    chance = random.Random(seed)  # noqa: S311 - for variety, no secret depends on it
    root, hints = relation.accepting.root, (relation.rejecting.root,)
    while True:
        yield drawn(made, root, hints, chance, 0)


def drawn(made: Candidates, location: NodeSet, hints: Hints, chance: random.Random, depth: int) -> JsonValue:
    """Return a random payload that is likely to be accepted."""
    ways = made.constraints(location)
    values = made.values(location, hints, depth)
    if not ways or depth >= MAX_DEPTH or (values and chance.random() < 0.3):
        return chance.choice(values) if values else None
    _, facets = chance.choice(ways)
    kinds = [kind for kind in ("object", "array") if kind in facets.types and facets.values is None]
    if not kinds or (values and len(facets.types) > len(kinds) and chance.random() < 0.5):
        return chance.choice(values) if values else None
    if chance.choice(kinds) == "object":
        return _drawn_object(made, facets, hints, chance, depth)
    length = chance.choice([0, 1, 1, 2, 2, 3, 4])
    return [
        drawn(
            made,
            normal(facets.item(index)),
            made.hints_below(hints, partial(Constraints.item, index=index)),
            chance,
            depth + 1,
        )
        for index in range(length)
    ]


def _drawn_object(made: Candidates, facets: Constraints, hints: Hints, chance: random.Random, depth: int) -> JsonValue:
    hinted = [made.rejecting.constraints(hint) for hint in hints]
    mentioned = [name for each in (facets, *hinted) for name in (*each.declared(), *each.required)]
    names = set(facets.required) | {name for name in sorted(set(mentioned)) if chance.random() < 0.5}
    if chance.random() < 0.1:
        names.add("x")
    return {
        name: drawn(
            made,
            normal(facets.member(name)),
            made.hints_below(hints, partial(Constraints.member, name=name)),
            chance,
            depth + 1,
        )
        for name in sorted(names)
    }
