"""What a failing contract shows, what it refuses to run with, and that a profile governs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from chatlayer_session.testing.store import (
    Clause,
    Clock,
    ContractViolation,
    MemoryStore,
    Session,
    SessionKey,
    SessionStore,
    SessionStoreContract,
    WriteResult,
)

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """
from hypothesis import settings
from chatlayer_session.testing.store import MemoryStore, SessionStoreContract

class MyStore(MemoryStore):
{method}

class TestMyStore(SessionStoreContract):
    search = settings(max_examples=50, derandomize=True, database=None)
    steps = 5

    def make_store(self, clock):
        return MyStore(clock)
"""


def outcome(folder: Path, method: str, *arguments: str) -> tuple[int, str]:
    """Return the exit status and the output of pytest on a contract for a store with the method."""
    lines = "\n".join(f"    {line}" for line in method.splitlines())
    (folder / "test_my_store.py").write_text(MODULE.format(method=lines), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", "-q", *arguments]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    return done.returncode, done.stdout + done.stderr


def test_a_failure_shows_the_story_and_nothing_of_the_way_to_it(tmp_path: Path) -> None:
    """What is shown is the test, the clause and the steps; no frame of the contract, and no example of Hypothesis."""
    status, output = outcome(tmp_path, "def expire(self):\n    self._records.clear()", "-k", "random")
    assert status == 1
    told = (
        f"S3 is broken: {Clause.KEPT.sentence}\n"
        "E         1. create session A/1 as DRAFT\n"
        "E         2. delete what has outlived its retention\n"
        "E         3. read A/1 as DRAFT: expected the session, got nothing\n"
    )
    assert told in output
    assert "Falsifying" not in output
    assert "state = " not in output
    assert output.count("contract.py:") == 1


def test_a_failure_of_the_store_itself_is_shown_with_its_traceback(tmp_path: Path) -> None:
    """What the store raised is the cause, shown from the line of the store that raised it."""
    method = "def touch(self, key):\n    raise ConnectionError('no route')"
    status, output = outcome(tmp_path, method, "-k", "retention")
    assert status == 1
    assert "1. touch A/1 as DRAFT: the store raised ConnectionError: no route\n" in output
    assert re.search(r"^> +raise ConnectionError\('no route'\)$", output, re.MULTILINE)
    assert "trial.py" not in output


def test_one_line_in_pytest_runs_every_check(tmp_path: Path) -> None:
    """A subclass has all tests of the contract, which pytest finds in it, and only there."""
    status, output = outcome(tmp_path, "pass", "--collect-only")
    assert status == 0, output
    names = [name for name in vars(SessionStoreContract) if name.startswith("test_")]
    assert [line for line in output.splitlines() if "::" in line] == [
        f"test_my_store.py::TestMyStore::{name}" for name in names
    ]
    assert len(names) == 7


def test_make_store_has_to_be_defined() -> None:
    """A contract without a store says what to define."""

    class Contract(SessionStoreContract):
        pass

    with pytest.raises(NotImplementedError, match=r"Contract has to define make_store\(self, clock\)"):
        Contract().test_variables()


def test_answer_to_attempts_has_to_be_declared() -> None:
    """A store that declares no answer to attempts is refused before any story."""

    class Silent(MemoryStore):
        def __init__(self, clock: Clock) -> None:
            super().__init__(clock)
            self.internal_policy = WriteResult.STORED

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return Silent(clock)

    with pytest.raises(ValueError, match=r"internal_policy is .*; it has to be .*INTERNAL_OVERRIDDEN or"):
        Contract().test_variables()


class Counting(SessionStoreContract):
    """Counts the stores that are made and closed."""

    search = settings(max_examples=7, database=None, derandomize=True)

    def __init__(self) -> None:
        self.made = 0
        self.closed = 0

    def make_store(self, clock: Clock) -> SessionStore:
        """Count."""
        self.made += 1
        return MemoryStore(clock)

    def close_store(self, store: SessionStore) -> None:
        """Count."""
        assert isinstance(store, MemoryStore)
        self.closed += 1


def test_every_story_has_a_store_of_its_own_which_is_closed() -> None:
    """As many random stories are told as the settings say, and some that are given up; each store is closed once."""
    contract = Counting()
    contract.test_random_stories()
    assert 7 <= contract.made <= 14
    assert contract.closed == contract.made
    contract.test_retention()
    assert contract.closed == contract.made > 20


def test_another_handle_is_used_and_closed() -> None:
    """The second of two writers works through the other handle, which is closed as the first is."""
    handles: list[SessionStore] = []

    class Contract(Counting):
        def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:
            other = MemoryStore(clock)
            other._records, other._lock = store._records, store._lock  # type: ignore[attr-defined] # a MemoryStore
            handles.append(other)
            return other

    contract = Contract()
    contract.test_concurrent_writers()
    assert len(handles) > 10
    assert contract.closed == contract.made + len(handles)


class Wordless(MemoryStore):
    """Answers a write with nothing."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write."""
        super().write(key, variables)
        return None  # type: ignore[return-value] # the mistake


class Numbering(MemoryStore):
    """Answers a deletion with the number of sessions deleted."""

    def delete(self, key: SessionKey) -> bool:
        """Delete."""
        return int(super().delete(key))  # type: ignore[return-value] # the mistake


@pytest.mark.parametrize(
    ("store", "told"),
    [
        (Wordless, 'write {"cart": [1]} to A/1 as DRAFT: expected stored, got None, which is no Answer'),
        (Numbering, "delete A/1 as DRAFT: expected a session, got 1, which is neither True nor False"),
    ],
)
def test_what_is_no_answer_is_told_so(store: type[MemoryStore], told: str) -> None:
    """An answer that is none is named as it is."""

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return store(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_conversations()
    assert raised.value.steps[-1] == told
