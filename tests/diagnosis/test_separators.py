"""Commas and colons that are missing, extra or wrong, and missing values.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

STOPS = "invalid JSON | check this place and the text just before it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1 "b":2}', ["1:8 expected `,` before the next name | add `,` before it"]),
        ('{"a":1"b":2}', ["1:7 expected `,` before the next name | add `,` before it"]),
        ('{"a":1\n "b":2}', ["2:2 expected `,` before the next name | add `,` at the end of line 1"]),
        ('{"a":1\n\n\n"b":2}', ["4:1 expected `,` before the next name | add `,` at the end of line 1"]),
        ('{"a":1,"b":2\n"c":{"d":1}}', ["2:1 expected `,` before the next name | add `,` at the end of line 1"]),
        ("[1 2]", ["1:4 expected `,` before the next item | add `,` before it"]),
        ("[1\n2]", ["2:1 expected `,` before the next item | add `,` at the end of line 1"]),
        ('[{"a":1} {"b":2}]', ["1:10 expected `,` before the next item | add `,` before it"]),
        ('[{"a":1}\n{"b":2}]', ["2:1 expected `,` before the next item | add `,` at the end of line 1"]),
        ("[[1][2]]", ["1:5 expected `,` before the next item | add `,` before it"]),
        ('{"a":{"b":1} "c":2}', ["1:14 expected `,` before the next name | add `,` before it"]),
        (
            '{"a":{}\n"b":[]\n"c":""}',
            [
                "2:1 expected `,` before the next name | add `,` at the end of line 1",
                "3:1 expected `,` before the next name | add `,` at the end of line 2",
            ],
        ),
        ('{"a":"x" "b":"y"}', ["1:10 expected `,` before the next name | add `,` before it"]),
        ('{"a":"x"\n"b":"y"}', ["2:1 expected `,` before the next name | add `,` at the end of line 1"]),
        ('{"a":"b""c":1}', ["1:9 expected `,` before the next name | add `,` before it"]),
        (
            '["x" "y" "z"]',
            [
                "1:6 expected `,` before the next item | add `,` before it",
                "1:10 expected `,` before the next item | add `,` before it",
            ],
        ),
        ('["a""b"]', ["1:5 expected `,` before the next item | add `,` before it"]),
        (
            '[1 "a" {"b":1} [2]]',
            [
                "1:4 expected `,` before the next item | add `,` before it",
                "1:8 expected `,` before the next item | add `,` before it",
                "1:16 expected `,` before the next item | add `,` before it",
            ],
        ),
        ('{"botId":"1"\n"locale":"en"}', ["2:1 expected `,` before `locale` | add `,` at the end of line 1"]),
        (
            '{"a":1 b:2}',
            [
                "1:8 expected `,` before the next name | add `,` before it",
                "1:8 this name is not in double quotes | put it in double quotes",
            ],
        ),
        (
            '{"a":"x" b:"y"}',
            [
                "1:10 expected `,` before the next name | add `,` before it",
                "1:10 this name is not in double quotes | put it in double quotes",
            ],
        ),
    ],
)
def test_missing_comma_is_located(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The hint says on which line to add the comma."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,}', ["1:7 trailing comma before `}` | remove the comma"]),
        ("[1,]", ["1:3 trailing comma before `]` | remove the comma"]),
        ("[1, ]", ["1:3 trailing comma before `]` | remove the comma"]),
        ('{"a":1\n,\n}', ["2:1 trailing comma before `}` | remove the comma"]),
        ("[1,,2]", ["1:4 expected a value, found `,` | remove the comma"]),
        (
            "[1,,,2]",
            [
                "1:4 expected a value, found `,` | remove the comma",
                "1:5 expected a value, found `,` | remove the comma",
            ],
        ),
        ('{"a":1,,"b":2}', ["1:8 expected a name, found `,` | remove the comma"]),
        ('{,"a":1}', ["1:2 expected a name, found `,` | remove the comma"]),
        ("[,1]", ["1:2 expected a value, found `,` | remove the comma"]),
        ("[,]", ["1:2 expected a value, found `,` | remove the comma"]),
        ("{,}", ["1:2 expected a name, found `,` | remove the comma"]),
        (
            "[,,]",
            [
                "1:2 expected a value, found `,` | remove the comma",
                "1:3 expected a value, found `,` | remove the comma",
            ],
        ),
        (
            '{"a":1,"b":[1,2,],}',
            [
                "1:16 trailing comma before `]` | remove the comma",
                "1:18 trailing comma before `}` | remove the comma",
            ],
        ),
        (
            '{"a":[,],}',
            [
                "1:7 expected a value, found `,` | remove the comma",
                "1:9 trailing comma before `}` | remove the comma",
            ],
        ),
    ],
)
def test_extra_comma_is_removed(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Trailing commas and commas in place of a value or name are problems."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a" 1}', ["1:6 expected `:` after the name | add `:`"]),
        ('{"a" "b"}', ["1:6 expected `:` after the name | add `:`"]),
        ('{"a" {"b":1}}', ["1:6 expected `:` after the name | add `:`"]),
        ('{"a" [1]}', ["1:6 expected `:` after the name | add `:`"]),
        (
            '{"a" 1,"b" 2}',
            ["1:6 expected `:` after the name | add `:`", "1:12 expected `:` after the name | add `:`"],
        ),
        ('{"botId" "1"}', ["1:10 expected `:` after `botId` | add `:`"]),
        ('{"a"\n1}', ["2:1 expected `:` after the name | add `:`"]),
        ('{"a" None}', ["1:6 expected `:` after the name | add `:`", "1:6 `None` is not JSON | write `null` instead"]),
    ],
)
def test_missing_colon_is_located(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The problem is at the value, and the message names a known name."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a"=1}', ["1:5 expected `:` after the name, found `=` | write `:` instead"]),
        ('{"a"=>1}', ["1:5 expected `:` after the name, found `=>` | write `:` instead"]),
        (
            '{"a"=1,"b"=>2}',
            [
                "1:5 expected `:` after the name, found `=` | write `:` instead",
                "1:11 expected `:` after the name, found `=>` | write `:` instead",
            ],
        ),
        ('{"locale"="en"}', ["1:10 expected `:` after `locale`, found `=` | write `:` instead"]),
        ('{"a":1;"b":2}', ["1:7 expected `,`, found `;` | write `,` instead"]),
        ("[1;2]", ["1:3 expected `,`, found `;` | write `,` instead"]),
    ],
)
def test_wrong_separator_is_replaced(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Equals signs and semicolons are replaced with colons and commas."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":}', ["1:5 expected a value after the name | write a value after the colon"]),
        ('{"a":,"b":1}', ["1:5 expected a value after the name | write a value after the colon"]),
        (
            '{"a":,"b":}',
            [
                "1:5 expected a value after the name | write a value after the colon",
                "1:10 expected a value after the name | write a value after the colon",
            ],
        ),
        (
            '{"a":,}',
            [
                "1:5 expected a value after the name | write a value after the colon",
                "1:6 trailing comma before `}` | remove the comma",
            ],
        ),
        ('{"a":\n}', ["1:5 expected a value after the name | write a value after the colon"]),
        ('[{"a":}]', ["1:6 expected a value after the name | write a value after the colon"]),
        ('{"locale":}', ["1:10 expected a value after `locale` | write a value after the colon"]),
    ],
)
def test_missing_value_is_located(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The problem is at the colon without a value."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":=1}', [f"1:6 {STOPS}"]),
        ('{"a"==1}', [f"1:5 {STOPS}"]),
        ('{"a"::1}', [f"1:6 {STOPS}"]),
        ('{"a":1:2}', [f"1:7 {STOPS}"]),
        ('{"a":"b":"c"}', [f"1:9 {STOPS}"]),
        ('{"a":"b",:1}', [f"1:10 {STOPS}"]),
        ("{:1}", [f"1:2 {STOPS}"]),
        ('{"a"}', [f"1:5 {STOPS}"]),
        ('{"a","b"}', [f"1:5 {STOPS}"]),
        ('{"a",1}', [f"1:5 {STOPS}"]),
        ('{"a":1,"b"}', [f"1:11 {STOPS}"]),
        ('{"a";1}', [f"1:5 {STOPS}"]),
        ('{"a"->1}', [f"1:5 {STOPS}"]),
        ('["a":1]', [f"1:5 {STOPS}"]),
        ("[1:2]", [f"1:3 {STOPS}"]),
        ("{1,2}", [f"1:2 {STOPS}"]),
        ('{"a":1,2}', [f"1:8 {STOPS}"]),
        ('{"a":1&"b":2}', [f"1:7 {STOPS}"]),
        ('{"a":1,5}', [f"1:8 {STOPS}"]),
        ('{"a":12:30}', [f"1:8 {STOPS}"]),
        ('{"a":\n"b":1}', [f"2:4 {STOPS}"]),
        ('{"a":"b"c:1}', [f"1:9 {STOPS}"]),
        ('{"a":1\n"b" 2}', [f"2:1 {STOPS}"]),
    ],
)
def test_uncertain_problem_has_only_a_place(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """If the fix is not certain, the message only names the place."""
    assert diagnosis(text) == expected
