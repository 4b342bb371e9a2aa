"""Reports on the changes between two schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...reporters.registry import FormatRegistry

if TYPE_CHECKING:
    from ..changes import Compatibility

FORMATS: FormatRegistry[Compatibility] = FormatRegistry(
    __name__, __path__[0], leading=("text", "json", "sarif", "junit")
)
