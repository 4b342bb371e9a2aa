"""Releases: ``python -m tools.release`` checks whether the project can be released, and prepares the release."""
