"""Inspection of parsed payloads."""

from __future__ import annotations

import collections
import copy
import math
from decimal import Decimal
from typing import Any

import pytest

from chatlayer_session.checks.size import compact_size
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.grammar import MAX_NESTING
from chatlayer_session.parsing.python_values import NonJsonValue, inspect_python
from chatlayer_session.rules import Rule

NAN_HINT = "write `null`, or leave the field out"
TOO_LARGE_HINT = "write it as a string"
LONE_SURROGATE_HINT = "write both halves of the pair, or the character itself"
TOO_DEEP_HINT = "flatten the value, or store it as a string"


def inspected_issues(value: object) -> list[tuple[Rule, tuple[str | int, ...]]]:
    """Return the rule and the path of each issue of a value."""
    return [(issue.rule, issue.path) for issue in inspect_python(value)[1]]


def nested(levels: int) -> Any:
    """Return arrays in arrays, objects at every second level."""
    value: Any = []
    for level in range(levels - 1):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -1, 1.5, "", "a\U0001f600", [], {}, {"a": [1, {"b": None}]}, 10**300, collections.OrderedDict(a=1)],
)
def test_json_value_is_returned_unchanged(value: object) -> None:
    """The same object is returned, without an issue."""
    returned, issues, _ = inspect_python(value)
    assert returned is value
    assert issues == []


@pytest.mark.parametrize(
    ("value", "path"),
    [(math.nan, ()), ([math.inf], (0,)), ({"a": [0, -math.inf]}, ("a", 1)), (10**400, ()), ({"a": -(10**400)}, ("a",))],
)
def test_numbers_that_json_lacks_are_reported(value: object, path: tuple[str | int, ...]) -> None:
    """NaN, infinities, and integers too large for a double are reported at their path."""
    [issue] = inspect_python(value)[1]
    assert issue.hint in {NAN_HINT, TOO_LARGE_HINT}
    assert (issue.rule, issue.path) == (Rule.NOT_A_NUMBER, path)
    assert issue.anchor == Anchor(path, AnchorPart.VALUE)


@pytest.mark.parametrize(
    ("value", "path"),
    [("\ud800", ()), (["a\udfff"], (0,)), ({"a": {"b\ud800": 1}}, ("a", "b\ud800")), ({"a": "\ud83d\ude00"}, ("a",))],
)
def test_lone_surrogates_are_reported(value: object, path: tuple[str | int, ...]) -> None:
    """They are reported in strings and in keys."""
    assert inspected_issues(value) == [(Rule.ENCODING, path)]
    [issue] = inspect_python(value)[1]
    assert issue.message == "half of a surrogate pair; the other half is missing"
    assert issue.hint == LONE_SURROGATE_HINT


@pytest.mark.parametrize(
    ("value", "path", "type_name"),
    [
        ((1,), (), "tuple"),
        ({1}, (), "set"),
        ([b"a"], (0,), "bytes"),
        ({"a": Decimal(1)}, ("a",), "Decimal"),
        ({"a": [object()]}, ("a", 0), "object"),
        ({"a": {1: 2}}, ("a",), "dict with a key of type int"),
        ({None: 2}, (), "dict with a key of type NoneType"),
        (1j, (), "complex"),
    ],
)
def test_types_that_json_lacks_raise(value: object, path: tuple[str | int, ...], type_name: str) -> None:
    """The error has the place and the type, not the value."""
    with pytest.raises(NonJsonValue) as refused:
        inspect_python(value)
    assert (refused.value.path, refused.value.type_name) == refused.value.args == (path, type_name)


def test_container_that_contains_itself_raises() -> None:
    """The error names the place of the repetition, at any depth."""
    inner: list[Any] = []
    inner.append({"b": inner})
    with pytest.raises(NonJsonValue) as refused:
        inspect_python({"a": inner})
    assert refused.value.path == ("a", 0, "b")
    assert refused.value.type_name == "list that contains itself"


@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize(
    "part",
    [
        None,
        False,
        -(10**300),
        -1.7976931348623157e308,
        "x" * 90,
        "\x00\ud800",
        {"\x1f" * 40: 1},
        {"a": {"b": {}}},
        [[], [[]]],
    ],
)
def test_size_bound_is_an_upper_bound(part: Any, count: int) -> None:
    """The bound may be generous but not endless: a small value need not be measured."""
    value = [copy.deepcopy(part) for _ in range(count)]
    most = inspect_python({"a": value, "b": part})[2] if count == 1 else inspect_python(value)[2]
    size = compact_size(value)
    assert size <= most <= 60 * size + 2000
    shared: list[Any] = [part, [part]]
    assert inspect_python([shared, shared])[2] == math.inf


def test_container_in_two_places_is_accepted() -> None:
    """It is not a cycle, and a problem in it is reported at least once."""
    shared = {"x": [math.nan]}
    assert inspect_python([{"y": 1}] * 3)[1] == []
    assert (Rule.NOT_A_NUMBER, ("a", "x", 0)) in inspected_issues({"a": shared, "b": shared})


def test_shared_containers_are_inspected_once() -> None:
    """Forty levels of a list that contains the next one twice are 2 to the 40 paths, but forty visits."""
    value: list[Any] = []
    for _ in range(40):
        value = [value, value]
    assert inspect_python(value)[1] == []


@pytest.mark.parametrize("levels", [1, MAX_NESTING - 1, MAX_NESTING])
def test_nesting_up_to_the_limit_is_accepted(levels: int) -> None:
    """500 levels of arrays and objects are accepted."""
    assert inspect_python(nested(levels))[1] == []


@pytest.mark.parametrize("levels", [MAX_NESTING + 1, MAX_NESTING + 2, 100_000])
def test_nesting_beyond_the_limit_is_reported_once(levels: int) -> None:
    """The finding is at the first container that is too deep, without a recursion error."""
    values = [nested(levels), nested(levels)]
    [issue] = inspect_python(values)[1]
    assert (issue.rule, issue.hint) == (Rule.TOO_DEEP, TOO_DEEP_HINT)
    assert len(issue.path) == MAX_NESTING
    for value in values:
        inner = value
        while inner:
            # Taking it apart by hand keeps the interpreter from doing so by recursion.
            inner = inner.popitem()[1] if isinstance(inner, dict) else inner.pop()


def test_value_after_a_deep_value_is_inspected() -> None:
    """A problem after the deep value is reported too."""
    assert [rule for rule, _ in inspected_issues([nested(MAX_NESTING), math.nan])] == [Rule.TOO_DEEP, Rule.NOT_A_NUMBER]
