"""The changes between two schemas, and who each one breaks."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from ..errors import MissingExtra


def require_extra() -> None:
    """Raise `MissingExtra` if jsonschema-rs is not installed."""
    if find_spec("jsonschema_rs") is None:
        raise MissingExtra("comparing schemas", "jsonschema-rs", "compat")


@dataclass(frozen=True, slots=True)
class SearchBudget:
    """The limits of a search: the seed of random payloads, the payloads to try, and those for each change before.

    The work of validators is limited in proportion to ``max_payloads``.
    """

    seed: int = 0
    max_payloads: int = 3_000
    max_per_change: int = 60
