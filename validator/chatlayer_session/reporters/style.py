"""Colour and emphasis for terminals."""

from __future__ import annotations

from dataclasses import dataclass

from ..findings import Verdict
from ..rules import Severity

_COLORS = {
    Severity.ERROR: "31",
    Severity.UNSTABLE: "33",
    Severity.NOTE: "36",
    Verdict.INVALID: "31",
    Verdict.UNSTABLE: "33",
    Verdict.VALID: "32",
}


@dataclass(frozen=True, slots=True)
class Style:
    """Whether text is coloured."""

    color: bool = False

    def colorize(self, text: str, weight: Severity | Verdict) -> str:
        """Return text in the colour of a severity or verdict."""
        return f"\033[1;{_COLORS[weight]}m{text}\033[0m" if self.color else text

    def dim(self, text: str) -> str:
        """Return text that is less prominent."""
        return f"\033[2m{text}\033[0m" if self.color else text
