"""Names from payloads and file systems, made safe for terminals and logs."""

from __future__ import annotations

import re

MAX_NAME_LENGTH = 60
"""Longest name that a message shows in full, in characters."""

# Control characters, invisible and direction-changing characters, line separators, surrogates and the private use area
# can hide or forge lines of a log.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\uf8ff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)


def escape_control(text: str) -> str:
    """Return ``text`` with an escape for every character that could hide or forge output."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def quote_name(name: str) -> str:
    """Return a name in backticks, shortened and safe for a message."""
    short = name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "\u2026"
    return f"`{escape_control(short)}`"


def to_utf8(text: str) -> str:
    """Return a name in valid UTF-8; other bytes of a file name become escapes."""
    return text.encode(errors="backslashreplace").decode()
