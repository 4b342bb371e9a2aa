"""Random payloads for a pair of schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .draft4 import DRAFT_04
from .schemas import NAMES, SCALARS

if TYPE_CHECKING:
    import random


class Payloads:
    """Generates random payloads from the values that two schemas mention."""

    def __init__(self, rng: random.Random, *schemas: Any) -> None:
        self.rng = rng
        mentioned = [value for schema in schemas for value in values_in(schema)]
        numbers = [value + step for value in mentioned if type(value) in {int, float} for step in (-1, 0, 0.5, 1)]
        self.scalars = [*SCALARS, *mentioned, *numbers]
        if any(isinstance(schema, dict) and schema.get("$schema") == DRAFT_04 for schema in schemas):
            # Only draft-04 tells 1.0 from 1, and `compat` does not.
            self.scalars = [int(one) if type(one) is float and one.is_integer() else one for one in self.scalars]

    def value(self, depth: int, *, top: bool = False) -> Any:
        """Return a payload with at most ``depth`` levels."""
        random = self.rng.random
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
        return [scalar for child in value.values() for scalar in values_in(child)]
    return [scalar for child in value for scalar in values_in(child)] if isinstance(value, list) else [value]
