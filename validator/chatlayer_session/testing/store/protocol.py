"""What the contract asks of a session store: six operations, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Protocol, TypeAlias

from ...jsonpointer import JsonValue


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


INTERNAL = "internal"
"""The member of a session that the platform writes; every other member is a variable."""

Session: TypeAlias = dict[str, JsonValue]
"""A session: ``internal``, and the variables beside it."""

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, as an aware datetime. The contract passes one of its own, and never sleeps."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Whose session it is: of one bot and one user, for the version that is edited or for the published one.

    ``session_id`` names the user's session, ``version`` is one of the values that the schema has for it. All three
    are compared as they are: no two different texts name the same session.
    """

    bot_id: str
    session_id: str
    version: str

    def __str__(self) -> str:
        """Write the key as stories name it."""
        return f"{self.bot_id}/{self.session_id} as {self.version}"


class WriteResult(str, Enum):
    """What came of creating or writing.

    ``STORED``: all of it is stored. ``INTERNAL_OVERRIDDEN`` and ``INTERNAL_REFUSED``: the variables are stored, and the
    attempt to change ``internal`` came to nothing, silently or with a refusal. ``TOO_LARGE``: the session would have
    grown above the limit, and is as it was. ``NO_SESSION``: there is none, and there still is none.
    """

    STORED = "stored"
    INTERNAL_OVERRIDDEN = "internal-overridden"
    INTERNAL_REFUSED = "internal-refused"
    TOO_LARGE = "too-large"
    NO_SESSION = "no-session"


INTERNAL_POLICIES = (WriteResult.INTERNAL_OVERRIDDEN, WriteResult.INTERNAL_REFUSED)
"""The answers that a store may declare for a write with another ``internal``."""


class SessionStore(Protocol):
    """Keeps sessions.

    Activity is to create, to write and to touch a session. To read it is none, and neither is a write that is not
    stored. A session is gone once its retention has passed since the last activity, at that very moment, whether or
    not `expire` was called.
    """

    @property
    def internal_policy(self) -> WriteResult:
        """How a write that would change ``internal`` is answered: ``INTERNAL_OVERRIDDEN`` or ``INTERNAL_REFUSED``."""
        ...

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation, with the object ``internal`` that the platform passes.

        Without a session, one is created that has no variables. With one, it is continued: the variables stay, and
        ``internal`` is what is passed. Answers ``STORED`` or ``TOO_LARGE``.
        """
        ...

    def read(self, key: SessionKey) -> Session | None:
        """Return the session, which the caller may change without changing what is stored; None if there is none."""
        ...

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Store variables: each replaces the one of its name, and the others stay.

        ``variables`` may hold ``internal``, which is stored in no case. One that equals the session's is no attempt to
        change it, and may be answered either way.
        """
        ...

    def touch(self, key: SessionKey) -> bool:
        """Count as activity, and return whether there is a session."""
        ...

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether there was one."""
        ...

    def expire(self) -> None:
        """Delete every session that has outlived its retention; a store that does so by itself does nothing."""
        ...
