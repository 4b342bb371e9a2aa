"""Files divided into splits for the partitions of a Spark job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import UnreadableInput
from ..inputs.compression import uncompressed_name
from ..inputs.records import wide_record
from ..inputs.sources import InputFormat
from ..runs.scheduler import CHUNK_SIZE, LinesTask, tasks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..inputs.sources import Source
    from ..runs.scheduler import Task

PARTITION_BYTES = 8 * CHUNK_SIZE
"""Bytes of sessions that a partition has at most, unless one file that cannot be divided has more."""

PARTITIONS_PER_CORE = 4
"""Partitions for each core, if each has at least one task, so that no core waits long for the last one."""

EXPANSION = 5
"""Bytes of sessions for one byte of a compressed file: gzip at its lowest level makes one of 4.5."""


@dataclass(frozen=True, slots=True)
class Split:
    """A source, or the lines of a plain file that start in a range of its bytes; ``end`` is None for a whole source."""

    source: Source
    start: int = 0
    end: int | None = None

    def tasks(self) -> Iterator[Task | UnreadableInput]:
        """Yield the tasks of the split, which are those of a run in one process."""
        if self.end is None:
            yield from tasks_of([self.source])
            return
        for offset in range(self.start, self.end, CHUNK_SIZE):
            yield LinesTask(self.source, offset == 0, None, offset, min(offset + CHUNK_SIZE, self.end))


Partition: TypeAlias = "tuple[Split | UnreadableInput, ...]"
"""Consecutive splits, with the inputs that cannot be read between them."""


def tasks_of_partition(partition: Partition) -> Iterator[Task | UnreadableInput]:
    """Yield the tasks of a partition."""
    for split in partition:
        if isinstance(split, UnreadableInput):
            yield split
        else:
            yield from split.tasks()


def partitions_of(sources: Sequence[Source | UnreadableInput], cores: int) -> list[Partition]:
    """Divide sources into partitions for this many cores, in order."""
    sizes = [_size(source) for source in sources]
    share = -(-sum(sizes) // (cores * PARTITIONS_PER_CORE))
    # A multiple of the size of a task, so that the tasks are those of a run in one process.
    size = min(max(1, -(-share // CHUNK_SIZE)) * CHUNK_SIZE, PARTITION_BYTES)
    partitions: list[Partition] = []
    current: list[Split | UnreadableInput] = []
    filled = 0
    for split, length in _splits(zip(sources, sizes, strict=True), size):
        if current and filled + length > size:
            partitions.append(tuple(current))
            current, filled = [], 0
        current.append(split)
        filled += length
    if current:
        partitions.append(tuple(current))
    return partitions


def _splits(
    sources: Iterable[tuple[Source | UnreadableInput, int]], size: int
) -> Iterator[tuple[Split | UnreadableInput, int]]:
    for source, length in sources:
        if isinstance(source, UnreadableInput):
            yield source, 0
        elif length > size and _is_divisible(source):
            for start in range(0, length, size):
                end = min(start + size, length)
                yield Split(source, start, end), end - start
        else:
            yield Split(source), length


def _is_divisible(source: Source) -> bool:
    """Return whether the lines of a source can be read from the middle."""
    if source.format is not InputFormat.LINES:
        return False
    try:
        start, is_plain_file = source.peek()
    except UnreadableInput:
        # The task that reads the whole source reports it.
        return False
    return is_plain_file and wide_record(start) is None


def _size(source: Source | UnreadableInput) -> int:
    """Return about how many bytes of sessions a source has."""
    if isinstance(source, UnreadableInput):
        return 0
    try:
        size = Path(source.name).stat().st_size
    except OSError:
        return 0
    return size if uncompressed_name(source.name) == source.name.lower() else EXPANSION * size
