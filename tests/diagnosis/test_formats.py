"""Texts that were never JSON: output of other programs and languages.

A problem is written as ``line:column message | hint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SINGLE_QUOTED = "this is a printed Python dict or JavaScript object, not JSON"
UNQUOTED_NAMES = "this is a printed JavaScript object, not JSON"
MERE_TEXT = "this is `[object Object]`, not JSON; the content is lost"

AS_JSON = "print it with `JSON.stringify(value)` in JavaScript or `json.dumps(value)` in Python"

ERROR_PAGE = "check whether it is a server's error page"

LEFT_OUT = "this is the shortened output of a debugger or console, not JSON"

NO_BRACES = "this is YAML or a debugger's tree view, not JSON"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<html>", [f"1:1 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        (" <!DOCTYPE html>", [f"1:2 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ('\n\n<html lang="en">', [f"3:1 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ('<?xml version="1.0"?>\n<a/>', [f"1:1 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("<div class='x'>", [f"1:1 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("<!-- x --><p>", [f"1:1 this is HTML or XML, not JSON | {ERROR_PAGE}"]),
        ("[object Object]", [f"1:1 {MERE_TEXT} | print the object with `JSON.stringify(value)`"]),
        ("[object Object],[object Object]", [f"1:1 {MERE_TEXT} | print the object with `JSON.stringify(value)`"]),
        (
            "b'{\"a\":1}'",
            [("1:1 this is a Python bytes literal, not JSON | write the bytes, not their `repr()`")],
        ),
        (
            'b"{}"',
            [("1:1 this is a Python bytes literal, not JSON | write the bytes, not their `repr()`")],
        ),
    ],
)
def test_other_format_is_named(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Markup, Python bytes and `[object Object]` are known by their start."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{'botId': '1457', 'user': {'firstName': None}, 'ok': True}",
            [(f"1:1 this is a printed Python dict, not JSON | {AS_JSON}")],
        ),
        (
            "{'a': 1, 'b': True}",
            [(f"1:1 this is a printed Python dict, not JSON | {AS_JSON}")],
        ),
        ("{'a': 1, 'b': 2}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("[{'botId': '1457', 'x': 1}]", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("{'botId': \"it's\", 'x': 1,}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
        ("{'a': datetime.datetime(2020,1,1), 'b': 1}", [f"1:1 {SINGLE_QUOTED} | {AS_JSON}"]),
    ],
)
def test_printed_python_object_is_named(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Names in single quotes are those of Python; its words for values make it certain."""
    assert diagnosis(text) == expected


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
def test_printed_javascript_object_is_named(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """Names without quotes are those of JavaScript."""
    assert diagnosis(text) == expected


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
def test_shortened_output_is_named(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """The problem is at the mark that replaces the missing part."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("botId: 1\nversion: x", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("botId: '1457'\nuser:\n  firstName: Guest\n", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("---\nbotId: '1457'\nuser:\n  firstName: Guest\n", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        ("internal: Object\n  botId: \"1457\"\n  user: {firstName: 'Guest'}", [f"1:1 {NO_BRACES} | {AS_JSON}"]),
        (
            '"a":1',
            [("1:1 expected `{` before the first name | copy the whole object")],
        ),
        (
            '"a":1,"b":2',
            [("1:1 expected `{` before the first name | copy the whole object")],
        ),
        (
            '"botId": "1",\n"locale": "en"\n}',
            [("1:1 expected `{` before the first name | copy the whole object")],
        ),
    ],
)
def test_names_without_braces_are_named(diagnosis: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    """Names and values without braces are YAML, a tree view, or part of an object."""
    assert diagnosis(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"note":"see [Object] x",}', ["1:25 trailing comma before `}` | remove the comma"]),
        ('{"a":"[object Object]",}', ["1:23 trailing comma before `}` | remove the comma"]),
        ('{"text":"\u25b6 play",}', ["1:17 trailing comma before `}` | remove the comma"]),
        ('["<html>",]', ["1:10 trailing comma before `]` | remove the comma"]),
    ],
)
def test_other_format_in_a_string_is_no_problem(
    diagnosis: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    """Marks of other formats inside strings mean nothing."""
    assert diagnosis(text) == expected
