"""Objects whose members are at the bounds of what two schemas ask."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..schema_index import normal
from .patterns import samples
from .scalars import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import JsonValue
    from ..constraints import Constraints, NodeSet
    from .source import CandidateSource, Hints

MAX_NAMES = 40
"""Names of members that are tried in an object."""
MAX_MEMBERS = 300
"""Members of an object that is made to meet a bound."""
MAX_VARIED = 10
"""Values that a member takes."""
MAX_PAIRED = 6
"""Names of which each two are tried together."""


def candidates(
    made: CandidateSource, place: tuple[NodeSet, Constraints], hints: tuple[Hints, list[Constraints]], depth: int
) -> Iterator[JsonValue]:
    """Yield objects for a location, if it allows them."""
    _, facets = place
    if "object" not in facets.types:
        return
    maker = ObjectBuilder(made, facets, hints[0], depth)
    base = maker.completed({}, facets.required)
    yield {}
    if base is None:
        return
    yield base
    names = [*facets.required, *_names(facets, hints[1]), *maker.names()]
    names = list(dict.fromkeys(names))[:MAX_NAMES]
    rounds = [[base]] + [list(maker.varied(base, name)) for name in names]
    # One value of each name, then a second of each: what is cut off in the end is cut off evenly.
    for turn in range(MAX_VARIED):
        yield from (variants[turn] for variants in rounds if turn < len(variants))
    yield from maker.together(base, names)
    yield from maker.counted(base, names, counts(hints[1], ("minProperties", "maxProperties"), MAX_MEMBERS))


def _names(facets: Constraints, hinted: list[Constraints]) -> Iterator[str]:
    """Yield the names that either schema mentions, and names that match their patterns."""
    for each in (facets, *hinted):
        yield from each.declared()
        yield from each.required
        for name, needed in each.dependencies.items():
            yield from (name, *sorted(needed))
        yield from each.dependents
    for each in (facets, *hinted):
        for members in each.members:
            for pattern in members.patterned:
                yield from samples(pattern)[:3]
    yield from ("x", "xx", "X1")


class ObjectBuilder:
    """Makes the members of objects at one location."""

    def __init__(self, made: CandidateSource, facets: Constraints, hints: Hints, depth: int) -> None:
        self.made = made
        self.facets = facets
        self.hints = hints
        self.depth = depth
        self.places: dict[str, tuple[NodeSet, Hints]] = {}

    def where(self, name: str) -> tuple[NodeSet, Hints]:
        """Return what a member is held to."""
        if name not in self.places:
            below = self.made.hints_below(self.hints, lambda each: each.member(name))
            self.places[name] = (normal(self.facets.member(name)), below)
        return self.places[name]

    def names(self) -> list[str]:
        """Return names at the bounds of what either schema asks of names."""
        own = normal(set(self.facets.names))
        below = self.made.hints_below(self.hints, lambda each: frozenset(each.names))
        if not own and not any(below):
            return []
        return [name for name in self.made.values(own, below, self.depth + 1) if isinstance(name, str)][:MAX_VARIED]

    def others(self) -> list[str]:
        """Return a name or two for members that are not declared."""
        patterns = [pattern for each in self.facets.members for pattern in each.patterned]
        found = [name for pattern in patterns for name in samples(pattern)[:2]] + [*self.names()[:2], "x", "xx"]
        return [name for name in dict.fromkeys(found) if name not in self.facets.declared()]

    def completed(self, members: dict[str, JsonValue], names: Iterable[str]) -> dict[str, JsonValue] | None:
        """Return the members with the plainest values for further names, and for those that these ask for."""
        result = dict(members)
        waiting = [*names, *members]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            waiting += sorted(self.facets.dependencies.get(name, ()))
            if name not in result:
                values = self.made.simplest(*self.where(name), self.depth + 1)
                if not values:
                    return None
                result[name] = values[0]
        return result

    def varied(self, base: dict[str, JsonValue], name: str) -> Iterator[JsonValue]:
        """Yield the object with each value for one name, and without what that name asks for."""
        for value in self.made.values(*self.where(name), self.depth + 1)[:MAX_VARIED]:
            whole = self.completed({**base, name: value}, ())
            if whole is not None:
                yield whole
            if whole != {**base, name: value}:
                yield {**base, name: value}

    def together(self, base: dict[str, JsonValue], names: list[str]) -> Iterator[JsonValue]:
        """Yield objects with several further members."""
        plain = {name: values[0] for name in names if (values := self.made.simplest(*self.where(name), self.depth + 1))}
        yield {**plain, **base}
        yield {name: value for name, value in {**plain, **base}.items() if name in self.facets.declared()}
        for one, other in combinations(names[:MAX_PAIRED], 2):
            if one in plain and other in plain:
                yield {**base, one: plain[one], other: plain[other]}
                for name, kept in ((one, other), (other, one)):
                    for value in self.made.values(*self.where(name), self.depth + 1)[:4]:
                        yield {**base, name: value, kept: plain[kept]}

    def counted(self, base: dict[str, JsonValue], names: list[str], wanted: list[int]) -> Iterator[JsonValue]:
        """Yield objects with so many members."""
        fresh = [*names, *(f"x{number}" for number in range(max(wanted, default=0) + 1))]
        members = dict(base)
        found = {len(members): dict(members)}
        for name in fresh:
            if len(members) > max(wanted, default=0):
                break
            values = [] if name in members else self.made.simplest(*self.where(name), self.depth + 1)
            if values:
                members[name] = values[0]
                found[len(members)] = dict(members)
        yield from (found[count] for count in wanted if count in found)
