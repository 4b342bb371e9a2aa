"""Two calls at the same time: the first one pauses before a line while the second one runs."""

from __future__ import annotations

import threading

import pytest

from chatlayer_session.testing.store import (
    Clock,
    ContractViolation,
    MemoryStore,
    Session,
    SessionKey,
    SessionStore,
    SessionStoreContract,
    StoreResult,
)
from chatlayer_session.testing.store.interleave import count_lines, run_both


def log_twice(log: list[str], name: str) -> str:
    """Log a name on lines 2 and 3 of this function."""
    log.append(f"{name} starts")
    log.append(f"{name} ends")
    return name


def test_count_lines_makes_the_call() -> None:
    """The call reaches the line of the lambda and the three lines of the function."""
    log: list[str] = []
    assert count_lines(lambda: log_twice(log, "a")) == 4
    assert log == ["a starts", "a ends"]


@pytest.mark.parametrize(
    ("pause_at", "order"),
    [
        (2, ["b starts", "b ends", "a starts", "a ends"]),
        (3, ["a starts", "b starts", "b ends", "a ends"]),
        (4, ["a starts", "a ends", "b starts", "b ends"]),
        (99, ["a starts", "a ends", "b starts", "b ends"]),
    ],
)
def test_second_call_runs_during_the_pause(pause_at: int, order: list[str]) -> None:
    """The first call pauses before the line, or runs to its end if it has no such line."""
    log: list[str] = []
    first, second = run_both(lambda: log_twice(log, "a"), lambda: log_twice(log, "b"), pause_at)
    assert first.wait_for_end()
    assert second.wait_for_end()
    assert log == order
    assert (first.result, second.result) == ("a", "b")
    assert (first.place is None) == (pause_at == 99)
    assert first.place is None or first.place.startswith("test_interleave.py, line ")


def test_waiting_second_call_does_not_block_the_first() -> None:
    """A first call with a lock continues as soon as the second call waits for that lock."""
    lock = threading.Lock()
    log: list[str] = []

    def locked(name: str) -> None:
        with lock:
            log_twice(log, name)

    first, second = run_both(lambda: locked("a"), lambda: locked("b"), 5)
    assert first.wait_for_end()
    assert second.wait_for_end()
    assert log == ["a starts", "a ends", "b starts", "b ends"]


def test_error_of_a_call_is_stored() -> None:
    """An error ends neither the other call nor the test."""
    first, second = run_both(lambda: 1 / 0, lambda: 2, 1)
    assert first.wait_for_end()
    assert second.wait_for_end()
    assert isinstance(first.error, ZeroDivisionError)
    assert second.result == 2


def test_error_in_a_race_is_a_violation() -> None:
    """A store that raises while another caller is active violates the contract, and its error is the cause."""

    class Impatient(MemoryStore):
        def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
            if self._lock.locked():
                raise TimeoutError("the session is locked")
            return super().set_variables(key, variables)

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return Impatient(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_concurrent_callers()
    assert raised.value.steps[-1].endswith(": the store raised TimeoutError: the session is locked")
    assert isinstance(raised.value.__cause__, TimeoutError)
