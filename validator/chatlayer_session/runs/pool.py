"""Several processes that work on one list of tasks: results in order, and an error if a process dies."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection

Task = TypeVar("Task")
Result = TypeVar("Result")

PREFETCH = 2
"""Results for each process that may wait for an earlier result, so that memory is bounded."""


class WorkerDied(RuntimeError):
    """A process ended while it worked on ``task``, by a signal or for lack of memory."""

    def __init__(self, task: Any, exit_code: int | None) -> None:
        super().__init__(task, exit_code)
        self.task = task
        self.exit_code = exit_code

    def __str__(self) -> str:
        """Return how the process ended."""
        if self.exit_code is not None and self.exit_code < 0:
            return f"a worker process was ended by {signal.Signals(-self.exit_code).name}"
        return f"a worker process ended with exit status {self.exit_code}"


@dataclass(frozen=True, slots=True)
class _Failure:
    """The result of a task that raised an exception, which is raised again in the parent process."""

    error: Exception


@dataclass(slots=True)
class _Worker:
    process: Process
    connection: Connection
    index: int | None = None
    task: object = None


@dataclass(slots=True)
class WorkerPool(Generic[Task, Result]):
    """``count`` processes, each with its own function for tasks, which ``prepare`` returns.

    Use it as a context manager: leaving it ends the processes, even in the middle of a task.
    """

    prepare: Callable[[], Callable[[Task], Result]]
    count: int
    _workers: list[_Worker] = field(default_factory=list[_Worker])

    def __enter__(self) -> WorkerPool[Task, Result]:
        """Start the processes."""
        with _block_sigint():
            for _ in range(self.count):
                parent_end, child_end = Pipe()
                connections = [*(worker.connection for worker in self._workers), parent_end]
                # A forked process inherits copies of the open connections; other processes get only their own.
                inherited = connections if get_start_method() == "fork" else []
                process = Process(target=_serve, args=(child_end, self.prepare, inherited), daemon=True)
                process.start()
                # While our copy is open, the end of the process goes unnoticed.
                child_end.close()
                self._workers.append(_Worker(process, parent_end))
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of each task, in order.

        Raises:
            WorkerDied: a process ended before it gave its result.
        """
        pending = enumerate(tasks)
        results: dict[int, Result] = {}
        next_index = dispatched = 0
        while True:
            dispatched = self._dispatch(pending, dispatched, next_index + PREFETCH * self.count)
            busy = [worker for worker in self._workers if worker.index is not None]
            if not busy:
                return
            results.update(_receive(busy))
            while next_index in results:
                yield results.pop(next_index)
                next_index += 1

    def _dispatch(self, pending: Iterator[tuple[int, Task]], dispatched: int, limit: int) -> int:
        """Give tasks to idle processes until ``limit`` tasks are dispatched in all; return how many are."""
        for worker in self._workers:
            if worker.index is not None or dispatched >= limit:
                continue
            index, task = next(pending, (None, None))
            if index is None:
                break
            worker.index, worker.task = index, task
            dispatched = index + 1
            try:
                worker.connection.send(task)
            except ConnectionError as error:
                raise _worker_died(worker) from error
        return dispatched


def _receive(busy: list[_Worker]) -> Iterator[tuple[int, Any]]:
    """Wait for at least one result, and yield the available ones with the indices of their tasks."""
    ready = wait([worker.connection for worker in busy])
    for worker in busy:
        if worker.connection not in ready or worker.index is None:
            continue
        index, worker.index = worker.index, None
        try:
            result: object = worker.connection.recv()
        except (EOFError, ConnectionError) as error:
            raise _worker_died(worker) from error
        if isinstance(result, _Failure):
            raise result.error
        yield index, result


def _worker_died(worker: _Worker) -> WorkerDied:
    worker.process.join()
    return WorkerDied(worker.task, worker.process.exitcode)


@contextmanager
def _block_sigint() -> Generator[None]:
    """Hold back interrupts: a process that is just being started would be left running."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    connection: Connection, prepare: Callable[[], Callable[[object], object]], inherited: Iterable[Connection]
) -> None:
    """Work on tasks until the parent closes the connection or ends."""
    # An interrupt from the keyboard reaches every process; the parent decides whether the run ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for copy in inherited:
        # While a copy is open here, the end of the parent goes unnoticed.
        copy.close()
    try:
        work = prepare()
        while True:
            connection.send(_result(work, connection.recv()))
    except (EOFError, ConnectionError):
        return


def _result(work: Callable[[object], object], task: object) -> object:
    try:
        return work(task)
    except Exception as error:
        return _Failure(error)
