"""Findings, and the report on a payload that lists them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ChatlayerSessionError
from .rules import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping


class Verdict(str, Enum):
    """The verdict of a report: an error makes it invalid; otherwise, an unstable field makes it unstable."""

    VALID = "valid"
    UNSTABLE = "unstable"
    INVALID = "invalid"


class Kind(str, Enum):
    """The kind of a payload: the read-only object, a whole session, a write to one, or the answer of a back end."""

    INTERNAL = "internal"
    SESSION = "session"
    WRITE = "write"
    ANSWER = "answer"


MAX_NAME = 100
"""Longest name that a pointer in a report shows in full, in characters."""

MAX_POINTER = 500
"""Longest pointer that a report shows in full, in characters."""

DETECTABLE_KINDS = (Kind.INTERNAL, Kind.SESSION)
"""The kinds that are detected from a payload; those of a write and of an answer must be named."""


def verdict_of(rules: Iterable[Rule]) -> Verdict:
    """Return the verdict of a payload with findings of these rules."""
    severities = {rule.severity for rule in rules}
    if Severity.ERROR in severities:
        return Verdict.INVALID
    return Verdict.UNSTABLE if Severity.UNSTABLE in severities else Verdict.VALID


class Excerpt(NamedTuple):
    """The part of a line around a place, with an ellipsis where it is cut; ``place`` is the index of the place."""

    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of a rule, with its place, its message and its hint.

    ``pointer`` is a JSON Pointer from the root of the payload: of the missing member for a missing field, and of the
    variable for a place inside one. A name of more than `MAX_NAME` characters, or a pointer of more than `MAX_POINTER`,
    is cut: it ends with an ellipsis and 12 hexadecimal digits of its SHA-256. ``line`` and ``column`` start at 1, and
    columns are Unicode code points; both are None for a parsed payload. ``schema_pointer`` is that of the violated
    constraint: identifier of the schema, ``#`` and a JSON Pointer. ``value`` is the text at the place, shortened, and
    ``excerpt`` what surrounds it; both are None unless ``show_values`` is set. No other attribute contains values of
    the payload. ``witness`` is the JSON text of a generated payload that shows a problem of a contract, else None.
    """

    rule: Rule
    pointer: str
    message: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    schema_pointer: str | None = None
    value: str | None = None
    excerpt: Excerpt | None = None
    witness: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    def to_dict(self) -> dict[str, Any]:
        """Return the finding's entry in the report format (``schemas/report/``)."""
        entry: dict[str, Any] = {
            "rule": self.rule.value,
            "severity": self.severity.value,
            "pointer": self.pointer,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
            "schemaPointer": self.schema_pointer,
        }
        if self.value is not None:
            entry["value"] = self.value
        if self.witness is not None:
            entry["witness"] = json.loads(self.witness)
        return entry


class ChangeKind(str, Enum):
    """The kind of a change."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """An allowed change to a variable. If values are shown, it can be a change to a value inside a variable.

    ``before`` and ``after`` are names of JSON types, None for a missing value. ``locations`` is the number of the
    deepest places that differ. ``written_by`` is ``platform`` if the schema says that the platform writes the variable.
    """

    pointer: str
    kind: ChangeKind
    before: str | None
    after: str | None
    locations: int = 1
    written_by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the change's entry in the report format (``schemas/report/``)."""
        return {
            "pointer": self.pointer,
            "change": self.kind.value,
            "before": self.before,
            "after": self.after,
            "places": self.locations,
            **({} if self.written_by is None else {"writtenBy": self.written_by}),
        }


class _Deferrable:
    """The verdict of a report, and how to compute what else its findings tell; unset or None if they are known."""

    __slots__ = ("_deferred",)
    _deferred: tuple[Verdict, Callable[[], Report]] | None


