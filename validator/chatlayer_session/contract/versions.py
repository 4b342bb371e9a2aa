"""Ranges of schema versions."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InvalidText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CONDITION = re.compile(r" *(?:(>=|>|<=|<|==) *)?([0-9]{1,9}(?:\.[0-9]{1,9}){0,2}) *")
_OPERATORS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "": operator.eq,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


class InvalidRange(InvalidText):
    """``text`` is not a range of schema versions."""

    def __str__(self) -> str:
        """Name the text and the syntax of a range."""
        return f"invalid range of schema versions {self.text!r}; write conditions such as '>=1.1, <2', or a version"


@dataclass(frozen=True, slots=True)
class VersionRange:
    """The versions that meet all conditions: pairs of an operator and the numbers of a version.

    A version with fewer than three numbers stands for all versions that begin with it: 1.1.3 is neither above nor below
    1.1.
    """

    conditions: tuple[tuple[str, tuple[int, ...]], ...]

    @classmethod
    def parse(cls, text: str) -> VersionRange:
        """Return the range in a text such as ``>=1.1, <2``.

        Raises:
            InvalidRange: the text is not one.
        """
        found = [_CONDITION.fullmatch(part) for part in text.split(",")]
        conditions = [(match[1] or "", tuple(map(int, match[2].split(".")))) for match in found if match]
        if len(conditions) < len(found):
            raise InvalidRange(text)
        return cls(tuple(conditions))

    def __str__(self) -> str:
        """Return the text of the range."""
        return ", ".join(f"{sign}{'.'.join(map(str, bound))}" for sign, bound in self.conditions)

    def select(self, versions: Iterable[str]) -> tuple[str, ...]:
        """Return the versions that are in the range, in the same order."""
        return tuple(version for version in versions if self._contains(tuple(map(int, version.split(".")))))

    def _contains(self, version: tuple[int, ...]) -> bool:
        return all(_OPERATORS[sign](version[: len(bound)], bound) for sign, bound in self.conditions)
