"""The time of a story."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


class ManualClock:
    """A clock that stands still until it is told to go on; calling it returns the time, in UTC."""

    def __init__(self, now: datetime = datetime(2030, 1, 1, tzinfo=timezone.utc)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self.now += duration
