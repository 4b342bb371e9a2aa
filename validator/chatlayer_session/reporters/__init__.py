"""Reporters: each writes a run in one format, and is imported when that format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from ..runs import Run
    from .style import Style

FORMATS = ("text", "json")
"""The names of the formats, each of which is a module here."""


LISTING_FORMATS = frozenset({"json"})
"""Formats that list each payload with findings, for which the reports themselves are kept."""


class Reporter(Protocol):
    """Writes runs in one format."""

    def render(self, run: Run, style: Style) -> str:
        """Return the whole report; formats for programs leave the style aside."""
        ...


def reporter(name: str) -> Reporter:
    """Return the reporter for a format of `FORMATS`."""
    return cast("Reporter", import_module(f".{name}", __name__))
