"""The cost of reports: each format together with text, and all formats, as a multiple of text alone.

    python -m benchmarks.reports --size full

Each run validates the same workload by one process. The runs of a round follow one another, text alone first; a figure
is the median over the rounds of the CPU time in that round as a multiple of that of text alone. The bar, which holds
for the size full, is that all formats together cost at most 1.3 times text alone; beyond it the exit status is 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from chatlayer_session.reporters.runs import FORMATS

from .measuring import Disagreement
from .timing import run, warm
from .workloads import PROJECT, Workload, folder_of, read

BAR = 1.3
TEXT = "text"
ALL = "all together"


def formats_of(name: str, folder: Path) -> list[str]:
    """Return the options for text on standard output, and for one more format, or all other formats, in files."""
    others = {TEXT: (), ALL: tuple(each for each in FORMATS.names if each != TEXT)}.get(name, (name,))
    return [
        word
        for each in (TEXT, *(f"{other}={folder / f'report.{other}'}" for other in others))
        for word in ("--format", each)
    ]


def cost(workload: Workload, name: str, folder: Path) -> float:
    """Return the CPU time in seconds for validating a workload with the reports of that name.

    Raises:
        Disagreement: the run failed, or the report does not count the payloads.
    """
    script = Path(sys.executable).with_name("chatlayer-session")
    sample = run([str(script), "validate", "--jobs", "1", *formats_of(name, folder), workload.path], folder / "output")
    if sample.status or f"\n{workload.payloads:,} payloads: " not in f"\n{sample.tail}":
        raise Disagreement(f"{name} on {workload.key}: exit status {sample.status}\n{sample.tail[-2000:]}")
    return sample.cpu


def main() -> int:
    """Measure and print; return 1 if the bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workload", default="realistic")
    parser.add_argument("--each", action="store_true", help="also measure each format alone with text")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "chatlayer-session-benchmarks"))
    options = parser.parse_args()
    folder = folder_of(options.cache, options.size)
    building = [sys.executable, "-m", "benchmarks.building", str(folder), options.size, options.workload]
    subprocess.run(building, cwd=PROJECT, check=True)
    workload = read(folder, options.workload)
    if workload is None:
        raise FileNotFoundError(options.workload)
    warm(Path(workload.path))
    names = [TEXT, *(FORMATS.names[1:] if options.each else ()), ALL]
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        rounds += ({name: cost(workload, name, Path(scratch)) for name in names} for _ in range(options.rounds))
    sys.stdout.write(f"{workload.title}: {workload.payloads:,} payloads, {workload.size / 1e6:,.0f} MB\n")
    for name in names:
        seconds = median(each[name] for each in rounds)
        times = median(each[name] / each[TEXT] for each in rounds)
        label = name if name in {TEXT, ALL} else f"{TEXT} and {name}"
        sys.stdout.write(f"{label:20} {seconds:7.2f} s  {times:5.2f} times\n")
    return int(options.size == "full" and median(each[ALL] / each[TEXT] for each in rounds) > BAR)


if __name__ == "__main__":
    sys.exit(main())
