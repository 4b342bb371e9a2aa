"""Arbitrary JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .vocabulary import PHRASES, new_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..jsonpointer import JsonValue
    from .choices import Choices

MAX_LEVELS = 4
"""The most levels of arrays and objects in an arbitrary value."""

MAX_SIZE = 5
"""The most items of an arbitrary array, and members of an arbitrary object."""

_SMALL = 1000
_LARGE = 10**25


def any_value(choices: Choices, levels: int = MAX_LEVELS) -> JsonValue:
    """Return a value of any type with at most ``levels`` of arrays and objects."""
    if levels and choices.chance(3, 10):
        return any_object(choices, levels - 1) if choices.chance(2, 3) else any_array(choices, levels - 1)
    return choices.pick(_SCALARS)(choices)


def any_array(choices: Choices, levels: int = MAX_LEVELS - 1) -> list[JsonValue]:
    """Return an array of arbitrary values, each with at most ``levels``."""
    items: list[JsonValue] = []
    while len(items) < MAX_SIZE and choices.chance(1, 2):
        items.append(any_value(choices, levels))
    return items


def any_object(choices: Choices, levels: int = MAX_LEVELS - 1) -> dict[str, JsonValue]:
    """Return an object with arbitrary members, each with at most ``levels``."""
    members: dict[str, JsonValue] = {}
    while len(members) < MAX_SIZE and choices.chance(1, 2):
        name = new_name(choices, members)
        members[name] = any_value(choices, levels)
    return members


_SCALARS: tuple[Callable[[Choices], JsonValue], ...] = (
    lambda _: None,
    lambda choices: choices.chance(1, 2),
    lambda choices: choices.integer(-_SMALL, _SMALL),
    lambda choices: choices.pick(PHRASES),
    lambda choices: choices.number(None, None),
    lambda choices: choices.text(),
    lambda choices: choices.integer(-_LARGE, _LARGE),
)
