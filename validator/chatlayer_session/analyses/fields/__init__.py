"""Which fields the payloads of a corpus carry: how many of them, as what types, and how stable the fields are."""

from __future__ import annotations

from .analysis import count_fields
from .inventory import FieldInventory, FieldLocation, FieldStability, FieldUsage

__all__ = ["FieldInventory", "FieldLocation", "FieldStability", "FieldUsage", "count_fields"]
