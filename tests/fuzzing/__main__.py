"""The command: fuzz each target for some minutes, keep the inputs that reach new code, and report what broke."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from . import corpus
from .targets import TARGETS
from .tokens import dictionary

FAILURES = Path(__file__).with_name("failures")
MAX_LENGTH = 2048
"""Bytes of the longest input."""

MAX_SECONDS = 20
"""Seconds after which an input counts as one that hangs."""


def main() -> int:
    """Fuzz the targets one after the other; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=4, help="minutes for each target (default: 4)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first target; 0 takes another each time")
    parser.add_argument("--keep", action="store_true", help="put inputs that reach new code into the corpus")
    options = parser.parse_args()
    broken = [
        name
        for name in options.targets or TARGETS
        if not _fuzz(name, int(options.minutes * 60), options.seed, keep=options.keep)
    ]
    for name in broken:
        sys.stdout.write(f"{name} broke; the input is in {FAILURES.name}/{name}/\n")
    return 1 if broken else 0


def _fuzz(name: str, seconds: int, seed: int, *, keep: bool) -> bool:
    failures = FAILURES / name
    failures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        words, seeds, found, merged = (Path(scratch, each) for each in ("words", "seeds", "found", "merged"))
        for folder in (seeds, found, merged):
            folder.mkdir()
        words.write_text(dictionary(), encoding="ascii")
        corpus.unpack(name, seeds)
        flags = [f"-dict={words}", f"-max_len={MAX_LENGTH}", f"-artifact_prefix={failures}/", f"-timeout={MAX_SECONDS}"]
        run = [f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1", "-rss_limit_mb=4096"]
        whole = _run(name, [*flags, *run, str(found), str(seeds)])
        if keep and whole and _run(name, [*flags, "-set_cover_merge=1", str(merged), str(seeds), str(found)]):
            corpus.keep(name, corpus.packed(merged))
    return whole


def _run(name: str, arguments: list[str]) -> bool:
    # libFuzzer ends the process it runs in.
    command = [sys.executable, "-m", "tests.fuzzing.run", name, *arguments]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
