"""Payloads as they are sent."""

from __future__ import annotations

import json


def encoded(payload: object) -> bytes:
    """Return a payload as a program writes it."""
    return json.dumps(payload, separators=(",", ":")).encode()
