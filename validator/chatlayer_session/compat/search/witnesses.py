"""The search for witnesses: payloads for each change, promising whole ones, then random ones, up to a budget."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ..model.constraints import Constraints
from ..watch import Stopped
from .candidates import MAX_DEPTH, Candidates, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import JsonValue
    from .. import SearchBudget
    from ..model.common_form import NodeSet
    from ..model.schema_index import SchemaIndex
    from .source import Hints
    from .validator_pair import Relation
    from .witness_matcher import WitnessMatcher

MAX_PARTS = 100
"""Values in a random payload. Below the last one, all parts are known values."""
MEAN_PARTS = 10
"""Values in a random payload, on average; larger payloads are fewer."""
MAX_MEMBERS = 10
"""Members of a random object that are not required, on average."""
DEPTHS = (1, MAX_DEPTH)
"""Levels with more than the simplest values: few at first, which most witnesses need."""


def find_witnesses(
    relation: Relation, difference: SchemaIndex | None, matcher: WitnessMatcher, budget: SearchBudget
) -> list[JsonValue]:
    """Return the witnesses that the matcher needs, small ones first.

    ``difference`` is a schema for the payloads that only the accepting schema accepts, if a prover knows one.
    """
    search = _Search(relation, matcher, budget)
    with suppress(Stopped):
        search.run(difference)
    return sorted(search.witnesses, key=size)


@dataclass(slots=True)
class _Search:
    """Tries payloads that vary the place of one change after the other, and then whole ones.

    ``tried`` counts the whole ones, and ``useless`` the likely witnesses that show nothing new.
    """

    relation: Relation
    matcher: WitnessMatcher
    budget: SearchBudget
    witnesses: list[JsonValue] = field(default_factory=list["JsonValue"])
    tried: int = 0
    useless: int = 0
    complete: bool = False

    def run(self, difference: SchemaIndex | None) -> None:
        relation, work = self.relation, self.relation.accepted_by.work
        first = Candidates(relation.accepting, relation.rejecting, work, DEPTHS[0])
        by_depth = [first, *map(first.with_depth, DEPTHS[1:])]
        for candidates in by_depth:
            self._vary_places(candidates)
            self._try_all(candidates.payloads())
            if difference is not None:
                self._try_all(Candidates(difference, relation.rejecting, work, candidates.depth).payloads())
        payloads = _RandomPayloads(by_depth[-1], random.Random(self.budget.seed))  # noqa: S311 - for variety, no secret
        self._try_all(payloads.whole(self.budget.max_payloads))

    def _vary_places(self, candidates: Candidates) -> None:
        """Try payloads for each change until it is shown."""
        root, hints = self.relation.accepting.root, (self.relation.rejecting.root,)
        for index, path in self.matcher.paths():
            payloads = islice(candidates.along_path(root, hints, path), self.budget.max_per_change)
            while not self.complete and self.matcher.needs(index) and (payload := next(payloads, None)) is not None:
                self._try(payload)

    def _try_all(self, payloads: Iterable[JsonValue]) -> None:
        for payload in payloads:
            if self.complete or self.tried >= self.budget.max_payloads or self.useless > self.budget.max_payloads // 10:
                return
            self.tried += 1
            self._try(payload)

    def _try(self, payload: JsonValue) -> None:
        if not self.relation.is_likely(payload):
            return
        if self.matcher.is_useful(self.relation, payload) and self.relation.holds(payload):
            self.witnesses.append(payload)
            self.complete = self.matcher.record(self.relation, payload)
        else:
            self.useless += 1


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

    def whole(self, count: int) -> Iterator[JsonValue]:
        total = 0
        for _ in range(count):
            total, self.parts = total + self.parts, 0
            if total > MEAN_PARTS * count:
                return
            yield self.value(self.candidates.accepting.root, (self.candidates.rejecting.root,), 0)

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
        share = min(0.5, MAX_MEMBERS / max(1, len(mentioned)))
        names = set(constraints.required) | {name for name in sorted(mentioned) if self.rng.random() < share}
        if self.rng.random() < 0.1:
            names.add("x")
        return {name: self.value(*self._member(constraints, hints, name), depth) for name in sorted(names)}

    def _member(self, constraints: Constraints, hints: Hints, name: str) -> tuple[NodeSet, Hints]:
        key = id(constraints), hints, name
        if key not in self.members:
            self.members[key] = self.candidates.below(constraints, hints, partial(Constraints.member, name=name))
        return self.members[key]
