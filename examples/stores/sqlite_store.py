"""A session store in an SQLite file, with one row of JSON text per session.

To set variables, the store reads the session, adds them, and stores the whole session. No change is lost, because the
transaction takes the lock for writers before it reads. With a plain BEGIN, two callers could read the same session.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from chatlayer_session.checks.size import MAX_BYTES
from chatlayer_session.retention import Retention, RetentionPolicy
from chatlayer_session.testing.store import Clock, Session, SessionKey, StoreResult
from chatlayer_session.writes.diff import iter_differences

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

# The retention is stored with the session, since a change applies to new sessions only.
_TABLE = """
CREATE TABLE IF NOT EXISTS sessions (
    bot_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    version TEXT NOT NULL,
    document TEXT NOT NULL,
    retention_days INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, session_id, version)
) WITHOUT ROWID
"""
_SELECT = """
SELECT document, retention_days FROM sessions WHERE bot_id = ? AND session_id = ? AND version = ? AND expires_at > ?
"""
_PUT = "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)"
_TOUCH = "UPDATE sessions SET expires_at = ? WHERE bot_id = ? AND session_id = ? AND version = ?"
_DELETE = "DELETE FROM sessions WHERE bot_id = ? AND session_id = ? AND version = ?"
_EXPIRE = "DELETE FROM sessions WHERE expires_at <= ?"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_BUSY_SECONDS = 30.0


class SqliteStore:
    """Stores sessions in the file at ``path``. Threads may share a store, and processes may share the file."""

    internal_policy = StoreResult.INTERNAL_OVERRIDDEN

    def __init__(self, path: Path, clock: Clock, retention: RetentionPolicy | None = None) -> None:
        self.clock = clock
        self.retention = retention or RetentionPolicy()
        self._lock = threading.Lock()
        # `_transaction` begins transactions, and the lock allows one thread at a time.
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._prepare()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation in a new or existing session."""
        with self._transaction():
            session, retention = self._load(key) or ({}, self.retention.for_session(key.version, self.clock()))
            return self._store(key, {**session, "internal": internal}, retention)

    def read(self, key: SessionKey) -> Session | None:
        """Return the session, or None if it does not exist."""
        with self._lock:
            loaded = self._load(key)
        return None if loaded is None else loaded[0]

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Store variables, and keep the others."""
        with self._transaction():
            loaded = self._load(key)
            if loaded is None:
                return StoreResult.NO_SESSION
            session, retention = loaded
            proposed = {**session, **variables}
            result = self._store(key, {**proposed, "internal": session["internal"]}, retention)
            is_attempt = any(iter_differences(session["internal"], proposed["internal"]))
            return self.internal_policy if is_attempt and result is StoreResult.STORED else result

    def touch(self, key: SessionKey) -> bool:
        """Record activity, and return whether the session exists."""
        with self._transaction():
            loaded = self._load(key)
            if loaded is not None:
                expires_at = _microseconds(loaded[1].expires_at(self.clock()))
                self._connection.execute(_TOUCH, (expires_at, *_columns(key)))
            return loaded is not None

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether it existed."""
        with self._transaction():
            existed = self._load(key) is not None
            self._connection.execute(_DELETE, _columns(key))
            return existed

    def expire(self) -> None:
        """Delete expired sessions."""
        with self._transaction():
            self._connection.execute(_EXPIRE, (_microseconds(self.clock()),))

    def _load(self, key: SessionKey) -> tuple[Session, Retention] | None:
        """Return a session that has not expired, and its retention."""
        row = self._connection.execute(_SELECT, (*_columns(key), _microseconds(self.clock()))).fetchone()
        return None if row is None else (json.loads(row[0]), Retention(row[1]))

    def _store(self, key: SessionKey, session: Session, retention: Retention) -> StoreResult:
        document = json.dumps(session, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if len(document.encode()) > MAX_BYTES:
            return StoreResult.TOO_LARGE
        row = (*_columns(key), document, retention.days, _microseconds(retention.expires_at(self.clock())))
        self._connection.execute(_PUT, row)
        return StoreResult.STORED

    def _prepare(self) -> None:
        """Prepare a new file; SQLite itself does not wait for another process that does the same."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._connection.execute(_TABLE)
            except sqlite3.OperationalError:  # noqa: PERF203 - the loop is for the error
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return

    @contextmanager
    def _transaction(self) -> Generator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _columns(key: SessionKey) -> tuple[str, str, str]:
    return key.bot_id, key.session_id, key.version


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
