"""Several processes at one list of tasks: results in the order of the tasks, and no hanging when a process dies."""

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
"""Results for each process that may wait for an earlier one, which bounds the memory they take."""


class WorkerDied(RuntimeError):
    """A process ended in the middle of ``task``: by a signal, or for want of memory."""

    def __init__(self, task: Any, exit_code: int | None) -> None:
        super().__init__(task, exit_code)
        self.task = task
        self.exit_code = exit_code

    def __str__(self) -> str:
        """Name the end of the process."""
        if self.exit_code is not None and self.exit_code < 0:
            return f"a worker process was ended by {signal.Signals(-self.exit_code).name}"
        return f"a worker process ended with exit status {self.exit_code}"


@dataclass(frozen=True, slots=True)
class _Failure:
    """What a task came to when it raised an exception, which is raised again where the results are taken."""

    error: Exception


@dataclass(slots=True)
class _Worker:
    process: Process
    connection: Connection
    index: int | None = None
    task: object = None


@dataclass(slots=True)
class WorkerPool(Generic[Task, Result]):
    """``count`` processes, each of which makes its own ``work`` function by calling ``prepare``.

    Use as a context manager: leaving it ends the processes, whatever they are doing.
    """

    prepare: Callable[[], Callable[[Task], Result]]
    count: int
    _workers: list[_Worker] = field(default_factory=list[_Worker])

    def __enter__(self) -> WorkerPool[Task, Result]:
        """Start the processes."""
        with _block_sigint():
            for _ in range(self.count):
                ours, theirs = Pipe()
                others = [*(worker.connection for worker in self._workers), ours]
                # A forked process has copies of what is open here; another is given what it is to have.
                inherited = others if get_start_method() == "fork" else []
                process = Process(target=_serve, args=(theirs, self.prepare, inherited), daemon=True)
                process.start()
                # With our copy open, the end of the process would not be seen.
                theirs.close()
                self._workers.append(_Worker(process, ours))
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
        waiting = enumerate(tasks)
        done: dict[int, Result] = {}
        following = handed_out = 0
        while True:
            handed_out = self._dispatch(waiting, handed_out, following + PREFETCH * self.count)
            busy = [worker for worker in self._workers if worker.index is not None]
            if not busy:
                return
            done.update(_received(busy))
            while following in done:
                yield done.pop(following)
                following += 1

    def _dispatch(self, waiting: Iterator[tuple[int, Task]], handed_out: int, limit: int) -> int:
        """Give idle processes tasks, up to a number of tasks in all; return how many were handed out by now."""
        for worker in self._workers:
            if worker.index is not None or handed_out >= limit:
                continue
            index, task = next(waiting, (None, None))
            if index is None:
                break
            worker.index, worker.task = index, task
            handed_out = index + 1
            try:
                worker.connection.send(task)
            except ConnectionError as error:
                raise _worker_died(worker) from error
        return handed_out


def _received(busy: list[_Worker]) -> Iterator[tuple[int, Any]]:
    """Wait for at least one result, and yield those that are there."""
    ready = wait([worker.connection for worker in busy])
    for worker in busy:
        if worker.connection not in ready or worker.index is None:
            continue
        index, worker.index = worker.index, None
        try:
            outcome: object = worker.connection.recv()
        except (EOFError, ConnectionError) as error:
            raise _worker_died(worker) from error
        if isinstance(outcome, _Failure):
            raise outcome.error
        yield index, outcome


def _worker_died(worker: _Worker) -> WorkerDied:
    worker.process.join()
    return WorkerDied(worker.task, worker.process.exitcode)


@contextmanager
def _block_sigint() -> Generator[None]:
    """Hold back interrupts: one in the midst of starting a process would leave it to nobody."""
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
    """Work on tasks until the other end is closed, by the parent or by its end."""
    # An interrupt from the keyboard reaches every process; the parent decides what becomes of the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in inherited:
        # With a copy of the other end open here, its end would not be seen.
        each.close()
    try:
        work = prepare()
        while True:
            connection.send(_outcome(work, connection.recv()))
    except (EOFError, ConnectionError):
        return


def _outcome(work: Callable[[object], object], task: object) -> object:
    try:
        return work(task)
    except Exception as error:
        return _Failure(error)
