"""How much a search for witnesses may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchBudget:
    """How hard to search: the seed of random payloads, and how many payloads to try."""

    seed: int = 0
    budget: int = 3_000
