"""Reporters on what all schema versions say of payloads: each writes in one format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...analyses.versions import VersionsResult
    from ..style import Style

FORMATS = ("text", "json")
"""The names of the formats, each of which is a module here."""


def render(name: str, acceptance: VersionsResult, style: Style) -> str:
    """Return the whole report in a format of `FORMATS`."""
    report: str = import_module(f".{name}", __name__).render(acceptance, style)
    return report
