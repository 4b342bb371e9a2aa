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
from .systems import CHAIN, EMBEDDED, RECURSIVE, SIBLING, SystemSchemas, system_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatlayer_session.compat.prover import Prover

COUNTED = (
    *("pairs", "payloads", "compatible", "breaks", "breaks found at random", "witnesses", "undecided"),
    *("undecided that break", "validators that disagree", *WRONG),
)
KINDS = (EMBEDDED, CHAIN, SIBLING, RECURSIVE)
"""The pairs of systems, by what at least one of the two has."""
MAX_UNDECIDED = 0.1
"""Largest share of undecided verdicts."""


def run(
    numbers: Iterable[int], instances: int, seed: int, prover: Prover, *, draft4: bool = False, systems: bool = False
) -> Counter[str]:
    """Compare the pairs with these numbers, and check each verdict against random payloads.

    With ``systems``, each schema of a pair is divided into a system of files.

    Return the figures, after an interrupt those so far. Errors are written to standard output.
    """
    figures: Counter[str] = Counter()
    # An interrupt ends the run; the figures so far count.
    with contextlib.suppress(KeyboardInterrupt):
        for number in numbers:
            result = _figures_of_pair(number, instances, seed, prover, draft4=draft4, systems=systems)
            figures.update(result)
            # Questions are many and rarely repeat in other pairs.
            prover.proofs.clear()
            if figures["pairs"] == 1 or figures["pairs"] % 1_000 == 0:
                sys.stderr.write(f"pairs so far: {figures['pairs']:,}\n")
    return figures


def _figures_of_pair(
    number: int, instances: int, seed: int, prover: Prover, *, draft4: bool, systems: bool
) -> Counter[str]:
    rng = random.Random(f"{seed}:{number}")
    old, new = (SystemSchemas(rng) if systems else Schemas(rng, draft4=draft4)).pair()
    sides = [system_of(one, rng) for one in (old, new)] if systems else []
    shown = [side.files for side in sides] or [old, new]
    bundles = (lambda: (sides[0].bundle(), sides[1].bundle())) if systems else None
    try:
        result = check_pair(old, new, instances, rng, prover, make_bundles=bundles)
    except Exception as error:
        _print_error(number, f"{type(error).__name__}: {error}", shown)
        return Counter(pairs=1, crashes=1)
    for text in result.errors:
        _print_error(number, text, shown)
    kinds = Counter(kind for side in sides for kind in side.kinds if side.kinds[kind])
    return result.figures + Counter(dict.fromkeys(kinds, 1))


def _print_error(number: int, error: str, pair: list[Any]) -> None:
    sys.stdout.write(f"pair {number}: {error} {json.dumps(pair)}\n")
    sys.stdout.flush()


def table(figures: Counter[str], seconds: float) -> str:
    """Return the figures, one a line."""
    names = [*COUNTED, *(name for name in KINDS if figures[name])]
    rows = [f"{name:36} {figures[name]:>11,}" for name in names]
    rows += [f"{'undecided share':36} {undecided_share(figures):>11.2%}", f"{'seconds':36} {seconds:>11,.0f}"]
    return "".join(f"{row}\n" for row in rows)


def undecided_share(figures: Counter[str]) -> float:
    """Return the undecided share of the verdicts, one for each pair and party."""
    verdicts = figures["compatible"] + figures["breaks"] + figures["undecided"]
    return figures["undecided"] / max(1, verdicts)


def passes(figures: Counter[str]) -> bool:
    """Return whether no figure shows an error and enough is decided."""
    return not any(figures[name] for name in WRONG) and undecided_share(figures) <= MAX_UNDECIDED
