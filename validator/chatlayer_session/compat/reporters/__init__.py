"""Reports on compatibility: each module writes one format, and is imported when that is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from ...reporters.style import Style
    from ..changes import Compatibility

FORMATS = ("text", "json", "github")
"""The names of the formats, each of which is a module here."""


class CompatReporter(Protocol):
    """Writes what was found between two inputs."""

    def render(self, compatibility: Compatibility, style: Style) -> str:
        """Return the whole report; formats for programs leave the style aside."""
        ...


def reporter(name: str) -> CompatReporter:
    """Return the reporter for a format of `FORMATS`."""
    return cast("CompatReporter", import_module(f".{name}", __name__))
