"""Retention: the days after which a session without activity is deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from .errors import InvalidRetention, NaiveDatetime, UnknownBotVersion, require_type

DEFAULT_DAYS = 30
"""Days without activity after which the platform deletes a session by default."""

BOT_VERSIONS = ("DRAFT", "LIVE")
"""The versions of a bot, each with its own retention."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The number of days (of 24 hours each, at least 1) without activity after which a session is deleted.

    Raises:
        InvalidRetention: ``days`` is not a whole number, or is less than one.
    """

    days: int = DEFAULT_DAYS

    def __post_init__(self) -> None:
        """Check the number of days."""
        if not _is_integer(self.days) or self.days < 1:
            raise InvalidRetention(self.days)

    def expires_at(self, last_activity: datetime) -> datetime:
        """Return the first moment at which a session is expired, in the time zone of ``last_activity``.

        Raises:
            NaiveDatetime: ``last_activity`` has no offset from UTC.
            OverflowError: the moment is beyond the year 9999.
        """
        utc_offset(last_activity, "last_activity")
        # A day is 24 hours even when clocks change, so the sum is computed in UTC.
        try:
            expiry = last_activity.astimezone(timezone.utc) + timedelta(days=self.days)
            return expiry.astimezone(last_activity.tzinfo)
        except OverflowError:
            message = f"{self.days} days after last_activity is beyond the year 9999; use is_expired, or fewer days"
            raise OverflowError(message) from None

    def is_expired(self, last_activity: datetime, now: datetime) -> bool:
        """Return whether a session is expired: its last activity was ``days`` days ago or more.

        Raises:
            NaiveDatetime: one of the moments has no offset from UTC.
        """
        return elapsed(last_activity, now) // timedelta(days=1) >= self.days


def elapsed(since: datetime, now: datetime) -> timedelta:
    """Return the time between two moments; negative if ``since`` is later than ``now``.

    Raises:
        NaiveDatetime: one of the moments has no offset from UTC.
    """
    difference = utc_offset(now, "now") - utc_offset(since, "last_activity")
    # Python subtracts two moments in one time zone by their clock times, which ignores clock changes in between.
    return now.replace(tzinfo=None) - since.replace(tzinfo=None) - difference


def utc_offset(moment: datetime, name: str) -> timedelta:
    """Return the offset of ``moment`` from UTC; ``name`` is the name of its argument.

    Raises:
        NaiveDatetime: ``moment`` has no offset.
        WrongArgumentType: ``moment`` is not a datetime.
    """
    require_type(name, moment, datetime, "an aware datetime, such as datetime.now(timezone.utc)")
    offset = moment.utcoffset()
    if offset is None:
        raise NaiveDatetime(name, moment)
    return offset


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class RetentionChange:
    """A new retention for one version of the bot, which applies to sessions created at ``at`` or later."""

    at: datetime
    version: str
    retention: Retention


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The retention periods of the DRAFT and LIVE versions of a bot, and later changes to them, oldest first.

    Use `with_change` to add a change.
    """

    draft: Retention = Retention()
    live: Retention = Retention()
    changes: tuple[RetentionChange, ...] = ()

    def with_change(self, version: str, retention: Retention, at: datetime) -> RetentionPolicy:
        """Return the policy with one more change; of several changes at the same moment, the last one added applies.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveDatetime: ``at`` has no offset from UTC.
        """
        utc_offset(at, "at")
        new = RetentionChange(at, _check_bot_version(version), retention)
        earlier = [change for change in self.changes if elapsed(change.at, at) >= timedelta()]
        later = self.changes[len(earlier) :]
        return replace(self, changes=(*earlier, new, *later))

    def for_session(self, version: str, created_at: datetime) -> Retention:
        """Return the retention of a session: that of its version of the bot when the session was created.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveDatetime: ``created_at`` has no offset from UTC.
        """
        utc_offset(created_at, "created_at")
        retention = self.draft if _check_bot_version(version) == "DRAFT" else self.live
        for change in self.changes:
            if change.version == version and elapsed(change.at, created_at) >= timedelta():
                retention = change.retention
        return retention


def _check_bot_version(version: str) -> str:
    if version not in BOT_VERSIONS:
        raise UnknownBotVersion(version, BOT_VERSIONS)
    return version
