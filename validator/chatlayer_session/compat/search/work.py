"""The work of a comparison, which is counted, so that the same schemas have the same result on every machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model.equality import key_of
from ..watch import Stopped
from .backtracking import backtracking_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...jsonpointer import JsonValue
    from .. import SearchBudget
    from ..watch import Watch

UNITS_PER_PAYLOAD = 30_000
"""Units of work for each payload of a budget; a unit is the validation of one character."""

UNITS_PER_VALIDATION = 100
"""Units of a validation, besides the characters."""

MAX_BITS = 22
"""Choices, as a power of two, that Python may try to match one text, and that the work has room for."""

STEPS_PER_UNIT = 16

MAX_STEPS_BACK = 100_000
"""Steps back of jsonschema-rs in one text, which only patterns that look around or back need."""

_LOOKS_AROUND = re.compile(r"\(\?<?[=!]|\\[1-9k]")


class SearchWork:
    """Counts the work of one comparison, of the schema ``name``, within a budget and until the end of a watch."""

    def __init__(self, budget: SearchBudget, watch: Watch, name: str = "") -> None:
        self.watch = watch
        self.name = name
        self._left = UNITS_PER_PAYLOAD * budget.max_payloads

    def spend(self, units: int) -> None:
        """Count work.

        Raises:
            Stopped: nothing is left.
        """
        self._left -= units
        self.watch.show(self.name)
        self.watch.check()
        if self._left < 0:
            raise Stopped

    def metered(self, is_valid: Callable[[JsonValue], bool], patterns: frozenset[str]) -> Callable[[JsonValue], bool]:
        """Return a check by jsonschema-rs, with these patterns, whose work counts."""
        looking = [pattern for pattern in patterns if _LOOKS_AROUND.search(pattern)]

        def check(payload: JsonValue) -> bool:
            self.spend(UNITS_PER_VALIDATION + len(key_of(payload)))
            for text in texts_in(payload) if looking else ():
                bits = max(backtracking_bits(pattern, len(text)) for pattern in looking)
                self.spend(min(MAX_STEPS_BACK, int(2 ** min(bits, MAX_BITS))) // STEPS_PER_UNIT)
            return is_valid(payload)

        return check

    def allows_searches(self, searches: Iterable[tuple[str, str]]) -> bool:
        """Return whether Python can search each text for its pattern in few steps, which count."""
        steps = 0
        for pattern, text in searches:
            bits = backtracking_bits(pattern, len(text))
            if bits > MAX_BITS:
                return False
            steps += int(2**bits)
        self.spend(steps // STEPS_PER_UNIT)
        return True


def texts_in(value: JsonValue) -> Iterator[str]:
    """Yield the strings in a value, and the names of its members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for child in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from texts_in(child)
