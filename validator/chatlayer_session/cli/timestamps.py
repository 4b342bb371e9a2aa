"""RFC 3339 timestamps."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..errors import InvalidTimestamp, TimestampWithoutOffset

_TIMESTAMP = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<time>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]+))?(?P<offset>[Zz]|[-+][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_LEAP_SECOND = "60"


def parse_timestamp(text: str) -> datetime:
    """Return the datetime of an RFC 3339 timestamp, truncated to microseconds.

    Raises:
        InvalidTimestamp: ``text`` is not a timestamp.
        TimestampWithoutOffset: it has no offset from UTC.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise InvalidTimestamp(text)
    if match["offset"] is None:
        raise TimestampWithoutOffset(text)
    second = match["second"]
    # Python has no leap seconds: parse the second before, and add one.
    parsed_second = "59" if second == _LEAP_SECOND else second
    offset = "+00:00" if match["offset"] in "Zz" else match["offset"]
    try:
        timestamp = datetime.fromisoformat(f"{match['date']}T{match['time']}:{parsed_second}{offset}")
        timestamp += timedelta(
            seconds=int(second == _LEAP_SECOND), microseconds=int((match["fraction"] or "")[:6].ljust(6, "0"))
        )
    except (ValueError, OverflowError) as error:
        raise InvalidTimestamp(text) from error
    return timestamp
