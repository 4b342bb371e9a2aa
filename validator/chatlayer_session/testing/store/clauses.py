"""What the contract holds a store to: the clauses, each of which spells out one of the platform's promises."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ...errors import ChatlayerSessionError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Clause(Enum):
    """One thing that holds of every store; ``promise`` is the number of the promise in ``schemas/README.md``."""

    CONTINUED = (
        "S1",
        "a further conversation continues the session, with the same variables and the internal it came with",
    )
    APART = "S1", "a session is of one bot, one user and one version, and nothing done to another one shows in it"
    FITS = "S2", "a session of up to the limit is stored"
    TOO_LARGE = "S2", "a session above the limit is not stored, and the one that was there stays whole"
    KEPT = "S3", "a session stays until its retention has passed since the last activity"
    EXPIRED = "S3", "a session is gone, with all its variables, once its retention has passed since the last activity"
    DELETED = "S3", "a deleted session is gone, with all its variables"
    STABLE = "S4", "the documented fields of internal are there, as the platform passed them"
    UNSTABLE = "S5", "the other fields of internal are there too, as the platform passed them"
    READ_ONLY = "S6", "a write does not change internal"
    ATTEMPT = (
        "S6",
        "an attempt to change internal is answered as the store declares, and the rest of the write is stored",
    )
    VARIABLES = (
        "S7",
        "a variable reads as the JSON value that was written, under its name, and the others stay as they were",
    )
    CONCURRENT = "S7", "writers that work at the same time lose nothing of each other's"
    PREVIEW = "S8", "what is read is JSON and a copy: to read it, or to change the copy, changes nothing"

    def __init__(self, promise: str, sentence: str) -> None:
        self.promise = promise
        self.sentence = sentence


class ContractViolation(ChatlayerSessionError, AssertionError):
    """A store broke ``clause``; ``steps`` tell how, the last one with what was expected and what came."""

    def __init__(self, clause: Clause, steps: Iterable[str]) -> None:
        super().__init__(clause, tuple(steps))
        self.clause = clause
        self.steps = tuple(steps)

    def __str__(self) -> str:
        """Tell the story."""
        lines = (f"  {number}. {step}" for number, step in enumerate(self.steps, 1))
        return "\n".join([f"{self.clause.promise} is broken: {self.clause.sentence}", *lines])
