"""Diagnosis. Commas, colons and what stands in their places.

A mistake is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

STOPS = "invalid JSON | check here and just before"


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
def test_a_comma_is_missing(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a comma is missing: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
def test_a_comma_is_too_many(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a comma is too many: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
def test_a_colon_is_missing(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where a colon is missing: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
def test_another_mark_stands_for_it(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where another mark stands for it: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
