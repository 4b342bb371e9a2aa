"""Two calls at the same time: one stands before a line while the other runs."""

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
    WriteResult,
)
from chatlayer_session.testing.store.interleave import at_the_same_time, lines_of


def note(heard: list[str], name: str) -> str:
    """Say a name twice, on lines 2 and 3 of this function."""
    heard.append(f"{name} starts")
    heard.append(f"{name} ends")
    return name


def test_lines_are_counted_and_the_call_is_made() -> None:
    """A call comes to three lines of the function, and to those of what it calls."""
    heard: list[str] = []
    assert lines_of(lambda: note(heard, "a")) == 4
    assert heard == ["a starts", "a ends"]


@pytest.mark.parametrize(
    ("hold_at", "order"),
    [
        (2, ["b starts", "b ends", "a starts", "a ends"]),
        (3, ["a starts", "b starts", "b ends", "a ends"]),
        (4, ["a starts", "a ends", "b starts", "b ends"]),
        (99, ["a starts", "a ends", "b starts", "b ends"]),
    ],
)
def test_the_second_call_runs_while_the_first_is_held(hold_at: int, order: list[str]) -> None:
    """The first stands before the line that is asked for, or runs to its end if it never comes to it."""
    heard: list[str] = []
    first, second = at_the_same_time(lambda: note(heard, "a"), lambda: note(heard, "b"), hold_at)
    assert first.has_ended()
    assert second.has_ended()
    assert heard == order
    assert (first.answer, second.answer) == ("a", "b")
    assert (first.place is None) == (hold_at == 99)
    assert first.place is None or first.place.startswith("test_interleave.py, line ")


def test_a_second_call_that_waits_for_the_first_does_not_stop_it() -> None:
    """Held with a lock in its hands, the first goes on as soon as the second makes no way."""
    lock = threading.Lock()
    heard: list[str] = []

    def locked(name: str) -> None:
        with lock:
            note(heard, name)

    first, second = at_the_same_time(lambda: locked("a"), lambda: locked("b"), 5)
    assert first.has_ended()
    assert second.has_ended()
    assert heard == ["a starts", "a ends", "b starts", "b ends"]


def test_what_a_call_raises_is_kept() -> None:
    """An error ends neither the other call nor the test."""
    first, second = at_the_same_time(lambda: 1 / 0, lambda: 2, 1)
    assert first.has_ended()
    assert second.has_ended()
    assert isinstance(first.error, ZeroDivisionError)
    assert second.answer == 2


def test_an_error_under_contention_is_told() -> None:
    """A store that gives up when another writer is there breaks its promise, and what it raised is the cause."""

    class Impatient(MemoryStore):
        def write(self, key: SessionKey, variables: Session) -> WriteResult:
            if self._lock.locked():
                raise TimeoutError("the session is locked")
            return super().write(key, variables)

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return Impatient(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_concurrent_writers()
    assert raised.value.steps[-1].endswith(": the store raised TimeoutError: the session is locked")
    assert isinstance(raised.value.__cause__, TimeoutError)
