"""Several processes that work on one list of tasks."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.runs.pool import WorkerDied, WorkerPool

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
    ("task", "message"),
    [(-1, "a worker process was ended by SIGKILL"), (-2, "a worker process ended with exit status 3")],
)
def test_dead_process_raises_with_its_task(task: int, message: str) -> None:
    """The results do not hang, and the error names how the process ended."""
    with WorkerPool[int, int](_squares, 2) as workers, pytest.raises(WorkerDied) as caught:
        list(workers.results([1, 2, task, 3]))
    assert caught.value.task == task
    assert str(caught.value) == message


def test_exception_in_a_task_is_raised_in_the_parent() -> None:
    """An exception raised by a task in another process is raised again where results are read."""
    with WorkerPool[int, int](_squares, 2) as workers, pytest.raises(ArithmeticError):
        list(workers.results([1, -3]))
