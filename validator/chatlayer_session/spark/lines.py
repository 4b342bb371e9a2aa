"""Results for each record of files: with the record and the line that it has in its file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..arrow.results import describe, result_batch, result_schema
from ..arrow.rows import BLOCK_BYTES, BLOCK_ROWS, Row, pyarrow
from ..errors import UnreadableInput
from ..escaping import to_utf8
from ..inputs.records import OUT_OF_MEMORY, Origin
from ..runs.analysis import each_line
from ..runs.scheduler import LinesTask, skip
from .splits import Split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..arrow.results import Described
    from ..inputs.records import Record
    from ..validator import Validator
    from .splits import Partition

Position: TypeAlias = tuple[int, int]
"""The numbers of the records and the lines of a source before a split."""

PAYLOAD = "payload"
"""The column of the texts of records, which no result has."""

_Entry: TypeAlias = "tuple[Origin, bytes | None, str | None]"


def needs_count(partition: Partition) -> bool:
    """Return whether a partition has a part of a source, so that the places in later parts depend on its lines."""
    return any(isinstance(split, Split) and split.end is not None for split in partition)


def count_partition(partition: Partition) -> list[Position]:
    """Return the numbers of records and lines in each split of a partition; zero for a whole source."""
    return [_count(split) for split in partition]


def positions(partitions: Sequence[Partition], counts: Sequence[Sequence[Position]]) -> list[list[Position]]:
    """Return the position of each split of the partitions; ``counts`` are those of `count_partition`."""
    found: list[list[Position]] = []
    records = lines = 0
    for partition, by_split in zip(partitions, counts, strict=True):
        found.append([])
        for split, (more_records, more_lines) in zip(partition, by_split, strict=True):
            if isinstance(split, UnreadableInput) or not split.start:
                records = lines = 0
            found[-1].append((records, lines))
            records, lines = records + more_records, lines + more_lines
    return found


def results_of_partition(partition: Partition, before: Sequence[Position], validator: Validator) -> Iterator[Any]:
    """Yield record batches with the results for each record of a partition, whose splits have these positions."""
    entries = (entry for split, position in zip(partition, before, strict=True) for entry in _entries(split, position))
    block: list[_Entry] = []
    size = 0
    for entry in entries:
        block.append(entry)
        size += len(entry[1] or b"")
        if size >= BLOCK_BYTES or len(block) >= BLOCK_ROWS:
            yield _batch(block, validator)
            block, size = [], 0
    yield _batch(block, validator)


def _batch(block: Sequence[_Entry], validator: Validator) -> Any:
    pa = pyarrow()
    origins = [origin for origin, _, _ in block]
    columns = [
        pa.array([to_utf8(origin.source or "") for origin in origins], pa.string()),
        pa.array([origin.record for origin in origins], pa.int64()),
        pa.array([origin.line for origin in origins], pa.int64()),
    ]
    results: list[Described] = [(None, None, None, failure) for _, _, failure in block]
    rows = [Row(index, text, origin) for index, (origin, text, _) in enumerate(block) if text is not None]
    for index, result in describe(validator, rows):
        results[index] = result
    types = {"source": pa.string(), "record": pa.int64(), "line": pa.int64(), PAYLOAD: pa.binary()}
    return result_batch(columns, results, result_schema(pa.schema(types.items()), PAYLOAD))


def _entries(split: Split | UnreadableInput, before: Position) -> Iterator[_Entry]:
    """Yield the origin of each record in a split, and its text or why it cannot be read."""
    if isinstance(split, UnreadableInput):
        yield Origin(split.source), None, split.cause
        return
    try:
        for origin, data in split.source.records() if split.end is None else _records(split, before):
            if isinstance(data, UnreadableInput):
                yield origin, None, data.cause
            else:
                yield origin, data.encode() if isinstance(data, str) else data, None
    except UnreadableInput as error:
        yield Origin(error.source), None, error.cause
    except MemoryError:
        yield Origin(split.source.name), None, OUT_OF_MEMORY


def _records(split: Split, before: Position) -> Iterator[Record]:
    """Yield the records of a range of a file."""
    records, lines = before
    for task in split.tasks():
        if not isinstance(task, LinesTask):
            continue
        found: list[Record] = []

        def add(origin: Origin, data: bytes, found: list[Record] = found) -> None:
            found.append((origin, data))

        def add_failure(origin: Origin, error: Exception, found: list[Record] = found) -> None:
            found.append((origin, error if isinstance(error, UnreadableInput) else origin.unreadable(OUT_OF_MEMORY)))

        counts = each_line(split.source.name, task.read(), add, add_failure, split.source.limits)
        for origin, data in found:
            yield replace(origin, record=(origin.record or 0) + records, line=origin.line + lines), data
        records, lines = records + counts[0], lines + counts[1]


def _count(split: Split | UnreadableInput) -> Position:
    if isinstance(split, UnreadableInput) or split.end is None:
        return 0, 0
    records = lines = 0
    for task in split.tasks():
        if isinstance(task, LinesTask):
            counts = each_line(split.source.name, task.read(), skip, skip, split.source.limits)
            records, lines = records + counts[0], lines + counts[1]
    return records, lines
