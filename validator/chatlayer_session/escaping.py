"""Names from payloads and file systems, made safe for terminals, logs and the formats of reports."""

from __future__ import annotations

import re

MAX_NAME_LENGTH = 60
"""Longest name that a message shows in full, in characters."""

# Control characters, invisible and direction-changing characters, line separators, surrogates and the private use area
# can hide or forge lines of a log. All characters that Unicode lets programs ignore are among them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)

# The runners of GitHub and Azure obey these anywhere in a line of a log.
_LOG_COMMAND = re.compile(r"(?<=#)#(?=(?:vso)?\[)", re.IGNORECASE)


def escape_control(text: str) -> str:
    """Return ``text`` with an escape for every character that could hide or forge output.

    The result is one line, and no log command, wherever it is in a line.
    """
    if not text.isascii() or not text.isprintable():
        text = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if "::" in text and text.lstrip().startswith("::"):
        text = text.replace(":", "\\u003a", 1)
    return escape_log_commands(text)


def escape_log_commands(text: str) -> str:
    """Return JSON or TOML whose strings contain no log command; parsers read the same values."""
    return _LOG_COMMAND.sub(r"\\u0023", text) if "##" in text else text


def escape_annotation(text: str) -> str:
    """Return text for the message of a GitHub workflow command; the runner reads the same text."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return text for a property of a GitHub workflow command; the runner reads the same text."""
    return escape_annotation(text).replace(":", "%3A").replace(",", "%2C")


def escape_markdown(text: str) -> str:
    """Return text with every character escaped that has a meaning in Markdown or HTML, or for GitHub.

    These are also the characters of mentions, links, formulas and references.
    """

    def escape(match: re.Match[str]) -> str:
        # GitHub finds addresses and mentions after an escape, but not across a comment.
        return "@<!-- -->" if match[0] == "@" else f"&#{ord(match[0])};"

    # Compiled when used: most runs write no Markdown.
    return re.sub(r"[\\`*_{}\[\]()<>#|~&@$]|:(?=//)|(?i:(?<=www))\.", escape, escape_control(text))


def escape_sarif(text: str) -> str:
    """Return text for a message of SARIF, without links and placeholders."""
    # Readers know the escapes of the standard to a different extent, so the characters themselves go.
    return re.sub(r"(?<=\])\(|\{(?=\d+\})", lambda match: f"\\u{ord(match[0]):04x}", text)


def escape_cell(text: str) -> str:
    """Return text as a cell that a spreadsheet does not evaluate as a formula."""
    text = escape_control(to_utf8(text))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and text != "-" else text


def quote_name(name: str) -> str:
    """Return a name in backticks, shortened and safe for a message."""
    short = name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "\u2026"
    return f"`{escape_control(short)}`"


def to_utf8(text: str) -> str:
    """Return a name in valid UTF-8; other bytes of a file name become escapes."""
    return text.encode(errors="backslashreplace").decode()
