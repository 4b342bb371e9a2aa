"""Which tests are run on a mutant, where all that reach it would take too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Reach: TypeAlias = "dict[str, tuple[float, set[str]]]"
"""Of each test, by its name, how many seconds it took and the functions that it reached."""


def most_telling(names: Sequence[str], reach: Reach, seconds: float) -> set[str]:
    """Return as many tests as fit into some seconds, at least one: the short ones and those that reach little first."""
    chosen: set[str] = set()
    for name in sorted(names, key=lambda name: reach[name][0] * len(reach[name][1])):
        seconds -= reach[name][0]
        if seconds < 0 and chosen:
            break
        chosen.add(name)
    return chosen
