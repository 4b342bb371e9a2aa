"""Numbers and strings at the bounds of two schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model.constraints import includes
from .patterns import sample_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...jsonpointer import JsonValue
    from ..model.constraints import Constraints

MAX_LENGTH = 200_000
"""Characters of a string that is built to meet a bound."""
MAX_VARIED_LENGTH = 2_000
"""Characters of a string that has variants of the same length."""
MAX_NESTED_LENGTH = 24
"""Characters of a string for a pattern with nested repetitions.

The time that Python needs to reject a string can double with each character.
"""
_NESTED_REPETITION = re.compile(r"[+*}]\)+[+*{]")


def scalar_candidates(constraints: Constraints, constraints_of_both: list[Constraints]) -> Iterator[JsonValue]:
    """Yield scalars of the allowed types."""
    if "null" in constraints.types:
        yield None
    if "boolean" in constraints.types:
        yield from (False, True)
    if constraints.types & {"integer", "number"}:
        yield from _numbers(constraints_of_both, integers_only=not includes(constraints.types, frozenset({"number"})))
    if "string" in constraints.types:
        yield from _strings(constraints_of_both, has_pattern=bool(constraints.patterns))


def _numbers(constraints_of_both: list[Constraints], *, integers_only: bool) -> Iterator[JsonValue]:
    """Yield numbers at and next to the bounds, and multiples near them."""
    limits = set(_limits(constraints_of_both, ("minimum", "maximum")))
    huge_integers = [limit for limit in limits if isinstance(limit, int) and not _is_precise(limit)]
    yield from (limit + step for limit in huge_integers for step in (0, -1, 1))
    bounds = {limit for limit in limits if _is_precise(limit)}
    divisors = {divisor for one in constraints_of_both for divisor in one.multiples if _is_precise(divisor)}
    numbers = {0, 1, *bounds, *(bound + step for bound in bounds for step in (-1, 1))}
    numbers |= {first + (second - first) / 2 for first in bounds for second in bounds}
    numbers |= {divisor * factor for divisor in divisors for factor in (-1, 1, 2, 3)}
    numbers |= {one * other for one in divisors for other in divisors}
    for divisor in divisors:
        numbers |= {int(bound // divisor + step) * divisor for bound in bounds for step in (-1, 0, 1, 2)}
    for number in sorted(filter(_is_precise, numbers)):
        is_integer = number == int(number)
        yield int(number) if is_integer else number
        if not integers_only:
            yield from (number + step for step in (-0.5, 0.25))
        elif not is_integer:
            yield int(number)


def _is_precise(number: float) -> bool:
    """Return whether arithmetic on a number, which becomes a float, stays precise."""
    return abs(number) < 1e15


def _strings(constraints_of_both: list[Constraints], *, has_pattern: bool) -> Iterator[JsonValue]:
    """Yield strings that match the patterns, and strings with lengths at and next to the bounds."""
    texts = ["", "a", "A", "0", " ", "-", "\u00e9", "ab", "\U0001f600"]
    patterns = sorted({pattern for one in constraints_of_both for pattern in one.patterns})
    for pattern in patterns:
        texts += sample_texts(pattern)
    # A point matches no line feed, and some validators let an end match before the last one.
    texts += ["a\nb"] if patterns else []
    texts += [value for one in constraints_of_both for value in one.values or () if isinstance(value, str)]
    yield from texts
    maximum = MAX_NESTED_LENGTH if any(map(_NESTED_REPETITION.search, patterns)) else MAX_LENGTH
    limits = _limits(constraints_of_both, ("minLength", "maxLength"))
    lengths = {limit + step for limit in limits for step in (-1, 0, 1)}
    for length in sorted(int(length) for length in lengths if 0 <= length <= maximum):
        if length > MAX_VARIED_LENGTH:
            yield "a" * length
        else:
            yield from _stretched(texts if has_pattern else ["a", "0", "Z"], length)
    yield from (text + suffix for text in texts for suffix in ("a", "0"))


def _stretched(texts: Iterable[str], length: int) -> Iterator[str]:
    """Yield shorter texts stretched to a length by repetition of their last or first character."""
    for text in texts:
        if text and len(text) <= length:
            missing = length - len(text)
            yield text + text[-1] * missing
            yield text[0] * missing + text


def counts_at_bounds(constraints_of_both: list[Constraints], keywords: tuple[str, str], maximum: int) -> list[int]:
    """Return the counts at and next to the bounds that both schemas set with two keywords, up to a maximum."""
    limits = _limits(constraints_of_both, keywords)
    counts = {0, 1, 2, *(int(limit) + step for limit in limits for step in (-1, 0, 1))}
    return sorted(count for count in counts if 0 <= count <= maximum)


def _limits(all_constraints: list[Constraints], keywords: tuple[str, str]) -> list[int | float]:
    return [
        limit.value
        for constraints in all_constraints
        for keyword, limit in constraints.limits.items()
        if keyword in keywords
    ]
