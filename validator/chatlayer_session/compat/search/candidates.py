"""Payloads worth trying: valid for one schema, and at the bounds of what another one asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from ..changes import ANY
from ..equality import key_of
from ..facets import Facets
from ..places import normal
from . import arrays, objects, scalars
from .checking import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...pointers import JsonValue, Path
    from ..places import Location, Places

Hints: TypeAlias = "tuple[Location, ...]"
"""Locations of the other schema that hold, or may hold, for the same instance."""

MAX_DEPTH = 4
"""Levels of arrays and objects that are filled with more than the plainest values, unless fewer are asked for."""
MAX_EXPANSIONS = 8
MAX_KEPT = 40
"""Payloads that are kept for a place."""
PLAIN: tuple[JsonValue, ...] = ("", 0, True, None, [], {}, "a", 1, 0.5, -1, False)


@dataclass(slots=True)
class Candidates:
    """Makes payloads that ``accepting`` accepts, those first that ``rejecting`` rejects at the same place."""

    accepting: Places
    rejecting: Places
    depth: int = MAX_DEPTH
    made: dict[tuple[Location, Hints, int], list[JsonValue]] = field(
        default_factory=dict["tuple[Location, Hints, int]", "list[JsonValue]"]
    )
    plain: dict[tuple[Location, Hints, int], JsonValue] = field(
        default_factory=dict["tuple[Location, Hints, int]", "JsonValue"]
    )
    checks: dict[tuple[bool, Location], Callable[[JsonValue], bool]] = field(
        default_factory=dict["tuple[bool, Location]", "Callable[[JsonValue], bool]"]
    )

    ways: dict[Location, list[tuple[Location, Facets]]] = field(
        default_factory=dict["Location", "list[tuple[Location, Facets]]"]
    )
    hints: dict[Location, list[Facets]] = field(default_factory=dict["Location", "list[Facets]"])

    def whole(self) -> list[JsonValue]:
        """Return whole payloads."""
        return self.values(self.accepting.root, (self.rejecting.root,), 0, kept=5 * MAX_KEPT)

    def values(self, location: Location, hints: Hints, depth: int, kept: int = MAX_KEPT) -> list[JsonValue]:
        """Return values for a location, those first that the other schema rejects there, and small ones first."""
        key = (location, hints, depth)
        if key not in self.made:
            self.made[key] = []
            self.made[key] = self._ranked(location, hints, list(self._drafts(location, hints, depth)), kept)
        return self.made[key]

    def along(self, location: Location, hints: Hints, path: Path) -> Iterator[JsonValue]:
        """Yield whole values in which the place at a path is varied, and all else is as plain as can be."""
        if not path:
            yield from self.values(location, hints, max(self.depth - 1, 0))
            return
        depth = max(self.depth - 2, 0)
        for _, facets in self.facets(location):
            if path[0] == ANY or isinstance(path[0], int):
                yield from self._along_items(facets, hints, path, depth)
            if isinstance(path[0], str):
                maker = objects.Maker(self, facets, hints, depth)
                names = maker.others() if path[0] == ANY else [path[0]]
                for name in names:
                    for value in self.along(*maker.where(name), path[1:]):
                        whole = maker.completed({name: value}, facets.required)
                        if whole is not None:
                            yield whole

    def _along_items(self, facets: Facets, hints: Hints, path: Path, depth: int) -> Iterator[JsonValue]:
        index = path[0] if isinstance(path[0], int) else max((len(each.prefix) for each in facets.tuples), default=0)
        before: list[JsonValue] = []
        for position in range(index):
            below = self.hints_below(hints, partial(Facets.item, index=position))
            before += self.plainest(normal(facets.item(position)), below, depth)
        below = self.hints_below(hints, lambda each: each.item(index))
        least = int(facets.limits["minItems"].value) if "minItems" in facets.limits else 0
        for value in self.along(normal(facets.item(index)), below, path[1:]):
            yield [*before, *[value] * max(1, min(least, arrays.MAX_ITEMS) - index)]

    def plainest(self, location: Location, hints: Hints, depth: int) -> list[JsonValue]:
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

    def facets(self, location: Location) -> list[tuple[Location, Facets]]:
        """Return what holds at a location, for each way to meet its unions and conditions."""
        if location not in self.ways:
            found = [(each, self.accepting.facets(each)) for each in expansions(self.accepting, location)]
            self.ways[location] = [(each, facets) for each, facets in found if not facets.unsatisfiable]
        return self.ways[location]

    def hinted(self, location: Location, hints: Hints) -> list[Facets]:
        """Return everything that either schema may ask at a place: what bounds and values are taken from."""
        own = [self.accepting.facets(each) for each in expansions(self.accepting, location, tests=True)]
        return own + [facets for hint in hints for facets in self.asked(hint)]

    def asked(self, hint: Location) -> list[Facets]:
        """Return everything that the other schema may ask at a location."""
        if hint not in self.hints:
            self.hints[hint] = [self.rejecting.facets(each) for each in expansions(self.rejecting, hint, tests=True)]
        return self.hints[hint]

    def hints_below(self, hints: Hints, step: Callable[[Facets], frozenset[Path]]) -> Hints:
        """Return the hints for a member or an item."""
        below = [normal(step(facets)) for hint in hints for facets in self.asked(hint)]
        return tuple(dict.fromkeys(below))[:MAX_EXPANSIONS]

    def _drafts(self, location: Location, hints: Hints, depth: int) -> Iterator[JsonValue]:
        hinted = self.hinted(location, hints)
        if all(each.trivial for each in hinted):
            yield from PLAIN
            return
        for expanded, facets in self.facets(location):
            if facets.values is not None:
                yield from facets.values
                continue
            yield from scalars.drafts(facets, hinted)
            if depth <= self.depth:
                yield from arrays.drafts(self, (expanded, facets), (hints, hinted), depth)
                yield from objects.drafts(self, (expanded, facets), (hints, hinted), depth)
        yield from PLAIN
        for each in hinted:
            yield from each.values or ()

    def _ranked(self, location: Location, hints: Hints, drafts: list[JsonValue], kept: int) -> list[JsonValue]:
        accepts = self._check(location, accepting=True)
        by_text = {key_of(value): value for value in reversed(drafts)}
        texts = [text for text, value in by_text.items() if accepts(value)]
        texts.sort(key=lambda text: (len(text), text))
        rejected = [text for text in texts if self.is_rejected(by_text[text], hints)]
        others = sorted({*texts} - {*rejected}, key=lambda text: (len(text), text))
        # Half of the room is for values that both accept: they make up what surrounds the others.
        chosen = rejected[: kept - min(len(others), kept // 2)]
        return [by_text[text] for text in (*chosen, *others[: kept - len(chosen)])]

    def _check(self, location: Location, *, accepting: bool) -> Callable[[JsonValue], bool]:
        key = (accepting, location)
        if key not in self.checks:
            places = self.accepting if accepting else self.rejecting
            self.checks[key] = compiled(places.schema(location))
        return self.checks[key]


def expansions(places: Places, location: Location, *, tests: bool = False) -> list[Location]:
    """Return the ways to meet the unions and conditions of a location, beginning with none of them chosen.

    With ``tests`` also what is only asked about or forbidden.
    """
    found: list[Location] = [location]
    for each in found:
        if len(found) >= MAX_EXPANSIONS:
            break
        facets = places.facets(each)
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
