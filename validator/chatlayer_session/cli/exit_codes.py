"""Exit codes, which stay the same in every version."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..runs.results import RunResult


class Status(IntEnum):
    """An exit code."""

    OK = 0
    INVALID = 1
    USAGE = 2
    UNSTABLE = 3
    UNREADABLE = 4
    INTERNAL_ERROR = 70
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """The exit code in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Status.OK: "OK",
    Status.INVALID: "invalid payload",
    Status.USAGE: "usage error",
    Status.UNSTABLE: "unstable fields, with --fail-on unstable",
    Status.UNREADABLE: "unreadable input or unwritable report",
    Status.INTERNAL_ERROR: "internal error",
    Status.INTERRUPTED: "interrupted",
}
_WORST_FIRST = (Status.INTERNAL_ERROR, Status.UNREADABLE, Status.INVALID, Status.UNSTABLE)


def format_exit_codes(*statuses: Status, meanings: Mapping[Status, str] | None = None) -> str:
    """Return the section of a help text that explains exit codes; ``meanings`` replaces those of the codes."""
    lines = [f"  {status.value:3}  {(meanings or {}).get(status, status.meaning)}" for status in statuses]
    return "\n".join(["\b", "Exit codes:", *lines])


def failures(run: RunResult, *, written: bool) -> list[Status]:
    """Return the exit codes for what a run could not do: internal errors, unreadable inputs, unwritten reports."""
    statuses: list[Status] = []
    if run.internal_errors:
        statuses.append(Status.INTERNAL_ERROR)
    if run.unreadable or not written:
        statuses.append(Status.UNREADABLE)
    return statuses


def most_severe(statuses: Iterable[Status]) -> Status:
    """Return the exit code of a run to which several apply."""
    applicable = set(statuses)
    return next((status for status in _WORST_FIRST if status in applicable), Status.OK)
