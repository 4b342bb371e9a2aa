"""Fixtures from real payloads: structure and names stay, values are replaced."""
