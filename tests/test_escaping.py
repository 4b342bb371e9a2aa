"""Names made safe for terminals and logs."""

from __future__ import annotations

import pytest

from chatlayer_session.escaping import MAX_NAME_LENGTH, escape_control, quote_name


@pytest.mark.parametrize("text", ["", "abc", "a b~/*", "\u00e9\u4e2d\U0001f600", "{`}"])
def test_printable_text_is_unchanged(text: str) -> None:
    """Text in any script stays unchanged."""
    assert escape_control(text) == text
    assert quote_name(text) == f"`{text}`"


@pytest.mark.parametrize(
    ("character", "escape"),
    [
        ("\x00", "\\u0000"),
        ("\n", "\\u000a"),
        ("\r", "\\u000d"),
        ("\x1b", "\\u001b"),
        ("\x7f", "\\u007f"),
        ("\x85", "\\u0085"),
        ("\x9b", "\\u009b"),
        ("\u00ad", "\\u00ad"),
        ("\u200b", "\\u200b"),
        ("\u200e", "\\u200e"),
        ("\u2028", "\\u2028"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\ud800", "\\ud800"),
        ("\udfff", "\\udfff"),
        ("\ue000", "\\ue000"),
        ("\ufeff", "\\ufeff"),
        ("\ufff9", "\\ufff9"),
        ("\uffff", "\\uffff"),
        ("\U000e0041", "\\ue0041"),
        ("\u180e", "\\u180e"),
        ("\u2800", "\\u2800"),
        ("\u3164", "\\u3164"),
    ],
)
def test_unsafe_characters_are_escaped(character: str, escape: str) -> None:
    """Control, invisible and direction-changing characters and non-characters become escapes."""
    assert escape_control(f"a{character}b") == f"a{escape}b"
    assert quote_name(f"a{character}b") == f"`a{escape}b`"


def test_escaped_text_is_one_line_of_utf8() -> None:
    """Every code point results in a single line that UTF-8 can encode."""
    for code in range(0x110000):
        shown = escape_control(chr(code))
        assert shown.encode()
        assert shown.isspace() is False or shown.splitlines() == [shown]


def test_long_names_are_shortened() -> None:
    """A long name is shortened to a fixed length."""
    assert quote_name("a" * MAX_NAME_LENGTH) == f"`{'a' * MAX_NAME_LENGTH}`"
    assert quote_name("a" * (MAX_NAME_LENGTH + 1)) == f"`{'a' * (MAX_NAME_LENGTH - 1)}\u2026`"
