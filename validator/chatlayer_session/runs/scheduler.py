"""Divides sources into tasks and runs them: in this process first, in several once there is enough work."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import UnreadableInput
from ..inputs.records import OUT_OF_MEMORY, Origin, wide_record
from ..inputs.sources import InputFormat, Source
from .analysis import each_line
from .crash import format_crash
from .interrupts import allow_interrupts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .analysis import Accumulator, AnalysisFactory

CHUNK_SIZE = 1 << 23
"""Bytes of JSON Lines in one task; a process needs a few times as much memory."""

DOCUMENTS_PER_TASK = 32
"""Documents in one task."""

SINGLE_PROCESS_BYTES = 1 << 24
"""Bytes that one process analyses before others are started."""


@dataclass(frozen=True, slots=True)
class DocumentsTask:
    """A task of documents, each a whole source."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class LinesTask:
    """A task of lines: those in ``data``, or those of a plain file that start in its bytes from ``start`` to ``end``.

    ``is_first`` is True if these are the first lines of the source. ``notes`` are about the source.
    """

    source: Source
    is_first: bool
    data: bytes | None = field(default=None, repr=False)
    start: int = 0
    end: int = 0
    notes: tuple[str, ...] = ()

    def read(self) -> bytes:
        """Return the lines.

        Raises:
            UnreadableInput: the file cannot be opened, or reading fails.
        """
        return self.source.read_range(self.start, self.end) if self.data is None else self.data


Task: TypeAlias = DocumentsTask | LinesTask


