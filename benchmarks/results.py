"""The measurements, and the figures computed from them."""

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
    """The cost of one run: CPU seconds, clock seconds, and bytes; scaled to the whole workload if sampled."""

    cpu: float
    wall: float
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The runs of one contender on one workload: medians, and the largest memory; ``sampled`` payloads if not all."""

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
        """The median clock time in seconds."""
        return statistics.median(timing.wall for timing in self.timings)

    @property
    def memory(self) -> int:
        """The peak memory of a process in any run, in bytes."""
        return max(timing.memory for timing in self.timings)


@dataclass(slots=True)
class Results:
    """All rows of a run; ``titles`` of the workloads, and ``missing`` contenders with the reasons."""

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
        """Return the rows of a workload, in the order of the line-up."""
        return [row for (key, _), row in self.rows.items() if key == workload]

    def to_floor(self, row: Row) -> float | None:
        """Return the CPU time of a row as a multiple of the floor's on the same workload."""
        floor = self.row(row.workload, FLOOR)
        return row.cpu / floor.cpu if floor else None

    def save(self, path: Path) -> None:
        """Save all figures for `load`."""
        whole = {**asdict(self), "rows": [asdict(row) for row in self.rows.values()]}
        path.write_text(json.dumps(whole), encoding="utf-8")


def load(path: Path) -> Results:
    """Return results that were saved."""
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = whole.pop("rows")
    results = Results(**whole)
    for row in rows:
        timings = tuple(Timing(**timing) for timing in row.pop("timings"))
        results.add(Row(timings=timings, **row))
    return results
