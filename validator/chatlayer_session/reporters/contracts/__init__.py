"""Reports on which services can take which schema versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..registry import FormatRegistry

if TYPE_CHECKING:
    from ...contract.matrix import Matrix

FORMATS: FormatRegistry[Matrix] = FormatRegistry(__name__, __path__[0])
