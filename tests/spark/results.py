"""Results of the command, to compare those of Spark with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.archive import command_summary
from chatlayer_session import ValidatorOptions

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult

OPTIONS = ValidatorOptions(schema_version="1.1.0")


def wanted_summary(path: Path, *, listing: bool = False) -> RunResult:
    """Return the result of the command over a file or a folder."""
    return command_summary(str(path), OPTIONS, listing=listing)


def plain(run: RunResult) -> dict[str, Any]:
    """Return a result as values that can be compared; errors are compared by their messages."""
    members = {name: getattr(run, name) for name in run.__slots__}
    return {**members, "unreadable": [str(error) for error in run.unreadable], "crash": str(run.crash)}
