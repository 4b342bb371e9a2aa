"""Reports on the fields that payloads contain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..registry import FormatRegistry

if TYPE_CHECKING:
    from ...analyses.fields import FieldInventory

FORMATS: FormatRegistry[FieldInventory] = FormatRegistry(__name__, __path__[0])
