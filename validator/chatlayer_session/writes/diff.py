"""The differences between two JSON values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..parsing.grammar import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue


class Absence(Enum):
    """The value of a place that one of two values does not have."""

    MISSING = "missing"


MISSING: Literal[Absence.MISSING] = Absence.MISSING
MaybeValue: TypeAlias = "JsonValue | Literal[Absence.MISSING]"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which two values differ; the side that does not have it is `MISSING`."""

    path: InstancePath = field(repr=False)
    before: MaybeValue = field(repr=False)
    after: MaybeValue = field(repr=False)


def iter_differences(
    before: MaybeValue, after: MaybeValue, path: InstancePath = (), *, exact: bool = False
) -> Iterator[Difference]:
    """Yield the deepest places at which two values differ; ``path`` is the path of both.

    Objects are compared member by member, arrays item by item, and numbers by value: 1 and 1.0 are equal, and neither
    equals true. Two numbers that are not both integers are equal if they are the same double, or with ``exact`` only if
    they are the same number. Values more than `MAX_NESTING` levels below ``path`` are not compared.
    """
    base = len(path)
    stack: list[tuple[InstancePath, MaybeValue, MaybeValue]] = [(path, before, after)]
    while stack:
        path, old, new = stack.pop()
        if old is new:
            continue
        pairs = _pair_members(old, new)
        if pairs is None:
            if not _equal(old, new, exact=exact):
                yield Difference(path, old, new)
        elif len(path) - base < MAX_NESTING:
            stack.extend(((*path, step), one, other) for step, one, other in reversed(pairs))


def _pair_members(old: MaybeValue, new: MaybeValue) -> list[tuple[str | int, MaybeValue, MaybeValue]] | None:
    """Return the members of two objects or the items of two arrays in pairs; None for any other two values."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [(name, old.get(name, MISSING), new.get(name, MISSING)) for name in {**old, **new}]
    if isinstance(old, list) and isinstance(new, list):
        return [(index, *pair) for index, pair in enumerate(zip_longest(old, new, fillvalue=MISSING))]
    return None


def _equal(old: MaybeValue, new: MaybeValue, *, exact: bool) -> bool:
    """Return whether two values, not both objects or both arrays, are equal as JSON values."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return old == new or (not exact and _same_double(old, new))
    return type(old) is type(new) and old == new


def _same_double(old: float, new: float) -> bool:
    """Return whether two numbers, not both integers, are the same double or both NaN."""
    if isinstance(old, int) and isinstance(new, int):
        return False
    try:
        one, other = float(old), float(new)
    except OverflowError:
        return False
    return one == other or (one != one and other != other)  # noqa: PLR0124 - only NaN differs from itself
