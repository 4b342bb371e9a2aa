"""Numbers and strings at the bounds of what two schemas ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..constraints import includes
from .patterns import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import JsonValue
    from ..constraints import Constraints

MAX_LENGTH = 200_000
"""Characters of a string that is made to meet a bound."""
MAX_VARIED_LENGTH = 2_000
"""Characters of a string of which there are several of the same length."""
MAX_NESTED_LENGTH = 24
"""Characters of a string that is held to a pattern with repetitions inside of repetitions.

The time that Python takes to find that such a pattern does not match can double with each character.
"""
_NESTED = re.compile(r"[+*}]\)+[+*{]")


def candidates(facets: Constraints, hinted: list[Constraints]) -> Iterator[JsonValue]:
    """Yield scalars of the types that are allowed."""
    if "null" in facets.types:
        yield None
    if "boolean" in facets.types:
        yield from (False, True)
    if facets.types & {"integer", "number"}:
        yield from numbers(hinted, whole=not includes(facets.types, frozenset({"number"})))
    if "string" in facets.types:
        yield from strings(facets, hinted)


def numbers(hinted: list[Constraints], *, whole: bool) -> Iterator[JsonValue]:
    """Yield numbers at and beside the bounds, and multiples that lie there."""
    limits = {limit.value for each in hinted for key, limit in each.limits.items() if key in {"minimum", "maximum"}}
    yield from (limit + step for limit in limits if not _usable(limit) for step in (0, -1, 1) if isinstance(limit, int))
    bounds = {limit for limit in limits if _usable(limit)}
    divisors = {divisor for each in hinted for divisor in each.multiples if _usable(divisor)}
    near = {0, 1, *bounds, *(bound + step for bound in bounds for step in (-1, 1))}
    near |= {first + (second - first) / 2 for first in bounds for second in bounds}
    near |= {divisor * count for divisor in divisors for count in (-1, 1, 2, 3)}
    near |= {one * other for one in divisors for other in divisors}
    for divisor in divisors:
        near |= {int(bound // divisor + step) * divisor for bound in bounds for step in (-1, 0, 1, 2)}
    for number in sorted(each for each in near if _usable(each)):
        integral = number == int(number)
        yield int(number) if integral else number
        if not whole:
            yield from (number + step for step in (-0.5, 0.25))
        elif not integral:
            yield int(number)


def _usable(number: float) -> bool:
    return abs(number) < 1e15


def strings(facets: Constraints, hinted: list[Constraints]) -> Iterator[JsonValue]:
    """Yield strings that match the patterns, and strings whose lengths are at and beside the bounds."""
    found = ["", "a", "A", "0", " ", "-", "\u00e9", "ab", "\U0001f600"]
    for pattern in sorted({pattern for each in hinted for pattern in each.patterns}):
        found += samples(pattern)
    found += [value for each in hinted for value in each.values or () if isinstance(value, str)]
    lengths = {
        limit.value + step
        for each in hinted
        for key, limit in each.limits.items()
        if key in {"minLength", "maxLength"}
        for step in (-1, 0, 1)
    }
    yield from found
    nested = any(_NESTED.search(pattern) for each in hinted for pattern in each.patterns)
    for length in sorted(int(each) for each in lengths if 0 <= each <= (MAX_NESTED_LENGTH if nested else MAX_LENGTH)):
        if length > MAX_VARIED_LENGTH:
            yield "a" * length
        else:
            yield from stretched(found if facets.patterns else ["a", "0", "Z"], length)
    yield from (text + suffix for text in found for suffix in ("a", "0"))


def stretched(texts: Iterable[str], length: int) -> Iterator[str]:
    """Yield texts of a length, each made of one that is shorter by repeating its last or its first character."""
    for text in texts:
        if text and len(text) <= length:
            missing = length - len(text)
            yield text + text[-1] * missing
            yield text[0] * missing + text


def counts(hinted: list[Constraints], keywords: tuple[str, str], limit: int) -> list[int]:
    """Return the counts at and beside the bounds that two schemas set with these keywords, up to a limit."""
    found = {0, 1, 2}
    for each in hinted:
        for keyword in keywords:
            if keyword in each.limits:
                value = int(each.limits[keyword].value)
                found |= {value - 1, value, value + 1}
    return sorted(count for count in found if 0 <= count <= limit)
