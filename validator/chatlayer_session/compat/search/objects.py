"""Objects with members at the bounds of two schemas."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from .patterns import sample_texts
from .scalars import counts_at_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import JsonValue
    from ..model.common_form import NodeSet
    from ..model.constraints import Constraints
    from .source import CandidateContext, CandidateSource, Hints

MAX_NAMES = 40
"""Names of members to try in an object."""
MAX_MEMBERS = 300
"""Members of an object that is built to meet a bound."""
MAX_VALUES = 10
"""Values of one member."""
MAX_PAIRED = 6
"""Names to try in pairs."""


def object_candidates(source: CandidateSource, context: CandidateContext) -> Iterator[JsonValue]:
    """Yield objects, if the constraints allow them."""
    constraints, both = context.constraints, context.constraints_of_both
    if "object" not in constraints.types:
        return
    builder = ObjectBuilder(source, constraints, context.hints, context.depth)
    base = builder.complete({}, constraints.required)
    yield {}
    if base is None:
        return
    yield base
    names = list(dict.fromkeys([*constraints.required, *_names((constraints, *both)), *builder.names_at_bounds()]))
    names = names[:MAX_NAMES]
    variants_by_name = [[base]] + [list(builder.variants(base, name)) for name in names]
    # One value of each name, then a second of each, so that a limit affects all names alike.
    for turn in range(MAX_VALUES):
        yield from (variants[turn] for variants in variants_by_name if turn < len(variants))
    yield from builder.with_several(base, names)
    counts = counts_at_bounds(both, ("minProperties", "maxProperties"), MAX_MEMBERS)
    yield from builder.with_counts(base, names, counts)


def _names(all_constraints: Iterable[Constraints]) -> Iterator[str]:
    """Yield the names that constraints mention, and names that match their patterns."""
    all_constraints = list(all_constraints)
    for constraints in all_constraints:
        yield from constraints.declared()
        yield from constraints.required
        for name, required in constraints.dependent_required.items():
            yield from (name, *sorted(required))
        yield from constraints.dependent_schemas
    for constraints in all_constraints:
        for members in constraints.members:
            for pattern in members.patterned:
                yield from sample_texts(pattern)[:3]
    yield from ("x", "xx", "X1")


class ObjectBuilder:
    """Builds objects that meet constraints."""

    def __init__(self, source: CandidateSource, constraints: Constraints, hints: Hints, depth: int) -> None:
        self.source = source
        self.constraints = constraints
        self.hints = hints
        self.depth = depth
        self._members: dict[str, tuple[NodeSet, Hints]] = {}

    def member(self, name: str) -> tuple[NodeSet, Hints]:
        """Return the nodes and hints for a member."""
        if name not in self._members:
            self._members[name] = self.source.below(self.constraints, self.hints, lambda one: one.member(name))
        return self._members[name]

    def names_at_bounds(self) -> list[str]:
        """Return names at the bounds that either schema sets for names."""
        nodes, hints = self.source.below(self.constraints, self.hints, lambda one: frozenset(one.property_names))
        if not nodes and not any(hints):
            return []
        return [name for name in self.source.values(nodes, hints, self.depth + 1) if isinstance(name, str)][:MAX_VALUES]

    def undeclared_names(self) -> list[str]:
        """Return a few names for members that are not declared."""
        patterns = [pattern for members in self.constraints.members for pattern in members.patterned]
        names = [name for pattern in patterns for name in sample_texts(pattern)[:2]]
        names += [*self.names_at_bounds()[:2], "x", "xx"]
        return [name for name in dict.fromkeys(names) if name not in self.constraints.declared()]

    def complete(self, members: dict[str, JsonValue], names: Iterable[str]) -> dict[str, JsonValue] | None:
        """Return the members with the simplest values for more names, and for the names that these require.

        None if one of them allows no value.
        """
        result = dict(members)
        pending = [*names, *members]
        seen: set[str] = set()
        while pending:
            name = pending.pop(0)
            if name in seen:
                continue
            seen.add(name)
            pending += sorted(self.constraints.dependent_required.get(name, ()))
            if name not in result:
                values = self._simplest(name)
                if not values:
                    return None
                result[name] = values[0]
        return result

    def variants(self, base: dict[str, JsonValue], name: str) -> Iterator[JsonValue]:
        """Yield an object with each value for one name, and without what that name requires."""
        for value in self._values(name)[:MAX_VALUES]:
            complete = self.complete({**base, name: value}, ())
            if complete is not None:
                yield complete
            if complete != {**base, name: value}:
                yield {**base, name: value}

    def with_several(self, base: dict[str, JsonValue], names: list[str]) -> Iterator[JsonValue]:
        """Yield objects with several more members at once."""
        simplest = {name: values[0] for name in names if (values := self._simplest(name))}
        yield {**simplest, **base}
        yield {name: value for name, value in {**simplest, **base}.items() if name in self.constraints.declared()}
        for pair in combinations(names[:MAX_PAIRED], 2):
            if simplest.keys() >= {*pair}:
                yield {**base, **{name: simplest[name] for name in pair}}
                for varied, constant in (pair, pair[::-1]):
                    for value in self._values(varied)[:4]:
                        yield {**base, varied: value, constant: simplest[constant]}

    def with_counts(self, base: dict[str, JsonValue], names: list[str], counts: list[int]) -> Iterator[JsonValue]:
        """Yield objects with these numbers of members."""
        maximum = max(counts, default=0)
        members = dict(base)
        by_count = {len(members): dict(members)}
        for name in [*names, *(f"x{number}" for number in range(maximum + 1))]:
            if len(members) > maximum:
                break
            values = [] if name in members else self._simplest(name)
            if values:
                members[name] = values[0]
                by_count[len(members)] = dict(members)
        yield from (by_count[count] for count in counts if count in by_count)

    def _values(self, name: str) -> list[JsonValue]:
        return self.source.values(*self.member(name), self.depth + 1)

    def _simplest(self, name: str) -> list[JsonValue]:
        return self.source.simplest(*self.member(name), self.depth + 1)
