"""How long a session without activity is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from ..errors import NaiveMoment, NotARetention, UnknownBotVersion
from ..findings import Rule
from ..observations import Observation, Part, Place

DEFAULT_DAYS = 30
"""Days without activity after which the platform deletes a session, unless the bot is set otherwise."""

EXPIRED_HINT = (
    "drop this copy: the platform has deleted the session; if this bot keeps them longer, say for how many days"
)

BOT_VERSIONS = ("DRAFT", "LIVE")
"""The versions of a bot, which have a retention each."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The days without activity after which a session is deleted: at least one, 24 hours each.

    Raises:
        NotARetention: ``days`` is no whole number, or less than one.
    """

    days: int = DEFAULT_DAYS

    def __post_init__(self) -> None:
        """Refuse what is no number of days."""
        if not _is_integer(self.days) or self.days < 1:
            raise NotARetention(self.days)

    def expires_at(self, last_activity: datetime) -> datetime:
        """Return the first moment at which a session is expired, in the time zone of ``last_activity``.

        Raises:
            NaiveMoment: ``last_activity`` has no offset from UTC.
            OverflowError: the moment is beyond the year 9999.
        """
        _offset(last_activity, "last_activity")
        # A day is 24 hours, also where clocks are put forward or back in between: so the sum is made in UTC.
        expiry = last_activity.astimezone(timezone.utc) + timedelta(days=self.days)
        return expiry.astimezone(last_activity.tzinfo)

    def is_expired(self, last_activity: datetime, now: datetime) -> bool:
        """Say whether a session is expired: from exactly so many days after its last activity on.

        Raises:
            NaiveMoment: one of the moments has no offset from UTC.
        """
        return elapsed(last_activity, now) // timedelta(days=1) >= self.days


def elapsed(since: datetime, now: datetime) -> timedelta:
    """Return the time between two moments; negative if ``since`` is the later one.

    Raises:
        NaiveMoment: one of the moments has no offset from UTC.
    """
    difference = _offset(now, "now") - _offset(since, "last_activity")
    # Python takes two moments of one time zone apart by their clocks, which may have been put forward in between.
    return now.replace(tzinfo=None) - since.replace(tzinfo=None) - difference


@dataclass(frozen=True, slots=True)
class Inactivity:
    """When a session was last active and how long it is kept; ``now`` is the present moment where it is None.

    Raises:
        NaiveMoment: one of the moments has no offset from UTC.
    """

    last_activity: datetime
    retention: Retention
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse moments that nobody can place."""
        _offset(self.last_activity, "last_activity")
        _offset(self.now or self.last_activity, "now")

    def observation(self) -> Observation | None:
        """Return what is to be told of the session if it is expired."""
        if not self.retention.is_expired(self.last_activity, self.now or datetime.now(timezone.utc)):
            return None
        days = "1 day" if self.retention.days == 1 else f"{self.retention.days:,} days"
        message = f"last active at {self.last_activity.isoformat()}, and kept for {days} without activity"
        return Observation(Rule.EXPIRED, (), Place((), Part.VALUE), message, EXPIRED_HINT)


def _offset(moment: datetime, name: str) -> timedelta:
    offset = moment.utcoffset()
    if offset is None:
        raise NaiveMoment(name, moment)
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

    def changed(self, version: str, retention: Retention, at: datetime) -> RetentionPolicy:
        """Return the policy with one more change; of changes at the same moment the one added last counts.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveMoment: ``at`` has no offset from UTC.
        """
        _offset(at, "at")
        change = RetentionChange(at, _known(version), retention)
        earlier = [each for each in self.changes if elapsed(each.at, at) >= timedelta()]
        later = self.changes[len(earlier) :]
        return replace(self, changes=(*earlier, change, *later))

    def for_session(self, version: str, created_at: datetime) -> Retention:
        """Return the retention of a session: what was set for its version of the bot when it was created.

        Raises:
            UnknownBotVersion: ``version`` is neither DRAFT nor LIVE.
            NaiveMoment: ``created_at`` has no offset from UTC.
        """
        _offset(created_at, "created_at")
        held = self.draft if _known(version) == "DRAFT" else self.live
        for change in self.changes:
            if change.version == version and elapsed(change.at, created_at) >= timedelta():
                held = change.retention
        return held


def _known(version: str) -> str:
    if version not in BOT_VERSIONS:
        raise UnknownBotVersion(version, BOT_VERSIONS)
    return version
