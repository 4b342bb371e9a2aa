"""Witnesses made smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .candidates import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...jsonpointer import JsonValue

MAX_STEPS = 2_000
"""Smaller payloads that are tried."""


def shrink(payload: JsonValue, holds: Callable[[JsonValue], bool]) -> JsonValue:
    """Return a payload that is as small as greedy steps make it while ``holds`` says yes."""
    steps = 0
    improved = True
    while improved and steps < MAX_STEPS:
        improved = False
        for smaller in smaller_than(payload):
            steps += 1
            if size(smaller) < size(payload) and holds(smaller):
                payload, improved = smaller, True
                break
            if steps >= MAX_STEPS:
                break
    return payload


def smaller_than(value: JsonValue) -> Iterator[JsonValue]:
    """Yield values that are like a value and smaller, the smallest first."""
    if isinstance(value, dict):
        yield from ({name: member for name, member in value.items() if name != gone} for gone in value)
        for name, member in value.items():
            yield from ({**value, name: smaller} for smaller in smaller_than(member))
    elif isinstance(value, list):
        yield from ([*value[:index], *value[index + 1 :]] for index in range(len(value)))
        for index, item in enumerate(value):
            yield from ([*value[:index], smaller, *value[index + 1 :]] for smaller in smaller_than(item))
    elif isinstance(value, str):
        yield from ("", value[: len(value) // 2], value[1:], value[:-1])
        yield from ("a" * len(value),)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (0, 1, int(value), int(value / 2)) if abs(value) < 1e15 else (0, 1)
