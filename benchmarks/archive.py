"""An archive of a million lines: the command against Spark with one executor and with two.

    python -m benchmarks.archive

The results must be equal. CPU time is that of all processes of a run, those of Java too. The time of Spark is that of
the job in a session whose executors have already run one; starting the session is a row of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import psutil

from chatlayer_session import ValidatorOptions, spark
from chatlayer_session.cli.progress import collect
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import RunCollector

from . import faults, payloads

if TYPE_CHECKING:
    from chatlayer_session.runs.results import RunResult

LINES = 1_000_000
FILES = 40
DIFFERENT_LINES = 4_000
DAMAGED = 15
"""The index of the file whose compressed data ends too early."""
EMPTY = 20
"""The index of the file without a byte."""

SPEED_UP_BAR = 1.6
OVERHEAD_BAR = 2.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of one run: elapsed, and of the CPU in all processes; ``start`` are elapsed before the run."""

    wall: float
    cpu: float
    start: float
    counts: dict[str, int]


def write_archive(folder: Path, lines: int = LINES) -> None:
    """Write mixed lines to files of different lengths: every eighth is compressed, one is damaged, one is empty."""
    draw = Random(2026)
    pool = [_line(draw, index) for index in range(DIFFERENT_LINES)]
    weights = [draw.uniform(0.2, 1.8) * (index != EMPTY) for index in range(FILES)]
    counts = [int(lines * weight / sum(weights)) for weight in weights]
    counts[0] += lines - sum(counts)
    folder.mkdir(parents=True, exist_ok=True)
    for index, count in enumerate(counts):
        text = b"".join(draw.choices(pool, k=count))
        if index % 8 == 7:
            data = gzip.compress(text, 1)
            (folder / f"{index:02}.jsonl.gz").write_bytes(data[: len(data) // 2] if index == DAMAGED else data)
        else:
            (folder / f"{index:02}.jsonl").write_bytes(text)


def start_session(executors: int) -> Any:
    """Return a Spark session whose executors, each with one core, are processes of their own."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder: Any = import_module("pyspark.sql").SparkSession.builder.master(f"local-cluster[{executors},1,1024]")
    for name, value in (
        ("spark.ui.enabled", "false"),
        ("spark.ui.showConsoleProgress", "false"),
        ("spark.driver.host", "127.0.0.1"),
        ("spark.sql.shuffle.partitions", "2"),
        ("spark.log.level", "OFF"),
        ("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", "")),
    ):
        builder = builder.config(name, value)
    return builder.getOrCreate()


def command_summary(name: str, options: ValidatorOptions, *, listing: bool = False) -> RunResult:
    """Return the result of the command, in one process, over the sources of a name."""
    collector = RunCollector(options.schema_version, listing=listing)
    collect(list(find_sources([name])), partial(ValidationAnalysis, options, listing=listing), 1, collector)
    return collector.run()


def processes() -> list[psutil.Process]:
    """Return this process and all that it has started, however indirectly."""
    current = psutil.Process()
    return [current, *current.children(recursive=True)]


def _cpu() -> float:
    """Return the CPU seconds of `processes`, and of those that they waited for."""
    total = 0.0
    for process in processes():
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def _line(draw: Random, index: int) -> bytes:
    """Return a line: nine in ten clean, one realistic; one in fifty has a fault, and some lines are blank."""
    if index % 97 == 96:
        return b" \n"
    payload = payloads.realistic(draw) if index % 10 == 3 else payloads.clean(draw)
    names = [*faults.SHAPE_FAULTS, *faults.TEXT_FAULTS]
    fault = names[index // 50 % len(names)] if index % 50 == 49 else ""
    if fault in faults.SHAPE_FAULTS:
        faults.SHAPE_FAULTS[fault](draw, payload)
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return (faults.TEXT_FAULTS[fault](draw, text) if fault in faults.TEXT_FAULTS else text) + b"\n"


def _measure(folder: Path, executors: int) -> Measured:
    """Measure a run in this process; without executors, that of the command."""
    begun = time.perf_counter()
    options = ValidatorOptions()
    session = start_session(executors) if executors else None
    analyse = partial(spark.summary, options=options) if session else partial(command_summary, options=options)
    analyse(str(Path(__file__).parents[1] / "schemas" / "session" / "1.0.0" / "examples"))
    start, cpu = time.perf_counter(), _cpu()
    run = analyse(str(folder))
    measured = Measured(
        wall=time.perf_counter() - start,
        cpu=_cpu() - cpu,
        start=start - begun,
        counts={verdict.value: count for verdict, count in run.verdicts.items()}
        | {rule.value: count for rule, count in run.rules.items()},
    )
    if session:
        session.stop()
    return measured


def _measure_apart(folder: Path, executors: int) -> Measured:
    command = [sys.executable, "-m", f"{__package__}.archive", "--folder", str(folder), "--executors", str(executors)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _print_results(folder: Path, rounds: int) -> int:
    """Print the medians of interleaved rounds, and return 1 if a bar is missed or counts differ."""
    samples: dict[int, list[Measured]] = {0: [], 1: [], 2: []}
    for _ in range(rounds):
        for executors, measured in samples.items():
            measured.append(_measure_apart(folder, executors))
    names = {0: "command, one process", 1: "Spark, one executor", 2: "Spark, two executors"}
    size = sum(path.stat().st_size for path in folder.iterdir())
    sys.stdout.write(f"{FILES} files, {size / 1e6:.0f} MB, medians of {rounds} rounds, seconds\n\n")
    sys.stdout.write("| | elapsed | CPU | start |\n| --- | --: | --: | --: |\n")
    medians: dict[int, tuple[float, float]] = {}
    for executors, measured in samples.items():
        wall, cpu, start = (
            statistics.median(getattr(sample, name) for sample in measured) for name in ("wall", "cpu", "start")
        )
        medians[executors] = wall, cpu
        sys.stdout.write(f"| {names[executors]} | {wall:.1f} | {cpu:.1f} | {start:.1f} |\n")
    speed_up, overhead = medians[1][0] / medians[2][0], medians[1][1] / medians[0][1]
    equal = all(sample.counts == samples[0][0].counts for measured in samples.values() for sample in measured)
    payloads_checked = sum(samples[0][0].counts.get(verdict, 0) for verdict in ("valid", "unstable", "invalid"))
    sys.stdout.write(
        f"\n{payloads_checked:,} payloads; counts are {'equal' if equal else 'DIFFERENT'}\n"
        f"two executors against one: {speed_up:.2f} times faster (bar: {SPEED_UP_BAR})\n"
        f"CPU of one executor against the command: {overhead:.2f} (bar: at most {OVERHEAD_BAR})\n"
    )
    return int(not equal or speed_up < SPEED_UP_BAR or overhead > OVERHEAD_BAR)


def main() -> int:
    """Build an archive and print the results, or measure one run."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.archive", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--lines", type=int, default=LINES, help=f"lines of the archive (default: {LINES:,})")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each kind (default: 3)")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--executors", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.executors is not None:
        sys.stdout.write(json.dumps(asdict(_measure(options.folder, options.executors))) + "\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder), options.lines)
        return _print_results(Path(folder), options.rounds)


if __name__ == "__main__":
    sys.exit(main())
