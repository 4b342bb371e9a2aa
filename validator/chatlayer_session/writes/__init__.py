"""Writes to a session: what they may change, and what they do."""
