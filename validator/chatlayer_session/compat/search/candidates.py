"""Payloads to try: valid for one schema, and at the bounds of another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, tee, zip_longest
from typing import TYPE_CHECKING, cast

from ...jsonpointer import WILDCARD
from ..model.common_form import node_set
from ..model.constraints import Constraints
from ..model.equality import key_of
from .arrays import MAX_ITEMS, array_candidates
from .objects import ObjectBuilder, object_candidates
from .scalars import scalar_candidates
from .source import CandidateContext
from .validator_pair import fast_validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...jsonpointer import InstancePath, JsonValue
    from ..model.common_form import Node, NodeSet
    from ..model.schema_index import SchemaIndex
    from .source import Hints
    from .work import SearchWork

MAX_DEPTH = 4
"""Levels of arrays and objects with more than the simplest values, unless fewer are requested."""
MAX_EXPANSIONS = 8
MAX_EXPANSION_NODES = 6
MAX_VALUES = 40
"""Values to keep for one place."""
MAX_REJECTED = 120
"""Values for a path that are rejected one after the other, until no more are tried."""
SIMPLE_VALUES: tuple[JsonValue, ...] = ("", 0, True, None, [], {}, "a", 1, 0.5, -1, False)


@dataclass(slots=True)
class Candidates:
    """Makes payloads that ``accepting`` accepts; those that ``rejecting`` rejects at the same place come first."""

    accepting: SchemaIndex
    rejecting: SchemaIndex
    work: SearchWork
    depth: int = MAX_DEPTH
    _values: dict[tuple[NodeSet, Hints, int], list[JsonValue]] = field(
        default_factory=dict["tuple[NodeSet, Hints, int]", "list[JsonValue]"]
    )
    _simplest: dict[tuple[NodeSet, Hints, int], JsonValue] = field(
        default_factory=dict["tuple[NodeSet, Hints, int]", "JsonValue"]
    )
    _validators: dict[tuple[bool, NodeSet], Callable[[JsonValue], bool]] = field(
        default_factory=dict["tuple[bool, NodeSet]", "Callable[[JsonValue], bool]"]
    )
    _satisfiable: dict[NodeSet, list[Constraints]] = field(default_factory=dict["NodeSet", "list[Constraints]"])
    _along: dict[tuple[NodeSet, Hints, InstancePath], Iterator[JsonValue]] = field(
        default_factory=dict["tuple[NodeSet, Hints, InstancePath]", "Iterator[JsonValue]"]
    )
    _of_hints: dict[NodeSet, list[Constraints]] = field(default_factory=dict["NodeSet", "list[Constraints]"])

    def with_depth(self, depth: int) -> Candidates:
        """Return a source of values with a different depth, which shares what does not depend on it."""
        return replace(self, depth=depth, _values={}, _simplest={}, _along={})

    def payloads(self) -> list[JsonValue]:
        """Return whole payloads."""
        return self.values(self.accepting.root, (self.rejecting.root,), 0, max_values=5 * MAX_VALUES)

    def values(self, nodes: NodeSet, hints: Hints, depth: int, max_values: int = MAX_VALUES) -> list[JsonValue]:
        """Return values for nodes: first those that the other schema rejects, small ones first."""
        nodes, hints, depth = key = self._shared(nodes, hints, depth)
        if key not in self._values:
            # A schema that contains itself finds no values for the part while the whole is under way.
            self._values[key] = []
            self._values[key] = self._rank(nodes, hints, list(self._candidates(nodes, hints, depth)), max_values)
        return self._values[key]

    def simplest(self, nodes: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return the smallest value for nodes, if possible accepted by the other schema; empty without values."""
        nodes, hints, depth = key = self._shared(nodes, hints, depth)
        if key not in self._simplest:
            values = self.values(nodes, hints, depth)
            if not values:
                # Values can exist later, once those that contain them are made.
                return []
            accepted = [value for value in values if not self._is_rejected(value, hints)]
            self._simplest[key] = min(accepted or values, key=size)
        return [self._simplest[key]]

    def _shared(self, nodes: NodeSet, hints: Hints, depth: int) -> tuple[NodeSet, Hints, int]:
        """Return what is equal for places whose values are equal."""
        nodes = self.accepting.representative(nodes)
        hints = tuple(dict.fromkeys(map(self.rejecting.representative, hints)))
        has_parts = any(constraints.types & {"array", "object"} for constraints in self.satisfiable(nodes))
        return nodes, hints, min(depth, self.depth + 1) if has_parts else 0

    def along_path(self, nodes: NodeSet, hints: Hints, path: InstancePath) -> Iterator[JsonValue]:
        """Yield values for nodes that vary at a path and are otherwise as simple as possible."""
        self._along.clear()
        return self._values_along(nodes, hints, path)

    def _values_along(self, nodes: NodeSet, hints: Hints, path: InstancePath) -> Iterator[JsonValue]:
        """Return what ``along_path`` yields; places with equal nodes, which many ways lead to, share their values."""
        key = nodes, hints, path
        # The first copy stays where it is, so that it can be copied again.
        self._along[key], values = tee(self._along.get(key) or self._vary_along(nodes, hints, path))
        return values

    def _vary_along(self, nodes: NodeSet, hints: Hints, path: InstancePath) -> Iterator[JsonValue]:
        if not path:
            yield from self.values(nodes, hints, max(self.depth - 1, 0))
            return
        ways = [way for constraints in self.satisfiable(nodes) for way in self._ways_along(constraints, hints, path)]
        is_accepted = self._validator(self.accepting.representative(nodes), accepting=True)
        rejected = 0
        for value in _in_turn(ways):
            if is_accepted(value):
                rejected = 0
                yield value
            elif (rejected := rejected + 1) > MAX_REJECTED:
                return

    def _ways_along(self, constraints: Constraints, hints: Hints, path: InstancePath) -> Iterator[Iterator[JsonValue]]:
        """Yield an iterator over arrays or objects for each way to take the first step of a path."""
        step, depth = path[0], max(self.depth - 2, 0)
        if isinstance(step, str) and "object" in constraints.types:
            builder = ObjectBuilder(self, constraints, hints, depth)
            for name in builder.undeclared_names() if step == WILDCARD else [step]:
                yield self._along_member(builder, name, path)
        if (step == WILDCARD or isinstance(step, int)) and "array" in constraints.types:
            yield self._along_items(constraints, hints, path, depth)

    def _along_member(self, builder: ObjectBuilder, name: str, path: InstancePath) -> Iterator[JsonValue]:
        for value in self._values_along(*builder.member(name), path[1:]):
            complete = builder.complete({name: value}, builder.constraints.required)
            if complete is not None:
                yield complete

    def _along_items(
        self, constraints: Constraints, hints: Hints, path: InstancePath, depth: int
    ) -> Iterator[JsonValue]:
        positions = max((len(items.prefix) for items in constraints.tuples), default=0)
        index = path[0] if isinstance(path[0], int) else positions
        before: list[JsonValue] = []
        for position in range(index):
            before += self.simplest(*self.below(constraints, hints, partial(Constraints.item, index=position)), depth)
        item = self.below(constraints, hints, partial(Constraints.item, index=index))
        minimum = int(constraints.limits["minItems"].value) if "minItems" in constraints.limits else 0
        for value in self._values_along(*item, path[1:]):
            yield [*before, *[value] * max(1, min(minimum, MAX_ITEMS) - index)]

    def satisfiable(self, nodes: NodeSet) -> list[Constraints]:
        """Return the constraints for each way to meet the unions and conditions of nodes."""
        if nodes not in self._satisfiable:
            every = [self.accepting.constraints(expansion) for expansion in _expansions(self.accepting, nodes)]
            self._satisfiable[nodes] = [constraints for constraints in every if not constraints.unsatisfiable]
        return self._satisfiable[nodes]

    def below(
        self, constraints: Constraints, hints: Hints, step: Callable[[Constraints], frozenset[Node]]
    ) -> tuple[NodeSet, Hints]:
        """Return the nodes and hints for a member or an item, which ``step`` returns for constraints."""
        hints_below = [node_set(step(other)) for hint in hints for other in self._constraints_of_hint(hint)]
        return node_set(step(constraints)), tuple(dict.fromkeys(hints_below))[:MAX_EXPANSIONS]

    def _constraints_of_both(self, nodes: NodeSet, hints: Hints) -> list[Constraints]:
        """Return everything that either schema can require, as a source of bounds and values."""
        expansions = _expansions(self.accepting, nodes, include_tests=True)
        of_hints = chain.from_iterable(map(self._constraints_of_hint, hints))
        return [*map(self.accepting.constraints, expansions), *of_hints]

    def _constraints_of_hint(self, hint: NodeSet) -> list[Constraints]:
        """Return everything that the other schema can require."""
        if hint not in self._of_hints:
            expansions = _expansions(self.rejecting, hint, include_tests=True)
            self._of_hints[hint] = [self.rejecting.constraints(expansion) for expansion in expansions]
        return self._of_hints[hint]

    def _candidates(self, nodes: NodeSet, hints: Hints, depth: int) -> Iterator[JsonValue]:
        both = self._constraints_of_both(nodes, hints)
        if all(constraints.trivial for constraints in both):
            yield from SIMPLE_VALUES
            return
        for constraints in self.satisfiable(nodes):
            if constraints.values is not None:
                yield from constraints.values
                continue
            yield from scalar_candidates(constraints, both)
            if depth <= self.depth:
                context = CandidateContext(constraints, both, hints, depth)
                yield from array_candidates(self, context)
                yield from object_candidates(self, context)
        yield from SIMPLE_VALUES
        for constraints in both:
            yield from constraints.values or ()

    def _rank(self, nodes: NodeSet, hints: Hints, candidates: list[JsonValue], max_values: int) -> list[JsonValue]:
        is_accepted = self._validator(nodes, accepting=True)
        by_key = {key_of(value): value for value in reversed(candidates)}
        keys = sorted((key for key, value in by_key.items() if is_accepted(value)), key=lambda key: (len(key), key))
        rejected = [key for key in keys if self._is_rejected(by_key[key], hints)]
        rejected_keys = set(rejected)
        others = [key for key in keys if key not in rejected_keys]
        # Half of the room is for values that both schemas accept, which surround the others.
        chosen = rejected[: max_values - min(len(others), max_values // 2)]
        return [by_key[key] for key in (*chosen, *others[: max_values - len(chosen)])]

    def _is_rejected(self, value: JsonValue, hints: Hints) -> bool:
        """Return whether the other schema rejects a value at the place of the hints."""
        return bool(hints) and not self._validator(hints[0], accepting=False)(value)

    def _validator(self, nodes: NodeSet, *, accepting: bool) -> Callable[[JsonValue], bool]:
        key = (accepting, nodes)
        if key not in self._validators:
            index = self.accepting if accepting else self.rejecting
            self._validators[key] = fast_validator(index.schema(nodes), index.patterns, self.work)
        return self._validators[key]


def _in_turn(iterators: list[Iterator[JsonValue]]) -> Iterator[JsonValue]:
    """Yield a value of each iterator, then a second of each, so that a limit affects all alike."""
    missing = object()
    for values in zip_longest(*iterators, fillvalue=missing):
        yield from (cast("JsonValue", value) for value in values if value is not missing)


def _expansions(index: SchemaIndex, nodes: NodeSet, *, include_tests: bool = False) -> list[NodeSet]:
    """Return the ways to meet the unions and conditions of nodes, starting with no branch chosen.

    With ``include_tests`` also negated schemas count as branches.
    """
    expansions: list[NodeSet] = [nodes]
    for expansion in expansions:
        if len(expansions) >= MAX_EXPANSIONS:
            break
        constraints = index.constraints(expansion)
        branches = [branch for union in constraints.unions for branch in union.branches]
        for condition in constraints.conditions:
            outcomes = (condition.consequence, condition.alternative, condition.test)
            branches += [node for node in outcomes if node is not None]
        branches += [node for dependents in constraints.dependent_schemas.values() for node in dependents]
        if include_tests:
            branches += constraints.negations
        for branch in branches:
            wider = node_set({*expansion, branch})
            if wider not in expansions and len(wider) <= MAX_EXPANSION_NODES:
                expansions.append(wider)
    return expansions[: 2 * MAX_EXPANSIONS]


def size(value: JsonValue) -> tuple[int, str]:
    """Return the sort key of payloads: the length of their text, then the text."""
    text = key_of(value)
    return len(text), text
