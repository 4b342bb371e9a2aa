"""The command: fuzz each target for some minutes, keep inputs that reach new code, and report failures."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from . import corpus
from .corpus import dictionary
from .targets import TARGETS

FAILURES = Path(__file__).with_name("failures")
MAX_LENGTH = 2048
"""Maximum bytes of an input."""

MAX_SECONDS = 20
"""Seconds after which an input counts as hanging."""


def main() -> int:
    """Fuzz the targets one after the other; return 1 if one of them fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=4, help="minutes for each target (default: 4)")
    parser.add_argument("--seed", type=int, default=0, help="random seed; 0 means a new one each time (default: 0)")
    parser.add_argument("--keep", action="store_true", help="add inputs that reach new code to the corpus")
    options = parser.parse_args()
    failed = [
        name
        for name in options.targets or TARGETS
        if not _fuzz(name, int(options.minutes * 60), options.seed, keep=options.keep)
    ]
    for name in failed:
        sys.stdout.write(f"{name} failed; the input is in {FAILURES.name}/{name}/\n")
    return 1 if failed else 0


def _fuzz(target: str, seconds: int, seed: int, *, keep: bool) -> bool:
    failures = FAILURES / target
    failures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        words, seeds, new, merged = (Path(scratch, name) for name in ("words", "seeds", "new", "merged"))
        for folder in (seeds, new, merged):
            folder.mkdir()
        words.write_text(dictionary(), encoding="ascii")
        corpus.write_files(target, seeds)
        flags = [f"-dict={words}", f"-max_len={MAX_LENGTH}", f"-artifact_prefix={failures}/", f"-timeout={MAX_SECONDS}"]
        run = [f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1", "-rss_limit_mb=4096"]
        passed = _run(target, [*flags, *run, str(new), str(seeds)])
        if keep and passed and _run(target, [*flags, "-set_cover_merge=1", str(merged), str(seeds), str(new)]):
            corpus.keep(target, corpus.read_files(merged))
    return passed


def _run(name: str, arguments: list[str]) -> bool:
    # libFuzzer ends its own process.
    command = [sys.executable, "-m", "tests.fuzzing.run", name, *arguments]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
