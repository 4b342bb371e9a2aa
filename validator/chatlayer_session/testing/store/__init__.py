"""The tests that every session store must pass, and a store in memory that passes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import import_with_hypothesis
from .clauses import Clause, ContractViolation
from .memory import MemoryStore
from .protocol import Clock, ManualClock, Session, SessionKey, SessionStore, StoreResult

if TYPE_CHECKING:
    from .contract import SessionStoreContract

__all__ = [
    "Clause",
    "Clock",
    "ContractViolation",
    "ManualClock",
    "MemoryStore",
    "Session",
    "SessionKey",
    "SessionStore",
    "SessionStoreContract",
    "StoreResult",
]


def __getattr__(name: str) -> Any:
    """Import the contract on first use, since the stores do not need Hypothesis.

    Raises:
        MissingExtra: Hypothesis is not installed.
    """
    if name != "SessionStoreContract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_with_hypothesis(".contract", __name__).SessionStoreContract
