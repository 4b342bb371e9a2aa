"""Words, numbers, comments and spaces that JSON does not have.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_COMMENT = "the text ends inside this comment"
CUT_OFF = "get the complete payload"
UNCOMMENT_OR_WHOLE = "remove the comment, or get the complete payload if it was cut off"
STOPS = "invalid JSON | check this place and the text just before it"
PLAIN_SPACE = "replace it with a plain space"
LEADING_ZERO = "remove the leading zero, or put it in double quotes if it is text"
LOOKS_LIKE_SPACE = "invalid or invisible space character"
NO_QUOTES = "expected a value, found an unquoted word | put it in double quotes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":None}', ["1:6 `None` is not JSON | write `null` instead"]),
        (
            '{"a":True,"b":False}',
            ["1:6 `True` is not JSON | write `true` instead", "1:15 `False` is not JSON | write `false` instead"],
        ),
        ('{"a":undefined}', ["1:6 `undefined` is not JSON | write `null` instead"]),
        (
            '{"a":TRUE,"b":nil,"c":NULL,"d":FALSE}',
            [
                "1:6 `TRUE` is not JSON | write `true` instead",
                "1:15 `nil` is not JSON | write `null` instead",
                "1:23 `NULL` is not JSON | write `null` instead",
                "1:32 `FALSE` is not JSON | write `false` instead",
            ],
        ),
        ("undefined", ["1:1 `undefined` is not JSON | write `null` instead"]),
        ("None", ["1:1 `None` is not JSON | write `null` instead"]),
        (
            "[None None]",
            [
                "1:2 `None` is not JSON | write `null` instead",
                "1:7 expected `,` before the next item | add `,` before it",
                "1:7 `None` is not JSON | write `null` instead",
            ],
        ),
    ],
)
def test_foreign_word_is_replaced(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Words for values in other languages have the literal of JSON as their fix."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"a":NaN,}',
            [
                "1:6 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:9 trailing comma before `}` | remove the comma",
            ],
        ),
        (
            '{"a":-Infinity,}',
            [
                "1:6 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:15 trailing comma before `}` | remove the comma",
            ],
        ),
        (
            "[NaN,Infinity,-Infinity,]",
            [
                "1:2 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:6 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:15 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:24 trailing comma before `]` | remove the comma",
            ],
        ),
        (
            "[NaN 1]",
            [
                "1:2 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:6 expected `,` before the next item | add `,` before it",
            ],
        ),
        (
            "[1,NaN,+Infinity]",
            [
                "1:4 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
                "1:8 not-a-number: NaN and infinity are not JSON numbers | write `null`, or leave the field out",
            ],
        ),
    ],
)
def test_nan_in_broken_text_has_its_own_rule(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """NaN and the infinities are reported by the rule not-a-number, in text with other problems."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":Null}', [f"1:6 {NO_QUOTES}"]),
        ('{"a":truee}', [f"1:6 {NO_QUOTES}"]),
        ('{"a":tru}', [f"1:6 {NO_QUOTES}"]),
        ('{"a":yes}', [f"1:6 {NO_QUOTES}"]),
        ('{"a":hello}', [f"1:6 {NO_QUOTES}"]),
        ('{"a":b,"c":d}', [f"1:6 {NO_QUOTES}", f"1:12 {NO_QUOTES}"]),
        ('{"a":$x}', [f"1:6 {NO_QUOTES}"]),
        ("hello", [f"1:1 {NO_QUOTES}"]),
    ],
)
def test_unquoted_value_gets_quotes(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Any other word in place of a value needs quotes."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[01]", [f"1:2 invalid number | {LEADING_ZERO}"]),
        ("[-01]", [f"1:2 invalid number | {LEADING_ZERO}"]),
        ("[00]", [f"1:2 invalid number | {LEADING_ZERO}"]),
        ("[+1]", ["1:2 invalid number | remove the plus sign"]),
        ("[.5]", ["1:2 invalid number | write digits on both sides of the decimal point"]),
        ("[-.5]", ["1:2 invalid number | write digits on both sides of the decimal point"]),
        ("[5.]", ["1:2 invalid number | write digits on both sides of the decimal point"]),
        ("[1.e5]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[1e]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[1e+]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[1e5.5]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[0x1F]", ["1:2 invalid number | write it in decimal"]),
        ("[0b1]", ["1:2 invalid number | write it in decimal"]),
        ("[1_000]", ["1:2 invalid number | remove the underscores"]),
        ("[1.2.3]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[2022-01-01]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[1a]", ["1:2 invalid number | put it in double quotes if it is text"]),
        ("[1n]", ["1:2 invalid number | put it in double quotes if it is text"]),
        (
            "[1 .5]",
            [
                "1:4 invalid number | write digits on both sides of the decimal point",
                "1:4 expected `,` before the next item | add `,` before it",
            ],
        ),
        ('{"a":1.', [f"1:8 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ('{"a":1e', [f"1:8 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
    ],
)
def test_invalid_number_has_a_fix(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The hint depends on what is wrong with the number."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1 // x\n}', ["1:8 JSON does not allow comments | remove the comment"]),
        ('{"a":1 /* x */}', ["1:8 JSON does not allow comments | remove the comment"]),
        ('{"a":1 # x\n}', ["1:8 JSON does not allow comments | remove the comment"]),
        ('{"a":"http://x" // y\n}', ["1:17 JSON does not allow comments | remove the comment"]),
        (
            '{"a":1,\n// one\n"b":2, /* two\n lines */ "c":3 # three\n}',
            [
                "2:1 JSON does not allow comments | remove the comment",
                "3:8 JSON does not allow comments | remove the comment",
                "4:17 JSON does not allow comments | remove the comment",
            ],
        ),
        ('// head\n{"a":1}', ["1:1 JSON does not allow comments | remove the comment"]),
        ('{"a":1}\n// tail', ["2:1 JSON does not allow comments | remove the comment"]),
        (
            "/**/[1]/**/",
            [
                "1:1 JSON does not allow comments | remove the comment",
                "1:8 JSON does not allow comments | remove the comment",
            ],
        ),
        ("[1, // it's\n2]", ["1:5 JSON does not allow comments | remove the comment"]),
        (
            '{"a":1 /* "b":2 */ "c":3}',
            [
                "1:8 JSON does not allow comments | remove the comment",
                "1:20 expected `,` before the next name | add `,` before it",
            ],
        ),
        (
            '{"a":1 // x\n"b":2}',
            [
                "1:8 JSON does not allow comments | remove the comment",
                "2:1 expected `,` before the next name | add `,` at the end of line 1",
            ],
        ),
        ('{"a":"x"/* c */,"b":"y"}', ["1:9 JSON does not allow comments | remove the comment"]),
        ('["a" /*x*/, "b"]', ["1:6 JSON does not allow comments | remove the comment"]),
        ('{"a":1 /* x }', [f"1:8 {OPEN_COMMENT} | {UNCOMMENT_OR_WHOLE}"]),
        ('{"a":1}/*', [f"1:8 {OPEN_COMMENT} | {UNCOMMENT_OR_WHOLE}"]),
        ("/*/", [f"1:1 {STOPS}"]),
    ],
)
def test_comment_is_removed(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Comments of all kinds are problems, also a truncated comment."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":\xa01}', [f"1:6 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ('{\u200b"a":1}', [f"1:2 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ('{"a":1}\xa0', [f"1:8 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ('\u200b{"a":1}', [f"1:1 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ("[1\u2028,2]", [f"1:3 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ("[1,\u200b2]", [f"1:4 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ("[1\x0b,2]", [f"1:3 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ("\ufeff[1]", [f"1:1 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
        ("[\xa0\u2003\u3000]", [f"1:2 {LOOKS_LIKE_SPACE} | {PLAIN_SPACE}"]),
    ],
)
def test_special_space_is_replaced(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Invisible characters and special spaces are replaced with plain spaces."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":--1}', [f"1:6 {STOPS}"]),
        ('{"a":-}', [f"1:6 {STOPS}"]),
        ("[- 1]", [f"1:2 {STOPS}"]),
        ("[\uff11]", [f"1:2 {STOPS}"]),
        ('{"a":\u0663}', [f"1:6 {STOPS}"]),
        ('{"a":hello world}', [f"1:6 {STOPS}"]),
        ('{"a":new Date()}', [f"1:6 {STOPS}"]),
        ('{"a":function(){}}', [f"1:6 {STOPS}"]),
        ('{"a":@x}', [f"1:6 {STOPS}"]),
        ('{"a":<b>}', [f"1:6 {STOPS}"]),
        ('{"a":1, b}', [f"1:9 {STOPS}"]),
        ("[1, 2, ...]", [f"1:8 {STOPS}"]),
        ("[1\x00]", [f"1:3 {STOPS}"]),
        ("\x00", [f"1:1 {STOPS}"]),
        ('{"a":1}\x1a', [f"1:8 {STOPS}"]),
        ('{"a":# no,"b":1}', [f"1:6 {STOPS}"]),
        ('{"a":http://x,"b":1}', [f"1:6 {STOPS}"]),
        ('{"a":1 // x', [f"1:8 {STOPS}"]),
        ("[1, # x", [f"1:5 {STOPS}"]),
    ],
)
def test_uncertain_problem_has_only_a_place(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """If the fix is not certain, the message only names the place."""
    assert diagnosis(text) == expected
