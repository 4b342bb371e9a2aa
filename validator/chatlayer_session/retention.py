"""How long a session without activity is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from .errors import InvalidRetention, NaiveDatetime, UnknownBotVersion

DEFAULT_DAYS = 30
"""Days without activity after which the platform deletes a session, unless the bot is set otherwise."""


BOT_VERSIONS = ("DRAFT", "LIVE")
"""The versions of a bot, which have a retention each."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The days without activity after which a session is deleted: at least one, 24 hours each.

    Raises:
        InvalidRetention: ``days`` is no whole number, or less than one.
    """

    days: int = DEFAULT_DAYS

    def __post_init__(self) -> None:
        """Refuse what is no number of days."""
        if not _is_integer(self.days) or self.days < 1:
            raise InvalidRetention(self.days)

    def expires_at(self, last_activity: datetime) -> datetime:
        """Return the first moment at which a session is expired, in the time zone of ``last_activity``.

        Raises:
            NaiveDatetime: ``last_activity`` has no offset from UTC.
            OverflowError: the moment is beyond the year 9999.
        """
        utc_offset(last_activity, "last_activity")
        # A day is 24 hours, also where clocks are put forward or back in between: so the sum is made in UTC.
        expiry = last_activity.astimezone(timezone.utc) + timedelta(days=self.days)
        return expiry.astimezone(last_activity.tzinfo)

    def is_expired(self, last_activity: datetime, now: datetime) -> bool:
        """Say whether a session is expired: from exactly so many days after its last activity on.

        Raises:
            NaiveDatetime: one of the moments has no offset from UTC.
        """
        return elapsed(last_activity, now) // timedelta(days=1) >= self.days


def elapsed(since: datetime, now: datetime) -> timedelta:
    """Return the time between two moments; negative if ``since`` is the later one.

    Raises:
        NaiveDatetime: one of the moments has no offset from UTC.
    """
    difference = utc_offset(now, "now") - utc_offset(since, "last_activity")
    # Python takes two moments of one time zone apart by their clocks, which may have been put forward in between.
    return now.replace(tzinfo=None) - since.replace(tzinfo=None) - difference


def utc_offset(moment: datetime, name: str) -> timedelta:
    """Return the offset of ``moment`` from UTC; ``name`` is the argument that it was passed as.

    Raises:
        NaiveDatetime: ``moment`` has no offset.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise NaiveDatetime(name, moment)
    return offset


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class RetentionChange:
    """A new retention for one version of the bot, which holds for sessions created at ``at`` or later."""

    at: datetime
    version: str
    retention: Retention


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The retention of a bot: one for its DRAFT and one for its LIVE version, and how they were changed since.

    ``changes`` are in the order of their moments; `changed` adds one.
    """

    draft: Retention = Retention()
    live: Retention = Retention()
    changes: tuple[RetentionChange, ...] = ()

    def with_change(self, version: str, retention: Retention, at: datetime) -> RetentionPolicy:
        """Return the policy with one more change; of changes at the same moment the one added last counts.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveDatetime: ``at`` has no offset from UTC.
        """
        utc_offset(at, "at")
        change = RetentionChange(at, _known(version), retention)
        earlier = [each for each in self.changes if elapsed(each.at, at) >= timedelta()]
        later = self.changes[len(earlier) :]
        return replace(self, changes=(*earlier, change, *later))

    def for_session(self, version: str, created_at: datetime) -> Retention:
        """Return the retention of a session: what was set for its version of the bot when it was created.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveDatetime: ``created_at`` has no offset from UTC.
        """
        utc_offset(created_at, "created_at")
        held = self.draft if _known(version) == "DRAFT" else self.live
        for change in self.changes:
            if change.version == version and elapsed(change.at, created_at) >= timedelta():
                held = change.retention
        return held


def _known(version: str) -> str:
    if version not in BOT_VERSIONS:
        raise UnknownBotVersion(version, BOT_VERSIONS)
    return version
