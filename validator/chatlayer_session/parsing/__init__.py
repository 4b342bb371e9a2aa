"""Bytes to documents, as far as no schema is needed for it."""
