"""The contract as tests: what a failure shows, what is rejected, and how stores are made and closed."""

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
    StoreResult,
)

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """
from hypothesis import settings
from chatlayer_session.testing.store import MemoryStore, SessionStoreContract

class MyStore(MemoryStore):
{method}

class TestMyStore(SessionStoreContract):
    search = settings(max_examples=200, derandomize=True, database=None)
    steps = 5

    def make_store(self, clock):
        return MyStore(clock)
"""


def run_contract(folder: Path, method: str, *arguments: str) -> tuple[int, str]:
    """Return the exit status and the output of pytest for the contract on a store with this method."""
    lines = "\n".join(f"    {line}" for line in method.splitlines())
    (folder / "test_my_store.py").write_text(MODULE.format(method=lines), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", "-q", *arguments]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    return done.returncode, done.stdout + done.stderr


def test_failure_shows_only_the_steps(tmp_path: Path) -> None:
    """A failure shows the test, the clause and the steps, but no frame of the contract and no Hypothesis example."""
    status, output = run_contract(tmp_path, "def expire(self):\n    self._records.clear()", "-k", "random")
    assert status == 1
    failure = (
        f"S3 violated: {Clause.RETAINED.sentence}\n"
        "E         1. create session A/1 (DRAFT)\n"
        "E         2. delete expired sessions\n"
        "E         3. read A/1 (DRAFT): expected the session, got nothing\n"
    )
    assert failure in output
    assert "Falsifying" not in output
    assert "state = " not in output
    assert output.count("contract.py:") == 1


def test_store_exception_keeps_its_traceback(tmp_path: Path) -> None:
    """An exception of the store is shown as the cause, from the line of the store that raised it."""
    method = "def touch(self, key):\n    raise ConnectionError('no route')"
    status, output = run_contract(tmp_path, method, "-k", "retention")
    assert status == 1
    assert "1. touch A/1 (DRAFT): the store raised ConnectionError: no route\n" in output
    assert re.search(r"^> +raise ConnectionError\('no route'\)$", output, re.MULTILINE)
    assert "harness.py" not in output


def test_subclass_runs_every_check(tmp_path: Path) -> None:
    """Pytest collects all tests of the contract in a subclass, and only there."""
    status, output = run_contract(tmp_path, "pass", "--collect-only")
    assert status == 0, output
    names = [name for name in vars(SessionStoreContract) if name.startswith("test_")]
    assert [line for line in output.splitlines() if "::" in line] == [
        f"test_my_store.py::TestMyStore::{name}" for name in names
    ]
    assert len(names) == 8


def test_missing_make_store_is_reported() -> None:
    """A contract without `make_store` raises an error that names the method."""

    class Contract(SessionStoreContract):
        pass

    with pytest.raises(NotImplementedError, match=r"Contract must define make_store\(self, clock\)"):
        Contract().test_variables()


def test_invalid_internal_policy_is_rejected() -> None:
    """A store with an invalid `internal_policy` is rejected before any scenario."""

    class InvalidPolicy(MemoryStore):
        def __init__(self, clock: Clock) -> None:
            super().__init__(clock)
            self.internal_policy = StoreResult.STORED

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return InvalidPolicy(clock)

    with pytest.raises(ValueError, match=r"invalid internal_policy .*STORED.*; available: .*INTERNAL_OVERRIDDEN, "):
        Contract().test_variables()


class CountingContract(SessionStoreContract):
    """A contract that counts the stores it makes and closes."""

    search = settings(max_examples=7, database=None, derandomize=True)

    def __init__(self) -> None:
        self.made = 0
        self.closed = 0

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store, and count it."""
        self.made += 1
        return MemoryStore(clock)

    def close_store(self, store: SessionStore) -> None:
        """Count the store."""
        assert isinstance(store, MemoryStore)
        self.closed += 1


def test_every_scenario_has_its_own_store() -> None:
    """Each scenario gets a new store, which is closed once; Hypothesis also runs some examples that it discards."""
    contract = CountingContract()
    contract.test_random_scenarios()
    assert 7 <= contract.made <= 14
    assert contract.closed == contract.made
    contract.test_retention()
    assert contract.closed == contract.made > 20


def test_every_scenario_has_two_handles() -> None:
    """Every store gets a second handle, which is closed like the store."""
    handles: list[SessionStore] = []

    class Contract(CountingContract):
        def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:
            handle = MemoryStore(clock)
            handle._records, handle._lock = store._records, store._lock  # type: ignore[attr-defined] # a MemoryStore
            handles.append(handle)
            return handle

    contract = Contract()
    contract.test_handles()
    contract.test_concurrent_callers()
    contract.test_random_scenarios()
    assert len(handles) == contract.made > 50
    assert contract.closed == contract.made + len(handles)


class ReturnsNone(MemoryStore):
    """A store whose `set_variables` returns None."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables."""
        super().set_variables(key, variables)
        return None  # type: ignore[return-value] # the mistake


class ReturnsNumber(MemoryStore):
    """A store whose `delete` returns the number of deleted sessions."""

    def delete(self, key: SessionKey) -> bool:
        """Delete."""
        return int(super().delete(key))  # type: ignore[return-value] # the mistake


@pytest.mark.parametrize(
    ("store", "step"),
    [
        (ReturnsNone, 'set {"order": 1} in A/1 (DRAFT): expected no-session, got None, which is not a StoreResult'),
        (ReturnsNumber, "delete A/1 (DRAFT): expected False, got 0, which is not a bool"),
    ],
)
def test_result_of_wrong_type_is_reported(store: type[MemoryStore], step: str) -> None:
    """A result of a type that the protocol does not allow is shown in the last step."""

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return store(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_conversations()
    assert raised.value.steps[-1] == step
