"""The fast parser rejects every text that it cannot decide, exactly at the limits."""

from __future__ import annotations

import pytest

from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.grammar import MAX_NESTING


def is_sure(text: str) -> bool:
    """Return whether the fast parser accepts a text."""
    try:
        parse_fast(text.encode())
    except NeedsStrictParse:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ('{"a":1}', True),
        (' { "a" : "b\\n" } ', True),
        (r'{"a":"\"\"","b":"\\"}', True),
        (r'{"a":"\u0041"}', True),
        ('{"a":1,"a":1}', False),
        ('{"a":1, "b":2, "a":1}', False),
        (r'{"a":"x","a":"\"\""}', False),
        (r'{"a":"x","a":"\u0022\u0022\u0022\u0022"}', False),
        (r'{"a":1,"a":"\u0022\u0022"}', False),
        (r'{"a":"\u0022"}', False),
        (r'{"\u0061":1, "a":2}', False),
    ],
)
def test_fast_parser_rejects_duplicate_keys(text: str, *, sure: bool) -> None:
    """Escaped quotation marks cannot hide a duplicate key; few texts without one are rejected with it."""
    assert is_sure(text) is sure


@pytest.mark.parametrize("levels", [MAX_NESTING - 1, MAX_NESTING, MAX_NESTING + 1, MAX_NESTING + 100])
@pytest.mark.parametrize(
    "inside",
    ["", "1", '""', '"]"', '"["', '"]","]"', r'"\"]\""', r'"\\"', r'"\\","]"', "[],[],{}", '{"a":[{}]}'],
)
def test_depth_ignores_strings(levels: int, inside: str) -> None:
    """Brackets and quotation marks in strings neither hide nor add levels."""
    more = {"[],[],{}": 1, '{"a":[{}]}': 3}.get(inside, 0)
    assert is_sure("[" * levels + inside + "]" * levels) is (levels + more <= MAX_NESTING)
    braces = levels - 1
    text = '{"a":' * braces + "[" + inside + "]" + "}" * braces
    assert is_sure(text) is (levels + more <= MAX_NESTING)


@pytest.mark.parametrize("levels", [MAX_NESTING, MAX_NESTING + 1])
@pytest.mark.parametrize("string", ['"]"', r'"\"]\""', r'"\\]\""', r'"\\"'])
def test_closing_bracket_in_a_string_ends_no_level(levels: int, string: str) -> None:
    """Nor does a bracket between escaped quotation marks, which look like the ends of strings."""
    assert is_sure(f"[{string}," + "[" * (levels - 1) + "]" * levels) is (levels <= MAX_NESTING)


def test_wide_document_is_not_deep() -> None:
    """Any number of containers side by side is accepted, also with brackets in strings."""
    assert is_sure("[" + ",".join(['{"a":[1,[2]]}'] * 5000) + "]")
    assert is_sure("[" + ",".join(['{"a[":[1,["]"]]}'] * 5000) + "]")


@pytest.mark.parametrize("before", [0, 1, 50, 76, 77, 78, 153, 154, 308, 400])
def test_integer_of_309_digits_is_rejected(before: int) -> None:
    """An integer of 308 digits fits a double at any place in the text; a longer one may not."""
    space = " " * before
    assert is_sure(f"[{space}{'9' * 308}]")
    assert not is_sure(f"[{space}{'9' * 309}]")
    assert not is_sure(f"[{space}-{'9' * 400}, 1]")


@pytest.mark.parametrize("size", [1, 2 << 20])
def test_large_text_is_checked_for_duplicate_keys(size: int) -> None:
    """A text of any size is compared with its value."""
    long = "x" * size
    assert parse_fast(f'{{"a": "{long}", "b": 1}}'.encode()) == {"a": long, "b": 1}
    with pytest.raises(NeedsStrictParse):
        parse_fast(f'{{"a": "{long}", "a": 1}}'.encode())
