"""Shrinks witnesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..watch import Stopped
from .candidates import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...jsonpointer import JsonValue

MAX_STEPS = 2_000
"""Smaller payloads to try."""


def shrink(payload: JsonValue, is_witness: Callable[[JsonValue], bool]) -> JsonValue:
    """Return the smallest payload that greedy steps reach while it stays a witness, and while there is work left."""
    steps = 0
    improved = True
    while improved and steps < MAX_STEPS:
        improved = False
        for smaller in _smaller_values(payload):
            steps += 1
            try:
                if size(smaller) < size(payload) and is_witness(smaller):
                    payload, improved = smaller, True
                    break
            except Stopped:
                return payload
            if steps >= MAX_STEPS:
                break
    return payload


def _smaller_values(value: JsonValue) -> Iterator[JsonValue]:
    """Yield values that are similar and smaller, the smallest first."""
    if isinstance(value, dict):
        yield from ({name: member for name, member in value.items() if name != removed} for removed in value)
        for name, member in value.items():
            yield from ({**value, name: smaller} for smaller in _smaller_values(member))
    elif isinstance(value, list):
        yield from ([*value[:index], *value[index + 1 :]] for index in range(len(value)))
        for index, item in enumerate(value):
            yield from ([*value[:index], smaller, *value[index + 1 :]] for smaller in _smaller_values(item))
    elif isinstance(value, str):
        yield from ("", value[: len(value) // 2], value[1:], value[:-1])
        yield from ("a" * len(value),)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (0, 1, int(value), int(value / 2)) if abs(value) < 1e15 else (0, 1)
