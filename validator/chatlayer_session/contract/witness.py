"""Witnesses: valid payloads, as simple as possible, that break an assumption at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..generate.choices import Choices

if TYPE_CHECKING:
    from ..generate.generator import Generator
    from ..jsonpointer import JsonValue
    from ..spec.fields import FieldPath


class _SimplestChoices(Choices):
    """The simplest outcome of every choice."""

    odds_of_arbitrary = 100

    def integer(self, low: int, high: int) -> int:
        """Return the integer that is the nearest to zero."""
        return min(max(low, 0), high)

    def number(self, low: float | None, high: float | None) -> float:
        """Return the number that is the nearest to zero."""
        number = 0 if low is None else max(low, 0)
        return number if high is None else min(number, high)

    def text(self) -> str:
        """Return the empty string."""
        return ""


SIMPLEST = _SimplestChoices()


def witness_with(generator: Generator, path: FieldPath, value: JsonValue) -> JsonValue:
    """Return a payload with a value at a path; None in the path is the first item of an array."""
    return _replaced(generator.payload(SIMPLEST, [path], variables=False), path, (value,))


def witness_without(generator: Generator, path: FieldPath) -> JsonValue:
    """Return a payload whose object at the start of a path lacks the member at its end."""
    return _replaced(generator.payload(SIMPLEST, [path[:-1]], variables=False), path, ())


def _replaced(payload: JsonValue, path: FieldPath, values: tuple[JsonValue, ...]) -> JsonValue:
    """Return a payload with the only value of a tuple at a path, or without anything there."""
    if not path:
        return values[0]
    name, rest = path[0], path[1:]
    if name is None:
        items = payload if isinstance(payload, list) else []
        return [_replaced(items[0] if items else None, rest, values), *items[1:]]
    members = dict(payload) if isinstance(payload, dict) else {}
    if rest or values:
        members[name] = _replaced(members.get(name), rest, values)
    else:
        members.pop(name, None)
    return members
