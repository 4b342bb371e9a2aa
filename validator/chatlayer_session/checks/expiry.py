"""Sessions that are expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from ..issues import Anchor, AnchorPart, Issue
from ..retention import Retention, utc_offset
from ..rules import Rule

EXPIRED_HINT = (
    "drop this copy: the platform has deleted the session; if this bot keeps them longer, say for how many days"
)


@dataclass(frozen=True, slots=True)
class ExpiryCheck:
    """When a session was last active and how long it is kept; ``now`` is the present moment where it is None.

    Raises:
        NaiveDatetime: one of the moments has no offset from UTC.
    """

    last_activity: datetime
    retention: Retention
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse moments that nobody can place."""
        utc_offset(self.last_activity, "last_activity")
        utc_offset(self.now or self.last_activity, "now")

    def issue(self) -> Issue | None:
        """Return what is to be told of the session if it is expired."""
        if not self.retention.is_expired(self.last_activity, self.now or datetime.now(timezone.utc)):
            return None
        days = "1 day" if self.retention.days == 1 else f"{self.retention.days:,} days"
        message = f"last active at {self.last_activity.isoformat()}, and kept for {days} without activity"
        return Issue(Rule.EXPIRED, (), Anchor((), AnchorPart.VALUE), message, EXPIRED_HINT)
