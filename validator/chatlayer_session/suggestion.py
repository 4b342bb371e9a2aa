"""Names that were probably meant: the same but for case, or a slip of the fingers away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_EDITS = 2
"""Insertions, deletions, replacements and swaps of neighbours that a slip may take; fewer in short names."""


def closest_match(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``name`` is probably a misspelling of, or None."""
    folded = _normalized(name)
    nearest: tuple[int, str] | None = None
    for candidate in sorted(candidates):
        if _normalized(candidate) == folded:
            return candidate
        allowed = min(MAX_EDITS, len(candidate) // 4)
        distance = edit_distance(name.lower(), candidate.lower(), allowed)
        if distance <= allowed and (nearest is None or distance < nearest[0]):
            nearest = (distance, candidate)
    return nearest[1] if nearest else None


def _normalized(name: str) -> str:
    """Return the name without what separates its words, so that dialog_state is dialogState."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return how many slips lie between two names, or some number above ``limit`` if there are more than that."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    rows = [list(range(len(second) + 1))]
    for index, letter in enumerate(first, 1):
        above, row = rows[-1], [index]
        for place, other in enumerate(second, 1):
            cost = min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other))
            swapped = index > 1 and place > 1 and letter == second[place - 2] and first[index - 2] == other
            row.append(min(cost, rows[-2][place - 2] + 1) if swapped else cost)
        rows.append(row)
    return rows[-1][-1]
