"""This project as a library: a full report on each payload. A fifth argument ``full`` turns the fast path off."""

from __future__ import annotations

import sys

from chatlayer_session import Validator, Verdict

from .payload_loop import count

validate = Validator(use_fast_path="full" not in sys.argv[5:]).validate


def is_valid(payload: bytes) -> bool:
    """Return whether a payload is not invalid."""
    return validate(payload).verdict is not Verdict.INVALID


if __name__ == "__main__":
    count(is_valid)
