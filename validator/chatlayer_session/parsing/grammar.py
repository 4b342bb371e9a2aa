"""The grammar of JSON as regular expressions, which other modules combine."""

from __future__ import annotations

import math
import re
import sys

MAX_NESTING = 500
"""Levels of nested arrays and objects that are parsed; deeper nesting violates the rule too-deep."""

WHITESPACE = r"[ \t\n\r]*"

MANY = "*+" if sys.version_info >= (3, 11) else "*"
"""Repeats a group. Since Python 3.11 nothing is kept of each repetition, which takes 250 bytes before."""

CHARACTERS = r'[^"\\\x00-\x1f]*'
"""Characters that need no escape in a string."""

ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'

STRING = rf'"{CHARACTERS}(?:{ESCAPE}{CHARACTERS}){MANY}"'
"""A string, exactly."""

NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
"""A number, exactly."""

KNOWN_STRING = rf'"[^"\\]*(?:\\(?:(?s:.)|\Z)[^"\\]*){MANY}(?:"|\Z)'
"""A string in text that is known to be JSON, or the start of JSON; it matches faster than `STRING`."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair."""

_WHITESPACE = re.compile(WHITESPACE)


def is_double(value: object) -> bool:
    """Return False for a number that is NaN, infinite, or too large for a double; True for any other value."""
    if not isinstance(value, int | float):
        return True
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def skip_whitespace(text: str, offset: int) -> int:
    """Return the offset of the first character at or after ``offset`` that is not white space."""
    whitespace = _WHITESPACE.match(text, offset)
    return whitespace.end() if whitespace else offset
