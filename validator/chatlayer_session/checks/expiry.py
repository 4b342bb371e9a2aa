"""Expired sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from ..issues import Anchor, AnchorPart, Issue
from ..retention import Retention, utc_offset
from ..rules import Rule, describe


@dataclass(frozen=True, slots=True)
class ExpiryCheck:
    """When a session was last active and how long it is kept; ``now`` defaults to the current time.

    Raises:
        NaiveDatetime: a datetime has no offset from UTC.
    """

    last_activity: datetime
    retention: Retention
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Reject naive datetimes."""
        utc_offset(self.last_activity, "last_activity")
        utc_offset(self.now or self.last_activity, "now")

    def issue(self) -> Issue | None:
        """Return the issue of the session if it is expired."""
        if not self.retention.is_expired(self.last_activity, self.now or datetime.now(timezone.utc)):
            return None
        days = "1 day" if self.retention.days == 1 else f"{self.retention.days:,} days"
        wording = describe(Rule.EXPIRED, "retention", moment=self.last_activity.isoformat(), days=days)
        return Issue(Rule.EXPIRED, (), Anchor((), AnchorPart.VALUE), *wording)
