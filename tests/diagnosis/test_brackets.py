"""Brackets that are missing, extra, or of the wrong kind.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

STOPS = "invalid JSON | check this place and the text just before it"
ONE_BRACE_TOO_MANY = "unexpected `}`; it closes the document, but more text follows | remove this `}`"
OR_WHOLE = "or get the complete payload if it was cut off"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{\n  "a": {\n    "b": 1\n  "c": 2\n}',
            [
                "3:11 an object (opened at line 2, column 8) is not closed | add `}` after line 3",
                "4:3 expected `,` before the next name | add `,` at the end of line 3",
            ],
        ),
        (
            '{\n  "a": {\n    "b": 1,\n  "c": 2\n}',
            ["3:11 an object (opened at line 2, column 8) is not closed | add `}` at line 3, column 11"],
        ),
        (
            '{\n\t"a": {\n\t\t"b": 1,\n\t"c": 2\n}',
            ["3:9 an object (opened at line 2, column 7) is not closed | add `}` at line 3, column 9"],
        ),
        (
            '{\r\n  "a": {\r\n    "b": 1,\r\n  "c": 2\r\n}',
            ["3:11 an object (opened at line 2, column 8) is not closed | add `}` at line 3, column 11"],
        ),
        (
            '{\n  "nlp": {\n    "intent": {\n      "score": 1\n    },\n  "locale": "en"\n}',
            ["5:6 `nlp` (opened at line 2, column 10) is not closed | add `}` at line 5, column 6"],
        ),
        (
            '{\n  "a": [\n    1,\n    2\n  "c": 2\n}',
            [
                "4:6 an array (opened at line 2, column 8) is not closed | add `]` after line 4",
                "5:3 expected `,` before the next name | add `,` at the end of line 4",
            ],
        ),
        (
            '{\n  "a": [\n    1,\n    2\n}',
            ["4:6 an array (opened at line 2, column 8) is not closed | add `]` after line 4"],
        ),
        (
            '{\n  "a": [1, 2\n  "b": 3\n}',
            [
                "2:13 an array (opened at line 2, column 8) is not closed | add `]` after line 2",
                "3:3 expected `,` before the next name | add `,` at the end of line 2",
            ],
        ),
        (
            '{\n  "a": [\n    {\n      "b": 1\n    ,\n    {\n      "b": 2\n    }\n  ]\n}',
            ["4:13 an object (opened at line 3, column 5) is not closed | add `}` after line 4"],
        ),
        (
            '{\n  "a": [\n    {\n      "b": 1\n    {\n      "b": 2\n    }\n  ]\n}',
            [
                "4:13 an object (opened at line 3, column 5) is not closed | add `}` after line 4",
                "5:5 expected `,` before the next item | add `,` at the end of line 4",
            ],
        ),
        (
            '{\n  "a": {\n    "b": {\n      "c": 1\n  },\n  "d": 2\n}',
            ["5:4 an object (opened at line 2, column 8) is not closed | add `}` at line 5, column 4"],
        ),
        (
            '{\n  "a": {\n    "b": [\n      1\n    },\n  "d": 2\n}',
            ["4:8 an array (opened at line 3, column 10) is not closed | add `]` after line 4"],
        ),
    ],
)
def test_indentation_shows_a_missing_bracket(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """A closing bracket is missing where the indentation returns to that of its opening line."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{\n  "a": {\n    "b": {\n      "c": 1\n  "d": 2\n}',
            [
                "4:13 an object (opened at line 3, column 10) is not closed | add `}` after line 4",
                "4:13 an object (opened at line 2, column 8) is not closed | add `}` after line 4",
                "5:3 expected `,` before the next name | add `,` at the end of line 4",
            ],
        ),
        (
            '{\n  "a": {\n    "b": [\n      1\n  "d": 2\n}',
            [
                "4:8 an array (opened at line 3, column 10) is not closed | add `]` after line 4",
                "4:8 an object (opened at line 2, column 8) is not closed | add `}` after line 4",
                "5:3 expected `,` before the next name | add `,` at the end of line 4",
            ],
        ),
        (
            '{"botId":"1","nlp":{"sentiment":{"name":"p","score":1,"currentDialogstate":{"name":"a","id":"b","type":"c"}}',
            [
                "1:54 `sentiment` (opened at column 33) is not closed | add `}` at column 54",
                "1:54 `nlp` (opened at column 20) is not closed | add `}` at column 54",
            ],
        ),
    ],
)
def test_two_missing_brackets_are_two_problems(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """Indentation and known names show each missing bracket."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"internal":{"botId":"1","nlp":{"intent":{"name":"x","score":1},"currentDialogstate":{"name":"n","id":"i","type":"t"}}}',
            ["1:64 `nlp` (opened at column 32) is not closed | add `}` at column 64"],
        ),
        (
            '{"botId":"1","user":{"firstName":"Guest","locale":"en","nlp":{"sentiment":{"name":"p","score":1}}}',
            ["1:41 `user` (opened at column 21) is not closed | add `}` at column 41"],
        ),
        (
            '{"botId":"1","nlp":{"intents":[{"name":"x","score":1},"sentiment":{"name":"p","score":1}}}',
            ["1:54 `intents` (opened at column 31) is not closed | add `]` at column 54"],
        ),
        (
            '{"botId":"1","nlp":{"intent":{"name":"x","score":1,"sentiment":{"name":"p","score":1}},"locale":"en"}',
            ["1:51 `intent` (opened at column 30) is not closed | add `}` at column 51"],
        ),
        (
            '{"botId":"1","currentDialogstate":{"name":"a","id":"b","type":"c","previousDialogstate":{"name":"a","id":"b","type":"c"}}',
            [("1:66 `currentDialogstate` (opened at column 35) is not closed | add `}` at column 66")],
        ),
    ],
)
def test_known_names_show_a_missing_bracket(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """A field that is not declared in the innermost object is in the object around it."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":[1,2}', ["1:10 an array (opened at column 6) is not closed | add `]` at column 10"]),
        (
            '{"x":[{"y":1],"z":2}',
            ["1:13 an object (opened at column 7) is not closed | add `}` at column 13"],
        ),
        (
            '{"x":{"y":[1,2},"z":3}',
            ["1:15 an array (opened at column 11) is not closed | add `]` at column 15"],
        ),
    ],
)
def test_other_bracket_shows_a_missing_one(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """A closing bracket of an outer container shows that the inner one is not closed."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{",
            [(f"1:2 the text ends inside an object (opened at column 1) | add `}}` at the end, {OR_WHOLE}")],
        ),
        (
            "[",
            [(f"1:2 the text ends inside an array (opened at column 1) | add `]` at the end, {OR_WHOLE}")],
        ),
        (
            '{"a":1',
            [(f"1:7 the text ends inside an object (opened at column 1) | add `}}` at the end, {OR_WHOLE}")],
        ),
        (
            '{"a":{"b":1,"c":2}',
            [(f"1:19 the text ends inside an object (opened at column 1) | add `}}` at the end, {OR_WHOLE}")],
        ),
        (
            "[[1,2],[3,4]",
            [(f"1:13 the text ends inside an array (opened at column 1) | add `]` at the end, {OR_WHOLE}")],
        ),
        (
            "[[1,2,[3,4]]",
            [(f"1:13 the text ends inside an array (opened at column 1) | add `]` at the end, {OR_WHOLE}")],
        ),
        (
            '{"a":{"b":{',
            [
                (
                    "1:12 the text ends inside an object (opened at column 11), 3 levels deep"
                    f" | add `}}}}}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            '{"x":{"y":1,"z":{"w":2},"v":3}',
            [(f"1:31 the text ends inside an object (opened at column 1) | add `}}` at the end, {OR_WHOLE}")],
        ),
        (
            '{\n  "a": {\n    "b": 1\n  },\n  "d": 2\n',
            [(f"5:9 the text ends inside an object (opened at line 1, column 1) | add `}}` at the end, {OR_WHOLE}")],
        ),
        (
            '{"user":{"firstName":"Guest"',
            [
                (
                    "1:29 the text ends inside `user` (opened at column 9), 2 levels deep"
                    f" | add `}}}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            "[[[[[[[[[",
            [
                (
                    "1:10 the text ends inside an array (opened at column 9), 9 levels deep"
                    f" | add the closing brackets at the end, {OR_WHOLE}"
                )
            ],
        ),
    ],
)
def test_open_brackets_at_the_end_are_one_problem(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """The message names the innermost container; the hint has the brackets to add, or asks for the complete payload."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1}", ["1:3 expected `]` to close the `[` at column 1, found `}` | write `]` instead"]),
        ('{"a":1]', ["1:7 expected `}` to close the `{` at column 1, found `]` | write `}` instead"]),
        ('{"a":[1,2}}', ["1:10 expected `]` to close the `[` at column 6, found `}` | write `]` instead"]),
        ('{"a":{"b":1]}', ["1:12 expected `}` to close the `{` at column 6, found `]` | write `}` instead"]),
        ('[{"a":1],{"b":2}]', ["1:8 expected `}` to close the `{` at column 2, found `]` | write `}` instead"]),
    ],
)
def test_wrong_bracket_is_replaced(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """A closing bracket of the wrong kind has the fix of its opening bracket."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1}}', [f"1:7 {ONE_BRACE_TOO_MANY}"]),
        ('{"a":1}}}', [f"1:7 {ONE_BRACE_TOO_MANY}", f"1:8 {ONE_BRACE_TOO_MANY}"]),
        ("[1]]", ["1:3 unexpected `]`; it closes the document, but more text follows | remove this `]`"]),
        ('{"a":{"b":1}},"c":2}', [f"1:13 {ONE_BRACE_TOO_MANY}"]),
        ("[[1,2]],[3,4]]", ["1:7 unexpected `]`; it closes the document, but more text follows | remove this `]`"]),
        ('{\n  "a": 1,\n  "b": 2\n}}\n', [f"4:1 {ONE_BRACE_TOO_MANY}"]),
        ('{\n  "a": {\n    "b": 1\n  }\n  },\n  "d": 2\n}', [f"5:3 {ONE_BRACE_TOO_MANY}"]),
        ('{\n  "a": {\n    "b": 1\n  },\n  }\n  "d": 2\n}', [f"5:3 {ONE_BRACE_TOO_MANY}"]),
    ],
)
def test_extra_bracket_is_removed(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """A bracket that closes the document before its end is extra."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"b"]}', ["1:9 unexpected `]`; no `[` is open | remove this `]`"]),
        ('{"a":[1]]}', ["1:9 unexpected `]`; no `[` is open | remove this `]`"]),
        ('{"a":{"b":1}]}', ["1:13 unexpected `]`; no `[` is open | remove this `]`"]),
        ('{"a":[1]],"c":2}', ["1:9 unexpected `]`; no `[` is open | remove this `]`"]),
        ("[1}]", ["1:3 unexpected `}`; no `{` is open | remove this `}`"]),
        (
            '{"a":1]]}',
            [
                "1:7 unexpected `]`; no `[` is open | remove this `]`",
                "1:8 unexpected `]`; no `[` is open | remove this `]`",
            ],
        ),
        (
            '{"a":1]}}',
            ["1:7 unexpected `]`; no `[` is open | remove this `]`", f"1:8 {ONE_BRACE_TOO_MANY}"],
        ),
    ],
)
def test_bracket_that_was_never_opened_is_removed(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """The message says that no such bracket is open."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("}", [f"1:1 {STOPS}"]),
        ("]", [f"1:1 {STOPS}"]),
        ('{"a":1}]', [f"1:8 {STOPS}"]),
        ('{"a":[1,2,"b":3}', [f"1:14 {STOPS}"]),
        ('{"x":[{"y":1],"z":2}]}', [f"1:13 {STOPS}"]),
        ('{"a":(1],"b":2}', [f"1:6 {STOPS}"]),
        ('{"a":(1)}', [f"1:6 {STOPS}"]),
        ('{{"a":1}}', [f"1:2 {STOPS}"]),
        ('{["a"]}', [f"1:2 {STOPS}"]),
        ('{"a":{1}}', [f"1:7 {STOPS}"]),
        ("{[]:1}", [f"1:2 {STOPS}"]),
        ("(1,2)", [f"1:1 {STOPS}"]),
        ('{"botId":"1","nlp":{"intents":[{"name":"x","score":1,{"name":"y","score":1}]}}', [f"1:54 {STOPS}"]),
    ],
)
def test_uncertain_problem_has_only_a_place(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """If the fix is not certain, the message only names the place."""
    assert diagnosis(text) == expected
