"""The cost of reports: each format together with text, and all formats together, as a multiple of text alone.

    python -m benchmarks.reports --size full

Each run validates the same workload in one process. The runs of a round follow one another, with text alone first. A
figure is the median over the rounds of the CPU time as a multiple of that of text alone in the same round. The target
for the size full is that all formats together cost at most 1.3 times text alone; otherwise the exit status is 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from chatlayer_session.reporters.runs import FORMATS

from .measurement import Disagreement
from .timing import run, warm
from .workloads import PROJECT, Workload, folder_of, read

TARGET = 1.3
TEXT = "text"
ALL = "all together"


def format_options(name: str, folder: Path) -> list[str]:
    """Return the options for text on standard output, and for one more format, or all others, in files."""
    others = {TEXT: (), ALL: tuple(other for other in FORMATS.names if other != TEXT)}.get(name, (name,))
    return [
        argument
        for output in (TEXT, *(f"{other}={folder / f'report.{other}'}" for other in others))
        for argument in ("--format", output)
    ]


def cpu_time(workload: Workload, name: str, folder: Path) -> float:
    """Return the CPU time in seconds to validate a workload with these reports.

    Raises:
        Disagreement: the run failed, or the report does not count the payloads.
    """
    script = Path(sys.executable).with_name("chatlayer-session")
    sample = run(
        [str(script), "validate", "--jobs", "1", *format_options(name, folder), workload.path], folder / "output"
    )
    if sample.status or f"\n{workload.payloads:,} payloads: " not in f"\n{sample.tail}":
        raise Disagreement(f"{name} on {workload.key}: exit status {sample.status}\n{sample.tail[-2000:]}")
    return sample.cpu


def main() -> int:
    """Measure and print the costs; return 1 if the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workload", default="realistic")
    parser.add_argument("--each", action="store_true", help="also measure each format together with text")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "chatlayer-session-benchmarks"))
    options = parser.parse_args()
    folder = folder_of(options.cache, options.size)
    command = [sys.executable, "-m", "benchmarks.build", str(folder), options.size, options.workload]
    subprocess.run(command, cwd=PROJECT, check=True)
    workload = read(folder, options.workload)
    if workload is None:
        raise FileNotFoundError(options.workload)
    warm(Path(workload.path))
    names = [TEXT, *(FORMATS.names[1:] if options.each else ()), ALL]
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        rounds += ({name: cpu_time(workload, name, Path(scratch)) for name in names} for _ in range(options.rounds))
    sys.stdout.write(f"{workload.title}: {workload.payloads:,} payloads, {workload.size / 1e6:,.0f} MB\n")
    for name in names:
        seconds = median(times[name] for times in rounds)
        factor = median(times[name] / times[TEXT] for times in rounds)
        label = name if name in {TEXT, ALL} else f"{TEXT} and {name}"
        sys.stdout.write(f"{label:20} {seconds:7.2f} s  {factor:5.2f} times\n")
    return int(options.size == "full" and median(times[ALL] / times[TEXT] for times in rounds) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
