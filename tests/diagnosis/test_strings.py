"""Strings with wrong or missing quotes, invalid escapes, or line breaks.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CURLY = "expected double quotes, found curly quotes | use double quotes"
SINGLE = "expected double quotes, found single quotes | use double quotes"
OPEN_STRING = "the text ends inside this string"
NO_CLOSING_QUOTE = "this string is not closed | add the closing double quote"
ESCAPES = 'write `\\\\` for a backslash, or use one of `\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`'
STOPS = "invalid JSON | check this place and the text just before it"
QUOTE_OR_WHOLE = "add the closing double quote, or get the complete payload if it was cut off"
INNER_QUOTE = 'unescaped double quote in a string | write `\\"` instead'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{'a':1,\"b\":2}", [f"1:2 {SINGLE}"]),
        ("{\"a\":'b'}", [f"1:6 {SINGLE}"]),
        ('{"a":`b`}', ["1:6 expected double quotes, found backticks | use double quotes"]),
        ('{"a":\u201cb\u201d}', [f"1:6 {CURLY}"]),
        ("{\u201ca\u201d:1}", [f"1:2 {CURLY}"]),
        ("{\u201ea\u201c: 1}", [f"1:2 {CURLY}"]),
        ('{"a": \u2018x\u2019}', [f"1:7 {CURLY}"]),
        ('{"a": \u201cx", "b": 1}', [f"1:7 {CURLY}"]),
        ("{'a': 'it\\'s', \"c\": 1}", [f"1:2 {SINGLE}", f"1:7 {SINGLE}"]),
        ("{'a': 'say \"x\"', \"c\": 1}", [f"1:2 {SINGLE}", f"1:7 {SINGLE}"]),
        (
            "{\u201cbotId\u201d: \u201c1457\u201d, \u201cuser\u201d: {\u201cfirstName\u201d: \u201cGuest\u201d}}",
            [f"1:2 {CURLY}", f"1:11 {CURLY}", f"1:19 {CURLY}", f"1:28 {CURLY}", f"1:41 {CURLY}"],
        ),
        ("{'botId': '1457'}", [f"1:2 {SINGLE}", f"1:11 {SINGLE}"]),
        (
            '{"a":"x" \'b\':"y","c":1}',
            [f"1:10 {SINGLE}", "1:10 expected `,` before the next name | add `,` before it"],
        ),
    ],
)
def test_wrong_quotes_are_replaced(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Single, curly and back quotes are replaced with double quotes."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a:1}", ["1:2 this name is not in double quotes | put it in double quotes"]),
        ('{a:1,"b":2}', ["1:2 this name is not in double quotes | put it in double quotes"]),
        ('{$a:1,"b":2}', ["1:2 this name is not in double quotes | put it in double quotes"]),
        ("{\xe9:1}", ["1:2 this name is not in double quotes | put it in double quotes"]),
        ('{botId:"1","b":2}', ["1:2 `botId` is not in double quotes | put it in double quotes"]),
        ("{1:2}", ["1:2 this name is not in double quotes | put it in double quotes"]),
        ("{true:1}", ["1:2 this name is not in double quotes | put it in double quotes"]),
        ("{null:1}", ["1:2 this name is not in double quotes | put it in double quotes"]),
    ],
)
def test_unquoted_name_gets_quotes(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """A name without quotes is a problem; the message shows it only if it is known."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"b,\n"c":1}', [f"1:6 {NO_CLOSING_QUOTE}"]),
        (
            '{"a":"b\n"c":1}',
            [f"1:6 {NO_CLOSING_QUOTE}", "2:1 expected `,` before the next name | add `,` at the end of line 1"],
        ),
        ('{"a":"b\n}', [f"1:6 {NO_CLOSING_QUOTE}"]),
        (
            '{"a": "x",\n "b": "y\n "c": "z"\n}',
            [f"2:7 {NO_CLOSING_QUOTE}", "3:2 expected `,` before the next name | add `,` at the end of line 2"],
        ),
        ('{"a":{"b":"c\n},"d":1}', [f"1:11 {NO_CLOSING_QUOTE}"]),
        ('[\n  "a,\n  "b"\n]', [f"2:3 {NO_CLOSING_QUOTE}"]),
        (
            '[\n  "a\n  "b",\n  "c"\n]',
            [f"2:3 {NO_CLOSING_QUOTE}", "3:3 expected `,` before the next item | add `,` at the end of line 2"],
        ),
        ('{"a":"b,"c":"d"}', [f"1:6 {NO_CLOSING_QUOTE}"]),
        ('{"a":{"b":"c},"d":1}', [f"1:11 {NO_CLOSING_QUOTE}"]),
        ('["a,"b","c"]', [f"1:2 {NO_CLOSING_QUOTE}"]),
        ('["a","b,"c"]', [f"1:6 {NO_CLOSING_QUOTE}"]),
        ('{"a":["b","c],"d":1}', [f"1:11 {NO_CLOSING_QUOTE}"]),
        ('{"a:1,"b":2}', [f"1:2 {NO_CLOSING_QUOTE}"]),
        ('{"a:1,\n"b":2}', [f"1:2 {NO_CLOSING_QUOTE}"]),
        ('{"a: "x","b":1}', [f"1:2 {NO_CLOSING_QUOTE}"]),
        ('{"x":1,"a: "x","b":1}', [f"1:8 {NO_CLOSING_QUOTE}"]),
        ('{\n  "a: 1,\n  "b": 2\n}', [f"2:3 {NO_CLOSING_QUOTE}"]),
        ('{"a":"x","b:{"c":1}}', [f"1:10 {NO_CLOSING_QUOTE}"]),
        ('{"a": "x\u201d, "b": 1}', [f"1:7 {NO_CLOSING_QUOTE}"]),
        ('{"a":"{x},"b":1}', [f"1:6 {NO_CLOSING_QUOTE}"]),
        ('{"a":["{x}],"b":1}', [f"1:7 {NO_CLOSING_QUOTE}"]),
        ('{"a":{"b":"{x}},"c":1}', [f"1:11 {NO_CLOSING_QUOTE}"]),
    ],
)
def test_missing_closing_quote_is_located(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """The problem is at the start of the string."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"', [f"1:1 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a', [f"1:2 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a:1}', [f"1:2 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b}', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":["b]', [f"1:7 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b\\', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b\\u', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b\\u12', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"b\\"}', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
        ('{"a":"x\'}', [f"1:6 {OPEN_STRING} | {QUOTE_OR_WHOLE}"]),
    ],
)
def test_text_that_ends_in_a_string_is_one_problem(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """The brackets around the string are not reported again."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"say "hi" now"}', [f"1:11 {INNER_QUOTE}"]),
        ('{"a":"say "hi""}', [f"1:11 {INNER_QUOTE}"]),
        ('{"a":""hi""}', [f"1:7 {INNER_QUOTE}"]),
        ('["say "hi" now", 1]', [f"1:7 {INNER_QUOTE}"]),
        ('{"a":"b"c"d"}', [f"1:8 {INNER_QUOTE}"]),
        ('["5" screen", 1]', [f"1:4 {INNER_QUOTE}"]),
        ('{"a":"5" b","c":1}', [f"1:8 {INNER_QUOTE}"]),
        ('{"a":"x" y "z","b":1}', [f"1:8 {INNER_QUOTE}"]),
    ],
)
def test_inner_quotes_are_escaped(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Unescaped quotes in a string are one problem, at the first of them."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"\\x41"}', [f"1:7 invalid escape in a string | {ESCAPES}"]),
        ('{"a":"\\d"}', [f"1:7 invalid escape in a string | {ESCAPES}"]),
        ('["\\\'"]', [f"1:3 invalid escape in a string | {ESCAPES}"]),
        ('["\\U0001f600"]', [f"1:3 invalid escape in a string | {ESCAPES}"]),
        ('{"a":"\\u12"}', [f"1:7 invalid escape in a string | {ESCAPES}"]),
        ('{"a":"\\u12G4"}', [f"1:7 invalid escape in a string | {ESCAPES}"]),
        (
            '{"a":"C:\\Users\\x"}',
            [
                f"1:9 invalid escape in a string | {ESCAPES}",
                f"1:15 invalid escape in a string | {ESCAPES}",
            ],
        ),
        (
            '["\\\n"]',
            [
                f"1:3 invalid escape in a string | {ESCAPES}",
                "1:4 unescaped line break in a string | write `\\n` instead",
            ],
        ),
        (
            '["\\\t"]',
            [
                f"1:3 invalid escape in a string | {ESCAPES}",
                "1:4 unescaped tab in a string | write `\\t` instead",
            ],
        ),
        ('["\\ "]', [f"1:3 invalid escape in a string | {ESCAPES}"]),
    ],
)
def test_invalid_escape_is_located(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Each invalid escape is a problem at its backslash."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":"b\nc"}', ["1:8 unescaped line break in a string | write `\\n` instead"]),
        ('{"a":"b\r\nc"}', ["1:8 unescaped line break in a string | write `\\n` instead"]),
        (
            '{"a":"b\rc"}',
            [("1:8 unescaped control character in a string | write it as `\\u` and four hex digits")],
        ),
        ('{"a":"b\tc"}', ["1:8 unescaped tab in a string | write `\\t` instead"]),
        (
            '["a\r\n\tb"]',
            [
                "1:4 unescaped line break in a string | write `\\n` instead",
                "2:1 unescaped tab in a string | write `\\t` instead",
            ],
        ),
        (
            '["a\n\nb"]',
            [
                "1:4 unescaped line break in a string | write `\\n` instead",
                "2:1 unescaped line break in a string | write `\\n` instead",
            ],
        ),
    ],
)
def test_control_character_is_escaped(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Unescaped line breaks, tabs and control characters are problems."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'", [f"1:1 {STOPS}"]),
        ("{\"a\":'it''s'}", [f"1:6 {STOPS}"]),
        ('{"a":\'x"}', [f"1:6 {STOPS}"]),
        ("{'a\":1}", [f"1:2 {STOPS}"]),
        ('{a":1}', [f"1:2 {STOPS}"]),
        ('{"a":b"}', [f"1:6 {STOPS}"]),
        ('{"a":b","c":1}', [f"1:6 {STOPS}"]),
        ('{"a":"b", "c":"d"e}', [f"1:18 {STOPS}"]),
        ('{"a":"he said "yes", then left"}', [f"1:16 {STOPS}"]),
        ("{a b:1}", [f"1:2 {STOPS}"]),
        ('{a-b:1,"c":1}', [f"1:2 {STOPS}"]),
        ('{\\"a\\":1}', [f"1:2 {STOPS}"]),
        ('{"a":\\"b\\"}', [f"1:6 {STOPS}"]),
        ("{'a': 'b\nc', \"d\":1}", [f"1:2 {STOPS}"]),
        ('{botId":"a","user":"b"}', [f"1:2 {STOPS}"]),
        ('[true, true", "x"]', [f"1:12 {STOPS}"]),
        ('["a", b", "c"]', [f"1:7 {STOPS}"]),
        ('{"a":[1]",\n  "b":2}', [f"1:9 {STOPS}"]),
        ('{"zz: ""}', [f"1:8 {STOPS}"]),
        ('{"a":"b"x', [f"1:9 {STOPS}"]),
    ],
)
def test_uncertain_problem_has_only_a_place(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """If the fix is not certain, the message only names the place."""
    assert diagnosis(text) == expected
