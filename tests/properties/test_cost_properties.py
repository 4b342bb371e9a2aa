"""Time and memory grow no faster than the input, for families of input that a search found to cost much."""

from __future__ import annotations

import json

import pytest

from .cost import ENTRANCES, FAMILIES, MEMBERS, Family, member, seconds

SEARCHED = [(entrance, tuple(family)) for entrance, family in json.loads(FAMILIES.read_text(encoding="utf-8"))]

FOUND_IN_USE: list[tuple[str, Family]] = [
    ("bytes", ('{"a":', "1", "", "", "x}")),
    ("bytes", ('{"a": "', "] ", "", "", ',\n"b": 1}')),
    ("bytes", ('["x\n"a"', " ", "", "", "x\n]")),
    ("bytes", ("", "\0", "", "", "")),
    ("bytes", (MEMBERS + ', "nlp": {"intents": [', '{"name":"a","score":1},', "", "", "1]}}")),
    ("bytes", (MEMBERS + ",", '"k<number>":1,', "", "", '"b": 1}')),
    ("text", ('{"a": "', "\\ud800", "", "", '"}')),
    ("run", ("", MEMBERS + ', "k<number>": 1}\n', "", "", "")),
]
"""Families that took quadratic time once, or that real payloads resemble."""

MEASURABLE = 0.05
"""Seconds of processor time from which growth can be measured."""

MAX_SIZE = 1_000_000
"""Characters of the smaller of two inputs whose cost is compared, even if it costs less than `MEASURABLE`."""

REPEATS = 5
MAX_GROWTH = 6
"""Times that four times the input may cost; time that grows with the square costs sixteen times."""

SPARE_MEMORY = 100_000_000
MEMORY_PER_BYTE = 8


def measurable_size(entrance: str, family: Family) -> int:
    """Return the number of characters at which validation takes `MEASURABLE` seconds."""
    size = 4_000
    while size < MAX_SIZE:
        action = ENTRANCES[entrance](member(family, size))
        assert action is not None
        if seconds(action) > MEASURABLE:
            break
        size *= 2
    return size


def grows_too_fast(entrance: str, family: Family) -> bool:
    """Return whether four times the input costs more than `MAX_GROWTH` times as much; each cost is the best of five."""
    size = measurable_size(entrance, family)
    small, large = (ENTRANCES[entrance](member(family, length)) for length in (size, 4 * size))
    assert small is not None
    assert large is not None
    limit = MAX_GROWTH * min(seconds(small) for _ in range(REPEATS))
    return all(seconds(large) > limit for _ in range(REPEATS))


@pytest.mark.parametrize(("entrance", "family"), [*FOUND_IN_USE, *SEARCHED])
def test_cost_grows_with_the_input(entrance: str, family: Family) -> None:
    """Four times the input costs less than six times as much; a measurement disturbed by the machine is repeated."""
    assert not grows_too_fast(entrance, family) or not grows_too_fast(entrance, family)
