"""Releases: ``python -m tools.release`` says whether the tree may be released, under which number, and prepares it."""
