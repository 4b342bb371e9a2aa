"""Names out of payloads and file systems, made fit for a terminal and a log."""

from __future__ import annotations

import re

MAX_NAME_LENGTH = 60
"""Characters of a name that a message shows."""

# Controls, invisible and direction-changing characters, line separators, surrogates and the private use area can
# hide or forge what a log says.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\uf8ff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)


def escape_control(text: str) -> str:
    """Return ``text`` with every character that could hide or forge what is shown as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def quote_name(name: str) -> str:
    """Return a name as a message shows it, in code marks."""
    short = name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "\u2026"
    return f"`{escape_control(short)}`"


def to_utf8(text: str) -> str:
    """Return a name that any reader of UTF-8 takes: bytes of a file's name that are not UTF-8 become escapes."""
    return text.encode(errors="backslashreplace").decode()
