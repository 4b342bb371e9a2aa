"""Facts about a run that a report names beside its findings."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


class Notification(str, Enum):
    """A fact about a run: ``summary`` says what happened, and ``advice`` what to do."""

    _value_: str
    summary: str
    advice: str

    def __new__(cls, name: str, summary: str, advice: str) -> Self:
        """Return a notification, whose value is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.summary = summary
        member.advice = advice
        return member

    UNREADABLE = (
        "unreadable",
        "An input could not be read.",
        "Follow the hint of the entry. Other inputs were checked and are reported, and the exit code is 4.",
    )
    DEFECT = (
        "defect",
        "Payloads could not be checked because of an internal error.",
        "Report the message on standard error to the project. Other payloads were checked, and the exit code is 70.",
    )
    OMITTED = (
        "omitted",
        "Findings were counted but not listed.",
        "Pass a higher `--max-findings`, or leave out `--severity` and `--hide`. The verdict counts all findings.",
    )
