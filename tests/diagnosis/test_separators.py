"""Diagnosis. Commas, colons and what stands in their places.

A mistake is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

STOPS = "the text stops being JSON here | look at this place and what stands before it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1 "b":2}', ["1:8 a comma is missing before the next name | add `,` before it"]),
        ('{"a":1"b":2}', ["1:7 a comma is missing before the next name | add `,` before it"]),
        ('{"a":1\n "b":2}', ["2:2 a comma is missing before the next name | add `,` at the end of line 1"]),
        ('{"a":1\n\n\n"b":2}', ["4:1 a comma is missing before the next name | add `,` at the end of line 1"]),
        ('{"a":1,"b":2\n"c":{"d":1}}', ["2:1 a comma is missing before the next name | add `,` at the end of line 1"]),
        ("[1 2]", ["1:4 a comma is missing before the next item | add `,` before it"]),
        ("[1\n2]", ["2:1 a comma is missing before the next item | add `,` at the end of line 1"]),
        ('[{"a":1} {"b":2}]', ["1:10 a comma is missing before the next item | add `,` before it"]),
        ('[{"a":1}\n{"b":2}]', ["2:1 a comma is missing before the next item | add `,` at the end of line 1"]),
        ("[[1][2]]", ["1:5 a comma is missing before the next item | add `,` before it"]),
        ('{"a":{"b":1} "c":2}', ["1:14 a comma is missing before the next name | add `,` before it"]),
        (
            '{"a":{}\n"b":[]\n"c":""}',
            [
                "2:1 a comma is missing before the next name | add `,` at the end of line 1",
                "3:1 a comma is missing before the next name | add `,` at the end of line 2",
            ],
        ),
        ('{"a":"x" "b":"y"}', ["1:10 a comma is missing before the next name | add `,` before it"]),
        ('{"a":"x"\n"b":"y"}', ["2:1 a comma is missing before the next name | add `,` at the end of line 1"]),
        ('{"a":"b""c":1}', ["1:9 a comma is missing before the next name | add `,` before it"]),
        (
            '["x" "y" "z"]',
            [
                "1:6 a comma is missing before the next item | add `,` before it",
                "1:10 a comma is missing before the next item | add `,` before it",
            ],
        ),
        ('["a""b"]', ["1:5 a comma is missing before the next item | add `,` before it"]),
        (
            '[1 "a" {"b":1} [2]]',
            [
                "1:4 a comma is missing before the next item | add `,` before it",
                "1:8 a comma is missing before the next item | add `,` before it",
                "1:16 a comma is missing before the next item | add `,` before it",
            ],
        ),
        ('{"botId":"1"\n"locale":"en"}', ["2:1 a comma is missing before `locale` | add `,` at the end of line 1"]),
        (
            '{"a":1 b:2}',
            [
                "1:8 a comma is missing before the next name | add `,` before it",
                "1:8 a name is not in double quotes | put the name in double quotes",
            ],
        ),
        (
            '{"a":"x" b:"y"}',
            [
                "1:10 a comma is missing before the next name | add `,` before it",
                "1:10 a name is not in double quotes | put the name in double quotes",
            ],
        ),
    ],
)
def test_a_comma_is_missing(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a comma is missing: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,}', ["1:7 a comma stands before the closing `}` | remove the comma"]),
        ("[1,]", ["1:3 a comma stands before the closing `]` | remove the comma"]),
        ("[1, ]", ["1:3 a comma stands before the closing `]` | remove the comma"]),
        ('{"a":1\n,\n}', ["2:1 a comma stands before the closing `}` | remove the comma"]),
        ("[1,,2]", ["1:4 a comma stands where a value is expected | remove it"]),
        (
            "[1,,,2]",
            [
                "1:4 a comma stands where a value is expected | remove it",
                "1:5 a comma stands where a value is expected | remove it",
            ],
        ),
        ('{"a":1,,"b":2}', ["1:8 a comma stands where a name is expected | remove it"]),
        ('{,"a":1}', ["1:2 a comma stands where a name is expected | remove it"]),
        ("[,1]", ["1:2 a comma stands where a value is expected | remove it"]),
        ("[,]", ["1:2 a comma stands where a value is expected | remove it"]),
        ("{,}", ["1:2 a comma stands where a name is expected | remove it"]),
        (
            "[,,]",
            [
                "1:2 a comma stands where a value is expected | remove it",
                "1:3 a comma stands where a value is expected | remove it",
            ],
        ),
        (
            '{"a":1,"b":[1,2,],}',
            [
                "1:16 a comma stands before the closing `]` | remove the comma",
                "1:18 a comma stands before the closing `}` | remove the comma",
            ],
        ),
        (
            '{"a":[,],}',
            [
                "1:7 a comma stands where a value is expected | remove it",
                "1:9 a comma stands before the closing `}` | remove the comma",
            ],
        ),
    ],
)
def test_a_comma_is_too_many(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a comma is too many: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a" 1}', ["1:6 a colon is missing behind a name | add `:`"]),
        ('{"a" "b"}', ["1:6 a colon is missing behind a name | add `:`"]),
        ('{"a" {"b":1}}', ["1:6 a colon is missing behind a name | add `:`"]),
        ('{"a" [1]}', ["1:6 a colon is missing behind a name | add `:`"]),
        (
            '{"a" 1,"b" 2}',
            ["1:6 a colon is missing behind a name | add `:`", "1:12 a colon is missing behind a name | add `:`"],
        ),
        ('{"botId" "1"}', ["1:10 a colon is missing behind `botId` | add `:`"]),
        ('{"a"\n1}', ["2:1 a colon is missing behind a name | add `:`"]),
        ('{"a" None}', ["1:6 a colon is missing behind a name | add `:`", "1:6 `None` is Python | write `null`"]),
    ],
)
def test_a_colon_is_missing(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a colon is missing: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a"=1}', ["1:5 an equals sign stands behind a name; JSON has a colon there | write `:`"]),
        ('{"a"=>1}', ["1:5 an equals sign stands behind a name; JSON has a colon there | write `:`"]),
        (
            '{"a"=1,"b"=>2}',
            [
                "1:5 an equals sign stands behind a name; JSON has a colon there | write `:`",
                "1:11 an equals sign stands behind a name; JSON has a colon there | write `:`",
            ],
        ),
        ('{"locale"="en"}', ["1:10 an equals sign stands behind `locale`; JSON has a colon there | write `:`"]),
        ('{"a":1;"b":2}', ["1:7 a semicolon stands where JSON has a comma | write `,`"]),
        ("[1;2]", ["1:3 a semicolon stands where JSON has a comma | write `,`"]),
    ],
)
def test_another_mark_stands_for_it(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where another mark stands for it: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":}', ["1:5 a name has no value | write a value behind the colon"]),
        ('{"a":,"b":1}', ["1:5 a name has no value | write a value behind the colon"]),
        (
            '{"a":,"b":}',
            [
                "1:5 a name has no value | write a value behind the colon",
                "1:10 a name has no value | write a value behind the colon",
            ],
        ),
        (
            '{"a":,}',
            [
                "1:5 a name has no value | write a value behind the colon",
                "1:6 a comma stands before the closing `}` | remove the comma",
            ],
        ),
        ('{"a":\n}', ["1:5 a name has no value | write a value behind the colon"]),
        ('[{"a":}]', ["1:6 a name has no value | write a value behind the colon"]),
        ('{"locale":}', ["1:10 `locale` has no value | write a value behind the colon"]),
    ],
)
def test_a_value_is_missing(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a value is missing: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
def test_nothing_certain_can_be_told(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where nothing certain can be told: each mistake with its line, column, message and cure."""
    assert told(text) == expected
