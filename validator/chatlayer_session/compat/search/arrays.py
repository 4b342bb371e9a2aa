"""Arrays whose lengths, positions and contents are at the bounds of what two schemas ask."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ..equality import distinct
from ..schema_index import normal
from .scalars import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...jsonpointer import JsonValue
    from ..constraints import Constraints, NodeSet
    from .source import CandidateSource, Hints

MAX_ITEMS = 5_000
"""Items of an array that is made to meet a bound."""
MAX_VARIED_ITEMS = 40
"""Items of an array of which there are several of the same length."""
MAX_VARIED = 10
"""Values that an item takes."""


def candidates(
    made: CandidateSource, place: tuple[NodeSet, Constraints], hints: tuple[Hints, list[Constraints]], depth: int
) -> Iterator[JsonValue]:
    """Yield arrays for a location, if it allows them."""
    _, facets = place
    if "array" not in facets.types:
        return
    positions = max([len(each.prefix) for source in (facets, *hints[1]) for each in source.tuples], default=0)
    lengths = [*counts(hints[1], ("minItems", "maxItems"), MAX_ITEMS), positions, positions + 1]
    wanted = {int(each.least) + step for source in (facets, *hints[1]) for each in source.contains for step in (0, 1)}
    wanted |= {
        int(each.most) + 1 for source in (facets, *hints[1]) for each in source.contains if each.most is not None
    }
    asked = made.hints_below(hints[0], lambda each: frozenset(one.place for one in each.contains))
    contained = [
        value for each in facets.contains for value in made.values((each.place,), asked, depth + 1)[:MAX_VARIED]
    ]
    choices = {index: _item(made, facets, hints[0], index, depth) for index in range(max(positions + 2, 2))}
    for length in sorted({*lengths, *(count for count in wanted if count <= MAX_ITEMS)}):
        yield from _of_length(length, choices, contained, unique=facets.unique)


def _item(
    made: CandidateSource, facets: Constraints, hints: Hints, index: int, depth: int
) -> tuple[list[JsonValue], list[JsonValue]]:
    """Return the plainest value for a position, and all values for it."""
    location = normal(facets.item(index))
    below = made.hints_below(hints, lambda each: each.item(index))
    return made.simplest(location, below, depth + 1), made.values(location, below, depth + 1)


def _of_length(
    length: int,
    choices: dict[int, tuple[list[JsonValue], list[JsonValue]]],
    contained: list[JsonValue],
    *,
    unique: bool,
) -> Iterator[JsonValue]:
    last = max(choices)
    chosen = [choices[min(index, last)] for index in range(length)]
    if any(not plain for plain, _ in chosen):
        return
    base: list[JsonValue] = [plain[0] for plain, _ in chosen]
    yield base
    if length > MAX_VARIED_ITEMS:
        return
    spread = _different(chosen)
    if spread is not None:
        yield spread
    surroundings = [base] if spread is None or not unique else [spread, base]
    for index, (_, values) in enumerate(islice(chosen, last + 1)):
        for value in values[:MAX_VARIED]:
            for surrounding in surroundings:
                yield [*surrounding[:index], value, *surrounding[index + 1 :]]
    for count in range(1, length + 1):
        for value in contained[:MAX_VARIED]:
            yield [*([value] * count), *(spread or base)[count:]]
        if len(contained) >= count:
            yield [*contained[:count], *(spread or base)[count:]]


def _different(chosen: list[tuple[list[JsonValue], list[JsonValue]]]) -> list[JsonValue] | None:
    """Return items that all differ, if there are enough values."""
    items: list[JsonValue] = []
    for index, (_, values) in enumerate(chosen):
        fresh = next((value for value in values if len(distinct([*items, value])) == index + 1), None)
        if fresh is None and not any(value is None for value in values):
            return None
        items.append(fresh)
    return items if len(distinct(items)) == len(items) else None
