"""The model of a store: plain dictionaries, and the rules of the contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...checks.size import MAX_BYTES, compact_size
from ...writes.diff import iter_differences
from .protocol import INTERNAL, Session, SessionKey, StoreResult

if TYPE_CHECKING:
    from datetime import datetime

    from ...retention import RetentionPolicy
    from .protocol import Clock


@dataclass(frozen=True, slots=True)
class ModelSession:
    """A session that the store should contain."""

    session: Session
    created_at: datetime
    last_activity: datetime


class Model:
    """The sessions that a store should contain. Callers must not change what they pass or get."""

    def __init__(self, clock: Clock, retention: RetentionPolicy, internal_policy: StoreResult) -> None:
        self.clock = clock
        self.retention = retention
        self.internal_policy = internal_policy
        self.deleted: set[SessionKey] = set()
        self._sessions: dict[SessionKey, ModelSession] = {}

    @property
    def keys(self) -> tuple[SessionKey, ...]:
        """The keys of all sessions that exist or existed."""
        return (*self._sessions, *sorted(self.deleted, key=str))

    def session(self, key: SessionKey) -> Session | None:
        """Return the session, or None if it does not exist."""
        entry = self._sessions.get(key)
        return None if entry is None or self.has_expired(key) else entry.session

    def has_expired(self, key: SessionKey) -> bool:
        """Return whether the session existed and its retention period has passed."""
        return key in self._sessions and self.clock() >= self.expires_at(key)

    def expires_at(self, key: SessionKey) -> datetime:
        """Return when the session expires or expired without further activity."""
        entry = self._sessions[key]
        return self.retention.for_session(key.version, entry.created_at).expires_at(entry.last_activity)

    def create(self, key: SessionKey, internal: Session) -> tuple[StoreResult, ...]:
        """Start a conversation, and return the results that a store may return."""
        return (self._store(key, {**(self.session(key) or {}), INTERNAL: internal}),)

    def set_variables(self, key: SessionKey, variables: Session) -> tuple[StoreResult, ...]:
        """Store variables, and return the results that a store may return."""
        session = self.session(key)
        if session is None:
            return (StoreResult.NO_SESSION,)
        result = self._store(key, {**session, **variables, INTERNAL: session[INTERNAL]})
        if result is not StoreResult.STORED or INTERNAL not in variables:
            return (result,)
        if any(iter_differences(session[INTERNAL], variables[INTERNAL], exact=True)):
            return (self.internal_policy,)
        return (StoreResult.STORED, self.internal_policy)

    def touch(self, key: SessionKey) -> bool:
        """Record activity, and return whether the session exists."""
        if self.session(key) is None:
            return False
        self._sessions[key] = replace(self._sessions[key], last_activity=self.clock())
        return True

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether it existed."""
        existed = self.session(key) is not None
        if existed:
            del self._sessions[key]
            self.deleted.add(key)
        return existed

    def _store(self, key: SessionKey, session: Session) -> StoreResult:
        if compact_size(session) > MAX_BYTES:
            return StoreResult.TOO_LARGE
        now = self.clock()
        created_at = now if self.session(key) is None else self._sessions[key].created_at
        self._sessions[key] = ModelSession(session, created_at, now)
        self.deleted.discard(key)
        return StoreResult.STORED
