"""The selection of tests for a mutant, if all tests that reach it would take too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Reach: TypeAlias = "dict[str, tuple[float, set[str]]]"
"""The seconds that each test took and the functions that it reached, by the name of the test."""


def select_tests(names: Sequence[str], reach: Reach, seconds: float) -> set[str]:
    """Return at least one test, up to ``seconds`` in total; short tests that reach few functions come first."""
    selected: set[str] = set()
    for name in sorted(names, key=lambda name: reach[name][0] * len(reach[name][1])):
        seconds -= reach[name][0]
        if seconds < 0 and selected:
            break
        selected.add(name)
    return selected
