"""Random payloads for a pair of schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .schemas import NAMES, SCALARS

if TYPE_CHECKING:
    import random


class Payloads:
    """Random payloads made of what two schemas mention."""

    def __init__(self, chance: random.Random, *schemas: Any) -> None:
        self.chance = chance
        mentioned = [each for schema in schemas for each in values_in(schema)]
        numbers = [each + step for each in mentioned if type(each) in {int, float} for step in (-1, 0, 0.5, 1)]
        self.scalars = [*SCALARS, *mentioned, *numbers]

    def value(self, depth: int, *, top: bool = False) -> Any:
        """Return a payload with at most so many levels."""
        random = self.chance.random
        kind = random()
        if depth > 0 and kind < (0.85 if top else 0.3):
            names = [name for name in NAMES if random() < 0.45]
            return {name: self.value(depth - 1) for name in names}
        if depth > 0 and kind < (0.9 if top else 0.5):
            return [self.value(depth - 1) for _ in range(int(4 * random()))]
        return self.scalars[int(len(self.scalars) * random())]


def values_in(value: Any) -> list[Any]:
    """Return the scalars in a schema."""
    if isinstance(value, dict):
        return [each for child in value.values() for each in values_in(child)]
    return [each for child in value for each in values_in(child)] if isinstance(value, list) else [value]
