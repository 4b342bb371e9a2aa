"""Hold `compat` to random pairs of schemas: nothing called compatible has a counterexample, and no witness is wrong.

    python -m tests.compat.soundness --pairs 20000 --instances 2000

prints the figures, those so far on an interrupt, and exits with 1 if one of them shows that a verdict was wrong. The
schemas and the payloads come from a generator that shares no code with the search for witnesses. A pair is made from
the seed and its number alone: `--first` repeats one, or takes up a run where another ended.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import time

from chatlayer_session.compat.prover import Prover

from .figures import is_well, run, table


def main() -> int:
    """Run, print the figures, and say with the exit status whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.compat.soundness", description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000, help="how many pairs")
    parser.add_argument("--instances", type=int, default=2_000, help="how many payloads for each pair and party")
    parser.add_argument("--seed", type=int, default=0, help="what the pairs are made from")
    parser.add_argument("--first", type=int, default=0, help="the number of the first pair")
    options = parser.parse_args()
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        # A shell that starts a run in the background has interrupts ignored.
        signal.signal(interrupt, signal.default_int_handler)
    started = time.monotonic()
    with contextlib.closing(Prover()) as prover:
        figures = run(range(options.first, options.first + options.pairs), options.instances, options.seed, prover)
    sys.stdout.write(table(figures, time.monotonic() - started))
    return 0 if is_well(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
