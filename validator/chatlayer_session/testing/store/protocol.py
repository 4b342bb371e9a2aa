"""The interface of a session store: its six operations and their results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Protocol, TypeAlias

from ...jsonpointer import JsonValue


class ManualClock:
    """A clock that moves only when it is advanced; calling it returns the time in UTC."""

    def __init__(self, now: datetime = datetime(2030, 1, 1, tzinfo=timezone.utc)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self.now += duration


INTERNAL = "internal"
"""The member of a session that only the platform writes; all other members are variables."""

Session: TypeAlias = dict[str, JsonValue]
"""A session: ``internal`` and the variables."""

Clock: TypeAlias = Callable[[], datetime]
"""A function that returns the time as an aware datetime. The contract passes its own clock and never sleeps."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The identity of a session: bot, session and version, which is DRAFT or LIVE.

    All three are compared exactly: different strings identify different sessions.
    """

    bot_id: str
    session_id: str
    version: str

    def __str__(self) -> str:
        """Return the key as steps of a scenario show it."""
        return f"{self.bot_id}/{self.session_id} ({self.version})"


class StoreResult(str, Enum):
    """The result of creating a session or of setting variables.

    ``STORED``: everything is stored. ``INTERNAL_OVERRIDDEN`` and ``INTERNAL_REFUSED``: the variables are stored, and a
    change to ``internal`` is discarded, silently or with a refusal. ``TOO_LARGE``: the session would exceed the size
    limit, and stays unchanged. ``NO_SESSION``: the session does not exist, and none is created.
    """

    STORED = "stored"
    INTERNAL_OVERRIDDEN = "internal-overridden"
    INTERNAL_REFUSED = "internal-refused"
    TOO_LARGE = "too-large"
    NO_SESSION = "no-session"


INTERNAL_POLICIES = (StoreResult.INTERNAL_OVERRIDDEN, StoreResult.INTERNAL_REFUSED)
"""The results that a store may declare for an attempt to change ``internal``."""


class SessionStore(Protocol):
    """The operations of a session store.

    Creating and touching a session and setting variables count as activity. Reading it does not, nor does a change that
    is not stored. A session is gone at the moment its retention period has passed since the last activity, even if
    `expire` was not called.
    """

    @property
    def internal_policy(self) -> StoreResult:
        """Result of an attempt to change ``internal``: ``INTERNAL_OVERRIDDEN`` or ``INTERNAL_REFUSED``."""
        ...

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation with the object ``internal`` from the platform.

        A new session has no variables. An existing session keeps its variables, and its ``internal`` is replaced.
        Return ``STORED`` or ``TOO_LARGE``.
        """
        ...

    def read(self, key: SessionKey) -> Session | None:
        """Return a copy of the session, which the caller may change, or None if the session does not exist."""
        ...

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables: each replaces the variable of the same name, and the others stay.

        This is not the write of a code action, whose data is merged into a variable: `apply_write` returns its result.

        ``variables`` may contain ``internal``, which is never stored. If it equals the session's, the store may return
        ``STORED`` or its ``internal_policy``.
        """
        ...

    def touch(self, key: SessionKey) -> bool:
        """Record activity, which restarts the retention period, and return whether the session exists."""
        ...

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether it existed."""
        ...

    def expire(self) -> None:
        """Delete every expired session; do nothing if the storage expires them itself."""
        ...
