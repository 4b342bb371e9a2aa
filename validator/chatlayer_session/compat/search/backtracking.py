"""An upper bound of the steps in which a backtracking engine searches a text, without a search."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(?:(,)(\d*))?\})[?+]?")
_GROUP = re.compile(r"\?(?:P?<\w+>|<?[=!]|[a-zA-Z-]*:)?")
MAX_FEW = 16
"""Numbers of repetitions that count as one choice; more count as a loop."""


@lru_cache(maxsize=10_000)
def backtracking_bits(pattern: str, length: int) -> float:
    """Return the binary logarithm of an upper bound of the ways to match a pattern in a text of some length."""
    choices = _choices(pattern)
    starts = 0 if pattern.startswith("^") else 1
    branching = min(choices.branching, (length + 1) * choices.width)
    return choices.fixed + branching + (choices.loops + starts) * math.log2(length + 1) + choices.per_character * length


@dataclass(frozen=True, slots=True)
class _Choices:
    """The choices in a part of a pattern, each as a binary logarithm.

    ``branching`` are those between branches that consume a character, ``width`` is the largest of them, and ``fixed``
    are all others that do not depend on the text. ``loops`` have a choice for each character of the text, and loops in
    loops have ``per_character`` choices. ``first`` is the character that the part starts with, if it is known.
    """

    fixed: float = 0.0
    branching: float = 0.0
    width: float = 0.0
    loops: int = 0
    per_character: float = 0.0
    length: int = 0
    first: str = ""

    def then(self, other: _Choices) -> _Choices:
        """Return the choices of two parts in a sequence."""
        return _Choices(
            self.fixed + other.fixed,
            self.branching + other.branching,
            max(self.width, other.width),
            self.loops + other.loops,
            max(self.per_character, other.per_character),
            self.length + other.length,
            self.first or ("" if self.length else other.first),
        )

    def repeated(self, minimum: int, maximum: float) -> _Choices:
        """Return the choices of a repetition."""
        counts = max(1, maximum - minimum + 1)
        few = math.log2(counts) if counts <= MAX_FEW else 0.0
        loops = int(counts > MAX_FEW)
        own = self.fixed + self.branching
        length, first = self.length * minimum, self.first if minimum else ""
        if not own and not self.loops and not self.per_character:
            return _Choices(fixed=few, loops=loops, length=length, first=first)
        if counts == 1 or maximum <= MAX_FEW // 4:
            times = int(maximum)
            return replace(
                self,
                fixed=self.fixed * times + few,
                branching=self.branching * times,
                loops=self.loops * times,
                length=length,
                first=first,
            )
        nested = 2.0**self.per_character + self.loops + (1 if self.per_character else 0)
        per_character = math.log2(nested) + own / max(1, self.length)
        return _Choices(loops=1, per_character=per_character, length=length, first=first)


def _either(branches: list[_Choices]) -> _Choices:
    """Return the choices of alternatives; those with different first characters exclude each other."""
    if len(branches) == 1:
        return branches[0]
    firsts = {branch.first for branch in branches}
    own = 0.0 if "" not in firsts and len(firsts) == len(branches) else math.log2(len(branches))
    length = min(branch.length for branch in branches)
    return _Choices(
        max(branch.fixed for branch in branches) + (0.0 if length else own),
        max(branch.branching for branch in branches) + (own if length else 0.0),
        max([own, *(branch.width for branch in branches)]),
        max(branch.loops for branch in branches),
        max(branch.per_character for branch in branches),
        length,
    )


@lru_cache(maxsize=1_000)
def _choices(pattern: str) -> _Choices:
    """Return the choices in a pattern, which are too many if it is nested too deeply."""
    try:
        return _Reader(pattern).alternatives()
    except RecursionError:
        return _Choices(fixed=math.inf)


@dataclass(slots=True)
class _Reader:
    """Reads the structure of a pattern from an offset; what is malformed is read in some way."""

    pattern: str
    offset: int = 0

    def alternatives(self) -> _Choices:
        branches = [self.sequence()]
        while self.pattern[self.offset : self.offset + 1] == "|":
            self.offset += 1
            branches.append(self.sequence())
        return _either(branches)

    def sequence(self) -> _Choices:
        total = _Choices()
        while self.pattern[self.offset : self.offset + 1] not in {"", "|", ")"}:
            total = total.then(self.quantified(self.atom()))
        return total

    def quantified(self, part: _Choices) -> _Choices:
        match = _QUANTIFIER.match(self.pattern, self.offset)
        if match is None or (match[0].startswith("{") and not match[1]):
            return part
        self.offset = match.end()
        if match[1]:
            minimum = int(match[1])
            return part.repeated(minimum, float(match[3]) if match[3] else math.inf if match[2] else minimum)
        return part.repeated(int(match[0][0] == "+"), 1 if match[0][0] == "?" else math.inf)

    def atom(self) -> _Choices:
        character = self.pattern[self.offset]
        self.offset += 1
        if character == "(":
            return self.group()
        if character == "[":
            self.skip_class()
        elif character == "\\":
            self.offset += 1
            if self.pattern[self.offset - 1 : self.offset] in set("bB123456789k"):
                return _Choices()
        elif character in "^$":
            return _Choices()
        return _Choices(length=1, first="" if character in "[\\." else character)

    def group(self) -> _Choices:
        mark = _GROUP.match(self.pattern, self.offset)
        self.offset = self.offset if mark is None else mark.end()
        inner = self.alternatives()
        self.offset += 1
        looks = mark is not None and mark[0][-1] in "=!"
        return replace(inner, length=0, first="") if looks else inner

    def skip_class(self) -> None:
        self.offset += int(self.pattern[self.offset : self.offset + 1] == "^")
        start = self.offset
        while self.offset < len(self.pattern) and (self.pattern[self.offset] != "]" or self.offset == start):
            self.offset += 2 if self.pattern[self.offset] == "\\" else 1
        self.offset += 1
