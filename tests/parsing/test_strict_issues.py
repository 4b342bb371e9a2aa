"""The issues of text that has a value: NaN, half pairs, duplicate keys."""

from __future__ import annotations

import json
import math

import pytest

from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.parsing.grammar import MAX_NESTING
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.rules import Rule

NAN_HINT = "write `null`, or leave the field out"
NAN_MESSAGE = "NaN and infinity are not JSON numbers"
TOO_LARGE_HINT = "write it as a string"
TOO_LARGE_MESSAGE = "this number is too large for a double"
LONE_SURROGATE_HINT = "write both halves of the pair, or the character itself"
LONE_SURROGATE_MESSAGE = "half of a surrogate pair; the other half is missing"
DUPLICATE_KEY_HINT = "keep only one"


def issues_of(text: str) -> list[tuple[Rule, tuple[str | int, ...], object]]:
    """Return the rule, path and offset of each issue of a text."""
    return [(issue.rule, issue.path, issue.anchor) for issue in parse_strict(text)[1]]


@pytest.mark.parametrize(
    ("text", "path", "offset"),
    [
        ("NaN", (), 0),
        ("[Infinity]", (0,), 1),
        ('{"a":-Infinity}', ("a",), 5),
        ('{"a":[1,{"b": NaN}]}', ("a", 1, "b"), 14),
    ],
)
def test_nan_and_infinities_are_reported(text: str, path: tuple[str | int, ...], offset: int) -> None:
    """NaN and the infinities are parsed, and reported at their path and offset."""
    [issue] = parse_strict(text)[1]
    assert (issue.rule, issue.path, issue.anchor) == (Rule.NOT_A_NUMBER, path, offset)
    assert (issue.message, issue.hint) == (NAN_MESSAGE, NAN_HINT)


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1.8e308", "9" * 400, "-" + "9" * 400, "9" * 310 + ".5", "9" * 5000]
)
def test_numbers_too_large_for_a_double_are_reported(number: str) -> None:
    """The value is infinite, also for integers with more digits than Python converts."""
    value, issues = parse_strict(f'{{"a":{number}}}')
    assert value == {"a": math.copysign(math.inf, -1 if number.startswith("-") else 1)}
    [issue] = issues
    assert (issue.rule, issue.path, issue.anchor) == (Rule.NOT_A_NUMBER, ("a",), 5)
    assert (issue.message, issue.hint) == (TOO_LARGE_MESSAGE, TOO_LARGE_HINT)


def test_long_fraction_is_not_reported() -> None:
    """A fraction of thousands of digits fits a double."""
    assert parse_strict("0." + "1" * 5000) == (float("0." + "1" * 20), [])


@pytest.mark.parametrize(
    ("text", "path", "offset"),
    [
        ('"\\ud800"', (), 1),
        ('"\\uDFFF"', (), 1),
        ('["ab\\ud83d"]', (0,), 4),
        ('["\\ud83d\\ude00\\ud83d"]', (0,), 14),
        ('["\\ud83d\\ud83d\\ude00"]', (0,), 2),
        ('["\\ud83dx\\ude00"]', (0,), 2),
        ('["\\ude00\\ud83d"]', (0,), 2),
        ('["\\\\\\ud800"]', (0,), 4),
        ('["\\ud83d\\n"]', (0,), 2),
        ('["\\\\ud800\\ud801"]', (0,), 9),
        ('["\\ud800\\ue000"]', (0,), 2),
        ('["\\udbff"]', (0,), 2),
        ('["\\udc00"]', (0,), 2),
        ('["\\udc00\\ud83d\\ude00"]', (0,), 2),
        ('{"a\\ud800":1}', ("a\ud800",), 3),
        ('{"a":1,"\\ud800":2}', ("\ud800",), 8),
        ('{"a":1,"\\ud800"\t:2}', ("\ud800",), 8),
        ('{"a":[{"b":1,"\\ud800":[]}]}', ("a", 0, "\ud800"), 14),
        ('{"a":[{"b":1,"\\ud800":[]}]}'.replace(",", " ,"), ("a", 0, "\ud800"), 15),
        ('{"a":{"b":"\\ud800"}}', ("a", "b"), 11),
        ('["\u00e9\U0001f600\\ud800"]', (0,), 4),
    ],
)
def test_half_of_a_surrogate_pair_is_located_at_its_escape(text: str, path: tuple[str | int, ...], offset: int) -> None:
    """The offset is that of the first escape without its other half."""
    [issue] = parse_strict(text)[1]
    assert (issue.rule, issue.path, issue.anchor) == (Rule.ENCODING, path, offset)
    assert (issue.message, issue.hint) == (LONE_SURROGATE_MESSAGE, LONE_SURROGATE_HINT)


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00"',
        '"\\uD83D\\uDE00\\ud83d\\ude00"',
        '"\\\\ud800"',
        '"\\ud7ff\\ue000\\uffff"',
        '"\\ud800\\udc00"',
        '"\\udbff\\udfff"',
    ],
)
def test_whole_pairs_are_not_reported(text: str) -> None:
    """Two halves in a row are a character, and an escaped backslash starts no escape."""
    assert parse_strict(text) == (json.loads(text), [])


