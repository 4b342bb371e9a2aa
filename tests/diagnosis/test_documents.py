"""Diagnosis. Whole texts: empty, cut off, more than one document, or never JSON at all.

A mistake is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


SINGLE_QUOTED = (
    "all names stand in single quotes, as Python prints a dict or JavaScript an object; JSON has double quotes only"
)
UNQUOTED_NAMES = "the names stand without quotes, as JavaScript prints an object; JSON has them in double quotes"
MERE_TEXT = "JavaScript wrote an object here as mere text, and its content is lost"
CUT_OFF = "get the whole payload; this one was cut off"
AS_JSON = "get the payload as JSON: JSON.stringify(value) in JavaScript, json.dumps(value) in Python"
STOPS = "the text stops being JSON here | look at this place and what stands before it"
ERROR_PAGE = "look at it in an editor: an error page of a server, perhaps, instead of the payload"
APART = "put each document into a file of its own; for JSON Lines, name it .jsonl or pass --input-format lines"
LEFT_OUT = "the text is an object as a debugger or console prints it, with parts left out"
UNQUOTE = "remove the quotes around it, which belong to the command or the program it was copied from"
NO_BRACES = "the text lists names and values without braces, as a debugger's tree or YAML does"
OR_WHOLE = "or get the whole payload if it was cut off"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1 the payload is empty | send the session object; check what should have written it"]),
        ("   ", ["1:1 the payload is empty | send the session object; check what should have written it"]),
        ("\n\t", ["1:1 the payload is empty | send the session object; check what should have written it"]),
        ("\xa0", ["1:1 the payload is empty | send the session object; check what should have written it"]),
    ],
)
def test_it_is_empty(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where it is empty: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a"', [f"1:5 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        ('{"a":', [f"1:6 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        ('{"a":1,', [f"1:8 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        ('{"a":t', [f"1:7 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        ('{"a":tru', [f"1:9 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        (
            '{"a":[',
            [
                (
                    "1:7 the text ends before an array, opened at column 6, is closed, and 1 more around it"
                    f" | add `]}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            '{"a":[1',
            [
                (
                    "1:8 the text ends before an array, opened at column 6, is closed, and 1 more around it"
                    f" | add `]}}` at the end, {OR_WHOLE}"
                )
            ],
        ),
        (
            '{"a":[1,',
            [(f"1:9 the text ends before an array, opened at column 6, is closed, and 1 more around it | {CUT_OFF}")],
        ),
        ('{"a":1,b', [f"1:9 the text ends before an object, opened at column 1, is closed | {CUT_OFF}"]),
        ("[1,tru", [f"1:7 the text ends before an array, opened at column 1, is closed | {CUT_OFF}"]),
        (
            '{"user":{"firstName":',
            [(f"1:22 the text ends before `user`, opened at column 9, is closed, and 1 more around it | {CUT_OFF}")],
        ),
    ],
)
def test_it_is_cut_off(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where it is cut off: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}{}", [f"1:3 a second JSON document starts here; a payload is one | {APART}"]),
        ("{} {}", [f"1:4 a second JSON document starts here; a payload is one | {APART}"]),
        ("{}\n{}", [f"2:1 a second JSON document starts here; a payload is one | {APART}"]),
        ('{"a":1}{"b":2}', [f"1:8 a second JSON document starts here; a payload is one | {APART}"]),
        ("[1][2]", [f"1:4 a second JSON document starts here; a payload is one | {APART}"]),
        ('{"a":1}\n\n{"b":2}\n{"c":3}\n', [f"3:1 a second JSON document starts here; a payload is one | {APART}"]),
        (
            '{"a":1,}\n{"b":2,}',
            [
                "1:7 a comma stands before the closing `}` | remove the comma",
                f"2:1 a second JSON document starts here; a payload is one | {APART}",
            ],
        ),
        (
            '{"a":1 "b":2}\n{"c":3}',
            [
                "1:8 a comma is missing before the next name | add `,` before it",
                f"2:1 a second JSON document starts here; a payload is one | {APART}",
            ],
        ),
        (
            '[1}{"a":1}',
            [
                "1:3 `}` stands where `[` of column 1 is to be closed | write `]`",
                f"1:4 a second JSON document starts here; a payload is one | {APART}",
            ],
        ),
    ],
)
def test_there_are_several_documents(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where there are several documents: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<html>", [f"1:1 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        (" <!DOCTYPE html>", [f"1:2 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ('\n\n<html lang="en">', [f"3:1 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ('<?xml version="1.0"?>\n<a/>', [f"1:1 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("<div class='x'>", [f"1:1 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("<!-- x --><p>", [f"1:1 the text is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("[object Object]", [f"1:1 {MERE_TEXT} | {AS_JSON}"]),
        ("[object Object],[object Object]", [f"1:1 {MERE_TEXT} | {AS_JSON}"]),
        (
            "b'{\"a\":1}'",
            [
                (
                    "1:1 the text is how Python prints bytes, not JSON"
                    " | write the bytes themselves to the file, or their decode()"
                )
            ],
        ),
        (
            'b"{}"',
            [
                (
                    "1:1 the text is how Python prints bytes, not JSON"
                    " | write the bytes themselves to the file, or their decode()"
                )
            ],
        ),
    ],
)
def test_it_is_another_format(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where it is another format: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'{\"a\":1}'", [f"1:1 the whole document stands in quotes | {UNQUOTE}"]),
        ('`{"a":1}`', [f"1:1 the whole document stands in quotes | {UNQUOTE}"]),
        ("\u201c{}\u201d", [f"1:1 the whole document stands in quotes | {UNQUOTE}"]),
        ("'[1]'", [f"1:1 the whole document stands in quotes | {UNQUOTE}"]),
    ],
)
def test_it_stands_in_quotes(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where it stands in quotes: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{'botId': '1457', 'user': {'firstName': None}, 'ok': True}",
            [
                (
                    "1:1 all names stand in single quotes, as Python prints a dict; JSON has double quotes only"
                    f" | {AS_JSON}"
                )
            ],
        ),
        (
            "{'a': 1, 'b': True}",
            [
                (
                    "1:1 all names stand in single quotes, as Python prints a dict; JSON has double quotes only"
                    f" | {AS_JSON}"
                )
            ],
        ),
        ("{'a': 1, 'b': 2}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("[{'botId': '1457', 'x': 1}]", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("{'botId': \"it's\", 'x': 1,}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("{'a': datetime.datetime(2020,1,1), 'b': 1}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
    ],
)
def test_python_printed_it(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where Python printed it: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ a: 1, b: 'x' }", [f"1:1 {UNQUOTED_NAMES} | {AS_JSON}"]),
        (
            "{\n  botId: '1457',\n  version: 'DRAFT',\n  user: { firstName: 'Guest' }\n}",
            [f"1:1 {UNQUOTED_NAMES} | {AS_JSON}"],
        ),
        (
            "{\n  botId: '1457',\n  items: [\n    1, 2, 3,\n    ... 97 more items\n  ]\n}",
            [f"1:1 {UNQUOTED_NAMES} | {AS_JSON}"],
        ),
        ("{ a: Symbol(x), b: 1 }", [f"1:1 {UNQUOTED_NAMES} | {AS_JSON}"]),
    ],
)
def test_javascript_printed_it(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where JavaScript printed it: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{\n  internal: {\n    botId: '1457',\n    nlp: { intent: [Object] }\n  }\n}",
            [f"4:20 {LEFT_OUT} | {AS_JSON}"],
        ),
        ("{ a: [Array], b: [Function: x], 'c-d': 1 }", [f"1:6 {LEFT_OUT} | {AS_JSON}"]),
        ("<ref *1> { a: 1, b: [Circular *1] }", [f"1:1 {LEFT_OUT} | {AS_JSON}"]),
        ("<Buffer 7b 22>", [f"1:1 {LEFT_OUT} | {AS_JSON}"]),
        ("{a: 1, b: {\u2026}}", [f"1:11 {LEFT_OUT} | {AS_JSON}"]),
        ("{ a: Array(3), b: 1}", [f"1:6 {LEFT_OUT} | {AS_JSON}"]),
        ("Object { a: 1 }", [f"1:1 {LEFT_OUT} | {AS_JSON}"]),
        ('{"a": [Object]}', [f"1:7 {LEFT_OUT} | {AS_JSON}"]),
        ('{"a":[Object,1]}', [f"1:6 {LEFT_OUT} | {AS_JSON}"]),
        ("\u25b6 {a: 1}", [f"1:1 {LEFT_OUT} | {AS_JSON}"]),
        ('\u25bcinternal:\n  botId: "1"', [f"1:1 {LEFT_OUT} | {AS_JSON}"]),
        ('{"a": {\u2026}, "b": 1}', [f"1:7 {LEFT_OUT} | {AS_JSON}"]),
    ],
)
def test_parts_of_it_were_left_out(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where parts of it were left out: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("botId: 1\nversion: x", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("botId: '1457'\nuser:\n  firstName: Guest\n", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("---\nbotId: '1457'\nuser:\n  firstName: Guest\n", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("internal: Object\n  botId: \"1457\"\n  user: {firstName: 'Guest'}", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        (
            '"a":1',
            [
                (
                    "1:1 the text starts with a name: what it belongs to is not opened"
                    " | copy the whole object, from its `{` on"
                )
            ],
        ),
        (
            '"a":1,"b":2',
            [
                (
                    "1:1 the text starts with a name: what it belongs to is not opened"
                    " | copy the whole object, from its `{` on"
                )
            ],
        ),
        (
            '"botId": "1",\n"locale": "en"\n}',
            [
                (
                    "1:1 the text starts with a name: what it belongs to is not opened"
                    " | copy the whole object, from its `{` on"
                )
            ],
        ),
    ],
)
def test_it_has_no_braces(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where it has no braces: each mistake with its line, column, message and cure."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"note":"see [Object] x",}', ["1:25 a comma stands before the closing `}` | remove the comma"]),
        ('{"a":"[object Object]",}', ["1:23 a comma stands before the closing `}` | remove the comma"]),
        ('{"text":"\u25b6 play",}', ["1:17 a comma stands before the closing `}` | remove the comma"]),
        ('["<html>",]', ["1:10 a comma stands before the closing `]` | remove the comma"]),
    ],
)
def test_what_looks_like_another_format_stands_in_a_string(
    told: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """Where what looks like another format stands in a string: each mistake with its line, column, message and cure."""
    assert told(text) == expected


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
def test_nothing_certain_can_be_told(told: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Where nothing certain can be told: each mistake with its line, column, message and cure."""
    assert told(text) == expected
