"""The figures of many pairs."""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from .judge import WRONG, judged
from .schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatlayer_session.compat.prover import Prover

COUNTED = (
    *("pairs", "payloads", "compatible", "breaks", "breaks found at random", "witnesses", "undecided"),
    *("undecided that break", "validators that disagree", *WRONG),
)
MAX_UNDECIDED = 0.1
"""The share of verdicts that may be undecided."""


def run(numbers: Iterable[int], instances: int, seed: int, prover: Prover) -> Counter[str]:
    """Compare the pairs of these numbers, and hold each verdict to so many payloads.

    Returns the figures; after an interrupt those of the pairs so far. What is wrong is written to standard output.
    """
    figures: Counter[str] = Counter()
    # An interrupt ends the run, and what was found until then still counts.
    with contextlib.suppress(KeyboardInterrupt):
        for number in numbers:
            figures.update(_of_pair(number, instances, seed, prover))
            # Questions seldom come again in other pairs, and there are many.
            prover.known.clear()
            if figures["pairs"] == 1 or figures["pairs"] % 1_000 == 0:
                sys.stderr.write(f"pairs so far: {figures['pairs']:,}\n")
    return figures


def _of_pair(number: int, instances: int, seed: int, prover: Prover) -> Counter[str]:
    chance = random.Random(f"{seed}:{number}")
    old, new = Schemas(chance).pair()
    try:
        judgement = judged(old, new, instances, chance, prover)
    except Exception as error:
        _tell(number, f"{type(error).__name__}: {error}", old, new)
        return Counter(pairs=1, crashes=1)
    for wrong in judgement.wrongs:
        _tell(number, wrong, old, new)
    return judgement.figures


def _tell(number: int, wrong: str, old: Any, new: Any) -> None:
    sys.stdout.write(f"pair {number}: {wrong} {json.dumps([old, new])}\n")
    sys.stdout.flush()


def table(figures: Counter[str], seconds: float) -> str:
    """Return the figures in lines."""
    rows = [f"{name:26} {figures[name]:>11,}" for name in COUNTED]
    rows += [f"{'undecided share':26} {undecided(figures):>11.2%}", f"{'seconds':26} {seconds:>11,.0f}"]
    return "".join(f"{row}\n" for row in rows)


def undecided(figures: Counter[str]) -> float:
    """Return which share of the verdicts is undecided; a pair has one for each party."""
    verdicts = figures["compatible"] + figures["breaks"] + figures["undecided"]
    return figures["undecided"] / max(1, verdicts)


def is_well(figures: Counter[str]) -> bool:
    """Say whether nothing is wrong and enough is decided."""
    return not any(figures[name] for name in WRONG) and undecided(figures) <= MAX_UNDECIDED
