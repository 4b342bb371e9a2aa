"""Several processes that work on one list of tasks: results in order, also if a process dies."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .interrupts import SIGNALS, allow_interrupts, hold_interrupts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

Task = TypeVar("Task")
Result = TypeVar("Result")

PREFETCH = 2
"""Results for each process that may wait for an earlier result, so that memory is bounded."""

GRACE_SECONDS = 1.0
"""Seconds that an interrupted run waits for a result of the processes that are at work."""


@dataclass(frozen=True, slots=True)
class LostTask(Generic[Task]):
    """A task without a result: ``reason`` says why; ``is_interrupted`` is whether the run was interrupted."""

    task: Task
    reason: str
    is_interrupted: bool = False


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
        for _ in range(self.count):
            self._workers.append(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def results(self, tasks: Iterable[Task]) -> Iterator[Result | LostTask[Task]]:
        """Yield the result of each task, in order.

        A process that dies loses its task and is replaced. An interrupt yields the results that are finished, and what
        is lost between them, before it goes on.
        """
        pending = enumerate(tasks)
        results: dict[int, Result | LostTask[Task]] = {}
        next_index = dispatched = 0
        try:
            while True:
                dispatched = self._dispatch(pending, dispatched, next_index + PREFETCH * self.count)
                busy = [worker for worker in self._workers if worker.index is not None]
                if not busy:
                    return
                with allow_interrupts():
                    ready = wait([worker.connection for worker in busy])
                # An interrupt in the middle of a result would leave its rest to be read as the next result.
                with hold_interrupts():
                    results.update(self._receive(worker for worker in busy if worker.connection in ready))
                while next_index in results:
                    yield results.pop(next_index)
                    next_index += 1
        except KeyboardInterrupt:
            results.update(self._abandon())
            yield from (results[index] for index in sorted(results))
            raise

    def _start(self) -> _Worker:
        with hold_interrupts():
            parent_end, child_end = Pipe()
            connections = [*(worker.connection for worker in self._workers), parent_end]
            # A forked process inherits copies of the open connections; other processes get only their own.
            inherited = connections if get_start_method() == "fork" else []
            process = Process(target=_serve, args=(child_end, self.prepare, inherited), daemon=True)
            process.start()
            # While our copy is open, the end of the process goes unnoticed.
            child_end.close()
            return _Worker(process, parent_end)

    def _replace(self, worker: _Worker) -> None:
        """Give a worker whose process died a new one."""
        worker.connection.close()
        worker.process.join()
        fresh = self._start()
        worker.process, worker.connection, worker.index = fresh.process, fresh.connection, None

    def _dispatch(self, pending: Iterator[tuple[int, Task]], dispatched: int, limit: int) -> int:
        """Give tasks to idle processes until ``limit`` tasks are dispatched in all; return how many are."""
        for worker in self._workers:
            if worker.index is not None or dispatched >= limit:
                continue
            with allow_interrupts():
                index, task = next(pending, (None, None))
            if index is None:
                break
            try:
                worker.connection.send(task)
            except ConnectionError:
                # It died while it was idle, so nothing is lost.
                self._replace(worker)
                worker.connection.send(task)
            worker.index, worker.task = index, task
            dispatched = index + 1
        return dispatched

    def _receive(self, ready: Iterable[_Worker]) -> Iterator[tuple[int, Any]]:
        """Yield the results of processes that sent one or died, with the indices of their tasks."""
        for worker in ready:
            if worker.index is None:
                continue
            try:
                result: object = worker.connection.recv()
            except (EOFError, OSError):
                # Its end may also come in the middle of a result.
                worker.process.join()
                result = LostTask(worker.task, _ending(worker.process.exitcode))
                index = worker.index
                self._replace(worker)
            else:
                index, worker.index = worker.index, None
            if isinstance(result, _Failure):
                raise result.error
            yield index, result

    def _abandon(self) -> Iterator[tuple[int, Any]]:
        """Wait a moment for results, and yield them and the tasks that have none."""
        busy = {worker.connection: worker for worker in self._workers if worker.index is not None}
        wait(list(busy), GRACE_SECONDS)
        for connection, worker in busy.items():
            result: object = LostTask(worker.task, "interrupted", is_interrupted=True)
            # If the process ended too, its task stays lost.
            with suppress(EOFError, OSError):
                if connection.poll():
                    result = connection.recv()
            index, worker.index = worker.index, None
            if index is not None and not isinstance(result, _Failure):
                yield index, result


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"a worker process was ended by {signal.Signals(-exit_code).name}"
    return f"a worker process ended with exit code {exit_code}"


def _serve(
    connection: Connection, prepare: Callable[[], Callable[[object], object]], inherited: Iterable[Connection]
) -> None:
    """Work on tasks until the parent closes the connection or ends."""
    # These signals reach every process of a group; the parent decides whether the run ends.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
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
