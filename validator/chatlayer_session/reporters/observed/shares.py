"""Shares of payloads, as people read them."""

from __future__ import annotations


def percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent, with one decimal; a part is never rounded to all or nothing."""
    rounded = min(max(share * 100, 0.1), 99.9) if 0 < share < 1 else share * 100
    return f"{rounded:.1f} %"
