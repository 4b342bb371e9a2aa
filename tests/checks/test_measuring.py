"""The size of a value or a text as compact JSON."""

from __future__ import annotations

from typing import Any

import pytest

from chatlayer_session import UnsupportedType
from chatlayer_session.checks.size import compact_size, text_size


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (None, 4),
        (True, 4),
        (False, 5),
        (0, 1),
        (-12, 3),
        (0.5, 3),
        (1e22, 5),
        (float("nan"), 3),
        (float("-inf"), 9),
        ("", 2),
        ('a"b', 6),
        ("a\\b", 6),
        ("a b", 5),
        ('"\\/\b\f\n\r\t', 17),
        ("\x00\x1f\x7f", 15),
        ("\u00e9\u20ac\U0001f600\u2028", 14),
        ("\ud800", 8),
        ([], 2),
        ({}, 2),
        ([[], {}], 7),
        ({"a": [1, 2], "\u00e9": None}, 21),
        (10**400, 401),
    ],
)
def test_size_of_a_value_is_that_of_compact_json(value: Any, size: int) -> None:
    """It counts brackets, commas, colons, the fewest escapes, and numbers as Python writes them."""
    assert compact_size(value) == size


def test_huge_integer_is_measured() -> None:
    """Its digits are counted, at every power of ten around the limit of Python."""
    for digits in (1233, 1234, 4300, 5000, 10_007):
        assert compact_size(10 ** (digits - 1)) == digits
        assert compact_size(10**digits - 1) == digits
        assert compact_size(1 - 10**digits) == digits + 1


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (' { "a" : [ 1 , 2.50 ] } ', 14),
        ("1.0", 3),
        ("-0.0E+10", 8),
        (r'"\/"', 3),
        (r'"\" \\ \n"', 10),
        (r'"\u0022\u005c\u000a\u0001\u001F"', 20),
        (r'"\u00e9\u20AC\ud83d\ude00"', 11),
        (r'"\ud83d x"', 10),
        (r'"\\u0041"', 9),
        (r'"\ud83d\ud83d\ude00"', 12),
        ('"a b\\\\"', 7),
    ],
)
def test_size_of_a_text_ignores_white_space_and_needless_escapes(text: str, size: int) -> None:
    """Numbers count as they are spelled; a lone surrogate stays an escape."""
    assert text_size(text) == size


def test_deep_value_is_measured() -> None:
    """Measuring does not recurse."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert compact_size(value) == 200_002


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        (object(), "object"),
        ({"a": {1, 2}}, "set"),
        ([b"x"], "bytes"),
        ({1: 2}, "dict with a key of type int"),
    ],
)
def test_type_that_json_lacks_raises(value: Any, type_name: str) -> None:
    """A set, bytes, and a key that is a number raise an error with the name of the type."""
    with pytest.raises(UnsupportedType) as refused:
        compact_size(value)
    assert (refused.value.pointer, refused.value.type_name) == ("", type_name)


def test_value_that_contains_itself_raises() -> None:
    """A value that contains itself would have an endless size."""
    value: list[Any] = [{}]
    value[0]["a"] = value
    with pytest.raises(UnsupportedType) as refused:
        compact_size(value)
    assert (refused.value.pointer, refused.value.type_name) == ("", "list that contains itself")
