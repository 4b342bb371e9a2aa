"""The choices that making a payload takes, and a source of them that gives the same ones for the same seed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MAX_LENGTH = 12
"""Characters of an arbitrary text at most."""

_MAGNITUDE = 1e6
_CHARACTERS = (
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    *"    .,:;!?-_/\\\"'`~#*{}[]()<>=+&%$@|^\t\n",
    *"\u00e9\u00fc\u00df\u0142\u03a9\u0416\u05d0\u0639\u0915\u4f60\u3042\ud55c",
    *"\U0001f600\U0001f44b\U0001f3fd\U0001d11e\u200d\u0301",
)


class Choices(ABC):
    """A source of choices; what a source that simplifies comes to first is the simplest of a choice.

    ``odds_of_arbitrary`` is the number of values of a kind among which one is arbitrary rather than realistic.
    """

    odds_of_arbitrary: int

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``, both included; the one nearest to zero is the simplest."""

    @abstractmethod
    def number(self, low: float | None, high: float | None) -> float:
        """Return a finite number from ``low`` to ``high``, both included; None is no bound."""

    @abstractmethod
    def text(self) -> str:
        """Return any text that UTF-8 can carry; the empty one is the simplest."""

    def chance(self, times: int, of: int) -> bool:
        """Say yes so many times of so many; no is simpler."""
        return self.integer(0, of - 1) >= of - times

    def is_arbitrary(self) -> bool:
        """Say whether to choose what is arbitrary rather than realistic."""
        return self.chance(1, self.odds_of_arbitrary)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options; the first is the simplest."""
        return options[0 if len(options) == 1 else self.integer(0, len(options) - 1)]


class SeededChoices(Choices):
    """Choices that depend on nothing but the seed: equal on every platform and version of Python."""

    odds_of_arbitrary = 100

    def __init__(self, seed: int) -> None:
        # Of all that Random offers, only these two keep their sequence from version to version of Python.
        source = Random(str(seed))  # noqa: S311 - made up data, no secret
        self._bits = source.getrandbits
        self._fraction = source.random

    def integer(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``, each as likely as the others."""
        span = high - low + 1
        offset = self._bits(span.bit_length())
        while offset >= span:
            offset = self._bits(span.bit_length())
        return low + offset

    def number(self, low: float | None, high: float | None) -> float:
        """Return a number from ``low`` to ``high``, or of a usual magnitude where a bound is missing."""
        low = (-_MAGNITUDE if high is None else high - _MAGNITUDE) if low is None else low
        high = low + 2 * _MAGNITUDE if high is None else high
        return low + (high - low) * self._fraction()

    def text(self) -> str:
        """Return a text of up to `MAX_LENGTH` characters of many scripts."""
        return "".join(self.pick(_CHARACTERS) for _ in range(self.integer(0, MAX_LENGTH)))
