"""The results of consecutive tasks of a run whose parts are analysed apart, such as on several machines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from .scheduler import LinesTask

if TYPE_CHECKING:
    from .analysis import Accumulator
    from .scheduler import InternalError, TaskResult


@dataclass(slots=True)
class Segment:
    """The results of consecutive tasks; neighbours are joined in any order, with the same result.

    ``head`` accumulates what continues a source that an earlier segment starts, and ``body`` all that follows.
    ``is_started`` is whether a source starts in the segment. ``records`` and ``lines`` count those of the last source,
    or those of the whole segment if no source starts in it. ``error`` is the first internal error.
    """

    head: Accumulator
    body: Accumulator
    is_started: bool = False
    records: int = 0
    lines: int = 0
    error: InternalError | None = None
    is_error_in_head: bool = False

    def add(self, result: TaskResult | UnreadableInput) -> None:
        """Add the result of the next task."""
        if isinstance(result, UnreadableInput):
            self._last.collector.add_unreadable(result)
            return
        if not isinstance(result.task, LinesTask) or result.task.is_first:
            self.is_started, self.records, self.lines = True, 0, 0
        self._last.merge(result.accumulator, self.records, self.lines)
        if result.errors:
            self._add_error(result.errors[0], continues=True)
        self.records += result.records
        self.lines += result.lines

    def join(self, later: Segment) -> None:
        """Add the segment that follows."""
        self._last.merge(later.head, self.records, self.lines)
        if later.error is not None:
            self._add_error(later.error, continues=later.is_error_in_head)
        if later.is_started:
            self.is_started, self.records, self.lines = True, 0, 0
            self.body.merge(later.body)
        self.records += later.records
        self.lines += later.lines

    def finish(self) -> Accumulator:
        """Return the results of the whole run, of which this is the only segment."""
        self.head.merge(self.body)
        if self.error is not None:
            self.head.collector.add_crash(self.error.crash())
        return self.head

    @property
    def _last(self) -> Accumulator:
        return self.body if self.is_started else self.head

    def _add_error(self, error: InternalError, *, continues: bool) -> None:
        """Keep the first internal error; ``continues`` is whether it is in the source that the segment ends in."""
        if self.error is not None:
            return
        if continues and error.record is not None:
            error = replace(error, record=error.record + self.records)
        self.error, self.is_error_in_head = error, continues and not self.is_started
