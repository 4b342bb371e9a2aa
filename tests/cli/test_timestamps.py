"""RFC 3339 timestamps."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session.cli.timestamps import parse_timestamp
from chatlayer_session.errors import InvalidTimestamp, TimestampWithoutOffset

UTC = timezone.utc


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22t10:00:00z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22 10:00:00+01:00", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-22T10:00:00-09:30", datetime(2026, 11, 22, 19, 30, tzinfo=UTC)),
        ("2026-11-22T10:00:00-00:00", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22T10:00:00.5Z", datetime(2026, 11, 22, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-22T10:00:00.123456789Z", datetime(2026, 11, 22, 10, 0, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60.25Z", datetime(2017, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_timestamp_is_parsed(text: str, moment: datetime) -> None:
    """With any offset, case and number of digits; a leap second is the second after it."""
    assert parse_timestamp(text) == moment
    assert parse_timestamp(text).utcoffset() is not None


@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_isoformat_round_trips(moment: datetime) -> None:
    """The time and the offset are the same."""
    read = parse_timestamp(moment.isoformat())
    assert (read, read.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-22", "20261122T100000Z", "2026-11-22T10:00Z", "2026-13-22T10:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:00:61Z", "2026-11-22T10:00:00+25:00", "2026-11-22T10:00:00+0100",
        "2026-11-22T10:00:00.Z", " 2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z\n", "9999-12-31T23:59:60Z",
        "\u0662026-11-22T10:00:00Z", "1763805600",
    ],
)  # fmt: skip
def test_invalid_timestamp_is_rejected(text: str) -> None:
    """The error names the text and the format."""
    with pytest.raises(InvalidTimestamp) as caught:
        parse_timestamp(text)
    assert type(caught.value) is InvalidTimestamp
    assert str(caught.value) == (
        f"invalid timestamp {text!r}; use a format like 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00"
    )


def test_timestamp_without_offset_is_rejected() -> None:
    """The message shows how to add one."""
    with pytest.raises(TimestampWithoutOffset) as caught:
        parse_timestamp("2026-11-22T10:00:00")
    assert str(caught.value) == (
        "timestamp '2026-11-22T10:00:00' has no UTC offset; "
        "write 2026-11-22T10:00:00Z for UTC, or 2026-11-22T10:00:00+01:00"
    )
