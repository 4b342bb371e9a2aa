"""The store in SQLite meets the contract with two connections to one file."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.testing.store import (
    Clock,
    ManualClock,
    SessionKey,
    SessionStore,
    SessionStoreContract,
    StoreResult,
)
from examples.stores.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

KEY = SessionKey("A", "1", "DRAFT")


class TestSqliteStore(SessionStoreContract):
    """Each scenario has its own file; the second caller has its own connection."""

    @pytest.fixture(autouse=True)
    def _in_folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.scenarios = 0

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store in a new file."""
        self.scenarios += 1
        return SqliteStore(self.folder / f"{self.scenarios}.db", clock)

    def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:  # noqa: ARG002 - the file is known
        """Return another connection."""
        return SqliteStore(self.folder / f"{self.scenarios}.db", clock)

    def close_store(self, store: SessionStore) -> None:
        """Close the connection."""
        assert isinstance(store, SqliteStore)
        store.close()


def test_sessions_survive_a_restart(tmp_path: Path) -> None:
    """A second store reads from the file what the first one wrote."""
    clock = ManualClock()
    first = SqliteStore(tmp_path / "sessions.db", clock)
    first.create(KEY, {"botId": "A"})
    assert first.set_variables(KEY, {"order": 1}) is StoreResult.STORED
    first.close()
    second = SqliteStore(tmp_path / "sessions.db", clock)
    assert second.read(KEY) == {"internal": {"botId": "A"}, "order": 1}
    second.close()


def test_new_file_is_opened_while_another_process_prepares_it(tmp_path: Path) -> None:
    """The store waits for the write lock on a file that is not yet in the mode for several processes."""
    path = tmp_path / "sessions.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.execute, ["COMMIT"])
    timer.start()
    store = SqliteStore(path, ManualClock())
    assert store.create(KEY, {}) is StoreResult.STORED
    store.close()
    timer.join()
    other.close()


def test_failed_write_is_rolled_back(tmp_path: Path) -> None:
    """Setting a value that is not JSON raises, leaves the session unchanged, and does not block the next change."""
    store = SqliteStore(tmp_path / "sessions.db", ManualClock())
    store.create(KEY, {})
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.set_variables(KEY, {"order": float("nan")})
    assert store.set_variables(KEY, {"cart": 1}) is StoreResult.STORED
    assert store.read(KEY) == {"internal": {}, "cart": 1}
    store.close()


def test_expire_deletes_rows(tmp_path: Path) -> None:
    """After `expire` the table has no row of an expired session."""
    clock = ManualClock()
    store = SqliteStore(tmp_path / "sessions.db", clock)
    store.create(KEY, {})
    clock.advance(store.retention.draft.expires_at(clock()) - clock())
    store.expire()
    rows = sqlite3.connect(tmp_path / "sessions.db")
    assert rows.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    rows.close()
    store.close()
