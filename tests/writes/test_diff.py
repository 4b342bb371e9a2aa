"""The differences between two JSON values: the deepest places, compared by value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session.jsonpointer import deep_copy
from chatlayer_session.writes.diff import MISSING, iter_differences

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)


def paths(before: Any, after: Any) -> list[tuple[str | int, ...]]:
    """Return the paths of the differences."""
    return [difference.path for difference in iter_differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1, 1.0),
        (0, -0.0),
        (10**25, 1e25),
        (2**63, float(2**63)),
        (float("nan"), float("nan")),
        ("a", "a"),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}),
        ([[], {}], [[], {}]),
        (None, None),
    ],
)
def test_equal_values_do_not_differ(before: Any, after: Any) -> None:
    """The spelling of numbers and the order of members do not count."""
    assert paths(before, after) == []
    assert paths([before], [after]) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        (None, False),
        (None, 0),
        (2**63, 2**63 + 1),
        (10**400, 1e300),
        (float("nan"), 0.0),
        ("e\u0301", "\u00e9"),
        ({}, []),
        ([], None),
        ("", None),
    ],
)
def test_different_values_differ(before: Any, after: Any) -> None:
    """`true` is different from 1, and strings are compared character by character."""
    for old, new in ((before, after), (after, before)):
        (difference,) = iter_differences(old, new)
        assert (difference.path, difference.before, difference.after) == ((), old, new)


def test_differences_are_the_deepest_places() -> None:
    """A missing member is one difference, with all of its content; items are compared by index."""
    before: dict[str, Any] = {"a": {"b": [1, {"c": 2}]}, "gone": {"x": {"y": 1}}, "same": [1]}
    after: dict[str, Any] = {"a": {"b": [1, {"c": 3, "d": {"e": 1}}, 4]}, "same": [1], "new": {"z": 1}}
    differences = iter_differences(before, after, ("root",))
    assert [(place.path, place.before, place.after) for place in differences] == [
        (("root", "a", "b", 1, "c"), 2, 3),
        (("root", "a", "b", 1, "d"), MISSING, {"e": 1}),
        (("root", "a", "b", 2), MISSING, 4),
        (("root", "gone"), {"x": {"y": 1}}, MISSING),
        (("root", "new"), MISSING, {"z": 1}),
    ]


def test_levels_are_counted_from_the_values() -> None:
    """Two sessions deep inside a document are compared to the same depth as two documents."""
    before: Any = 1
    after: Any = 2
    for _ in range(300):
        before, after = [before], [after]
    inside = ("data",) * 300
    (difference,) = iter_differences(before, after, inside)
    assert (difference.path, difference.before, difference.after) == ((*inside, *[0] * 300), 1, 2)


def test_null_differs_from_missing() -> None:
    """Null is a value."""
    (difference,) = iter_differences({"a": None}, {})
    assert (difference.before, difference.after) == (None, MISSING)


def test_values_below_500_levels_are_not_compared() -> None:
    """The comparison does not recurse, and ends even if a value contains itself."""

    def nested(levels: int, value: Any) -> Any:
        for _ in range(levels):
            value = [value]
        return value

    assert paths(nested(500, 1), nested(500, 2)) == [(0,) * 500]
    assert paths(nested(501, 1), nested(501, 2)) == []
    assert paths(nested(100_000, 1), nested(100_000, 2)) == []
    one: list[Any] = []
    other: list[Any] = []
    one.append(one)
    other.append(other)
    assert paths(one, other) == []


@given(VALUES)
def test_value_equals_its_json(value: Any) -> None:
    """Writing a value and reading it again changes nothing."""
    assert paths(value, json.loads(json.dumps(value))) == []


def apply_difference(value: Any, path: tuple[str | int, ...], after: Any) -> Any:
    """Return a value after one difference is applied to it."""
    if not path:
        return after
    step, *rest = path
    if after is MISSING and not rest:
        return (
            {name: member for name, member in value.items() if name != step}
            if isinstance(value, dict)
            else value[:step]
        )
    if isinstance(value, dict):
        return {**value, step: apply_difference(value.get(step), tuple(rest), after)}
    inner = value[step] if isinstance(step, int) and step < len(value) else None
    return [*value[:step], apply_difference(inner, tuple(rest), after), *value[int(step) + 1 :]]


@given(VALUES, VALUES)
def test_applying_all_differences_makes_values_equal(before: Any, after: Any) -> None:
    """The differences are complete, with the items of an array in their order."""
    value = before
    for difference in iter_differences(before, after):
        value = apply_difference(value, difference.path, difference.after)
    assert paths(value, after) == []


@given(VALUES)
def test_copy_is_equal_and_shares_nothing(value: Any) -> None:
    """Every list and dict in a copy is a new object."""
    copied_value = deep_copy(value)
    assert (copied_value, repr(copied_value)) == (value, repr(value))

    def containers(root: Any) -> set[int]:
        identities: set[int] = set()
        waiting = [root]
        while waiting:
            container = waiting.pop()
            if isinstance(container, dict | list):
                identities.add(id(container))
                waiting.extend(container.values() if isinstance(container, dict) else container)
        return identities

    assert not containers(value) & containers(copied_value)


def test_copy_can_have_any_depth() -> None:
    """Copying does not recurse."""
    value: Any = []
    for _ in range(100_000):
        value = {"a": value}
    inner = deep_copy(value)
    for _ in range(100_000):
        assert isinstance(inner, dict)
        inner = inner["a"]
    assert inner == []
