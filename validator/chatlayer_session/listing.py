"""How much a list of reports has room for, so that memory and time stay bounded whatever is validated."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Verdict

MAX_LISTED = 10_000
"""Findings of invalid payloads that are listed where no limit was asked for, and as many of other payloads."""


@dataclass(slots=True)
class Room:
    """How many more findings a list takes: in all, of invalid payloads, and of others; None is any number.

    Findings of invalid payloads have room of their own, so that no number of unstable payloads hides an invalid one.
    """

    total: int | None = None
    invalid: int | None = None
    others: int | None = None

    @classmethod
    def of(cls, max_findings: int | None, *, listing: bool = True) -> Room:
        """Return the room under a limit that was asked for, None if none was; none at all if nothing is listed."""
        if not listing:
            return cls(0)
        return cls(None, MAX_LISTED, MAX_LISTED) if max_findings is None else cls(max_findings)

    def left(self, verdict: Verdict) -> int | None:
        """Return how many findings of a payload with this verdict are taken."""
        own = self.invalid if verdict is Verdict.INVALID else self.others
        return min((each for each in (self.total, own) if each is not None), default=None)

    def take(self, verdict: Verdict, count: int) -> None:
        """Give up room for findings of a payload with this verdict."""
        if self.total is not None:
            self.total -= count
        if verdict is Verdict.INVALID and self.invalid is not None:
            self.invalid -= count
        elif verdict is not Verdict.INVALID and self.others is not None:
            self.others -= count
