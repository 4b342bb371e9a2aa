"""The fields in payloads: how many payloads have each one, its JSON types, and its stability."""

from __future__ import annotations

from .analysis import count_fields
from .inventory import FieldInventory, FieldStability, FieldUsage

__all__ = ["FieldInventory", "FieldStability", "FieldUsage", "count_fields"]
