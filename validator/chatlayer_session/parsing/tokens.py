"""The tokens of JSON, and what they make up at the lowest level, as regular expressions."""

from __future__ import annotations

import re

_STRING = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
TOKEN = re.compile(
    rf"[ \t\n\r]*(?:(?P<mark>[\[\]{{}},:])|(?P<string>{_STRING})|(?P<literal>true|false|null|NaN|-?Infinity)"
    rf"|(?P<number>{_NUMBER}))"
)
"""A token, of the kind that its group names; NaN and the infinities are literals."""

# A whole member or item where its value is a scalar, with the comma behind it; up to the bracket where it is none.
_VALUE = rf"(?:(?:({_STRING})|({_NUMBER})|(true|false|null|NaN|-?Infinity))[ \t\n\r]*(,)?|([\[{{]))"
ITEM = re.compile(rf"[ \t\n\r]*{_VALUE}")
"""An item: groups for a string, a number, a literal, the comma behind one of them, and an opening bracket."""

MEMBER = re.compile(rf"[ \t\n\r]*({_STRING})[ \t\n\r]*:[ \t\n\r]*{_VALUE}")
"""A member: a group for its name, and those of an item."""

BEHIND_A_VALUE = re.compile(r"[ \t\n\r]*([,\]}])")
OPENINGS = re.compile(r"\[+")
CLOSINGS = re.compile(r"[ \t\n\r]*\]+")
_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")


def end_of_space(text: str, offset: int) -> int:
    """Return the offset of the first character from ``offset`` on that is no white space."""
    space = _SPACE.match(text, offset)
    return space.end() if space else offset


def lone_surrogate(raw: str) -> int:
    """Return the offset of the first escape in a string that is half of a pair."""
    high: int | None = None
    for escape in _ESCAPE.finditer(raw):
        code = int(escape[1] or "0", 16)
        is_low = 0xDC00 <= code <= 0xDFFF
        if high is not None and is_low and escape.start() == high + 6:
            high = None
            continue
        if high is not None or is_low:
            return escape.start() if high is None else high
        high = escape.start() if 0xD800 <= code <= 0xDBFF else None
    return 0 if high is None else high
