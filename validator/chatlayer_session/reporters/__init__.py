"""Reporters: each writes a run in one format, and is imported when that format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from ..runs.results import Listed, RunResult
    from .style import Style

FORMATS = ("text", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown")
"""The names of the formats, each of which is a module here."""

LISTING_FORMATS = frozenset({"json", "ndjson", "junit"})
"""Formats that list each payload with findings; the others tell equal findings of a source once."""

STREAMED_FORMATS = frozenset({"ndjson"})
"""Formats of which a payload's part is written as soon as it is known."""


class Reporter(Protocol):
    """Writes runs in one format."""

    def render(self, run: RunResult, style: Style) -> str:
        """Return the whole report; formats for programs leave the style aside."""
        ...


class StreamedReporter(Protocol):
    """Writes runs in one format, piece by piece."""

    def line(self, listed: Listed) -> str:
        """Return the part on one payload."""
        ...

    def summary_line(self, run: RunResult, listed: int) -> str:
        """Return the part behind those on payloads, in which this many findings are listed."""
        ...


def reporter(name: str) -> Reporter:
    """Return the reporter for a format of `FORMATS`."""
    return cast("Reporter", import_module(f".{name}", __name__))


def streamed_reporter(name: str) -> StreamedReporter:
    """Return the reporter for a format of `STREAMED_FORMATS`."""
    return cast("StreamedReporter", import_module(f".{name}", __name__))
