"""What differs between two JSON values: the deepest places, by what values are worth."""

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
    return [each.path for each in iter_differences(before, after)]


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
def test_values_that_are_worth_the_same_do_not_differ(before: Any, after: Any) -> None:
    """How a number is spelled and in which order members stand says nothing."""
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
def test_values_that_are_not_worth_the_same_differ(before: Any, after: Any) -> None:
    """True is no number, and text is compared character by character."""
    for old, new in ((before, after), (after, before)):
        (difference,) = iter_differences(old, new)
        assert (difference.path, difference.before, difference.after) == ((), old, new)


def test_the_deepest_places_are_told() -> None:
    """What one of the two lacks is one place, with all that is in it; items are compared by their index."""
    before: dict[str, Any] = {"a": {"b": [1, {"c": 2}]}, "gone": {"x": {"y": 1}}, "same": [1]}
    after: dict[str, Any] = {"a": {"b": [1, {"c": 3, "d": {"e": 1}}, 4]}, "same": [1], "new": {"z": 1}}
    found = [(each.path, each.before, each.after) for each in iter_differences(before, after, ("root",))]
    assert found == [
        (("root", "a", "b", 1, "c"), 2, 3),
        (("root", "a", "b", 1, "d"), MISSING, {"e": 1}),
        (("root", "a", "b", 2), MISSING, 4),
        (("root", "gone"), {"x": {"y": 1}}, MISSING),
        (("root", "new"), MISSING, {"z": 1}),
    ]


def test_levels_are_counted_from_where_the_values_stand() -> None:
    """Two sessions deep inside a document are compared as deep as two that are documents."""
    before: Any = 1
    after: Any = 2
    for _ in range(300):
        before, after = [before], [after]
    inside = ("data",) * 300
    (told,) = iter_differences(before, after, inside)
    assert (told.path, told.before, told.after) == ((*inside, *[0] * 300), 1, 2)


def test_a_member_that_is_null_is_not_one_that_is_absent() -> None:
    """Null is a value."""
    (difference,) = iter_differences({"a": None}, {})
    assert (difference.before, difference.after) == (None, MISSING)


def test_no_depth_is_too_much_and_below_500_levels_nothing_is_compared() -> None:
    """Comparing does not recurse, and ends also where a value contains itself."""

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
def test_a_value_does_not_differ_from_what_its_json_says(value: Any) -> None:
    """Writing a value and reading it again changes nothing."""
    assert paths(value, json.loads(json.dumps(value))) == []


def put_right(value: Any, path: tuple[str | int, ...], after: Any) -> Any:
    """Return a value with what a difference says put in its place."""
    if not path:
        return after
    step, *rest = path
    if after is MISSING and not rest:
        return {name: each for name, each in value.items() if name != step} if isinstance(value, dict) else value[:step]
    if isinstance(value, dict):
        return {**value, step: put_right(value.get(step), tuple(rest), after)}
    inner = value[step] if isinstance(step, int) and step < len(value) else None
    return [*value[:step], put_right(inner, tuple(rest), after), *value[int(step) + 1 :]]


@given(VALUES, VALUES)
def test_putting_every_difference_right_makes_the_values_equal(before: Any, after: Any) -> None:
    """The differences say all that is to be changed, with the items of an array in their order."""
    value = before
    for each in iter_differences(before, after):
        value = put_right(value, each.path, each.after)
    assert paths(value, after) == []


@given(VALUES)
def test_a_copy_is_equal_and_shares_nothing(value: Any) -> None:
    """Every list and dict in it is another one."""
    copied_value = deep_copy(value)
    assert (copied_value, repr(copied_value)) == (value, repr(value))

    def containers(root: Any) -> set[int]:
        found: set[int] = set()
        waiting = [root]
        while waiting:
            each = waiting.pop()
            if isinstance(each, dict | list):
                found.add(id(each))
                waiting.extend(each.values() if isinstance(each, dict) else each)
        return found

    assert not containers(value) & containers(copied_value)


def test_a_copy_may_be_of_any_depth() -> None:
    """Copying does not recurse."""
    value: Any = []
    for _ in range(100_000):
        value = {"a": value}
    found = deep_copy(value)
    for _ in range(100_000):
        assert isinstance(found, dict)
        found = found["a"]
    assert found == []
