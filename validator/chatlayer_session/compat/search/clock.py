"""The time that validators may spend on one comparison: a pattern in a schema can need time without bounds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...jsonpointer import JsonValue
    from ..prover import Prover

MAX_SECONDS = 5.0
"""Seconds of one comparison, after which nothing more is decided; other comparisons need a fraction of one."""

QUICK_SECONDS = 0.01
"""Seconds for the patterns of a schema in the texts of one payload."""

NEGLIGIBLE_SECONDS = 0.001
"""Seconds that need not be counted when the same texts are searched again."""


class TimeIsOver(ValueError):
    """The validators of a comparison have no time left."""


class SearchClock:
    """Counts the time of validators, and asks a prover how long Python searches for patterns."""

    def __init__(self, prover: Prover) -> None:
        self._prover = prover
        self._seconds = MAX_SECONDS

    def timed(self, is_valid: Callable[[JsonValue], bool]) -> Callable[[JsonValue], bool]:
        """Return a check that raises `TimeIsOver` once the time is over."""

        def check(payload: JsonValue) -> bool:
            if self._seconds <= 0:
                raise TimeIsOver
            start = time.thread_time()
            try:
                return is_valid(payload)
            finally:
                self._seconds -= time.thread_time() - start

        return check

    def search_seconds(self, patterns: Iterable[str], texts: Iterable[str]) -> float:
        """Return how long Python searches all texts for all patterns; infinite if the time is over."""
        if self._seconds <= 0:
            return float("inf")
        seconds = self._prover.search_seconds(patterns, texts)
        self._seconds -= seconds
        return seconds
