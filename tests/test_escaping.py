"""Names made fit to be shown."""

from __future__ import annotations

import pytest

from chatlayer_session.escaping import MAX_NAME_LENGTH, escape_control, quote_name


@pytest.mark.parametrize("text", ["", "abc", "a b~/*", "\u00e9\u4e2d\U0001f600", "{`}"])
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    """In any script."""
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
def test_what_could_hide_or_forge_a_log_is_escaped(character: str, escape: str) -> None:
    """Controls, invisible and direction-changing characters, and what is no character."""
    assert escape_control(f"a{character}b") == f"a{escape}b"
    assert quote_name(f"a{character}b") == f"`a{escape}b`"


def test_what_is_shown_can_always_be_encoded() -> None:
    """Every code point, on its own, is one line of UTF-8."""
    for code in range(0x110000):
        shown = escape_control(chr(code))
        assert shown.encode()
        assert shown.isspace() is False or shown.splitlines() == [shown]


def test_long_names_are_shortened() -> None:
    """To a length that is the same for all."""
    assert quote_name("a" * MAX_NAME_LENGTH) == f"`{'a' * MAX_NAME_LENGTH}`"
    assert quote_name("a" * (MAX_NAME_LENGTH + 1)) == f"`{'a' * (MAX_NAME_LENGTH - 1)}\u2026`"
