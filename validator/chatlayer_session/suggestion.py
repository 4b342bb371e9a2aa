"""Suggestions for misspelled names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LATEST = "latest"
"""Selects the newest version."""

MAX_EDITS = 2
"""Maximum insertions, deletions, replacements and swaps of neighbours in a misspelled name; fewer in short names."""


def closest_match(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``name`` probably misspells, or None."""
    normalized = _normalized(name)
    nearest: tuple[int, str] | None = None
    for candidate in sorted(candidates):
        if _normalized(candidate) == normalized:
            return candidate
        allowed = min(MAX_EDITS, len(candidate) // 4)
        distance = edit_distance(name.lower(), candidate.lower(), allowed)
        if distance <= allowed and (nearest is None or distance < nearest[0]):
            nearest = (distance, candidate)
    return nearest[1] if nearest else None


def closest_version(text: str, versions: Collection[str]) -> str | None:
    """Return the version that ``text`` probably means, or what selects it.

    It is the part of a version with the numbers in the text, or else the newest version that is not above them.
    """
    parts = "".join(letter if letter.isdecimal() else " " for letter in text).split()
    # Python limits the digits of an integer.
    numbers = tuple(int(part[:9]) for part in parts)
    if not numbers or not versions:
        return closest_match(text, [LATEST])
    selector = ".".join(map(str, numbers))
    if selector in (*version_selectors(versions), *versions):
        return selector
    by_numbers = {tuple(map(int, version.split("."))): version for version in versions}
    return by_numbers[max((key for key in by_numbers if key <= numbers), default=min(by_numbers))]


def version_selectors(versions: Iterable[str]) -> list[str]:
    """Return what else selects a version: its first parts, such as ``1`` and ``1.0``, and `LATEST`."""
    parts = (version.split(".") for version in versions)
    prefixes = (".".join(part[:size]) for part in parts for size in range(1, len(part)))
    return [*dict.fromkeys(prefixes), LATEST]


def _normalized(name: str) -> str:
    """Return the name in lower case without word separators, so that dialog_state equals dialogState."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return the number of edits between two names, or a number above ``limit`` if it exceeds the limit."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    rows = [list(range(len(second) + 1))]
    for index, letter in enumerate(first, 1):
        above, row = rows[-1], [index]
        for column, other in enumerate(second, 1):
            cost = min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != other))
            is_swap = index > 1 and column > 1 and letter == second[column - 2] and first[index - 2] == other
            row.append(min(cost, rows[-2][column - 2] + 1) if is_swap else cost)
        rows.append(row)
    return rows[-1][-1]
