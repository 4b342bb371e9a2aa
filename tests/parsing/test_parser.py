"""The grammar of JSON: accepted texts, and the offsets at which others are rejected."""

from __future__ import annotations

import json
import math

import pytest

from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.rules import Rule

from .conftest import stop


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "1",
        "-7",
        "1.5",
        "1e5",
        "1E+5",
        "1e-400",
        "0.1e-2",
        '""',
        '"a"',
        '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
        '"\\u00e9\\u00E9"',
        '"\\ud83d\\ude00"',
        '"\x7f\u2028\U0001f600"',
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        '{"a":{}}',
        " [ 1 , 2 ] ",
        '\t{\r\n"a"\n:\r1\t}\n',
        '{"":1}',
        '{"a":[1,{"b":[null]}],"c":"d"}',
        "12345678901234567890",
        "[1.7976931348623157e308]",
    ],
)
def test_strict_json_equals_the_standard_library(text: str) -> None:
    """The value is the same, including the type of each number, and there is no issue."""
    value, issues = parse_strict(text)
    assert json.dumps(value) == json.dumps(json.loads(text))
    assert issues == []


def test_numbers_keep_their_type_and_sign() -> None:
    """An integer of any length stays an integer; minus zero keeps its sign only as a float."""
    digits = "9" * 300
    value, issues = parse_strict(f"[{digits},-0,-0.0,1e-400,1.0]")
    assert issues == []
    assert isinstance(value, list)
    whole, zero, minus_zero, tiny, one = value
    assert whole == int(digits)
    assert (zero, type(zero)) == (0, int)
    assert math.copysign(1, minus_zero if isinstance(minus_zero, float) else 1) == -1
    assert tiny == 0
    assert isinstance(one, float)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        (" \n", 2),
        ("nul", 0),
        ("NULL", 0),
        ("True", 0),
        ("FALSE", 0),
        ("nan", 0),
        ("+Infinity", 0),
        ("infinity", 0),
        ("[truefalse]", 5),
        ("[nullx]", 5),
        ("01", 1),
        ("-01", 2),
        ("+1", 0),
        (".5", 0),
        ("1.", 1),
        ("1.e5", 1),
        ("1e", 1),
        ("1e+", 1),
        ("0x1", 1),
        ("-", 0),
        ("--1", 0),
        ("1_0", 1),
        ("\u0663", 0),
        ("1\u0663", 1),
        ("[1 2]", 3),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1,,2]", 3),
        ("[1", 2),
        ("[", 1),
        ("]", 0),
        ("[}", 1),
        ("{]", 1),
        ("{,}", 1),
        ('{"a"}', 4),
        ('{"a" 1}', 5),
        ('{"a":}', 5),
        ('{"a":1,}', 7),
        ('{"a":1 "b":2}', 7),
        ("{1:2}", 1),
        ("{a:1}", 1),
        ("{null:1}", 1),
        ("{'a':1}", 1),
        ('{"a"::1}', 5),
        ('{"a":1', 6),
        ('{"a":1}}', 7),
        ("[1]]", 3),
        ("{} {}", 3),
        ("{}{}", 2),
        ("1 2", 2),
        ("[] x", 3),
        ("[1]// x", 3),
        ("/**/[1]", 0),
        ("[1]#", 3),
        ("[1:2]", 2),
        ('["a":1]', 4),
        ('{"a","b"}', 4),
        ('"a', 0),
        ('"', 0),
        ('["a\\"]', 1),
        ('"a"b"', 3),
        ("'a'", 0),
        ('"\\x"', 0),
        ('"\\u12"', 0),
        ('"\\u12g4"', 0),
        ('"\\U0041"', 0),
        ('"\\', 0),
        ('"\\u', 0),
        ("\ufeff[1]", 0),
        ("[1\xa0]", 2),
        ("[1\x0b]", 2),
        ("[1\x0c]", 2),
        ("[1\u2028]", 2),
        ("[1\u200b]", 2),
        ("[1]\x00", 3),
        ("\x00", 0),
        (",", 0),
        (":", 0),
        ("1,", 1),
        ('{"a":1},', 7),
    ],
)
def test_invalid_json_is_rejected_at_its_offset(text: str, offset: int) -> None:
    """The offset is that of the first wrong token, or of the end of the text."""
    assert stop(text) == offset


@pytest.mark.parametrize("code", range(32))
def test_control_characters_must_be_escaped(code: int) -> None:
    """Each of the 32 is allowed only as an escape; outside strings only four are white space."""
    assert stop(f'["a{chr(code)}b"]') == 1
    assert parse_strict(f'["a\\u{code:04x}b"]') == ([f"a{chr(code)}b"], [])
    if chr(code) in "\t\n\r":
        assert parse_strict(f"[1{chr(code)}]") == ([1], [])
    else:
        assert stop(f"[1{chr(code)}]") == 2


@pytest.mark.parametrize("character", [chr(code) for code in range(32, 127)])
def test_escapes_are_those_of_json(character: str) -> None:
    """Eight characters may follow a backslash, and a u with four hex digits; no other."""
    if character in '"\\/bfnrt':
        assert parse_strict(f'["\\{character}"]')[1] == []
    else:
        assert stop(f'["\\{character}"]') == 1
    assert parse_strict('["\\u0041"]') == (["A"], [])


def test_issues_before_a_syntax_error_are_kept() -> None:
    """The error has the issues of the text before it."""
    with pytest.raises(JsonSyntaxError) as refused:
        parse_strict('{"a":NaN,"a":"\\ud800",}')
    assert [issue.rule for issue in refused.value.issues] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.ENCODING]
    assert refused.value.offset == 22


def test_large_document_is_parsed() -> None:
    """12 MB on one line are parsed, and rejected with one bracket missing."""
    text = "[" + ",".join(['{"text":"' + "hello " * 50 + '","n":[1,2]}'] * 38_000) + "]"
    assert len(text) > 12_000_000
    value, issues = parse_strict(text)
    assert issues == []
    assert isinstance(value, list)
    assert len(value) == 38_000
    assert stop(text[:-1]) == len(text) - 1
