"""The tokens of strict JSON, and the members and items they form, as compiled regular expressions."""

from __future__ import annotations

import re

from .grammar import NUMBER, STRING, WHITESPACE

# NaN and the infinities are not JSON, but the parser reports them and goes on.
_LITERAL = "true|false|null|NaN|-?Infinity"
TOKEN = re.compile(
    rf"{WHITESPACE}(?:(?P<mark>[\[\]{{}},:])|(?P<string>{STRING})|(?P<literal>{_LITERAL})|(?P<number>{NUMBER}))"
)
"""A token, of the kind that its group names; NaN and the infinities are literals."""

# A scalar with the comma after it, or an opening bracket.
_VALUE = rf"(?:(?:({STRING})|({NUMBER})|({_LITERAL})){WHITESPACE}(,)?|([\[{{]))"
ITEM = re.compile(rf"{WHITESPACE}{_VALUE}")
"""An item: groups for a string, a number, a literal, the comma after one of them, and an opening bracket."""

MEMBER = re.compile(rf"{WHITESPACE}({STRING}){WHITESPACE}:{WHITESPACE}{_VALUE}")
"""A member: a group for its name, and those of an item."""

AFTER_VALUE = re.compile(rf"{WHITESPACE}([,\]}}])")
OPENINGS = re.compile(r"\[+")
CLOSINGS = re.compile(rf"{WHITESPACE}\]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")


def lone_surrogate(raw: str) -> int:
    """Return the offset of the first escape in a string that is half of a surrogate pair; 0 if there is none."""
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
