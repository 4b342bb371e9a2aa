"""Run an analysis over the sources, and show its progress on a terminal."""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UnreadableInput
from ..escaping import escape_control
from ..inputs.sources import Source
from ..reporters.formatting import pluralize
from ..runs.interrupts import hold_interrupts
from ..runs.results import PAYLOAD
from ..runs.scheduler import LinesTask, run_tasks
from .exit_codes import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from ..runs.analysis import Accumulator, AnalysisFactory
    from ..runs.collector import RunCollector
    from ..runs.scheduler import Task, TaskResult

PROGRESS_DELAY = 2.0
"""Seconds before a run first shows its progress."""

PROGRESS_INTERVAL = 0.5
"""Seconds between two updates."""

COLLECTION_THRESHOLD = 50_000
"""New objects before Python searches for cycles: payloads have none, and the search costs more than parsing."""


def collect(
    sources: Sequence[Source | UnreadableInput],
    analysis: AnalysisFactory,
    jobs: int,
    accumulator: Accumulator,
    *,
    allow_empty: bool = False,
) -> bool:
    """Analyse the sources, and return whether all were analysed; an interrupt ends the run early.

    A run without any payload has an unreadable input, unless ``allow_empty`` is set.
    """
    gc.freeze()
    gc.set_threshold(COLLECTION_THRESHOLD)
    progress = Progress(_size(sources))
    records = lines = 0
    started: set[str] = set()
    task: Task | None = None
    try:
        # Results arrive with interrupts held, so that none is merged in part or dropped.
        with hold_interrupts():
            for result in run_tasks(sources, analysis, jobs):
                if isinstance(result, UnreadableInput):
                    started.add(result.source)
                    accumulator.collector.add_unreadable(result)
                    continue
                task = result.task
                started.update(source.name for source in _sources_of(task))
                if not isinstance(result.task, LinesTask) or result.task.is_first:
                    records = lines = 0
                accumulator.merge(result.accumulator, records, lines)
                for failure in result.missing(lines):
                    accumulator.collector.add_unreadable(failure)
                _report_internal_errors(result, records, accumulator)
                records += result.records
                lines += result.lines
                progress.advance(result.size)
    except KeyboardInterrupt:
        for failure in _unreached(sources, started, task, lines):
            accumulator.collector.add_unreadable(failure)
        return False
    finally:
        progress.end()
        print_notes(accumulator.collector)
    collector, is_empty = accumulator.collector, accumulator.is_empty
    require_payloads(collector, sources, is_empty=is_empty, allow_empty=allow_empty)
    return True


def require_payloads(
    collector: RunCollector, sources: Sequence[Source | UnreadableInput], *, is_empty: bool, allow_empty: bool
) -> None:
    """Report a run without any payload as an unreadable input, or in a note if that is allowed."""
    if not is_empty:
        return
    noun = collector.subject.noun
    if allow_empty:
        click.echo(f"note: no {noun} was checked", err=True)
        return
    name = next((source.name for source in sources if isinstance(source, Source)), "")
    more = f"; {pluralize(len(sources) - 1, 'more input')} without a {noun}" if sources[1:] else ""
    hint = f"check the content{' and --at' * (noun == PAYLOAD.noun)}, or pass --allow-empty"
    collector.add_unreadable(UnreadableInput(name, f"contains no {noun}{more}", hint))


def print_notes(collector: RunCollector) -> None:
    """Print the notes on sources that were read."""
    for note in collector.notes:
        click.echo(f"note: {escape_control(note)}", err=True)


def exit_status(status: Status, *, complete: bool) -> Status:
    """Return the exit code of a run, and print a message if it was interrupted."""
    if complete:
        return status
    click.echo("interrupted; the report is incomplete", err=True)
    return Status.INTERRUPTED


def _sources_of(task: Task) -> tuple[Source, ...]:
    return (task.source,) if isinstance(task, LinesTask) else task.sources


def _unreached(
    sources: Sequence[Source | UnreadableInput], started: Container[str], last: Task | None, lines: int
) -> Iterator[UnreadableInput]:
    """Yield what an interrupted run did not analyse; ``lines`` were analysed of the source of its last task."""
    if isinstance(last, LinesTask) and last.end < _size(_sources_of(last), unknown=last.end + 1):
        yield UnreadableInput(last.source.name, f"not analysed after line {lines:,}: interrupted", "run it again")
    names = [source.name for source in sources if isinstance(source, Source) and source.name not in started]
    if names:
        others = f", and {pluralize(len(names) - 1, 'more input')}" if names[1:] else ""
        yield UnreadableInput(names[0], f"not analysed{others}: interrupted", "run it again")


def _report_internal_errors(result: TaskResult, records: int, accumulator: Accumulator) -> None:
    for error in result.errors:
        place = error.source if error.record is None else f"{error.source}, record {error.record + records}"
        click.echo(f"{escape_control(place or '')}: {error.description}", err=True)
        accumulator.collector.add_crash(error.crash(records))


def _size(sources: Sequence[Source | UnreadableInput], unknown: int = 0) -> int:
    """Return the total size of the files, with a value for an unknown size."""
    size = 0
    for source in sources:
        if not isinstance(source, UnreadableInput):
            path = Path(source.name)
            try:
                size += path.stat().st_size if path.is_file() else unknown
            except OSError:
                size += unknown
    return size


@dataclass(slots=True, kw_only=True)
class TerminalLine:
    """A line on standard error that shows the progress of a long run, if it is a terminal."""

    started: float = field(default_factory=time.monotonic)
    updated: float = 0.0

    def update(self, text: Callable[[float], str]) -> None:
        """Show a text for the seconds since the start, if an update is due."""
        now = time.monotonic()
        if (
            now - self.started > PROGRESS_DELAY
            and now - self.updated > PROGRESS_INTERVAL
            and sys.stderr is not None
            and sys.stderr.isatty()
        ):
            self.updated = now
            click.echo(f"\r\033[K{text(now - self.started)}", err=True, nl=False)

    def end(self) -> None:
        """Clear the last update."""
        if self.updated:
            click.echo("\r\033[K", err=True, nl=False)


@dataclass(slots=True)
class Progress(TerminalLine):
    """The progress of a run over payloads; ``total`` is in bytes."""

    total: int
    done: int = 0

    def advance(self, size: int) -> None:
        """Add bytes that are done, and show the progress if an update is due."""
        self.done += size
        self.update(self.line)

    def line(self, seconds: float) -> str:
        """Return what is done after ``seconds``, the rate, and the time left."""
        rate = self.done / seconds
        line = f"{self.done / 1e6:,.0f} MB checked, {rate / 1e6:,.0f} MB/s"
        # The total counts the compressed size of compressed files, which is soon exceeded.
        if self.done < self.total:
            line += f", {(self.total - self.done) / rate:,.0f} s left"
        return line
