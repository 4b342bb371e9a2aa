"""What a stage of the pipeline saw, before it is placed in the text and made fit to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .jsonpointer import InstancePath
    from .rules import Rule


class AnchorPart(Enum):
    """Which part of a member a place is: its key or its value. Items and roots have a value only."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of the member, item or root at ``path``, to be looked up in the text."""

    path: InstancePath = field(repr=False)
    part: AnchorPart

    def __hash__(self) -> int:
        """Leave the part out: hashing a member of an Enum takes longer than the rare comparison."""
        return hash(self.path)


MAX_ISSUES = 10_000
"""Observations that reading one document gives at most, so that memory stays bounded whatever the document is."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A rule that something in the payload breaks.

    ``path`` leads to what the finding is about, ``place`` to what it points at: an offset in the text, or a place to be
    looked up there. ``{key}`` in the message stands for the last name of the path, which is not shown where names are
    private, as they may be in a path: its repr leaves that out.
    """

    rule: Rule
    path: InstancePath = field(repr=False)
    anchor: Anchor | int
    message: str
    hint: str | None = None
    schema_pointer: str | None = None


class IssueList:
    """Gathers what is seen in one document, up to `MAX_ISSUES`; the last one says how many more there are."""

    def __init__(self) -> None:
        self._kept: list[Issue] = []
        self._dropped = 0

    def try_reserve(self) -> bool:
        """Say whether one more observation is kept; if it is not, it is counted by this."""
        if len(self._kept) < MAX_ISSUES:
            return True
        self._dropped += 1
        return False

    def append(self, observation: Issue) -> None:
        """Keep an observation, for which there is room."""
        self._kept.append(observation)

    def to_tuple(self) -> tuple[Issue, ...]:
        """Return what was kept."""
        if not self._dropped:
            return tuple(self._kept)
        last = self._kept[-1]
        message = f"{last.message}; {self._dropped:,} more places like this or others are not listed"
        return (*self._kept[:-1], replace(last, message=message))
