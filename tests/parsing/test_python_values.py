"""Payloads that were parsed elsewhere."""

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


def seen(value: object) -> list[tuple[Rule, tuple[str | int, ...]]]:
    """Return rule and path of what is told of a value."""
    return [(each.rule, each.path) for each in inspect_python(value)[1]]


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
def test_json_values_are_returned_as_they_are(value: object) -> None:
    """The same object, and nothing told."""
    returned, observations, _ = inspect_python(value)
    assert returned is value
    assert observations == ()


@pytest.mark.parametrize(
    ("value", "path"),
    [(math.nan, ()), ([math.inf], (0,)), ({"a": [0, -math.inf]}, ("a", 1)), (10**400, ()), ({"a": -(10**400)}, ("a",))],
)
def test_numbers_that_json_lacks_are_told_at_their_path(value: object, path: tuple[str | int, ...]) -> None:
    """NaN, the infinities, and integers that no double can hold."""
    [observation] = inspect_python(value)[1]
    assert observation.hint in {NAN_HINT, TOO_LARGE_HINT}
    assert (observation.rule, observation.path) == (Rule.NOT_A_NUMBER, path)
    assert observation.anchor == Anchor(path, AnchorPart.VALUE)


@pytest.mark.parametrize(
    ("value", "path"),
    [("\ud800", ()), (["a\udfff"], (0,)), ({"a": {"b\ud800": 1}}, ("a", "b\ud800")), ({"a": "\ud83d\ude00"}, ("a",))],
)
def test_halves_of_surrogate_pairs_are_told(value: object, path: tuple[str | int, ...]) -> None:
    """In strings and in keys."""
    assert seen(value) == [(Rule.ENCODING, path)]
    [observation] = inspect_python(value)[1]
    assert observation.message == "half of a surrogate pair is not a character"
    assert observation.hint == LONE_SURROGATE_HINT


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
def test_types_that_json_lacks_are_refused(value: object, path: tuple[str | int, ...], type_name: str) -> None:
    """With the place and the type, and not the value."""
    with pytest.raises(NonJsonValue) as refused:
        inspect_python(value)
    assert (refused.value.path, refused.value.type_name) == refused.value.args == (path, type_name)


def test_a_container_that_contains_itself_is_refused() -> None:
    """At the place where it is met again, at any depth."""
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
def test_a_value_takes_no_more_bytes_than_is_said(part: Any, count: int) -> None:
    """By far, but not without bound: what cannot be large need not be measured."""
    value = [copy.deepcopy(part) for _ in range(count)]
    most = inspect_python({"a": value, "b": part})[2] if count == 1 else inspect_python(value)[2]
    size = compact_size(value)
    assert size <= most <= 60 * size + 2000
    shared: list[Any] = [part, [part]]
    assert inspect_python([shared, shared])[2] == math.inf


def test_a_container_that_stands_in_two_places_is_fine() -> None:
    """It is no cycle; what is wrong inside is told once at least."""
    shared = {"x": [math.nan]}
    assert inspect_python([{"y": 1}] * 3)[1] == ()
    assert (Rule.NOT_A_NUMBER, ("a", "x", 0)) in seen({"a": shared, "b": shared})


def test_containers_that_share_their_parts_many_times_over_are_quick() -> None:
    """Forty levels of a list that holds the next one twice are 2 to the 40 paths, and forty visits."""
    value: list[Any] = []
    for _ in range(40):
        value = [value, value]
    assert inspect_python(value)[1] == ()


@pytest.mark.parametrize("levels", [1, MAX_NESTING - 1, MAX_NESTING])
def test_nesting_up_to_the_limit_is_fine(levels: int) -> None:
    """500 levels of arrays and objects."""
    assert inspect_python(nested(levels))[1] == ()


@pytest.mark.parametrize("levels", [MAX_NESTING + 1, MAX_NESTING + 2, 100_000])
def test_nesting_beyond_the_limit_is_told_once(levels: int) -> None:
    """At the container that is one level too deep, without a recursion that ends badly."""
    values = [nested(levels), nested(levels)]
    [observation] = inspect_python(values)[1]
    assert (observation.rule, observation.hint) == (Rule.TOO_DEEP, TOO_DEEP_HINT)
    assert len(observation.path) == MAX_NESTING
    for value in values:
        inner = value
        while inner:
            # Taking it apart by hand keeps the interpreter from doing so by recursion.
            inner = inner.popitem()[1] if isinstance(inner, dict) else inner.pop()


def test_what_is_beside_a_value_too_deep_is_looked_at() -> None:
    """A finding behind the deep value is told too."""
    assert [rule for rule, _ in seen([nested(MAX_NESTING), math.nan])] == [Rule.TOO_DEEP, Rule.NOT_A_NUMBER]
