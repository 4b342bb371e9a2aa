"""The search for witnesses: promising payloads, then random ones, up to a budget."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ..model.constraints import Constraints
from .candidates import MAX_DEPTH, Candidates, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...jsonpointer import InstancePath, JsonValue
    from .. import SearchBudget
    from ..model.common_form import NodeSet
    from ..model.schema_index import SchemaIndex
    from .source import Hints
    from .validator_pair import Relation
    from .witness_matcher import WitnessMatcher

MAX_USELESS = 300
"""Likely witnesses that show nothing new, after which the search stops."""
MAX_PER_PATH = 60
"""Payloads that vary one path."""
MAX_PARTS = 100
"""Values in a random payload. Below the last one, all parts are known values."""
DEPTHS = (1, MAX_DEPTH)
"""Levels with more than the simplest values: few at first, which most witnesses need."""


def find_witnesses(
    relation: Relation, difference: SchemaIndex | None, matcher: WitnessMatcher, budget: SearchBudget
) -> list[JsonValue]:
    """Return the witnesses that the matcher needs, small ones first.

    ``difference`` is a schema for the payloads that only the accepting schema accepts, if a prover knows one.
    """
    witnesses: list[JsonValue] = []
    useless = 0
    for payload in islice(_payloads(relation, difference, budget.seed, matcher.paths()), budget.max_payloads):
        if useless >= MAX_USELESS:
            break
        if relation.is_likely(payload):
            if not matcher.is_useful(relation, payload) or not relation.holds(payload):
                useless += 1
                continue
            witnesses.append(payload)
            if matcher.record(relation, payload):
                break
    return sorted(witnesses, key=size)


def _payloads(
    relation: Relation, difference: SchemaIndex | None, seed: int, paths: list[InstancePath]
) -> Iterator[JsonValue]:
    root, hints = relation.accepting.root, (relation.rejecting.root,)
    clock = relation.accepted_by.clock
    candidates = Candidates(relation.accepting, relation.rejecting, clock)
    for depth in DEPTHS:
        candidates = Candidates(relation.accepting, relation.rejecting, clock, depth)
        for path in paths:
            yield from islice(candidates.along_path(root, hints, path), MAX_PER_PATH)
        yield from candidates.payloads()
        if difference is not None:
            yield from Candidates(difference, relation.rejecting, clock, depth).payloads()
    payloads = _RandomPayloads(candidates, random.Random(seed))  # noqa: S311 - for variety, no secret depends on it
    while True:
        payloads.parts = 0
        yield payloads.value(root, hints, 0)


@dataclass(slots=True)
class _RandomPayloads:
    """Makes random payloads that are likely to be accepted; ``parts`` counts the values in the current one."""

    candidates: Candidates
    rng: random.Random
    parts: int = 0
    # Candidates keep the constraints, whose identity is in the key, alive.
    members: dict[tuple[int, Hints, str], tuple[NodeSet, Hints]] = field(
        default_factory=dict["tuple[int, Hints, str]", "tuple[NodeSet, Hints]"]
    )

    def value(self, nodes: NodeSet, hints: Hints, depth: int) -> JsonValue:
        rng = self.rng
        self.parts += 1
        options = self.candidates.satisfiable(nodes)
        values = self.candidates.values(nodes, hints, depth)
        if not options or depth >= MAX_DEPTH or self.parts > MAX_PARTS or (values and rng.random() < 0.3):
            return rng.choice(values) if values else None
        constraints = rng.choice(options)
        types = [name for name in ("object", "array") if name in constraints.types and constraints.values is None]
        if not types or (values and len(constraints.types) > len(types) and rng.random() < 0.5):
            return rng.choice(values) if values else None
        if rng.choice(types) == "object":
            return self._object(constraints, hints, depth + 1)
        indices = range(rng.choice([0, 1, 1, 2, 2, 3, 4]))
        below = [self.candidates.below(constraints, hints, partial(Constraints.item, index=index)) for index in indices]
        return [self.value(*item, depth + 1) for item in below]

    def _object(self, constraints: Constraints, hints: Hints, depth: int) -> JsonValue:
        both = (constraints, *(self.candidates.rejecting.constraints(hint) for hint in hints))
        mentioned = {name for one in both for name in (*one.declared(), *one.required)}
        names = set(constraints.required) | {name for name in sorted(mentioned) if self.rng.random() < 0.5}
        if self.rng.random() < 0.1:
            names.add("x")
        return {name: self.value(*self._member(constraints, hints, name), depth) for name in sorted(names)}

    def _member(self, constraints: Constraints, hints: Hints, name: str) -> tuple[NodeSet, Hints]:
        key = id(constraints), hints, name
        if key not in self.members:
            self.members[key] = self.candidates.below(constraints, hints, partial(Constraints.member, name=name))
        return self.members[key]
