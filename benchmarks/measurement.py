"""Rounds of all contenders in turn, with a check that their counts agree."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .results import Row, Timing
from .timing import run, warm
from .workloads import FOLDER, Workload

if TYPE_CHECKING:
    from .contender import Contender
    from .counts import Counts
    from .timing import Sample


class Disagreement(Exception):
    """A contender failed, or its counts are not the expected ones."""


@dataclass(slots=True)
class _Runs:
    contender: Contender
    timings: list[Timing] = field(default_factory=list[Timing])
    counts: Counts | None = None


def measure(workload: Workload, contenders: list[Contender], rounds: int, scratch: Path) -> list[Row]:
    """Run each contender ``rounds`` times on a workload, in turn; each round starts with a different contender.

    Raises:
        Disagreement: a contender failed or has unexpected counts.
    """
    runs = [_Runs(contender) for contender in contenders]
    if workload.form != FOLDER:
        warm(Path(workload.path))
    for number in range(rounds * workload.rounds):
        turn = number % len(runs)
        for contender_runs in runs[turn:] + runs[:turn]:
            contender = contender_runs.contender
            path, count = contender.input_of(workload), contender.payloads(workload)
            sample = run(contender.command(workload, path, count), scratch / "output")
            contender_runs.counts = check_counts(contender, workload, sample)
            contender_runs.timings.append(_scale(sample, contender_runs.counts, workload.payloads / count))
    return [_row(workload, contender_runs) for contender_runs in runs]


def check_counts(contender: Contender, workload: Workload, sample: Sample) -> Counts | None:
    """Return the counts of a contender; None if it only parses.

    Raises:
        Disagreement: it failed, printed no counts, or has unexpected counts.
    """
    if sample.status not in contender.statuses:
        raise Disagreement(
            f"{contender.label} on {workload.key}: exit status {sample.status}\n{sample.head}\n{sample.tail[-2000:]}"
        )
    if contender.counts is None:
        return None
    payloads = contender.payloads(workload)
    counts = contender.counts(sample.head, sample.tail, payloads)
    if counts is None:
        raise Disagreement(f"{contender.label} on {workload.key}: no counts in\n{sample.tail[-2000:]}")
    expected = contender.expected(workload)
    if counts.invalid != expected or counts.valid + counts.invalid != payloads:
        raise Disagreement(
            f"{contender.label} on {workload.key}: it counts {counts.valid} valid and {counts.invalid} invalid of "
            f"{payloads} payloads; expected {expected} invalid"
        )
    return counts


def _scale(sample: Sample, counts: Counts | None, factor: float) -> Timing:
    """Return the timing for the whole workload: the setup once, and all payloads in proportion."""
    setup = counts.setup if counts else 0.0
    return Timing(setup + (sample.cpu - setup) * factor, setup + (sample.wall - setup) * factor, sample.memory)


def _row(workload: Workload, runs: _Runs) -> Row:
    count = runs.contender.payloads(workload)
    return Row(
        workload=workload.key,
        contender=runs.contender.key,
        label=runs.contender.label,
        payloads=workload.payloads,
        sampled=count if count < workload.payloads else None,
        valid=runs.counts.valid if runs.counts else None,
        invalid=runs.counts.invalid if runs.counts else None,
        timings=tuple(runs.timings),
    )


def measure_in_process(workload: Workload, contenders: dict[str, Contender], rounds: int, scratch: Path) -> list[Row]:
    """Return the time of single calls inside one process, on the payloads of a workload.

    Raises:
        Disagreement: the process failed.
    """
    command = [sys.executable, "-m", "benchmarks.contenders.in_process", workload.path, workload.form]
    timings_by_key: dict[str, list[Timing]] = {}
    for _ in range(rounds):
        sample = run(command, scratch / "output")
        if sample.status:
            raise Disagreement(f"the calls in one process on {workload.key} failed\n{sample.tail[-2000:]}")
        for key, seconds in json.loads(sample.tail).items():
            timings_by_key.setdefault(key, []).append(Timing(seconds, seconds))
    return [
        Row(f"{workload.key}-in-process", key, contenders[key].label, 1, None, None, None, tuple(timings))
        for key, timings in timings_by_key.items()
    ]


def repeat(workload: Workload, key: str, size: int, folder: Path, contenders: tuple[str, ...]) -> Workload:
    """Write copies of a workload to one file until it has at least ``size`` bytes, for these contenders."""
    path = folder / f"{key}.jsonl"
    copies = -(-size // workload.size)
    with path.open("wb") as target:
        for _ in range(copies):
            with Path(workload.path).open("rb") as source:
                while block := source.read(1 << 20):
                    target.write(block)
    return replace(
        workload,
        key=key,
        title=f"{workload.title}, {size / 1e9:.1f} GB",
        path=str(path),
        payloads=workload.payloads * copies,
        size=workload.size * copies,
        copies=copies,
        rounds=1,
        contenders=contenders,
        head=None,
    )
