"""Bytes to values and offsets, without a schema."""
