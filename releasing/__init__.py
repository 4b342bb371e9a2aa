"""Releases: ``python -m releasing`` says whether the tree may be released, under which number, and prepares it."""
