"""Payloads that were parsed elsewhere: what no JSON text could have said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..rules import Rule
from .limits import (
    LONE_SURROGATE_HINT,
    MAX_NESTING,
    NAN_HINT,
    NAN_MESSAGE,
    SURROGATE,
    TOO_DEEP_HINT,
    TOO_DEEP_MESSAGE,
    TOO_LARGE_HINT,
    TOO_LARGE_MESSAGE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue


PUNCTUATION = 9
"""Characters that a member or item takes at most beside its key and its value; ``false`` is the longest literal."""

BYTES_A_CHARACTER = 6
"""Bytes that a character takes at most: those of an escape such as ``\\u001f``."""

LONGEST_FLOAT = 25
"""Characters that a float takes at most."""


class NonJsonValue(TypeError):
    """The value at ``path`` is of a type that JSON does not have."""

    def __init__(self, path: InstancePath, type_name: str) -> None:
        super().__init__(path, type_name)
        self.path = path
        self.type_name = type_name


def inspect_python(value: object) -> tuple[JsonValue, tuple[Issue, ...], float]:
    """Return the value, what is wrong with it, and a number of bytes that it takes at most as compact JSON.

    That number is far above the size, for it is to cost nothing; it is infinite where things stand in several places.

    Raises:
        NonJsonValue: a value in it is of a type that JSON does not have, or contains itself.
    """
    inspector = _Inspector()
    inspector.run(value)
    return cast("JsonValue", value), inspector.observations.to_tuple(), BYTES_A_CHARACTER * inspector.length


class _Inspector:
    def __init__(self) -> None:
        self.observations = IssueList()
        self.path: list[str | int] = []
        self.open: set[int] = set()
        self.deepest: dict[int, int] = {}
        self.too_deep = False
        self.length: float = 0

    def run(self, value: object) -> None:
        """Walk the value without recursion, so that no depth is too much."""
        walks = [self.children(value)]
        containers: list[object] = [value]
        while walks:
            child = next(walks[-1], None)
            if child is None:
                walks.pop()
                self.open.discard(id(containers.pop()))
                del self.path[-1:]
                continue
            step, inner = child
            self.path.append(step)
            walks.append(self.children(inner))
            containers.append(inner)

    def children(self, value: object) -> Iterator[tuple[str | int, object]]:
        if isinstance(value, dict | list):
            container = cast("dict[object, object] | list[object]", value)
            return self.members(container) if self.enter(container) else iter(())
        self.scalar(value)
        return iter(())

    def enter(self, container: dict[object, object] | list[object]) -> bool:
        """Say whether to look inside: not a second time at the same depth, and not too deep."""
        depth = len(self.path) + 1
        if id(container) in self.open:
            raise NonJsonValue(tuple(self.path), f"{type(container).__name__} that contains itself")
        if depth > MAX_NESTING:
            if not self.too_deep:
                self.too_deep = True
                self.report(Rule.TOO_DEEP, TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
            return False
        if self.deepest.get(id(container), 0) >= depth:
            # What is in several places takes its size in each of them.
            self.length = math.inf
            return False
        self.deepest[id(container)] = depth
        self.open.add(id(container))
        return True

    def members(self, container: dict[object, object] | list[object]) -> Iterator[tuple[str | int, object]]:
        self.length += PUNCTUATION + PUNCTUATION * len(container)
        if isinstance(container, list):
            yield from enumerate(container)
            return
        for key, value in container.items():
            if not isinstance(key, str):
                raise NonJsonValue(tuple(self.path), f"dict with a key of type {type(key).__name__}")
            self.length += len(key)
            if SURROGATE.search(key):
                self.surrogate(key)
            yield key, value

    def scalar(self, value: object) -> None:
        if isinstance(value, str):
            self.length += len(value)
            if SURROGATE.search(value):
                self.surrogate()
        elif isinstance(value, float):
            self.length += LONGEST_FLOAT
            if not math.isfinite(value):
                self.report(Rule.NOT_A_NUMBER, NAN_MESSAGE, NAN_HINT)
        elif isinstance(value, int) and not isinstance(value, bool):
            # Three bits make less than one digit.
            self.length += value.bit_length() // 3 + 2
            try:
                float(value)
            except OverflowError:
                self.report(Rule.NOT_A_NUMBER, TOO_LARGE_MESSAGE, TOO_LARGE_HINT)
        elif value is not None and not isinstance(value, bool):
            raise NonJsonValue(tuple(self.path), type(value).__name__)

    def surrogate(self, *key: str) -> None:
        message = "the text holds half of a surrogate pair, which stands for no character"
        self.report(Rule.ENCODING, message, LONE_SURROGATE_HINT, *key)

    def report(self, rule: Rule, message: str, hint: str, *key: str) -> None:
        if self.observations.try_reserve():
            path = (*self.path, *key)
            self.observations.append(Issue(rule, path, Anchor(path, AnchorPart.VALUE), message, hint))
