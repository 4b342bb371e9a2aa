"""A session store in memory, which is a test double that meets the contract."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...checks.size import MAX_BYTES
from ...retention import RetentionPolicy
from ...writes.diff import iter_differences
from .protocol import INTERNAL, INTERNAL_POLICIES, Session, SessionKey, StoreResult

if TYPE_CHECKING:
    from datetime import datetime

    from .protocol import Clock


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as compact JSON in UTF-8, with the times that determine its retention."""

    text: bytes
    created_at: datetime
    last_activity: datetime


class MemoryStore:
    """Stores sessions as JSON text, so that it shares no object with its callers.

    ``retention`` applies to all bots, ``internal_policy`` is the result of an attempt to change ``internal``.
    Threads may share a store.

    Raises:
        ValueError: ``internal_policy`` is not one of `INTERNAL_POLICIES`.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        retention: RetentionPolicy | None = None,
        internal_policy: StoreResult = StoreResult.INTERNAL_OVERRIDDEN,
    ) -> None:
        if internal_policy not in INTERNAL_POLICIES:
            choices = ", ".join(str(policy) for policy in INTERNAL_POLICIES)
            raise ValueError(f"invalid internal_policy {internal_policy!r}; available: {choices}")
        self.clock = clock
        self.retention = retention or RetentionPolicy()
        self.internal_policy = internal_policy
        self._records: dict[SessionKey, StoredSession] = {}
        self._lock = threading.Lock()

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation in a new or existing session."""
        with self._lock:
            return self._store(key, {**(self._session(key) or {}), INTERNAL: internal})

    def read(self, key: SessionKey) -> Session | None:
        """Return a copy of the session, or None if it does not exist."""
        return self._session(key)

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables, and keep the others."""
        with self._lock:
            session = self._session(key)
            if session is None:
                return StoreResult.NO_SESSION
            result = self._store(key, {**session, **variables, INTERNAL: session[INTERNAL]})
            is_attempt = any(iter_differences(session[INTERNAL], variables.get(INTERNAL, session[INTERNAL])))
            return self.internal_policy if is_attempt and result is StoreResult.STORED else result

    def touch(self, key: SessionKey) -> bool:
        """Record activity, and return whether the session exists."""
        with self._lock:
            record = self._record(key)
            if record is not None:
                self._records[key] = replace(record, last_activity=self.clock())
            return record is not None

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether it existed."""
        with self._lock:
            existed = self._record(key) is not None
            self._records.pop(key, None)
            return existed

    def expire(self) -> None:
        """Delete expired sessions."""
        with self._lock:
            for key in [key for key in self._records if self._record(key) is None]:
                del self._records[key]

    def _record(self, key: SessionKey) -> StoredSession | None:
        record = self._records.get(key)
        return None if record is None or self.clock() >= self._expires_at(key, record) else record

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        return self.retention.for_session(key.version, record.created_at).expires_at(record.last_activity)

    def _session(self, key: SessionKey) -> Session | None:
        record = self._record(key)
        if record is None:
            return None
        session: Session = json.loads(record.text)
        return session

    def _store(self, key: SessionKey, session: Session) -> StoreResult:
        text = json.dumps(session, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        if len(text) > MAX_BYTES:
            return StoreResult.TOO_LARGE
        now = self.clock()
        current = self._record(key)
        self._records[key] = StoredSession(text, now if current is None else current.created_at, now)
        return StoreResult.STORED
