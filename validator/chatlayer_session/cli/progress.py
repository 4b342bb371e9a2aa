"""Sources to one collection of what was found in them, with progress told to a person who waits."""

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
from ..runs.interrupts import hold_interrupts
from ..runs.scheduler import LinesTask, run_tasks
from .exit_codes import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..inputs.sources import Source
    from ..runs.analysis import Accumulator, AnalysisFactory
from ..runs.scheduler import TaskResult

PROGRESS_DELAY = 2.0
"""Seconds that a run takes before it tells how far it is."""

PROGRESS_INTERVAL = 0.5
"""Seconds between two tellings."""

COLLECTION_THRESHOLD = 50_000
"""Objects made before Python looks for cycles among them: payloads have none, and looking costs more than reading."""


def collect(
    sources: Sequence[Source | UnreadableInput], analysis: AnalysisFactory, jobs: int, accumulator: Accumulator
) -> bool:
    """Collect what is found in the sources; say whether all were checked, which an interrupt prevents."""
    gc.freeze()
    gc.set_threshold(COLLECTION_THRESHOLD)
    progress = Progress(_size(sources))
    records = lines = 0
    try:
        for result in run_tasks(sources, analysis, jobs):
            # An interrupt in here would leave a result that is merged in part.
            with hold_interrupts():
                if isinstance(result, UnreadableInput):
                    accumulator.add_unreadable(result)
                    continue
                if not isinstance(result.task, LinesTask) or result.task.is_first:
                    records = lines = 0
                accumulator.merge(result.accumulator, records, lines)
                for failure in result.missing(lines):
                    accumulator.add_unreadable(failure)
                _report_internal_errors(result, records)
                records += result.records
                lines += result.lines
                progress.advance(result.size)
    except KeyboardInterrupt:
        return False
    finally:
        progress.end()
    return True


def exit_status(status: Status, *, complete: bool) -> Status:
    """Return the exit status of a run that may have been interrupted, which is told."""
    if complete:
        return status
    click.echo("interrupted; this is what was found so far", err=True)
    return Status.INTERRUPTED


def _report_internal_errors(result: TaskResult, records: int) -> None:
    for defect in result.errors:
        place = defect.source if defect.record is None else f"{defect.source}, record {defect.record + records}"
        click.echo(f"{escape_control(place or '')}: {defect.description}", err=True)


def _size(sources: Sequence[Source | UnreadableInput]) -> int:
    """Return the bytes in files; what cannot be told counts for nothing."""
    size = 0
    for source in sources:
        if not isinstance(source, UnreadableInput):
            try:
                size += Path(source.name).stat().st_size
            except OSError:
                continue
    return size


@dataclass(slots=True)
class Progress:
    """Tells on standard error how far a long run is, if that is a terminal; ``total`` is in bytes."""

    total: int
    done: int = 0
    started: float = field(default_factory=time.monotonic)
    told: float = 0.0

    def advance(self, size: int) -> None:
        """Note that more bytes are done, and tell if it is time to."""
        self.done += size
        now = time.monotonic()
        if (
            now - self.started > PROGRESS_DELAY
            and now - self.told > PROGRESS_INTERVAL
            and sys.stderr is not None
            and sys.stderr.isatty()
        ):
            self.told = now
            click.echo(f"\r\033[K{self.line(now - self.started)}", err=True, nl=False)

    def line(self, seconds: float) -> str:
        """Return how much is done after so many seconds, how fast, and how long the rest will take."""
        rate = self.done / seconds
        line = f"{self.done / 1e6:,.0f} MB checked, {rate / 1e6:,.0f} MB/s"
        # Of compressed files only the compressed size is known, which is soon passed.
        if self.done < self.total:
            line += f", {(self.total - self.done) / rate:,.0f} s left"
        return line

    def end(self) -> None:
        """Take the last telling off the terminal."""
        if self.told:
            click.echo("\r\033[K", err=True, nl=False)
