"""Arrays with lengths, positions and contents at the bounds of two schemas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ..model.equality import distinct
from .scalars import counts_at_bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...jsonpointer import JsonValue
    from .source import CandidateContext, CandidateSource

MAX_ITEMS = 5_000
"""Items of an array that is built to meet a bound."""
MAX_VARIED_ITEMS = 40
"""Items of an array that has variants of the same length."""
MAX_VALUES = 10
"""Values of one item."""


@dataclass(frozen=True, slots=True)
class _ItemChoices:
    """The values for one position; ``simplest`` has one value, or none if the position allows none."""

    simplest: list[JsonValue]
    values: list[JsonValue]


def array_candidates(source: CandidateSource, context: CandidateContext) -> Iterator[JsonValue]:
    """Yield arrays, if the constraints allow them."""
    constraints = context.constraints
    if "array" not in constraints.types:
        return
    all_constraints = (constraints, *context.constraints_of_both)
    positions = max([len(items.prefix) for one in all_constraints for items in one.tuples], default=0)
    lengths = {
        *counts_at_bounds(context.constraints_of_both, ("minItems", "maxItems"), MAX_ITEMS),
        *(positions, positions + 1),
        *(count for count in _contained_counts(context) if count <= MAX_ITEMS),
    }
    _, hints = source.below(constraints, context.hints, lambda one: frozenset(item.node for item in one.contains))
    contained = [
        value
        for contains in constraints.contains
        for value in source.values((contains.node,), hints, context.depth + 1)[:MAX_VALUES]
    ]
    choices = {index: _item_choices(source, context, index) for index in range(max(positions + 2, 2))}
    for length in sorted(lengths):
        yield from _arrays_of_length(length, choices, contained, unique=constraints.unique_items)


def _contained_counts(context: CandidateContext) -> Iterator[int]:
    """Yield the numbers of contained items at the bounds of ``contains``."""
    for constraints in (context.constraints, *context.constraints_of_both):
        for contains in constraints.contains:
            yield from (int(contains.minimum), int(contains.minimum) + 1)
            if contains.maximum is not None:
                yield int(contains.maximum) + 1


def _item_choices(source: CandidateSource, context: CandidateContext, index: int) -> _ItemChoices:
    nodes, hints = source.below(context.constraints, context.hints, lambda one: one.item(index))
    depth = context.depth + 1
    return _ItemChoices(source.simplest(nodes, hints, depth), source.values(nodes, hints, depth))


def _arrays_of_length(
    length: int, choices: dict[int, _ItemChoices], contained: list[JsonValue], *, unique: bool
) -> Iterator[JsonValue]:
    last = max(choices)
    items = [choices[min(index, last)] for index in range(length)]
    if any(not item.simplest for item in items):
        return
    base: list[JsonValue] = [item.simplest[0] for item in items]
    yield base
    if length > MAX_VARIED_ITEMS:
        return
    different = _different_items(items)
    if different is not None:
        yield different
    surroundings = [base] if different is None or not unique else [different, base]
    for index, item in enumerate(islice(items, last + 1)):
        for value in item.values[:MAX_VALUES]:
            for surrounding in surroundings:
                yield [*surrounding[:index], value, *surrounding[index + 1 :]]
    for count in range(1, length + 1):
        for value in contained[:MAX_VALUES]:
            yield [*([value] * count), *(different or base)[count:]]
        if len(contained) >= count:
            yield [*contained[:count], *(different or base)[count:]]


def _different_items(items: list[_ItemChoices]) -> list[JsonValue] | None:
    """Return values that all differ, if there are enough."""
    values: list[JsonValue] = []
    for index, item in enumerate(items):
        fresh = next((value for value in item.values if len(distinct([*values, value])) == index + 1), None)
        if fresh is None and not any(value is None for value in item.values):
            return None
        values.append(fresh)
    return values if len(distinct(values)) == len(values) else None
