"""How much a search for witnesses may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class SearchBudget:
    """The limits of a search: the seed of random payloads, and the number of payloads to try."""

    seed: int = 0
    max_payloads: int = 3_000

    def capped(self, max_payloads: int) -> SearchBudget:
        """Return a budget that tries at most ``max_payloads``."""
        return replace(self, max_payloads=min(self.max_payloads, max_payloads))
