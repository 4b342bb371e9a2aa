"""Recorders of the session fields that code reads, and the file of a record."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING, Literal

from ..errors import UnreadableInput
from ..findings import Kind
from ..jsonpointer import WILDCARD, format_pointer
from ..visibility import visible_path

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from ..jsonpointer import InstancePath

MAX_READS = 1000
"""The most pointers in a record; reads of further pointers are counted."""

ACTIVE: list[ReadRecorder] = []
"""The recorders in use: views look here, so that reading costs nothing more if there are none."""

_IN_CONTEXT: ContextVar[tuple[ReadRecorder, ...]] = ContextVar("chatlayer_session_read_recorders", default=())


class IteratedName(str):
    """The name of a member that code got by iterating: a step of a path that the code does not name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RecordedRead:
    """How often code found a value at a pointer, in which ``*`` stands for every member or item, and how often not."""

    pointer: str
    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class RecordedReads:
    """All recorded reads, sorted by pointer; ``omitted`` counts those of pointers beyond the limit."""

    version: Literal["1.0.0"]
    omitted: int
    reads: tuple[RecordedRead, ...]

    def to_json(self) -> str:
        """Return the content of the file, specified by ``schemas/contract/1.0.0/reads.json``."""
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def parse(cls, content: bytes) -> RecordedReads:
        """Return the recorded reads in the content of a file.

        Raises:
            ValueError: the content is something else.
        """
        from msgspec.json import decode  # noqa: PLC0415 - code that only records does not need it

        return decode(content, type=cls)

    @classmethod
    def load(cls, path: Path) -> RecordedReads:
        """Return the recorded reads in a file.

        Raises:
            UnreadableInput: the file cannot be read, or contains something else.
        """
        try:
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise UnreadableInput(str(path), error.strerror or "cannot be read") from None
        except ValueError:
            # The message of the error can contain a value of the file, which may be a payload.
            hint = "record reads with `pytest --chatlayer-record-reads`"
            raise UnreadableInput(str(path), "is not a file of recorded reads", hint) from None


class ReadRecorder:
    """Counts reads of sessions: those of ``every_thread``, or only those in contexts where it is in use."""

    def __init__(self, *, every_thread: bool) -> None:
        self.every_thread = every_thread
        self._present: Counter[str] = Counter()
        self._absent: Counter[str] = Counter()
        self._omitted = 0
        self._lock = Lock()

    def add(self, pointer: str, *, present: int = 0, absent: int = 0) -> None:
        """Add reads of a pointer, in which ``*`` stands for every member or item."""
        with self._lock:
            if pointer in self._present or len(self._present) < MAX_READS:
                self._present[pointer] += present
                self._absent[pointer] += absent
            else:
                self._omitted += present + absent

    def merge(self, recorded: RecordedReads) -> None:
        """Add the reads of a different recorder."""
        for read in recorded.reads:
            self.add(read.pointer, present=read.present, absent=read.absent)
        with self._lock:
            self._omitted += recorded.omitted

    def reads(self) -> RecordedReads:
        """Return what was recorded so far."""
        with self._lock:
            reads = [RecordedRead(pointer, self._present[pointer], self._absent[pointer]) for pointer in self._present]
            reads.sort(key=attrgetter("pointer"))
            return RecordedReads("1.0.0", self._omitted, tuple(reads))


@contextmanager
def record_reads(*, every_thread: bool = False) -> Generator[ReadRecorder]:
    """Record what code reads through `SessionView` until the block ends.

    The record contains the reads of the current thread or task, and of tasks that it starts. With ``every_thread`` it
    contains all reads of the process. Blocks can be nested, and an outer one also records the reads of inner ones.
    Reads inside a variable are not recorded, because their names may be private.
    """
    recorder = ReadRecorder(every_thread=every_thread)
    outer = _IN_CONTEXT.get()
    _IN_CONTEXT.set((*outer, recorder))
    ACTIVE.append(recorder)
    try:
        yield recorder
    finally:
        ACTIVE.remove(recorder)
        _IN_CONTEXT.set(outer)


def record(path: InstancePath, *, present: bool) -> None:
    """Tell every recorder in use that code reads a place of a session."""
    if visible_path(path, Kind.SESSION, show_values=False) != path:
        return
    pointer = format_pointer(tuple([WILDCARD if isinstance(step, int | IteratedName) else step for step in path]))
    for recorder in tuple(ACTIVE):
        if recorder.every_thread or recorder in _IN_CONTEXT.get():
            recorder.add(pointer, present=int(present), absent=int(not present))
