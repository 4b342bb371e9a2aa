"""Issues: what a stage of the pipeline reports about a payload, still without line and column, and with full paths."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
"""Issues that one check of a payload keeps, so that memory stays bounded; the others are counted."""

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


class IssueList(list[Issue]):
    """The first `MAX_ISSUES` issues of one check, and the first of each rule; ``omitted`` counts the others by rule.

    Equality compares only the issues.
    """

    def __init__(self, issues: Iterable[Issue] = ()) -> None:
        super().__init__(issues)
        self.omitted: Counter[Rule] = Counter()
        self._rules: set[Rule] = set()

    def try_reserve(self, rule: Rule) -> bool:
        """Return whether to append an issue of ``rule``; count it as omitted if not."""
        if len(self) < MAX_ISSUES:
            return True
        self._rules = self._rules or {issue.rule for issue in self}
        if rule not in self._rules:
            self._rules.add(rule)
            return True
        self.omitted[rule] += 1
        return False
