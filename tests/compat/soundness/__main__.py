"""Check `compat` on random pairs of schemas: compatible pairs have no counterexample, and no witness is wrong.

    python -m tests.compat.soundness --pairs 20000 --instances 2000

prints the figures, on an interrupt those so far, and exits with 1 if one of them shows a wrong verdict. The generator
of schemas and payloads shares no code with the search for witnesses. A pair depends only on the seed and its number, so
`--first` repeats a pair or continues an interrupted run.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import time

from chatlayer_session.compat.prover import Prover

from .figures import passes, run, table


def main() -> int:
    """Print the figures of a run, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.compat.soundness", description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000, help="number of pairs")
    parser.add_argument("--instances", type=int, default=2_000, help="number of payloads for each pair and party")
    parser.add_argument("--seed", type=int, default=0, help="seed of the pairs")
    parser.add_argument("--first", type=int, default=0, help="number of the first pair")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--draft-04", action="store_true", help="compare draft-04 with draft-04 and later")
    kind.add_argument("--systems", action="store_true", help="divide each schema into a system of files")
    options = parser.parse_args()
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        # A shell ignores interrupts for a run in the background.
        signal.signal(interrupt, signal.default_int_handler)
    started = time.monotonic()
    with contextlib.closing(Prover()) as prover:
        numbers = range(options.first, options.first + options.pairs)
        kinds = {"draft4": options.draft_04, "systems": options.systems}
        figures = run(numbers, options.instances, options.seed, prover, **kinds)
    sys.stdout.write(table(figures, time.monotonic() - started))
    return 0 if passes(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