@dataclass(frozen=True, slots=True)
class InternalError:
    """An unforeseen exception at a record of a source, or at the whole source, described without payload values."""

    source: str | None
    record: int | None
    description: str

    def crash(self, records: int = 0) -> UnreadableInput:
        """Return the error as a result lists it; ``records`` of the source are before its record."""
        record = "" if self.record is None else f"record {self.record + records}: "
        return UnreadableInput(self.source or "", record + self.description)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The result of a task: what it accumulated, its records, lines and bytes, and its internal errors.

    ``lost`` says why the payloads of the task were not analysed; None if they were.
    """

    task: Task
    accumulator: Accumulator
    records: int = 0
    lines: int = 0
    size: int = 0
    errors: tuple[InternalError, ...] = ()
    lost: str | None = None

    def missing(self, lines_before: int) -> Iterator[UnreadableInput]:
        """Yield the inputs that were lost; ``lines_before`` is the number of lines before those of this task."""
        if self.lost is None:
            return
        hint = "run it again; pass --jobs 1 to use one process"
        if isinstance(self.task, DocumentsTask):
            for source in self.task.sources:
                yield UnreadableInput(source.name, f"not analysed: {self.lost}", hint)
        else:
            lines = f"lines {lines_before + 1:,} to {lines_before + self.lines:,}"
            yield UnreadableInput(self.task.source.name, f"{lines} were not analysed: {self.lost}", hint)


def default_jobs() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(
    sources: Iterable[Source | UnreadableInput], create: AnalysisFactory, jobs: int
) -> Iterator[TaskResult | UnreadableInput]:
    """Yield the results of analysing the sources, in their order, and each source's in the order of its lines.

    Other processes start only if tasks are left after `SINGLE_PROCESS_BYTES` bytes. A task whose process dies, or that
    an interrupt ends, has a result that is lost.
    """
    worker = Worker(create)
    size = 0
    tasks = iter(tasks_of(sources))
    while True:
        with allow_interrupts():
            task = next(tasks, None)
        if task is None:
            return
        if jobs > 1 and size >= SINGLE_PROCESS_BYTES:
            yield from _in_processes(chain([task], tasks), create, jobs, worker)
            return
        try:
            with allow_interrupts():
                result = worker(task)
        except KeyboardInterrupt:
            yield worker.lose(task, "interrupted", is_error=False)
            raise
        size += result.size if isinstance(result, TaskResult) else 0
        yield result


def _in_processes(
    tasks: Iterator[Task | UnreadableInput], create: AnalysisFactory, jobs: int, worker: Worker
) -> Iterator[TaskResult | UnreadableInput]:
    # Imported only for large runs: the import takes a tenth of the time of a small run.
    from .pool import LostTask, WorkerPool  # noqa: PLC0415 - slow to load

    with WorkerPool[Task | UnreadableInput, TaskResult | UnreadableInput](partial(Worker, create), jobs) as workers:
        for result in workers.results(tasks):
            if isinstance(result, LostTask):
                yield worker.lose(result.task, result.reason, is_error=not result.is_interrupted)
            else:
                yield result


class Worker:
    """Runs an analysis on tasks, one after the other."""

    def __init__(self, create: AnalysisFactory) -> None:
        self._errors: list[InternalError] = []
        self._unreadable: list[UnreadableInput] = []
        self._analysis = create(self._on_error)

    def __call__(self, task: Task | UnreadableInput) -> TaskResult | UnreadableInput:
        """Return the result of a task."""
        if isinstance(task, UnreadableInput):
            return task
        self._errors.clear()
        self._unreadable.clear()
        accumulator = self._analysis.accumulator(task.source.name if isinstance(task, LinesTask) else None)
        records = lines = size = 0
        if isinstance(task, DocumentsTask):
            size = sum(self._document(source, accumulator) for source in task.sources)
        else:
            for note in task.notes:
                accumulator.collector.add_note(task.source.name, note)
            try:
                data = task.read()
                size = len(data)
                # The result goes through a pipe, and nobody needs the data there.
                task = replace(task, data=None)
                records, lines = self._analysis.lines(task.source.name, data, accumulator)
            except UnreadableInput as error:
                return error
            except Exception as error:
                # Regardless of the error, the other sources are still analysed.
                self._on_error(Origin(task.source.name), error)
        for _ in self._errors:
            accumulator.collector.add_internal_error()
        for failure in self._unreadable:
            accumulator.collector.add_unreadable(failure)
        return TaskResult(task, accumulator, records, lines, size, tuple(self._errors))

    def lose(self, task: Task | UnreadableInput, reason: str, *, is_error: bool) -> TaskResult | UnreadableInput:
        """Return the result of a task that was not finished; as an internal error, its payloads count as such."""
        if isinstance(task, UnreadableInput):
            return task
        accumulator = self._analysis.accumulator(task.source.name if isinstance(task, LinesTask) else None)
        records = lines = 0
        if isinstance(task, LinesTask):
            try:
                records, lines = each_line(task.source.name, task.read(), skip, self._on_error, task.source.limits)
            except UnreadableInput as error:
                return error
        payloads = records if isinstance(task, LinesTask) else len(task.sources)
        for _ in range(payloads if is_error else 0):
            accumulator.collector.add_internal_error()
        return TaskResult(task, accumulator, records, lines, lost=reason)

    def _document(self, source: Source, accumulator: Accumulator) -> int:
        """Analyse a source of one document; return its size in bytes."""
        size = 0
        try:
            for origin, data in source.records(partial(accumulator.collector.add_note, source.name)):
                if isinstance(data, UnreadableInput):
                    accumulator.collector.add_unreadable(data)
                    continue
                size += len(data)
                self._analysis.document(origin, data, accumulator)
        except UnreadableInput as error:
            accumulator.collector.add_unreadable(error)
        except Exception as error:
            # Regardless of the error, the other documents are still analysed.
            self._on_error(Origin(source.name), error)
        return size

    def _on_error(self, origin: Origin, error: Exception) -> None:
        if isinstance(error, UnreadableInput):
            self._unreadable.append(error)
        elif isinstance(error, MemoryError):
            self._unreadable.append(origin.unreadable(OUT_OF_MEMORY))
        else:
            self._errors.append(InternalError(origin.source, origin.record, format_crash(error)))


def skip(_origin: Origin, _line: object) -> None:
    """Leave a line alone, so that it is only counted."""


def tasks_of(sources: Iterable[Source | UnreadableInput]) -> Iterator[Task | UnreadableInput]:
    """Yield the tasks that the sources are divided into, in order."""
    batch: list[Source] = []
    for source in sources:
        if isinstance(source, Source) and source.format is InputFormat.JSON:
            batch.append(source)
            if len(batch) < DOCUMENTS_PER_TASK:
                continue
        if batch:
            yield DocumentsTask(tuple(batch))
            batch = []
        if isinstance(source, UnreadableInput):
            yield source
        elif source.format is InputFormat.LINES:
            yield from _lines(source)
    if batch:
        yield DocumentsTask(tuple(batch))


def _lines(source: Source) -> Iterator[Task | UnreadableInput]:
    """Yield the tasks of a source of lines; a plain file is divided into ranges of bytes."""
    notes: list[str] = []
    try:
        start, is_plain_file = source.peek()
        wide = wide_record(start) if is_plain_file else None
        if wide is not None:
            yield LinesTask(source, is_first=True, data=wide)
        elif is_plain_file:
            size = Path(source.name).stat().st_size
            for offset in range(0, size, CHUNK_SIZE):
                yield LinesTask(source, offset == 0, None, offset, min(offset + CHUNK_SIZE, size))
        else:
            for number, data in enumerate(source.iter_chunks(CHUNK_SIZE, notes.append)):
                yield LinesTask(source, number == 0, data, notes=tuple(notes))
    except UnreadableInput as error:
        yield error
    except MemoryError:
        yield Origin(source.name).unreadable(OUT_OF_MEMORY)
