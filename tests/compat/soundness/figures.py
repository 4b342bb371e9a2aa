"""The figures of many pairs."""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from .check import WRONG, check_pair
from .schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatlayer_session.compat.prover import Prover

COUNTED = (
    *("pairs", "payloads", "compatible", "breaks", "breaks found at random", "witnesses", "undecided"),
    *("undecided that break", "validators that disagree", *WRONG),
)
MAX_UNDECIDED = 0.1
"""Largest share of undecided verdicts."""


def run(numbers: Iterable[int], instances: int, seed: int, prover: Prover, *, draft4: bool = False) -> Counter[str]:
    """Compare the pairs with these numbers, and check each verdict against random payloads.

    Return the figures, after an interrupt those so far. Errors are written to standard output.
    """
    figures: Counter[str] = Counter()
    # An interrupt ends the run; the figures so far count.
    with contextlib.suppress(KeyboardInterrupt):
        for number in numbers:
            figures.update(_figures_of_pair(number, instances, seed, prover, draft4=draft4))
            # Questions are many and rarely repeat in other pairs.
            prover.proofs.clear()
            if figures["pairs"] == 1 or figures["pairs"] % 1_000 == 0:
                sys.stderr.write(f"pairs so far: {figures['pairs']:,}\n")
    return figures


def _figures_of_pair(number: int, instances: int, seed: int, prover: Prover, *, draft4: bool) -> Counter[str]:
    rng = random.Random(f"{seed}:{number}")
    old, new = Schemas(rng, draft4=draft4).pair()
    try:
        result = check_pair(old, new, instances, rng, prover)
    except Exception as error:
        _print_error(number, f"{type(error).__name__}: {error}", old, new)
        return Counter(pairs=1, crashes=1)
    for text in result.errors:
        _print_error(number, text, old, new)
    return result.figures


def _print_error(number: int, error: str, old: Any, new: Any) -> None:
    sys.stdout.write(f"pair {number}: {error} {json.dumps([old, new])}\n")
    sys.stdout.flush()


def table(figures: Counter[str], seconds: float) -> str:
    """Return the figures, one a line."""
    rows = [f"{name:26} {figures[name]:>11,}" for name in COUNTED]
    rows += [f"{'undecided share':26} {undecided_share(figures):>11.2%}", f"{'seconds':26} {seconds:>11,.0f}"]
    return "".join(f"{row}\n" for row in rows)


def undecided_share(figures: Counter[str]) -> float:
    """Return the undecided share of the verdicts, one for each pair and party."""
    verdicts = figures["compatible"] + figures["breaks"] + figures["undecided"]
    return figures["undecided"] / max(1, verdicts)


def passes(figures: Counter[str]) -> bool:
    """Return whether no figure shows an error and enough is decided."""
    return not any(figures[name] for name in WRONG) and undecided_share(figures) <= MAX_UNDECIDED
