"""Several processes at one list of tasks."""

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
def test_results_come_in_the_order_of_the_tasks(count: int) -> None:
    """However many processes there are, and more tasks than processes or fewer."""
    with WorkerPool[int, int](_squares, count) as workers:
        assert list(workers.results(range(50))) == [number * number for number in range(50)]
        assert list(workers.results([7])) == [49]
        assert list(workers.results([])) == []


def test_tasks_are_taken_as_they_are_needed() -> None:
    """A long list of tasks is not read far ahead of the results that are taken."""
    taken: list[int] = []

    def tasks() -> object:
        for number in range(1000):
            taken.append(number)
            yield number

    with WorkerPool[int, int](_squares, 2) as workers:
        results = workers.results(tasks())  # type: ignore[arg-type]  # a generator of int
        assert [next(results) for _ in range(3)] == [0, 1, 4]
        assert len(taken) < 20


@pytest.mark.parametrize(
    ("task", "words"),
    [(-1, "a worker process was ended by SIGKILL"), (-2, "a worker process ended with exit status 3")],
)
def test_a_process_that_dies_is_told_with_its_task(task: int, words: str) -> None:
    """The results do not hang; what is raised names the end of the process."""
    with WorkerPool[int, int](_squares, 2) as workers, pytest.raises(WorkerDied) as death:
        list(workers.results([1, 2, task, 3]))
    assert death.value.task == task
    assert str(death.value) == words


def test_an_exception_at_a_task_is_raised_here() -> None:
    """What work raises in another process comes up where the results are taken."""
    with WorkerPool[int, int](_squares, 2) as workers, pytest.raises(ArithmeticError):
        list(workers.results([1, -3]))
