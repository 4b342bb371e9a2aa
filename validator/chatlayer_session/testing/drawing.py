"""Choices that Hypothesis makes, so that it can search among them and simplify what fails."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ..generating.choices import Choices

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

# UTF-8 has no lone surrogates, and so neither has a payload.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


class DrawnChoices(Choices):
    """Choices drawn in a composite strategy."""

    surprise = 5

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """Draw an integer from ``low`` to ``high``."""
        return low if low == high else self._draw(_integers(low, high))

    def number(self, low: float | None, high: float | None) -> float:
        """Draw a finite number from ``low`` to ``high``."""
        return self._draw(_numbers(low, high))

    def text(self) -> str:
        """Draw a text without surrogates."""
        return self._draw(_TEXTS)


@lru_cache(maxsize=256)
def _integers(low: int, high: int) -> SearchStrategy[int]:
    return st.integers(low, high)


@lru_cache(maxsize=256)
def _numbers(low: float | None, high: float | None) -> SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False)
