"""Builds the workloads, measures the contenders on them, and writes the results."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from . import machine, report
from .lineup import install_node, lineup
from .measurement import Disagreement, measure, measure_in_process, repeat
from .report import load_reasons
from .results import FLOOR, Results
from .workloads import HERE, PLANS, PROJECT, Workload, folder_of, read

if TYPE_CHECKING:
    from .contender import Contender

MEMORY = {"memory-clean": "clean", "memory-mixed": "mixed"}
IN_PROCESS = {"clean-in-process": "clean", "ten-megabytes-in-process": "ten-megabytes"}
MEMORY_SIZES = {"small": 500_000_000, "full": 2_000_000_000}
ROUNDS = {"small": 3, "full": 5}
STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class Selection:
    """The measurements to run: patterns such as ``clean/ours``; without patterns, all of them."""

    patterns: tuple[str, ...]

    def has(self, workload: str, contender: str) -> bool:
        """Return whether to measure a contender on a workload; the floor is measured with every other contender."""
        if not self.patterns:
            return True
        for pattern in self.patterns:
            workloads, _, contenders = pattern.partition("/")
            if fnmatchcase(workload, workloads) and (contender == FLOOR or fnmatchcase(contender, contenders or "*")):
                return True
        return False

    def has_any(self, workload: str) -> bool:
        """Return whether to measure anything on a workload."""
        return self.has(workload, FLOOR)


class Benchmark:
    """One run of the benchmark: its size, folder and contenders, and the results so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.selection = Selection(tuple(options.only))
        self.cache: Path = options.cache
        self.folder = folder_of(self.cache, options.size)
        self.node = install_node(self.cache)
        self.contenders = lineup(self.folder, self.node)
        self.results = Results(options.size, options.rounds or ROUNDS[options.size])
        self.figures = self.folder / ("some-figures.json" if options.only else "figures.json")

    def run(self) -> None:
        """Run all selected measurements."""
        derived = {**MEMORY, **IN_PROCESS}
        sources = {source for key, source in derived.items() if self.selection.has_any(key)}
        keys = [plan.key for plan in PLANS if plan.key in sources or self.selection.has_any(plan.key)]
        _log(f"building missing workloads: {', '.join(keys)}")
        subprocess.run(
            [sys.executable, "-m", "benchmarks.build", str(self.folder), self.results.size, *keys],
            cwd=PROJECT,
            check=True,
        )
        for key in keys:
            self._measure(self._workload(key))
        for key, source in IN_PROCESS.items():
            if self.selection.has_any(key):
                self._measure_in_process(key, self._workload(source))
        for key, source in MEMORY.items():
            if self.selection.has_any(key):
                self._measure_memory(key, self._workload(source))

    def _workload(self, key: str) -> Workload:
        workload = read(self.folder, key)
        if workload is None:
            raise FileNotFoundError(key)
        return workload

    def _available(self, workload: str, keys: tuple[str, ...]) -> list[Contender]:
        available: list[Contender] = []
        for contender in filter(None, map(self.contenders.get, keys)):
            if not self.selection.has(workload, contender.key):
                continue
            reason = contender.reason_missing()
            if reason:
                self.results.missing[contender.label] = reason
            else:
                available.append(contender)
        return available

    def _measure(self, workload: Workload, rounds: int | None = None) -> None:
        contenders = self._available(workload.key, workload.contenders)
        if not contenders:
            return
        _log(f"{workload.key}: {workload.payloads:,} payloads, {workload.size / 1e6:,.1f} MB")
        self.results.titles[workload.key] = _title(workload)
        for row in measure(workload, contenders, rounds or self.results.rounds, self.folder):
            self.results.add(row)

    def _measure_in_process(self, key: str, workload: Workload) -> None:
        _log(key)
        self.results.titles[key] = f"{workload.title}, calls in one process"
        for row in measure_in_process(workload, self.contenders, self.results.rounds, self.folder):
            self.results.add(row)

    def _measure_memory(self, key: str, workload: Workload) -> None:
        contenders = ("ours", "ours-two")
        if not self._available(key, contenders):
            return
        large = repeat(workload, key, MEMORY_SIZES[self.results.size], self.folder, contenders)
        try:
            self._measure(large, rounds=1)
        finally:
            Path(large.path).unlink()


def _title(workload: Workload) -> str:
    return f"{workload.title} ({workload.payloads:,} payloads)" if workload.payloads > 1 else workload.title


def _log(message: str) -> None:
    minutes, seconds = divmod(int(time.monotonic() - STARTED), 60)
    sys.stderr.write(f"{minutes:2}:{seconds:02}  {message}\n")


def _write(benchmark: Benchmark, folder: Path, images: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "RESULTS.md"
    path.write_text(
        report.markdown(benchmark.results, machine.describe(benchmark.node), load_reasons()), encoding="utf-8"
    )
    plots = [images / "benchmark.svg", images / "benchmark.png"]
    plotted = subprocess.run(
        [sys.executable, "-m", "benchmarks.plot", str(benchmark.figures), *map(str, plots)], cwd=PROJECT, check=False
    )
    _log(f"wrote {path}" + ("; the plot could not be drawn" if plotted.returncode else f" and {plots[0]}"))


def main() -> int:
    """Run the benchmark with the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument(
        "--rounds", type=int, help="runs of each contender on each workload (default: 3 for small, 5 for full)"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORKLOAD/CONTENDER",
        help="measure only this, with * and ? as wildcards; may be repeated; writes no files",
    )
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "chatlayer-session-benchmarks"))
    options = parser.parse_args()
    benchmark = Benchmark(options)
    failure = None
    try:
        benchmark.run()
    except Disagreement as error:
        failure = error
    benchmark.results.save(benchmark.figures)
    sys.stdout.write(report.tables(benchmark.results))
    sys.stdout.flush()
    if failure:
        _log(f"\nthe run ended early and wrote no files: {failure}")
        return 1
    if options.only:
        return 0
    if options.size == "full":
        _write(benchmark, HERE, PROJECT / "docs" / "images")
    else:
        _write(benchmark, benchmark.folder, benchmark.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
