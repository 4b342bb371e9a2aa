"""Texts that are empty, cut off, in quotes, or more than one document.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CUT_OFF = "get the complete payload"

STOPS = "invalid JSON | check this place and the text just before it"

NOT_APART = "put each document in its own file, or each on its own line (JSON Lines)"
CARRIAGE_RETURN = "put each document in its own file, or end each line with a line feed (JSON Lines)"
APART = "put each document in its own file, or read JSON Lines with `validate --input-format lines`"

UNQUOTE = "remove the quotes around it"

OR_WHOLE = "or get the complete payload if it was cut off"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1 the payload is empty | check the program that writes the payload"]),
        ("   ", ["1:1 the payload is empty | check the program that writes the payload"]),
        ("\n\t", ["1:1 the payload is empty | check the program that writes the payload"]),
        (" \r", ["1:1 the payload is empty | check the program that writes the payload"]),
    ],
)
def test_empty_text_is_one_problem(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """White space alone is empty too."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize("character", "\xa0\x85\u2028\u3000\ufeff\x1f\x0b\x0c\0")
def test_other_space_is_not_empty(diagnosis: Callable[[str], list[str]], character: str) -> None:
    """A text is empty if it has only the white space of JSON."""
    assert diagnosis(character) == ["1:1 invalid JSON | check this place and the text just before it"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a"', [f"1:5 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ('{"a":', [f"1:6 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ('{"a":1,', [f"1:8 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ('{"a":t', [f"1:7 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ('{"a":tru', [f"1:9 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        (
            '{"a":[',
            [
                (
                    "1:7 the text ends inside an array (opened at column 6), 2 levels deep"
                    f" | add `]}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            '{"a":[1',
            [
                (
                    "1:8 the text ends inside an array (opened at column 6), 2 levels deep"
                    f" | add `]}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            '{"a":[1,',
            [(f"1:9 the text ends inside an array (opened at column 6), 2 levels deep | {CUT_OFF}")],
        ),
        ('{"a":1,b', [f"1:9 the text ends inside an object (opened at column 1) | {CUT_OFF}"]),
        ("[1,tru", [f"1:7 the text ends inside an array (opened at column 1) | {CUT_OFF}"]),
        (
            '{"user":{"firstName":',
            [(f"1:22 the text ends inside `user` (opened at column 9), 2 levels deep | {CUT_OFF}")],
        ),
    ],
)
def test_cut_off_text_is_one_problem(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The hint asks for the complete payload."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}{}", [f"1:3 expected one document, found a second | {NOT_APART}"]),
        ("{} {}", [f"1:4 expected one document, found a second | {NOT_APART}"]),
        ("{}\n{}", [f"2:1 expected one document, found a second | {APART}"]),
        ('{"a":1}{"b":2}', [f"1:8 expected one document, found a second | {NOT_APART}"]),
        ("[1][2]", [f"1:4 expected one document, found a second | {NOT_APART}"]),
        ('{"a":1}{"b":2}\n', [f"1:8 expected one document, found a second | {NOT_APART}"]),
        ('{\n"a":1}{"b":2}', [f"2:7 expected one document, found a second | {NOT_APART}"]),
        ('{"a":1}\r{"b":2}\r', [f"1:9 expected one document, found a second | {CARRIAGE_RETURN}"]),
        ('{"a":1}\r\n{"b":2}\r\n', [f"2:1 expected one document, found a second | {APART}"]),
        ('{"a":1}\n\n{"b":2}\n{"c":3}\n', [f"3:1 expected one document, found a second | {APART}"]),
        (
            '{"a":1,}\n{"b":2,}',
            [
                "1:7 trailing comma before `}` | remove the comma",
                f"2:1 expected one document, found a second | {APART}",
            ],
        ),
        (
            '{"a":1 "b":2}\n{"c":3}',
            [
                "1:8 expected `,` before the next name | add `,` before it",
                f"2:1 expected one document, found a second | {APART}",
            ],
        ),
        (
            '[1}{"a":1}',
            [
                "1:3 expected `]` to close the `[` at column 1, found `}` | write `]` instead",
                f"1:4 expected one document, found a second | {NOT_APART}",
            ],
        ),
    ],
)
def test_second_document_is_a_problem(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The hint depends on what separates the documents."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'{\"a\":1}'", [f"1:1 the whole document is in quotes | {UNQUOTE}"]),
        ('`{"a":1}`', [f"1:1 the whole document is in quotes | {UNQUOTE}"]),
        ("\u201c{}\u201d", [f"1:1 the whole document is in quotes | {UNQUOTE}"]),
        ("'[1]'", [f"1:1 the whole document is in quotes | {UNQUOTE}"]),
    ],
)
def test_document_in_quotes_is_one_problem(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """Quotes around the whole document are removed."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2", [f"1:3 {STOPS}"]),
        ('"a" "b"', [f"1:5 {STOPS}"]),
        ("true false", [f"1:6 {STOPS}"]),
        ('{"a":1} x', [f"1:9 {STOPS}"]),
        ('{"a":1};', [f"1:8 {STOPS}"]),
        ('{"a":1},', [f"1:8 {STOPS}"]),
        ('{"a":1},{"b":2}', [f"1:8 {STOPS}"]),
        ('{"a":1}{', [f"1:8 {STOPS}"]),
        ('{"a":1}"', [f"1:8 {STOPS}"]),
        ('{"a":1}\n---', [f"2:1 {STOPS}"]),
        ('{"a":1}\n{"b":2', [f"2:1 {STOPS}"]),
        ('x = {"a":1}', [f"1:1 {STOPS}"]),
        ('callback({"a":1})', [f"1:1 {STOPS}"]),
        ('data: {"a":1}', [f"1:1 {STOPS}"]),
        ("Error: something", [f"1:1 {STOPS}"]),
        ("hello world", [f"1:1 {STOPS}"]),
        ("---\n- a", [f"1:1 {STOPS}"]),
        ("a=1&b=2", [f"1:1 {STOPS}"]),
        ("[section]\na=1", [f"1:2 {STOPS}"]),
        ("%7B%22a%22%3A1%7D", [f"1:1 {STOPS}"]),
        ("<", [f"1:1 {STOPS}"]),
        ("<a", [f"1:1 {STOPS}"]),
        ("OrderedDict([('a', 1)])", [f"1:1 {STOPS}"]),
        ("u'abc'", [f"1:1 {STOPS}"]),
        (",", [f"1:1 {STOPS}"]),
        (":", [f"1:1 {STOPS}"]),
        ("null,", [f"1:5 {STOPS}"]),
        ('{"a": [object Object]}', [f"1:8 {STOPS}"]),
    ],
)
def test_uncertain_problem_has_only_a_place(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """If the fix is not certain, the message only names the place."""
    assert diagnosis(text) == expected
