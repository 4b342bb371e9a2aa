"""Random changes of payloads; the same seed gives the same mutants."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Slot: TypeAlias = "tuple[dict[str, Any] | list[Any], Any]"
"""A container, and the name or index of a value in it."""

# Each JSON type, and values on which validators could differ: limits of numbers, empty values, and names that have a
# meaning in JavaScript.
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -0.0, 1.0, 0.5, -1, 2, 1.0000000000000002, -5e-324, 5e-324, 1e308, 2**53 + 1, 10**30),
    *("", "0", "LIVE", "live", "text", "e\u0301", "\U0001f600", "\x00"),
    *([], [0], [[]], [None], {}, {"name": "Order", "score": 1}, {"name": "Order", "score": 1, "more": 0}, {"0": 0}),
)
NAMES = (
    "name",
    "score",
    "id",
    "lastIntent",
    "user",
    "internal",
    "",
    "0",
    "__proto__",
    "constructor",
    "a/b",
    "a~b",
    "$ref",
)


def mutants(examples: Sequence[Any], count: int, *, seed: str) -> list[Any]:
    """Return ``count`` different payloads, each an example with one to three changes."""
    random = Random(seed)
    mutants_by_text: dict[str, Any] = {}
    while len(mutants_by_text) < count:
        root = [copy.deepcopy(random.choice(examples))]
        for _ in range(random.choice((1, 1, 2, 3))):
            random.choice(CHANGES)(_slot(root, random), random)
        mutants_by_text.setdefault(json.dumps(root[0], sort_keys=True), root[0])
    return list(mutants_by_text.values())


def _slot(root: list[Any], random: Random) -> Slot:
    """Return a random place in the payload in ``root``; outer places are rarer, so they are chosen more often."""
    slot: Slot = (root, 0)
    while (value := _value(slot)) and isinstance(value, dict | list) and random.random() < 0.8:
        slot = (value, random.choice(list(value) if isinstance(value, dict) else range(len(value))))
    return slot


def _value(slot: Slot) -> Any:
    container, key = slot
    return container[key]


def _replace(slot: Slot, random: Random) -> None:
    container, key = slot
    container[key] = copy.deepcopy(random.choice(VALUES))


def _remove(slot: Slot, random: Random) -> None:
    container, key = slot
    if isinstance(container, dict):
        del container[key]
    else:
        _replace(slot, random)


def _rename(slot: Slot, random: Random) -> None:
    container, key = slot
    if isinstance(container, dict):
        container[random.choice([key.upper(), f"{key}s", *NAMES])] = container.pop(key)
    else:
        _add(slot, random)


def _add(slot: Slot, random: Random) -> None:
    value = _value(slot)
    if isinstance(value, dict):
        value[random.choice(NAMES)] = copy.deepcopy(random.choice(VALUES))
    elif isinstance(value, list):
        value.append(copy.deepcopy(random.choice(VALUES)))
    else:
        _replace(slot, random)


CHANGES: tuple[Callable[[Slot, Random], None], ...] = (_replace, _remove, _rename, _add)
