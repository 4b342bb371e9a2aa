"""Text read by a parser in C: what it cannot vouch for is refused, exactly at the limits."""

from __future__ import annotations

import pytest

from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.grammar import MAX_NESTING


def is_sure(text: str) -> bool:
    """Say whether a text is read quickly."""
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
def test_a_text_with_a_key_twice_is_never_read_quickly(text: str, *, sure: bool) -> None:
    """Even where escaped quotation marks make up for those of the key; few texts without are left aside with it."""
    assert is_sure(text) is sure


@pytest.mark.parametrize("levels", [MAX_NESTING - 1, MAX_NESTING, MAX_NESTING + 1, MAX_NESTING + 100])
@pytest.mark.parametrize(
    "inside",
    ["", "1", '""', '"]"', '"["', '"]","]"', r'"\"]\""', r'"\\"', r'"\\","]"', "[],[],{}", '{"a":[{}]}'],
)
def test_depth_is_told_whatever_stands_in_strings(levels: int, inside: str) -> None:
    """Brackets and quotation marks inside strings neither hide levels nor add any."""
    more = {"[],[],{}": 1, '{"a":[{}]}': 3}.get(inside, 0)
    assert is_sure("[" * levels + inside + "]" * levels) is (levels + more <= MAX_NESTING)
    braces = levels - 1
    text = '{"a":' * braces + "[" + inside + "]" + "}" * braces
    assert is_sure(text) is (levels + more <= MAX_NESTING)


@pytest.mark.parametrize("levels", [MAX_NESTING, MAX_NESTING + 1])
@pytest.mark.parametrize("string", ['"]"', r'"\"]\""', r'"\\]\""', r'"\\"'])
def test_a_closing_bracket_in_a_string_takes_no_level_away(levels: int, string: str) -> None:
    """Nor does one between escaped quotation marks, which look like the edges of strings."""
    assert is_sure(f"[{string}," + "[" * (levels - 1) + "]" * levels) is (levels <= MAX_NESTING)


def test_a_wide_document_is_not_deep() -> None:
    """Any number of containers beside each other is read, with brackets in strings too."""
    assert is_sure("[" + ",".join(['{"a":[1,[2]]}'] * 5000) + "]")
    assert is_sure("[" + ",".join(['{"a[":[1,["]"]]}'] * 5000) + "]")


@pytest.mark.parametrize("before", [0, 1, 50, 76, 77, 78, 153, 154, 308, 400])
def test_an_integer_is_refused_from_309_digits_on(before: int) -> None:
    """Wherever in the text it stands: one of 308 digits is within the range of a double, a longer one may not be."""
    space = " " * before
    assert is_sure(f"[{space}{'9' * 308}]")
    assert not is_sure(f"[{space}{'9' * 309}]")
    assert not is_sure(f"[{space}-{'9' * 400}, 1]")
