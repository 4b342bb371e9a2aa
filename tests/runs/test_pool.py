"""Several processes that work on one list of tasks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.runs.pool import LostTask, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable


def _squares() -> Callable[[int], int]:
    return _square


def _square(number: int) -> int:
    """Return the square; a negative number ends the process or raises."""
    if number == -1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == -2:
        os._exit(3)
    if number < 0:
        raise ArithmeticError(number)
    return number * number


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_are_in_the_order_of_tasks(count: int) -> None:
    """The order does not depend on the number of processes or tasks."""
    with WorkerPool[int, int](_squares, count) as workers:
        assert list(workers.results(range(50))) == [number * number for number in range(50)]
        assert list(workers.results([7])) == [49]
        assert list(workers.results([])) == []


def test_tasks_are_read_lazily() -> None:
    """A long list of tasks is not read far ahead of the results."""
    read: list[int] = []

    def tasks() -> object:
        for number in range(1000):
            read.append(number)
            yield number

    with WorkerPool[int, int](_squares, 2) as workers:
        results = workers.results(tasks())  # type: ignore[arg-type]  # a generator of int
        assert [next(results) for _ in range(3)] == [0, 1, 4]
        assert len(read) < 20


@pytest.mark.parametrize(
    ("task", "reason"),
    [(-1, "a worker process was ended by SIGKILL"), (-2, "a worker process ended with exit code 3")],
)
def test_dead_process_loses_only_its_task(task: int, reason: str) -> None:
    """The task has a result that says how the process ended; the other tasks have theirs, in order."""
    with WorkerPool[int, int](_squares, 2) as workers:
        assert list(workers.results([1, 2, task, 3, task, 4])) == [
            *(1, 4),
            *(LostTask(task, reason), 9),
            *(LostTask(task, reason), 16),
        ]


def test_dead_idle_process_loses_nothing() -> None:
    """A process that was killed between two tasks is replaced before it gets the next one."""
    with WorkerPool[int, int](_squares, 2) as workers:
        assert list(workers.results([1, 2])) == [1, 4]
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        assert list(workers.results([3, 4, 5])) == [9, 16, 25]


def _waiting() -> Callable[[float], float]:
    return _wait


def _wait(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_interrupt_keeps_results_after_a_slow_task() -> None:
    """Results that wait for an earlier one are yielded when the run is interrupted, and the slow task is named."""
    with WorkerPool[float, float](_waiting, 2) as workers:
        results = workers.results([30.0, 0.0, 0.001, 0.002])
        timer = threading.Timer(1.0, os.kill, [os.getpid(), signal.SIGINT])
        timer.start()
        finished = [next(results) for _ in range(4)]
        assert finished == [LostTask(30.0, "interrupted", is_interrupted=True), 0.0, 0.001, 0.002]
        with pytest.raises(KeyboardInterrupt):
            next(results)


class _Interrupting:
    """A result that sends an interrupt to the process that receives it."""

    def __reduce__(self) -> tuple[Callable[[], str], tuple[()]]:
        """Interrupt the process when the result is read from the connection."""
        return _interrupt, ()


def _interrupt() -> str:
    # To this thread: one of pytest's other threads does not hold interrupts.
    signal.raise_signal(signal.SIGINT)
    return "received"


def _interrupting() -> Callable[[int], object]:
    return _send_interrupting


def _send_interrupting(_task: int) -> object:
    return _Interrupting()


def test_interrupt_while_a_result_is_received_keeps_the_result() -> None:
    """A result is received as a whole: a rest that is read as the next result would make the run hang."""
    with WorkerPool[int, object](_interrupting, 1) as workers:
        results = workers.results([1, 2])
        assert next(results) == "received"
        with pytest.raises(KeyboardInterrupt):
            next(results)


def test_exception_in_a_task_is_raised_in_the_parent() -> None:
    """An exception raised by a task in another process is raised again where results are read."""
    with WorkerPool[int, int](_squares, 2) as workers, pytest.raises(ArithmeticError):
        list(workers.results([1, -3]))
