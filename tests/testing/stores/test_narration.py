"""Stories name values, places and times exactly, and briefly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.checks.size import MAX_BYTES, compact_size
from chatlayer_session.testing.store.narration import format_difference, format_duration, format_value, format_write
from chatlayer_session.testing.store.samples import DEFAULT_KEY, filler, internal_of, internals, nested
from chatlayer_session.writes.diff import iter_differences

if TYPE_CHECKING:
    from chatlayer_session.jsonpointer import JsonValue
    from chatlayer_session.testing.store import Session

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("duration", "told"),
    [
        (timedelta(0), "no time"),
        (MOMENT, "1 microsecond"),
        (DAY, "1 day"),
        (30 * DAY, "30 days"),
        (30 * DAY - MOMENT, "1 microsecond less than 30 days"),
        (30 * DAY + MOMENT, "30 days and 1 microsecond"),
        (DAY + timedelta(hours=1), "1 day and 3,600 seconds"),
    ],
)
def test_durations_are_told_exactly(duration: timedelta, told: str) -> None:
    """A duration is told in as few words as say it."""
    assert format_duration(duration) == told


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ({"a": 1}, {}, "expected 1 at /a, got nothing"),
        ({}, {"a": [1]}, "expected nothing at /a, got [1]"),
        ({"a/b": [1, 2]}, {"a/b": [1, 3]}, "expected 2 at /a~1b/1, got 3"),
        ({"a": True}, {"a": 1}, "expected true at /a, got 1"),
        ({"\x00": 1}, {"\x00": "1"}, 'expected 1 at /\\u0000, got "1"'),
        ({"a": "x" * 200}, {"a": "x" * 201}, "expected a text of 200 characters at /a, got a text of 201 characters"),
        ({"a": 2**53 + 1}, {"a": 2.0**53}, "expected 9007199254740993 at /a, got 9007199254740992.0"),
        (
            {"a": [1]},
            {"a": (1,)},
            "expected [1] at /a, got a value of the Python type tuple, which JSON does not have",
        ),
    ],
)
def test_differences_are_told_with_their_place(expected: JsonValue, found: JsonValue, told: str) -> None:
    """What was expected and what was found are told as JSON, and controls in names as escapes."""
    assert [format_difference(each) for each in iter_differences(expected, found, exact=True)] == [told]


def test_long_values_are_cut() -> None:
    """A value takes no more room than a line, however long or deep it is."""
    assert format_value(list(range(1000))).endswith("\u2026")
    assert len(format_value(list(range(1000)))) == 120
    assert len(format_value(nested(400))) == 120


def test_an_attempt_is_told_by_what_is_other() -> None:
    """Of an `internal` that is written only the first place that differs is told."""
    session: Session = {"internal": internal_of(DEFAULT_KEY), "order": 1}
    other: Session = {"order": 2, "internal": {**internal_of(DEFAULT_KEY), "added": 1}}
    assert format_write(other, session) == '{"order": 2} and an internal with 1 at /internal/added'
    assert format_write(session, session) == '{"order": 1} and the internal that it has'
    assert format_write({"order": 1}, session) == '{"order": 1}'


@pytest.mark.parametrize("size", [300_000, MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1])
def test_a_filler_fills_to_the_byte(size: int) -> None:
    """The text brings a session to a size, with characters of one to four bytes and escaped ones in it."""
    session: Session = {"internal": internal_of(DEFAULT_KEY)}
    text = filler(session, "filler", size)
    assert compact_size({**session, "filler": text}) == size
    assert set('a\u00e9\u20ac\U0001f600"\\\n\x00') == set(text)


def test_examples_have_an_internal_with_and_one_without_unstable_fields() -> None:
    """The first example payload has documented fields only, and another one has more."""
    first, *others = internals()
    assert any(each.keys() - first.keys() - {"messageContent", "messageType"} for each in others)
