"""The steps of a scenario show values, places and times exactly and briefly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.checks.size import MAX_BYTES, compact_size
from chatlayer_session.testing.store.narration import format_difference, format_duration, format_value, format_variables
from chatlayer_session.testing.store.samples import DEFAULT_KEY, filler, internal_of, internals, nested
from chatlayer_session.writes.diff import iter_differences

if TYPE_CHECKING:
    from chatlayer_session.jsonpointer import JsonValue
    from chatlayer_session.testing.store import Session

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
LONG_STRINGS = "expected a string of 200 characters at /a, got a string of 201 characters"


@pytest.mark.parametrize(
    ("duration", "text"),
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
def test_durations_are_exact(duration: timedelta, text: str) -> None:
    """A duration is written in the fewest units that are exact."""
    assert format_duration(duration) == text


@pytest.mark.parametrize(
    ("expected", "actual", "text"),
    [
        ({"a": 1}, {}, "expected 1 at /a, got nothing"),
        ({}, {"a": [1]}, "expected nothing at /a, got [1]"),
        ({"a/b": [1, 2]}, {"a/b": [1, 3]}, "expected 2 at /a~1b/1, got 3"),
        ({"a": True}, {"a": 1}, "expected true at /a, got 1"),
        ({"\x00": 1}, {"\x00": "1"}, 'expected 1 at /\\u0000, got "1"'),
        (
            {"a": "x" * 200},
            {"a": "x" * 201},
            "expected a string of 200 characters at /a, got a string of 201 characters",
        ),
        ({"a": 2**53 + 1}, {"a": 2.0**53}, "expected 9007199254740993 at /a, got 9007199254740992.0"),
        (
            {"a": [1]},
            {"a": (1,)},
            "expected [1] at /a, got a value of Python type tuple, which is not a JSON type",
        ),
    ],
)
def test_differences_show_their_place(expected: JsonValue, actual: JsonValue, text: str) -> None:
    """Expected and actual values are shown as JSON, and control characters in names as escapes."""
    assert [format_difference(item) for item in iter_differences(expected, actual, exact=True)] == [text]


def test_long_values_are_shortened() -> None:
    """A value has at most 120 characters, however long or deeply nested it is."""
    assert format_value(list(range(1000))).endswith("\u2026")
    assert len(format_value(list(range(1000)))) == 120
    assert len(format_value(nested(400))) == 120


def test_write_of_internal_shows_the_first_difference() -> None:
    """Only the first difference between the passed `internal` and the current one is shown."""
    session: Session = {"internal": internal_of(DEFAULT_KEY), "order": 1}
    changed: Session = {"order": 2, "internal": {**internal_of(DEFAULT_KEY), "added": 1}}
    assert format_variables(changed, session) == '{"order": 2} and an internal with 1 at /internal/added'
    assert format_variables(session, session) == '{"order": 1} and an unchanged internal'
    assert format_variables({"order": 1}, session) == '{"order": 1}'


@pytest.mark.parametrize("size", [300_000, MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1])
def test_filler_reaches_the_exact_size(size: int) -> None:
    """The string fills a session to the byte, with characters of one to four bytes and escaped ones."""
    session: Session = {"internal": internal_of(DEFAULT_KEY)}
    text = filler(session, "filler", size)
    assert compact_size({**session, "filler": text}) == size
    assert set('a\u00e9\u20ac\U0001f600"\\\n\x00') == set(text)


def test_samples_include_unstable_fields() -> None:
    """The first example has documented fields only, and some of the others have more."""
    first, *others = internals()
    assert any(internal.keys() - first.keys() - {"messageContent", "messageType"} for internal in others)
