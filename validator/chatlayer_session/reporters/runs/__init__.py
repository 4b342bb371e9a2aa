"""Reports on a run over payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..registry import FormatRegistry

if TYPE_CHECKING:
    from ...runs.results import RunResult

FORMATS: FormatRegistry[RunResult] = FormatRegistry(
    __name__, __path__[0], leading=("text", "json", "ndjson", "sarif", "junit")
)
