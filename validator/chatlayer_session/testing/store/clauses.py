"""The clauses of the contract, each of which spells out one promise of the platform."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ...errors import ChatlayerSessionError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Clause(Enum):
    """A requirement on every store; ``promise`` is the number of the promise in ``schemas/README.md``."""

    CONTINUED = "S1", "a new conversation keeps the variables of the session"
    INDEPENDENT = "S1", "sessions of different bots, users or versions do not affect each other"
    FITS = "S2", "a session up to the size limit is stored"
    TOO_LARGE = "S2", "a session above the size limit is not stored, and the existing session stays unchanged"
    RETAINED = "S3", "a session exists until its retention period has passed since the last activity"
    EXPIRED = "S3", "once its retention period has passed since the last activity, a session and its variables are gone"
    DELETED = "S3", "a deleted session and its variables are gone"
    STABLE = "S4", "the stable fields of the latest internal are stored unchanged"
    UNSTABLE = "S5", "the unstable fields of the latest internal are stored unchanged"
    READ_ONLY = "S6", "setting variables does not change internal"
    ATTEMPT = (
        "S6",
        "an attempt to change internal returns the declared result, and the variables passed with it are stored",
    )
    VARIABLES = (
        "S7",
        "a read returns each variable as the JSON value that was set, and the other variables unchanged",
    )
    CONCURRENT = "S7", "concurrent callers do not lose each other's changes"
    COPY = (
        "S8",
        "a read returns a copy in JSON types; neither the read nor a change to the copy affects the session",
    )

    def __init__(self, promise: str, sentence: str) -> None:
        self.promise = promise
        self.sentence = sentence


class ContractViolation(ChatlayerSessionError, AssertionError):
    """A store violates ``clause``; ``steps`` reproduce it and end with the expected and the actual result."""

    def __init__(self, clause: Clause, steps: Iterable[str]) -> None:
        super().__init__(clause, tuple(steps))
        self.clause = clause
        self.steps = tuple(steps)

    def __str__(self) -> str:
        """Name the clause, and list the steps that violate it."""
        lines = (f"  {number}. {step}" for number, step in enumerate(self.steps, 1))
        return "\n".join([f"{self.clause.promise} violated: {self.clause.sentence}", *lines])
