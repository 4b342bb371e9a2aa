"""Encoded payloads."""

from __future__ import annotations

import json


def encoded(payload: object) -> bytes:
    """Return a payload as compact JSON text."""
    return json.dumps(payload, separators=(",", ":")).encode()
