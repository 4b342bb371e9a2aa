"""This project as a library: a full report on each payload."""

from __future__ import annotations

from chatlayer_session import Verdict, validate

from .payload_loop import count


def is_valid(payload: bytes) -> bool:
    """Return whether a payload is not invalid."""
    return validate(payload).verdict is not Verdict.INVALID


if __name__ == "__main__":
    count(is_valid)
