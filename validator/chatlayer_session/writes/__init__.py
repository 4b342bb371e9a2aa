"""Writes to a session: the changes they may make, and their result."""
