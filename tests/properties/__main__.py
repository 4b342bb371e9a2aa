"""Run property tests with 20,000 examples each, divided over processes: ``python -m tests.properties PATH...``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys


def main() -> int:
    """Run each part in a process with a seed of its own, print the summary of each, and return the highest status."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties", description=__doc__)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="default: one for each core")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first process (default: 0)")
    parser.add_argument("arguments", nargs="*", default=["tests/properties"], help="paths and options of pytest")
    options = parser.parse_args()
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "nightly", "HYPOTHESIS_PARTS": str(options.processes)}
    running: list[tuple[int, subprocess.Popen[str]]] = []
    for seed in range(options.seed, options.seed + options.processes):
        command = [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", *options.arguments]
        running.append((seed, subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)))
    for seed, process in running:
        output, _ = process.communicate()
        sys.stdout.write(output if process.returncode else f"seed {seed}: {output.splitlines()[-1]}\n")
        sys.stdout.flush()
    return max(process.returncode for _, process in running)


if __name__ == "__main__":
    sys.exit(main())
