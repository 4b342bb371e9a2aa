"""The store in memory meets the contract in every configuration."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import settings

from chatlayer_session.retention import Retention, RetentionPolicy
from chatlayer_session.testing.store import (
    Clock,
    ManualClock,
    MemoryStore,
    SessionKey,
    SessionStore,
    SessionStoreContract,
    StoreResult,
)

KEY = SessionKey("A", "1", "DRAFT")


class TestMemoryStore(SessionStoreContract):
    """The store with default settings."""

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store in memory."""
        return MemoryStore(clock)


class TestRefusingMemoryStore(SessionStoreContract):
    """The store that refuses changes of `internal`, with a retention for each version, one of which changes."""

    retention = RetentionPolicy(Retention(7), Retention(90)).with_change(
        "DRAFT", Retention(1), datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    )
    search = settings(max_examples=50)

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store in memory."""
        return MemoryStore(clock, retention=self.retention, internal_policy=StoreResult.INTERNAL_REFUSED)


def test_retention_change_applies_to_new_sessions() -> None:
    """A session keeps the retention of its creation; a session created after the change has the new one."""
    clock = ManualClock()
    retention = RetentionPolicy().with_change("DRAFT", Retention(1), clock() + timedelta(hours=1))
    store = MemoryStore(clock, retention=retention)
    store.create(KEY, {})
    clock.advance(timedelta(days=29))
    other = SessionKey("A", "2", "DRAFT")
    store.create(other, {})
    clock.advance(timedelta(days=1) - timedelta(microseconds=1))
    assert store.read(KEY) is not None
    assert store.read(other) is not None
    clock.advance(timedelta(microseconds=1))
    assert store.read(KEY) is None
    assert store.read(other) is None


def test_expire_deletes_only_expired_sessions() -> None:
    """After `expire` the store contains only sessions that have not expired."""
    clock = ManualClock()
    store = MemoryStore(clock)
    store.create(KEY, {})
    clock.advance(timedelta(days=1))
    store.create(SessionKey("A", "2", "DRAFT"), {})
    clock.advance(timedelta(days=29))
    store.expire()
    assert [key.session_id for key in store._records] == ["2"]


def test_invalid_internal_policy_is_rejected() -> None:
    """Only two results are allowed as `internal_policy`."""
    with pytest.raises(ValueError, match=r"invalid internal_policy .*STORED.*; available: .*INTERNAL_OVERRIDDEN, "):
        MemoryStore(ManualClock(), internal_policy=StoreResult.STORED)


def test_store_imports_no_test_library() -> None:
    """Importing the store loads neither Hypothesis nor pytest; importing the contract loads Hypothesis."""
    program = (
        "import sys\n"
        "from chatlayer_session.testing.store import MemoryStore\n"
        "assert not {'hypothesis', 'pytest'} & sys.modules.keys()\n"
        "from chatlayer_session.testing.store import SessionStoreContract\n"
        "assert 'hypothesis' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_hypothesis_names_the_extra() -> None:
    """Without Hypothesis, importing the contract raises an error that says what to install."""
    program = (
        "import sys\n"
        "sys.modules['hypothesis'] = None\n"
        "from chatlayer_session.errors import MissingExtra\n"
        "from chatlayer_session.testing import store\n"
        "try:\n"
        "    store.SessionStoreContract\n"
        "except MissingExtra as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == (
        "chatlayer_session.testing.store needs hypothesis, which is not installed; "
        "install chatlayer-session again, with its extra 'testing'\n"
    )
