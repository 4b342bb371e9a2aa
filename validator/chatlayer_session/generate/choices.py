"""The choices that generate a payload, and a source that repeats them for a seed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MAX_LENGTH = 12
"""The most characters of an arbitrary string."""

_MAGNITUDE = 1e6
_CHARACTERS = (
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    *"    .,:;!?-_/\\\"'`~#*{}[]()<>=+&%$@|^\t\n",
    *"\u00e9\u00fc\u00df\u0142\u03a9\u0416\u05d0\u0639\u0915\u4f60\u3042\ud55c",
    *"\U0001f600\U0001f44b\U0001f3fd\U0001d11e\u200d\u0301",
)


class Choices(ABC):
    """A source of choices. Each choice has a simplest outcome, for sources that simplify payloads.

    One of ``odds_of_arbitrary`` values is arbitrary; the others are realistic.
    """

    odds_of_arbitrary: int

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high`` inclusive; the nearest to zero is the simplest."""

    @abstractmethod
    def number(self, low: float | None, high: float | None) -> float:
        """Return a finite number from ``low`` to ``high`` inclusive; None means no bound."""

    @abstractmethod
    def text(self) -> str:
        """Return any string that UTF-8 can encode; the empty string is the simplest."""

    def chance(self, times: int, of: int) -> bool:
        """Return whether a choice with odds of ``times`` in ``of`` succeeds; False is the simplest."""
        return self.integer(0, of - 1) >= of - times

    def is_arbitrary(self) -> bool:
        """Return whether to use an arbitrary value instead of a realistic one."""
        return self.chance(1, self.odds_of_arbitrary)

    def pick(self, options: Sequence[T]) -> T:
        """Return an option; the first is the simplest."""
        return options[0 if len(options) == 1 else self.integer(0, len(options) - 1)]


class SeededChoices(Choices):
    """Choices that depend on the seed only, and are equal on every platform and version of Python."""

    odds_of_arbitrary = 100

    def __init__(self, seed: int) -> None:
        # Only these two methods of Random keep their sequence between versions of Python.
        source = Random(str(seed))  # noqa: S311 - test data, not a secret
        self._bits = source.getrandbits
        self._fraction = source.random

    def integer(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high`` inclusive, all with equal odds."""
        span = high - low + 1
        offset = self._bits(span.bit_length())
        while offset >= span:
            offset = self._bits(span.bit_length())
        return low + offset

    def number(self, low: float | None, high: float | None) -> float:
        """Return a number from ``low`` to ``high``, or of a usual magnitude if a bound is missing."""
        low = (-_MAGNITUDE if high is None else high - _MAGNITUDE) if low is None else low
        high = low + 2 * _MAGNITUDE if high is None else high
        return low + (high - low) * self._fraction()

    def text(self) -> str:
        """Return a string of up to `MAX_LENGTH` characters from many scripts."""
        return "".join(self.pick(_CHARACTERS) for _ in range(self.integer(0, MAX_LENGTH)))
