"""Payloads worth trying: valid for one schema, and at the bounds of what another one asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ..changes import WILDCARD
from ..constraints import Constraints
from ..equality import key_of
from ..schema_index import normal
from . import arrays, objects, scalars
from .validator_pair import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...jsonpointer import InstancePath, JsonValue
    from ..constraints import NodeSet
    from ..schema_index import SchemaIndex
    from .source import Hints

MAX_DEPTH = 4
"""Levels of arrays and objects that are filled with more than the plainest values, unless fewer are asked for."""
MAX_EXPANSIONS = 8
MAX_KEPT = 40
"""Payloads that are kept for a place."""
SIMPLE_VALUES: tuple[JsonValue, ...] = ("", 0, True, None, [], {}, "a", 1, 0.5, -1, False)


@dataclass(slots=True)
class Candidates:
    """Makes payloads that ``accepting`` accepts, those first that ``rejecting`` rejects at the same place."""

    accepting: SchemaIndex
    rejecting: SchemaIndex
    depth: int = MAX_DEPTH
    made: dict[tuple[NodeSet, Hints, int], list[JsonValue]] = field(
        default_factory=dict["tuple[NodeSet, Hints, int]", "list[JsonValue]"]
    )
    plain: dict[tuple[NodeSet, Hints, int], JsonValue] = field(
        default_factory=dict["tuple[NodeSet, Hints, int]", "JsonValue"]
    )
    checks: dict[tuple[bool, NodeSet], Callable[[JsonValue], bool]] = field(
        default_factory=dict["tuple[bool, NodeSet]", "Callable[[JsonValue], bool]"]
    )

    ways: dict[NodeSet, list[tuple[NodeSet, Constraints]]] = field(
        default_factory=dict["NodeSet", "list[tuple[NodeSet, Constraints]]"]
    )
    hints: dict[NodeSet, list[Constraints]] = field(default_factory=dict["NodeSet", "list[Constraints]"])

    def whole(self) -> list[JsonValue]:
        """Return whole payloads."""
        return self.values(self.accepting.root, (self.rejecting.root,), 0, kept=5 * MAX_KEPT)

    def values(self, location: NodeSet, hints: Hints, depth: int, kept: int = MAX_KEPT) -> list[JsonValue]:
        """Return values for a location, those first that the other schema rejects there, and small ones first."""
        key = (location, hints, depth)
        if key not in self.made:
            self.made[key] = []
            self.made[key] = self._ranked(location, hints, list(self._candidates(location, hints, depth)), kept)
        return self.made[key]

    def along_path(self, location: NodeSet, hints: Hints, path: InstancePath) -> Iterator[JsonValue]:
        """Yield whole values in which the place at a path is varied, and all else is as plain as can be."""
        if not path:
            yield from self.values(location, hints, max(self.depth - 1, 0))
            return
        depth = max(self.depth - 2, 0)
        for _, facets in self.constraints(location):
            if path[0] == WILDCARD or isinstance(path[0], int):
                yield from self._along_items(facets, hints, path, depth)
            if isinstance(path[0], str):
                maker = objects.ObjectBuilder(self, facets, hints, depth)
                names = maker.others() if path[0] == WILDCARD else [path[0]]
                for name in names:
                    for value in self.along_path(*maker.where(name), path[1:]):
                        whole = maker.completed({name: value}, facets.required)
                        if whole is not None:
                            yield whole

    def _along_items(self, facets: Constraints, hints: Hints, path: InstancePath, depth: int) -> Iterator[JsonValue]:
        index = path[0] if isinstance(path[0], int) else max((len(each.prefix) for each in facets.tuples), default=0)
        before: list[JsonValue] = []
        for position in range(index):
            below = self.hints_below(hints, partial(Constraints.item, index=position))
            before += self.simplest(normal(facets.item(position)), below, depth)
        below = self.hints_below(hints, lambda each: each.item(index))
        least = int(facets.limits["minItems"].value) if "minItems" in facets.limits else 0
        for value in self.along_path(normal(facets.item(index)), below, path[1:]):
            yield [*before, *[value] * max(1, min(least, arrays.MAX_ITEMS) - index)]

    def simplest(self, location: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return the smallest value for a location, if possible one that the other schema accepts there; or nothing."""
        key = (location, hints, depth)
        if key not in self.plain:
            values = self.values(location, hints, depth)
            if not values:
                # There may be some once those are made that these are part of.
                return []
            accepted = [value for value in values if not self.is_rejected(value, hints)]
            self.plain[key] = min(accepted or values, key=size)
        return [self.plain[key]]

    def is_rejected(self, value: JsonValue, hints: Hints) -> bool:
        """Say whether the other schema rejects a value at the place that the hints are for."""
        return bool(hints) and not self._check(hints[0], accepting=False)(value)

    def constraints(self, location: NodeSet) -> list[tuple[NodeSet, Constraints]]:
        """Return what holds at a location, for each way to meet its unions and conditions."""
        if location not in self.ways:
            found = [(each, self.accepting.constraints(each)) for each in expansions(self.accepting, location)]
            self.ways[location] = [(each, facets) for each, facets in found if not facets.unsatisfiable]
        return self.ways[location]

    def constraints_of_both(self, location: NodeSet, hints: Hints) -> list[Constraints]:
        """Return everything that either schema may ask at a place: what bounds and values are taken from."""
        own = [self.accepting.constraints(each) for each in expansions(self.accepting, location, tests=True)]
        return own + [facets for hint in hints for facets in self.constraints_of_other(hint)]

    def constraints_of_other(self, hint: NodeSet) -> list[Constraints]:
        """Return everything that the other schema may ask at a location."""
        if hint not in self.hints:
            self.hints[hint] = [
                self.rejecting.constraints(each) for each in expansions(self.rejecting, hint, tests=True)
            ]
        return self.hints[hint]

    def hints_below(self, hints: Hints, step: Callable[[Constraints], frozenset[InstancePath]]) -> Hints:
        """Return the hints for a member or an item."""
        below = [normal(step(facets)) for hint in hints for facets in self.constraints_of_other(hint)]
        return tuple(dict.fromkeys(below))[:MAX_EXPANSIONS]

    def _candidates(self, location: NodeSet, hints: Hints, depth: int) -> Iterator[JsonValue]:
        hinted = self.constraints_of_both(location, hints)
        if all(each.trivial for each in hinted):
            yield from SIMPLE_VALUES
            return
        for expanded, facets in self.constraints(location):
            if facets.values is not None:
                yield from facets.values
                continue
            yield from scalars.candidates(facets, hinted)
            if depth <= self.depth:
                yield from arrays.candidates(self, (expanded, facets), (hints, hinted), depth)
                yield from objects.candidates(self, (expanded, facets), (hints, hinted), depth)
        yield from SIMPLE_VALUES
        for each in hinted:
            yield from each.values or ()

    def _ranked(self, location: NodeSet, hints: Hints, drafts: list[JsonValue], kept: int) -> list[JsonValue]:
        accepts = self._check(location, accepting=True)
        by_text = {key_of(value): value for value in reversed(drafts)}
        texts = [text for text, value in by_text.items() if accepts(value)]
        texts.sort(key=lambda text: (len(text), text))
        rejected = [text for text in texts if self.is_rejected(by_text[text], hints)]
        others = sorted({*texts} - {*rejected}, key=lambda text: (len(text), text))
        # Half of the room is for values that both accept: they make up what surrounds the others.
        chosen = rejected[: kept - min(len(others), kept // 2)]
        return [by_text[text] for text in (*chosen, *others[: kept - len(chosen)])]

    def _check(self, location: NodeSet, *, accepting: bool) -> Callable[[JsonValue], bool]:
        key = (accepting, location)
        if key not in self.checks:
            places = self.accepting if accepting else self.rejecting
            self.checks[key] = compiled(places.schema(location))
        return self.checks[key]


def expansions(places: SchemaIndex, location: NodeSet, *, tests: bool = False) -> list[NodeSet]:
    """Return the ways to meet the unions and conditions of a location, beginning with none of them chosen.

    With ``tests`` also what is only asked about or forbidden.
    """
    found: list[NodeSet] = [location]
    for each in found:
        if len(found) >= MAX_EXPANSIONS:
            break
        facets = places.constraints(each)
        branches = [branch for union in facets.unions for branch in union.branches]
        for condition in facets.conditions:
            branches += [part for part in (condition.met, condition.unmet) if part is not None]
            branches += [condition.test]
        branches += [place for dependents in facets.dependents.values() for place in dependents]
        if tests:
            branches += facets.negations
        for branch in branches:
            wider = normal({*each, branch})
            if wider not in found and len(wider) <= 6:
                found.append(wider)
    return found[: 2 * MAX_EXPANSIONS]


def size(value: JsonValue) -> tuple[int, str]:
    """Return what payloads are ordered by: the length of their text, then the text."""
    text = key_of(value)
    return len(text), text
