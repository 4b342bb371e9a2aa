"""Exit codes, which stay the same in every version."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    Status.UNREADABLE: "unreadable input, no payload, or unwritable report",
    Status.INTERNAL_ERROR: "internal error",
    Status.INTERRUPTED: "interrupted by Ctrl-C (SIGTERM: 143, SIGHUP: 129)",
}

OF_RUNS = tuple(status for status in Status if status is not Status.UNSTABLE)
"""The exit codes of commands that read payloads, and do not fail on unstable fields."""

OF_OUTPUT = (Status.OK, Status.USAGE, Status.UNREADABLE)
"""The exit codes of commands that only print."""

UNWRITABLE = {Status.UNREADABLE: "unwritable output"}
"""The meanings of `OF_OUTPUT` that differ from other commands."""


def format_exit_codes(*statuses: Status, meanings: Mapping[Status, str] | None = None) -> str:
    """Return the section of a help text that explains exit codes; ``meanings`` replaces those of the codes."""
    lines = [f"  {status.value:3}  {(meanings or {}).get(status, status.meaning)}" for status in statuses]
    return "\n".join(["\b", "Exit codes:", *lines])


def most_severe(run: RunResult, *, written: bool, invalid: bool, unstable: bool = False) -> Status:
    """Return the exit code of a run.

    ``written`` is whether all reports were written; ``invalid`` and ``unstable``, whether such payloads fail the run.
    """
    applicable = {
        Status.INTERNAL_ERROR: run.internal_errors > 0,
        Status.UNREADABLE: bool(run.unreadable) or not written,
        Status.INVALID: invalid,
        Status.UNSTABLE: unstable,
    }
    return next((status for status, applies in applicable.items() if applies), Status.OK)
