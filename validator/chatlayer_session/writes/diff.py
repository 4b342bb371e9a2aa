"""What differs between two JSON values, place by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..parsing.limits import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue


class Absence(Enum):
    """What stands at a place where nothing stands."""

    ABSENT = "absent"


MISSING: Literal[Absence.ABSENT] = Absence.ABSENT
MaybeValue: TypeAlias = "JsonValue | Literal[Absence.ABSENT]"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which two values differ; where one has nothing it is ABSENT, with the whole of the other."""

    path: InstancePath = field(repr=False)
    before: MaybeValue = field(repr=False)
    after: MaybeValue = field(repr=False)


def iter_differences(
    before: MaybeValue, after: MaybeValue, path: InstancePath = (), *, exact: bool = False
) -> Iterator[Difference]:
    """Yield the deepest places at which two values differ; ``path`` leads to the values.

    Objects are compared member by member, arrays item by item, numbers by what they are worth: 1 and 1.0 are equal,
    and neither equals true. Two numbers that are not both integers are equal if they are the same double; where
    ``exact`` is asked for, only if they are the same number. Deeper than `MAX_DEPTH` levels below ``path`` nothing is
    compared.
    """
    base = len(path)
    waiting: list[tuple[InstancePath, MaybeValue, MaybeValue]] = [(path, before, after)]
    while waiting:
        path, old, new = waiting.pop()
        if old is new:
            continue
        inner = _paired(old, new)
        if inner is None:
            if not _equal(old, new, exact=exact):
                yield Difference(path, old, new)
        elif len(path) - base < MAX_NESTING:
            waiting.extend(((*path, step), one, other) for step, one, other in reversed(inner))


def _paired(old: MaybeValue, new: MaybeValue) -> list[tuple[str | int, MaybeValue, MaybeValue]] | None:
    """Return what is inside two objects or two arrays, by name or index; None for any other two values."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [(name, old.get(name, MISSING), new.get(name, MISSING)) for name in {**old, **new}]
    if isinstance(old, list) and isinstance(new, list):
        return [(index, *pair) for index, pair in enumerate(zip_longest(old, new, fillvalue=MISSING))]
    return None


def _equal(old: MaybeValue, new: MaybeValue, *, exact: bool) -> bool:
    """Say whether two values, which are not both objects or both arrays, are equal as JSON values."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return old == new or (not exact and _same_double(old, new))
    return type(old) is type(new) and old == new


def _same_double(old: float, new: float) -> bool:
    """Say whether two numbers, not both spelled as integers, are the same double, or both are no number."""
    if isinstance(old, int) and isinstance(new, int):
        return False
    try:
        one, other = float(old), float(new)
    except OverflowError:
        return False
    return one == other or (one != one and other != other)  # noqa: PLR0124 - only NaN differs from itself
