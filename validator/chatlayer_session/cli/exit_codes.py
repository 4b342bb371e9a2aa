"""Exit statuses: part of the contract, the same in every version of the program."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..runs.results import RunResult


class Status(IntEnum):
    """What the exit status says."""

    OK = 0
    INVALID = 1
    USAGE = 2
    UNSTABLE = 3
    UNREADABLE = 4
    INTERNAL_ERROR = 70
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """What the status says, in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Status.OK: "nothing to fail on",
    Status.INVALID: "a payload is invalid",
    Status.USAGE: "the command was used wrongly",
    Status.UNSTABLE: "a payload leans on unstable fields, under --fail-on unstable",
    Status.UNREADABLE: "an input could not be read, or a report could not be written",
    Status.INTERNAL_ERROR: "a defect of chatlayer-session itself",
    Status.INTERRUPTED: "interrupted",
}
_WORST_FIRST = (Status.INTERNAL_ERROR, Status.UNREADABLE, Status.INVALID, Status.UNSTABLE)


def format_exit_codes(*statuses: Status, meanings: Mapping[Status, str] | None = None) -> str:
    """Return the section of a help text that tells what these statuses say; a command may have its own ``meanings``."""
    lines = [f"  {status.value:3}  {(meanings or {}).get(status, status.meaning)}" for status in statuses]
    return "\n".join(["\b", "Exit status:", *lines])


def failures(run: RunResult, *, written: bool) -> list[Status]:
    """Return what says that a run could not do all it was to do: a defect, an input not read, a report not written."""
    statuses: list[Status] = []
    if run.internal_errors:
        statuses.append(Status.INTERNAL_ERROR)
    if run.unreadable or not written:
        statuses.append(Status.UNREADABLE)
    return statuses


def most_severe(statuses: Iterable[Status]) -> Status:
    """Return the status that wins where several hold."""
    held = set(statuses)
    return next((status for status in _WORST_FIRST if status in held), Status.OK)
