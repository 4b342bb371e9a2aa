"""The measured rows, and figures computed from them."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FLOOR = "orjson"
PAIR = "orjson-pair"


@dataclass(frozen=True, slots=True)
class Timing:
    """The CPU and elapsed time of one run in seconds, and its memory in bytes, scaled to the whole workload."""

    cpu: float
    wall: float
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The runs of one contender on one workload; ``sampled`` is the number of payloads if it is not all of them."""

    workload: str
    contender: str
    label: str
    payloads: int
    sampled: int | None
    valid: int | None
    invalid: int | None
    timings: tuple[Timing, ...]

    @property
    def cpu(self) -> float:
        """The median CPU time in seconds."""
        return statistics.median(timing.cpu for timing in self.timings)

    @property
    def wall(self) -> float:
        """The median elapsed time in seconds."""
        return statistics.median(timing.wall for timing in self.timings)

    @property
    def memory(self) -> int:
        """The peak memory of a process in bytes, in any run."""
        return max(timing.memory for timing in self.timings)


@dataclass(slots=True)
class Results:
    """All rows of a run, the titles of the workloads, and the reasons why contenders are missing."""

    size: str
    rounds: int
    rows: dict[tuple[str, str], Row] = field(default_factory=dict[tuple[str, str], Row])
    titles: dict[str, str] = field(default_factory=dict[str, str])
    missing: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, row: Row) -> None:
        """Add a row."""
        self.rows[row.workload, row.contender] = row

    def row(self, workload: str, contender: str) -> Row | None:
        """Return the row of a contender on a workload; None if it was not measured."""
        return self.rows.get((workload, contender))

    def of(self, workload: str) -> list[Row]:
        """Return the rows of a workload, in the order of the contenders."""
        return [row for (key, _), row in self.rows.items() if key == workload]

    def times_floor(self, row: Row) -> float | None:
        """Return the CPU time of a row as a multiple of that of the floor on the same workload."""
        floor = self.row(row.workload, FLOOR)
        return row.cpu / floor.cpu if floor else None

    def save(self, path: Path) -> None:
        """Save all rows for `load`."""
        whole = {**asdict(self), "rows": [asdict(row) for row in self.rows.values()]}
        path.write_text(json.dumps(whole), encoding="utf-8")


def load(path: Path) -> Results:
    """Return saved results."""
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = whole.pop("rows")
    results = Results(**whole)
    for row in rows:
        timings = tuple(Timing(**timing) for timing in row.pop("timings"))
        results.add(Row(timings=timings, **row))
    return results
