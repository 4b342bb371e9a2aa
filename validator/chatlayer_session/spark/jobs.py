"""Spark jobs that analyse files or data frames, and join what their partitions accumulate."""

from __future__ import annotations

import pickle
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..arrow.rows import pyarrow
from ..runs.scheduler import Worker
from ..runs.segment import Segment
from .lines import count_partition, needs_count, positions, results_of_partition
from .splits import tasks_of_partition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..runs.analysis import Accumulator, AnalysisFactory
    from ..validator import ValidatorOptions
    from .lines import Position
    from .splits import Partition

FAN_IN = 64
"""Results that are joined at a time; more are joined by tasks of Spark before they reach the driver."""

_SCHEMA = "index long, segment binary"


def run_over_partitions(
    session: Any, partitions: Sequence[Partition], create: AnalysisFactory, accumulator: Callable[[], Accumulator]
) -> Accumulator:
    """Return what an analysis of the partitions of files accumulates; ``accumulator`` returns an empty one."""
    if not partitions:
        return accumulator()
    shared = session.sparkContext.broadcast((tuple(partitions), create, accumulator))
    try:
        rows = session.range(0, len(partitions), 1, len(partitions))
        return _joined(rows.mapInArrow(partial(_analyse_files, shared), _SCHEMA), len(partitions))
    finally:
        shared.unpersist()


def run_over_rows(
    dataframe: Any, accumulate: Callable[[Iterable[Any]], Accumulator], accumulator: Callable[[], Accumulator]
) -> Accumulator:
    """Return what ``accumulate`` returns for the Arrow data of each partition, together."""
    shared = dataframe.sparkSession.sparkContext.broadcast((accumulate, accumulator))
    try:
        return _joined(dataframe.mapInArrow(partial(_analyse_rows, shared), _SCHEMA), dataframe.rdd.getNumPartitions())
    finally:
        shared.unpersist()


def results_over_partitions(
    session: Any, partitions: Sequence[Partition], options: ValidatorOptions, schema: Any
) -> Any:
    """Return a data frame with the results for each record in the partitions of files.

    The lines in the parts of large files are counted first: those before a part decide the places in it.
    """
    counts: dict[int, list[Position]] = {}
    divided = [index for index, partition in enumerate(partitions) if needs_count(partition)]
    if divided:
        rows = session.range(0, len(divided), 1, len(divided))
        shared = session.sparkContext.broadcast([partitions[index] for index in divided])
        counted = rows.mapInArrow(partial(_count_files, shared), _SCHEMA).collect()
        # Written by the same job.
        counts = {divided[row["index"]]: pickle.loads(row["segment"]) for row in counted}  # noqa: S301 - see above
    before = positions(partitions, [counts.get(index, [(0, 0)] * len(found)) for index, found in enumerate(partitions)])
    work = session.sparkContext.broadcast((list(zip(partitions, before, strict=True)), options))
    rows = session.range(0, len(partitions), 1, max(1, len(partitions)))
    return rows.mapInArrow(partial(_describe_files, work), schema)


def _joined(rows: Any, count: int) -> Accumulator:
    """Join the segments in rows of this many partitions, by their indices, and return what they accumulated."""
    while count > FAN_IN:
        group = (rows["index"] / FAN_IN).cast("long").alias("group")
        rows = rows.groupBy(group).applyInArrow(_join_group, _SCHEMA)
        count = -(-count // FAN_IN)
    results = sorted((row["index"], row["segment"]) for row in rows.collect())
    return _join(segment for _, segment in results).finish()


def _analyse_files(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    partitions, create, accumulator = shared.value
    for batch in batches:
        for index in batch.column("id").to_pylist():
            worker = Worker(create)
            segment = Segment(accumulator(), accumulator())
            for task in tasks_of_partition(partitions[index]):
                segment.add(worker(task))
            yield _row(index, segment)


def _count_files(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    for batch in batches:
        for index in batch.column("id").to_pylist():
            yield _row(index, count_partition(shared.value[index]))


def _describe_files(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    work, options = shared.value
    validator = options.create_validator()
    for batch in batches:
        for index in batch.column("id").to_pylist():
            partition, before = work[index]
            yield from results_of_partition(partition, before, validator)


def _analyse_rows(shared: Any, batches: Iterable[Any]) -> Iterator[Any]:
    accumulate, accumulator = shared.value
    yield _row(import_module("pyspark").TaskContext.get().partitionId(), Segment(accumulate(batches), accumulator()))


def _join_group(key: tuple[Any, ...], table: Any) -> Any:
    segments = table.sort_by("index").column("segment").to_pylist()
    return pyarrow().Table.from_batches([_row(key[0].as_py(), _join(segments))])


def _join(pickled: Iterable[bytes]) -> Segment:
    segments = (pickle.loads(data) for data in pickled)  # noqa: S301 - written by the same job
    first: Segment = next(segments)
    for segment in segments:
        first.join(segment)
    return first


def _row(index: int, segment: Segment | list[Position]) -> Any:
    pa = pyarrow()
    return pa.record_batch({"index": pa.array([index], pa.int64()), "segment": pa.array([pickle.dumps(segment)])})