def test_duplicate_key_names_the_first_one() -> None:
    """The issue is at the second key and names the position of the first; the last value counts."""
    value, [issue] = parse_strict('{\n  "a": 1,\n  "a": 2\n}')
    assert value == {"a": 2}
    assert (issue.rule, issue.path, issue.hint) == (Rule.DUPLICATE_KEY, ("a",), DUPLICATE_KEY_HINT)
    assert issue.anchor == 14
    assert issue.message == "{key} is repeated; first at line 2, column 3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,"b":2}', []),
        ('{"a":1,"A":2}', []),
        ('{"a":{"a":1},"b":{"a":1}}', []),
        ('[{"a":1},{"a":1}]', []),
        ('{"a":1,"a":2}', [(("a",), 7)]),
        ('{"a":1,"b":2,"a":3,"a":4}', [(("a",), 13), (("a",), 19)]),
        ('{"a":1,"\\u0061":2}', [(("a",), 7)]),
        ('{"\\/":1,"/":2}', [(("/",), 8)]),
        ('{"":1,"":2}', [(("",), 6)]),
        ('[0,{"x":{"a":1,"a":2}}]', [((1, "x", "a"), 15)]),
        ('{"a":{"b":1,"b":2},"a":3}', [(("a", "b"), 12), (("a",), 19)]),
    ],
)
def test_keys_are_compared_after_their_escapes(text: str, expected: list[tuple[tuple[str | int, ...], int]]) -> None:
    """Equal keys are duplicates within one object only."""
    assert issues_of(text) == [(Rule.DUPLICATE_KEY, path, offset) for path, offset in expected]


def test_third_key_names_the_first_one() -> None:
    """Every duplicate names the position of the first key."""
    messages = [issue.message for issue in parse_strict('{"a":1,\n"a":2,\n"a":3}')[1]]
    assert messages == ["{key} is repeated; first at line 1, column 2"] * 2


def test_columns_count_code_points() -> None:
    """A character outside the basic plane is one column."""
    text = '{"\U0001f600\u00e9": NaN}'
    [issue] = parse_strict(text)[1]
    assert isinstance(issue.anchor, int)
    assert LineIndex(text).position(issue.anchor) == (1, 8)


def test_issues_are_limited() -> None:
    """Beyond the limit, issues are only counted, so that memory stays bounded."""
    instance, issues = parse_strict("[" + "NaN," * (MAX_ISSUES + 5) + "1]")
    assert isinstance(instance, list)
    assert len(instance) == MAX_ISSUES + 6
    assert (len(issues), issues.omitted) == (MAX_ISSUES, {Rule.NOT_A_NUMBER: 5})
    _, issues = parse_strict("[" + "NaN," * (MAX_ISSUES - 1) + "NaN]")
    assert (len(issues), issues.omitted) == (MAX_ISSUES, {})


def test_path_counts_items_from_zero() -> None:
    """Containers before an item count as well as scalars, with and without white space around the comma."""
    for separator in (",", " , ", "\n,\n"):
        text = separator.join(["[{}", "{}", "{}", '{"a": NaN}]'])
        assert [path for _, path, _ in issues_of(text)] == [(3, "a")]


def test_issues_of_the_last_key_are_kept_before_a_syntax_error() -> None:
    """A key without a value is compared with the others, and is the place of its own issues."""
    with pytest.raises(JsonSyntaxError) as caught:
        parse_strict('{"a": 1, "b": {}, "a": }')
    (issue,) = caught.value.issues
    assert (issue.rule, issue.path, issue.anchor) == (Rule.DUPLICATE_KEY, ("a",), 18)
    assert issue.message == "{key} is repeated; first at column 2"
    with pytest.raises(JsonSyntaxError) as caught:
        parse_strict('{"a": 1, "\\ud800": }')
    (issue,) = caught.value.issues
    assert (issue.rule, issue.path, issue.anchor) == (Rule.ENCODING, ("\ud800",), 10)
    deep = "[" * (MAX_NESTING - 1) + '{"a": 1, "a": }'
    with pytest.raises(JsonSyntaxError) as caught:
        parse_strict(deep)
    assert [issue.rule for issue in caught.value.issues] == [Rule.DUPLICATE_KEY]
