"""Expired sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ..issues import Anchor, AnchorPart, Issue
from ..rules import Rule, describe

if TYPE_CHECKING:
    from ..retention import Retention


@dataclass(frozen=True, slots=True)
class ExpiryCheck:
    """When a session was last active and how long it is kept; ``now`` defaults to the current time. Both are aware."""

    last_activity: datetime
    retention: Retention
    now: datetime | None = None

    def issue(self) -> Issue | None:
        """Return the issue of the session if it is expired."""
        if not self.retention.is_expired(self.last_activity, self.now or datetime.now(timezone.utc)):
            return None
        days = "1 day" if self.retention.days == 1 else f"{self.retention.days:,} days"
        wording = describe(Rule.EXPIRED, "retention", moment=self.last_activity.isoformat(), days=days)
        return Issue(Rule.EXPIRED, (), Anchor((), AnchorPart.VALUE), *wording)
