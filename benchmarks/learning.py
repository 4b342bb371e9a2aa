"""The cost of the fast path while it learns: each workload with and without it, in runs and in the library.

    python -m benchmarks.learning

Each measurement is a process of its own, forked after the imports, so that nothing is learned before. The processes
of a round follow one another, with and without the fast path in turn. Figures are medians over the rounds: CPU times,
their ratio and their difference. The fast path may cost a tenth, or 50 ms; otherwise the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import product
from statistics import median
from typing import TYPE_CHECKING

from chatlayer_session import Validator
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker

from .build import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

WORKLOADS = ("shapes", "names", "realistic")
LINES = (300, 3_000, 10_000)
MAX_RATIO, MAX_SECONDS = 1.10, 0.050


def check_run(data: bytes, *, learns: bool) -> None:
    """Check lines in the way of a run."""
    validator = Validator(use_fast_path=learns)
    collector = RunCollector(validator.schema_version, source="x")
    LinesChecker(validator, _fail).check(data, collector)


def validate_each(data: bytes, *, learns: bool) -> None:
    """Validate lines one by one in the way of the library."""
    validator = Validator(use_fast_path=learns)
    for line in data.splitlines():
        validator.validate(line)


WAYS = {"run": check_run, "library": validate_each}


def _fail(_: object, error: Exception) -> None:
    raise error


def cpu_time(action: Callable[[], None]) -> float:
    """Return the CPU time in seconds of an action in a process of its own."""
    child = os.fork()
    if not child:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise ChildProcessError(f"a measurement ended with the status {status}")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Measure and print the costs; return 1 if one is above its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workload", action="append", choices=WORKLOADS)
    parser.add_argument("--lines", action="append", type=int, help="repeatable (default: 300, 3000 and 10000)")
    options = parser.parse_args()
    failed = False
    sys.stdout.write(f"{'workload':10} {'lines':>6} {'way':8} {'without':>9} {'with':>9} {'ratio':>6} {'ms':>7}\n")
    for key, count in product(options.workload or WORKLOADS, options.lines or LINES):
        data = lines_of(key, count)
        for way, check in WAYS.items():
            pairs = [
                [cpu_time(lambda: check(data, learns=learns)) for learns in (False, True)]  # noqa: B023 - called here
                for _ in range(options.rounds)
            ]
            off, on = (median(times) for times in zip(*pairs, strict=True))
            ratio, difference = (median(b / a for a, b in pairs), median(b - a for a, b in pairs))
            failed |= ratio > MAX_RATIO and difference > MAX_SECONDS
            sys.stdout.write(
                f"{key:10} {count:6,} {way:8} {off:7.3f} s {on:7.3f} s {ratio:6.2f} {1000 * difference:+7.0f}\n"
            )
            sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
