"""Reporters on the fields of a corpus: each writes in one format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...analyses.fields import FieldInventory
    from ..style import Style

FORMATS = ("text", "json", "csv", "svg")
"""The names of the formats, each of which is a module here."""


def render(name: str, corpus: FieldInventory, style: Style) -> str:
    """Return the whole report in a format of `FORMATS`."""
    report: str = import_module(f".{name}", __name__).render(corpus, style)
    return report
