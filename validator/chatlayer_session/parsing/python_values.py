"""Payloads that were parsed elsewhere, and can contain what no JSON text contains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..rules import Rule, describe
from .grammar import MAX_NESTING, SURROGATE, is_double

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue
    from ..rules import Wording

PUNCTUATION = 9
"""Most characters of a member or item, its key and value not counted; ``false`` is the longest literal."""

BYTES_PER_CHARACTER = 6
"""Most bytes of a character: those of an escape such as ``\\u001f``."""

MAX_FLOAT_LENGTH = 25
"""Most characters of a float."""


class NonJsonValue(TypeError):
    """The value at ``path`` is of a type that JSON does not have."""

    def __init__(self, path: InstancePath, type_name: str) -> None:
        super().__init__(path, type_name)
        self.path = path
        self.type_name = type_name


def inspect_python(value: object) -> tuple[JsonValue, IssueList, float]:
    """Return the value, the issues in it, and an upper bound for its bytes as compact JSON.

    The bound is cheap to compute and far above the size; it is infinite if an object is in the value more than once.

    Raises:
        NonJsonValue: a value in it has a type that JSON does not have, or contains itself.
    """
    inspector = _Inspector()
    inspector.run(value)
    return cast("JsonValue", value), inspector.issues, BYTES_PER_CHARACTER * inspector.length


class _Inspector:
    def __init__(self) -> None:
        self.issues = IssueList()
        self.path: list[str | int] = []
        self.open: set[int] = set()
        self.deepest: dict[int, int] = {}
        self.too_deep = False
        self.length: float = 0

    def run(self, value: object) -> None:
        """Walk the value without recursion, for any depth."""
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
        """Return whether to look inside: not again at the same depth, and not too deep."""
        depth = len(self.path) + 1
        if id(container) in self.open:
            raise NonJsonValue(tuple(self.path), f"{type(container).__name__} that contains itself")
        if depth > MAX_NESTING:
            if not self.too_deep:
                self.too_deep = True
                self.report(Rule.TOO_DEEP, describe(Rule.TOO_DEEP, "nesting", levels=MAX_NESTING))
            return False
        if self.deepest.get(id(container), 0) >= depth:
            # An object counts each time it is in the value.
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
            self.length += MAX_FLOAT_LENGTH
            if not is_double(value):
                self.report(Rule.NOT_A_NUMBER, describe(Rule.NOT_A_NUMBER, "nan"))
        elif isinstance(value, int) and not isinstance(value, bool):
            # Three bits are less than one digit.
            self.length += value.bit_length() // 3 + 2
            if not is_double(value):
                self.report(Rule.NOT_A_NUMBER, describe(Rule.NOT_A_NUMBER, "too-large"))
        elif value is not None and not isinstance(value, bool):
            raise NonJsonValue(tuple(self.path), type(value).__name__)

    def surrogate(self, *key: str) -> None:
        self.report(Rule.ENCODING, describe(Rule.ENCODING, "surrogate", "escape"), *key)

    def report(self, rule: Rule, wording: Wording, *key: str) -> None:
        if self.issues.try_reserve(rule):
            path = (*self.path, *key)
            self.issues.append(Issue(rule, path, Anchor(path, AnchorPart.VALUE), *wording))
