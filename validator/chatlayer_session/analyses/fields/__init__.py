"""The fields that payloads have: how many payloads, with which JSON types, and how stable the fields are."""

from __future__ import annotations

from .analysis import count_fields
from .inventory import FieldInventory, FieldStability, FieldUsage

__all__ = ["FieldInventory", "FieldStability", "FieldUsage", "count_fields"]
