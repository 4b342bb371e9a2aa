"""The store in memory keeps the contract, however it is set."""

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
    WriteResult,
)

KEY = SessionKey("A", "1", "DRAFT")


class TestMemoryStore(SessionStoreContract):
    """The store as it comes."""

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store."""
        return MemoryStore(clock)


class TestMemoryStoreThatRefuses(SessionStoreContract):
    """The store, set to refuse attempts on `internal`, with a retention for each version and a change to one."""

    retention = RetentionPolicy(Retention(7), Retention(90)).with_change(
        "DRAFT", Retention(1), datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    )
    search = settings(max_examples=50)

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store."""
        return MemoryStore(clock, retention=self.retention, internal_policy=WriteResult.INTERNAL_REFUSED)


def test_change_of_retention_holds_for_new_sessions() -> None:
    """A session keeps the retention that was set when it was created, and one created later has the new one."""
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


def test_expired_sessions_are_deleted() -> None:
    """What has expired is not kept in memory after `expire`, and the rest is."""
    clock = ManualClock()
    store = MemoryStore(clock)
    store.create(KEY, {})
    clock.advance(timedelta(days=1))
    store.create(SessionKey("A", "2", "DRAFT"), {})
    clock.advance(timedelta(days=29))
    store.expire()
    assert [key.session_id for key in store._records] == ["2"]


def test_answer_to_attempts_must_be_one() -> None:
    """A store cannot be set to answer attempts with something else."""
    with pytest.raises(ValueError, match="choose internal-overridden or internal-refused"):
        MemoryStore(ManualClock(), internal_policy=WriteResult.STORED)


def test_the_store_does_without_hypothesis_and_pytest() -> None:
    """The package, used as a test double, imports neither; the contract, asked for, needs Hypothesis."""
    program = (
        "import sys\n"
        "from chatlayer_session.testing.store import MemoryStore\n"
        "assert not {'hypothesis', 'pytest'} & sys.modules.keys()\n"
        "from chatlayer_session.testing.store import SessionStoreContract\n"
        "assert 'hypothesis' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_contract_without_hypothesis_names_the_extra() -> None:
    """Where Hypothesis is not installed the contract cannot be had, and the error says what to install."""
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
        "run: pip install 'chatlayer-session[testing]'\n"
    )