@dataclass(frozen=True, slots=True)
class Report(_Deferrable):
    """The findings of one payload, in the order of their places in its text.

    ``source`` is the name of the file (``-`` for standard input), ``record`` the number of the payload in JSON Lines,
    from 1 without blank lines, and ``at`` the JSON Pointer of the payload in a larger document. ``kind`` is None if
    the text does not show it. ``changes`` are the allowed changes if the payload was compared with an earlier one,
    else None. ``omitted`` counts the findings by rule that a limit keeps out of ``findings``.
    """

    findings: tuple[Finding, ...]
    schema_version: str
    kind: Kind | None
    source: str | None = None
    record: int | None = None
    at: str = ""
    changes: tuple[Change, ...] | None = None
    omitted: Mapping[Rule, int] = field(default_factory=Counter[Rule], hash=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Compute the findings that a deferred report does not have yet, and let go of the payload."""
            if name == "_deferred":
                return None
            deferred = self._deferred
            if deferred is not None and name in {"findings", "omitted"}:
                report = deferred[1]()
                for computed in ("findings", "omitted"):
                    object.__setattr__(self, computed, getattr(report, computed))
                object.__setattr__(self, "_deferred", None)
            # Known by now, also if a different thread computed it; else there is no such attribute.
            return object.__getattribute__(self, name)

    @property
    def verdict(self) -> Verdict:
        """Invalid if any finding is an error, else unstable if any is about an unstable field, else valid."""
        deferred = self._deferred
        if deferred is not None:
            return deferred[0]
        return verdict_of([*(finding.rule for finding in self.findings), *self.omitted])

    def without(self, rules: Container[Rule]) -> Report:
        """Return the report with the same verdict and without the findings of some rules, which ``omitted`` counts."""
        kept = tuple(finding for finding in self.findings if finding.rule not in rules)
        if len(kept) == len(self.findings):
            return self
        hidden = Counter(finding.rule for finding in self.findings if finding.rule in rules)
        return replace(self, findings=kept, omitted=Counter(self.omitted) + hidden)

    def truncated(self, limit: int | None) -> Report:
        """Return the report with at most ``limit`` findings and the same verdict; None is no limit."""
        if limit is None or len(self.findings) <= limit:
            return self
        omitted = Counter(self.omitted) + Counter(finding.rule for finding in self.findings[limit:])
        return replace(self, findings=self.findings[:limit], omitted=omitted)

    def raise_for_invalid(self) -> None:
        """Raise `InvalidPayload` if the verdict is invalid."""
        if self.verdict is Verdict.INVALID:
            raise InvalidPayload(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the payload's entry in the report format (``schemas/report/``)."""
        entry: dict[str, Any] = {
            "source": self.source,
            "record": self.record,
            "at": self.at,
            "kind": None if self.kind is None else self.kind.value,
            "verdict": self.verdict.value,
            "findings": [finding.to_dict() for finding in self.findings],
        }
        if self.changes is not None:
            entry["changes"] = [change.to_dict() for change in self.changes]
        return entry


def deferred_report(
    verdict: Verdict, compute: Callable[[], Report], schema_version: str, kind: Kind, source: str | None
) -> Report:
    """Return a report whose verdict is known, and whose findings ``compute`` returns when they are needed.

    It equals the computed report in every respect. ``compute`` may be called more than once if threads look at once.
    """
    report = object.__new__(Report)
    initialize = object.__setattr__
    initialize(report, "_deferred", (verdict, compute))
    initialize(report, "schema_version", schema_version)
    initialize(report, "kind", kind)
    initialize(report, "source", source)
    initialize(report, "record", None)
    initialize(report, "at", "")
    initialize(report, "changes", None)
    return report


class InvalidPayload(ChatlayerSessionError, ValueError):
    """A payload is invalid; ``report`` has the reasons. Only `Report.raise_for_invalid` raises it."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        """Name the first error, its place, and the number of other errors."""
        errors = [finding for finding in self.report.findings if finding.severity is Severity.ERROR]
        first = errors[0]
        place = f"line {first.line}, column {first.column}" if first.line else first.pointer or "the root"
        others = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"{first.rule.value} at {place}: {first.message}{others}"
