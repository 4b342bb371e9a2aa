"""What a store should hold: plain dictionaries, and the rules of the contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...checks.size import MAX_BYTES, compact_size
from ...writes.diff import iter_differences
from .protocol import INTERNAL, Session, SessionKey, WriteResult

if TYPE_CHECKING:
    from datetime import datetime

    from ...retention import RetentionPolicy
    from .protocol import Clock


@dataclass(frozen=True, slots=True)
class ModelSession:
    """A session that the store should hold."""

    session: Session
    created_at: datetime
    last_activity: datetime


class Model:
    """The sessions that there should be. Nothing that it is given or gives is changed by anyone."""

    def __init__(self, clock: Clock, retention: RetentionPolicy, internal_policy: WriteResult) -> None:
        self.clock = clock
        self.retention = retention
        self.internal_policy = internal_policy
        self.deleted: set[SessionKey] = set()
        self._kept: dict[SessionKey, ModelSession] = {}

    @property
    def keys(self) -> tuple[SessionKey, ...]:
        """The keys of all sessions that there are or were."""
        return (*self._kept, *sorted(self.deleted, key=str))

    def session(self, key: SessionKey) -> Session | None:
        """Return the session, or None if there is none."""
        kept = self._kept.get(key)
        return None if kept is None or self.has_expired(key) else kept.session

    def has_expired(self, key: SessionKey) -> bool:
        """Say whether there was a session until its retention had passed."""
        return key in self._kept and self.clock() >= self.expires_at(key)

    def expires_at(self, key: SessionKey) -> datetime:
        """Return when the session at ``key``, which there is or was, would be gone without further activity."""
        kept = self._kept[key]
        return self.retention.for_session(key.version, kept.created_at).expires_at(kept.last_activity)

    def create(self, key: SessionKey, internal: Session) -> tuple[WriteResult, ...]:
        """Start a conversation, and return the answers that are right."""
        return (self._store(key, {**(self.session(key) or {}), INTERNAL: internal}),)

    def write(self, key: SessionKey, variables: Session) -> tuple[WriteResult, ...]:
        """Store variables, and return the answers that are right."""
        session = self.session(key)
        if session is None:
            return (WriteResult.NO_SESSION,)
        answer = self._store(key, {**session, **variables, INTERNAL: session[INTERNAL]})
        if answer is not WriteResult.STORED or INTERNAL not in variables:
            return (answer,)
        if any(iter_differences(session[INTERNAL], variables[INTERNAL], exact=True)):
            return (self.internal_policy,)
        return (WriteResult.STORED, self.internal_policy)

    def touch(self, key: SessionKey) -> bool:
        """Count as activity, and return whether there is a session."""
        if self.session(key) is None:
            return False
        self._kept[key] = replace(self._kept[key], last_activity=self.clock())
        return True

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether there was one."""
        existed = self.session(key) is not None
        if existed:
            del self._kept[key]
            self.deleted.add(key)
        return existed

    def _store(self, key: SessionKey, session: Session) -> WriteResult:
        if compact_size(session) > MAX_BYTES:
            return WriteResult.TOO_LARGE
        now = self.clock()
        created_at = now if self.session(key) is None else self._kept[key].created_at
        self._kept[key] = ModelSession(session, created_at, now)
        self.deleted.discard(key)
        return WriteResult.STORED
