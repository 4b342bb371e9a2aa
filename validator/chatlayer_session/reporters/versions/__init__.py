"""Reports on which schema versions accept payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..registry import FormatRegistry

if TYPE_CHECKING:
    from ...analyses.versions import VersionsResult

FORMATS: FormatRegistry[VersionsResult] = FormatRegistry(__name__, __path__[0])
