"""Issues: what a stage of the pipeline reports about a payload, not yet positioned in its text or redacted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from .rules import OMITTED

if TYPE_CHECKING:
    from .jsonpointer import InstancePath
    from .rules import Rule


class AnchorPart(Enum):
    """The part of a member to point at: its key or its value. Items and roots have only a value."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of the member, item or root at ``path``, whose offset in the text is not yet known."""

    path: InstancePath = field(repr=False)
    part: AnchorPart

    def __hash__(self) -> int:
        """Leave the part out: hashing a member of an Enum takes longer than the rare comparison."""
        return hash(self.path)


MAX_ISSUES = 10_000
"""Most issues of one document, so that memory stays bounded."""

KEY_PLACEHOLDER = "{key}"
"""In a message, the last name of the path. `FindingBuilder` fills it in only if the name may be shown."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A rule that the payload violates.

    ``path`` is the place that the finding is about. ``anchor`` is what its line and column point at: an offset in the
    text, or an anchor to look up there. The repr leaves the path out, since its names can be private.
    """

    rule: Rule
    path: InstancePath = field(repr=False)
    anchor: Anchor | int
    message: str
    hint: str | None = None
    schema_pointer: str | None = None


class IssueList:
    """The issues of one document, up to `MAX_ISSUES`; the message of the last one counts the omitted ones."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._omitted = 0

    def try_reserve(self) -> bool:
        """Return whether there is room for another issue; count it as omitted if not."""
        if len(self._issues) < MAX_ISSUES:
            return True
        self._omitted += 1
        return False

    def append(self, issue: Issue) -> None:
        """Add an issue, after `try_reserve` made sure that there is room."""
        self._issues.append(issue)

    def to_tuple(self) -> tuple[Issue, ...]:
        """Return the issues in the order in which they were added."""
        if not self._omitted:
            return tuple(self._issues)
        *issues, last = self._issues
        return (*issues, replace(last, message=OMITTED.format(message=last.message, count=self._omitted)))
