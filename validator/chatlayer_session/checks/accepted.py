"""Unstable fields that are accepted, and the issues of a payload without those about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, cast

from ..errors import InvalidDate, NotADateObject, require_type
from ..escaping import escape_control
from ..findings import DETECTABLE_KINDS, Kind
from ..jsonpointer import WILDCARD, matches_path, parse_pointer
from ..rules import Rule, describe
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping
    from datetime import date

    from ..issues import Issue
    from ..jsonpointer import InstancePath
    from ..rules import Wording

SCHEMA_MEMBER: InstancePath = ("$schema",)
"""A member at the root of a payload that names its schema to an editor. It is not a field, so it is always accepted."""

MAX_REWORDED = 4096
"""Issues of fields whose acceptance has ended that are kept for reuse."""


@dataclass(frozen=True, slots=True)
class AcceptedField:
    """An unstable field that is accepted.

    ``pointer`` is a JSON Pointer from the root of a session or from ``internal``; ``*`` matches every item of an array
    and every member of an object. The field is accepted up to and including the day ``until`` in UTC, or without end if
    that is None. ``reason`` and ``ticket`` are reported after that day.

    Raises:
        InvalidPointer: ``pointer`` is not a JSON Pointer.
        NotADateObject: ``until`` is not a ``datetime.date``, or has a time.
        WrongArgumentType: another argument has a different type.
    """

    pointer: str
    reason: str | None = None
    until: date | None = None
    ticket: str | None = None

    def __post_init__(self) -> None:
        """Reject an invalid pointer or date, and other arguments of a wrong type."""
        require_type("pointer", self.pointer, str, "a str")
        require_type("reason", self.reason, (str, type(None)), "a str or None")
        require_type("ticket", self.ticket, (str, type(None)), "a str or None")
        parse_pointer(self.pointer)
        if self.until is not None:
            _require_date("until", self.until)


def _require_date(name: str, value: object) -> None:
    # A caller that passes a date has imported datetime already.
    from datetime import date, datetime  # noqa: PLC0415 - seldom needed

    # In Python, a datetime is a date too.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise NotADateObject(name, value)


def parse_date(text: str) -> date:
    """Return the date of a text like ``2026-12-31``; raises `InvalidDate` for any other."""
    from datetime import date  # noqa: PLC0415 - seldom needed

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidDate(text) from None
    # Newer Pythons parse other forms of ISO 8601 too.
    if day.isoformat() != text:
        raise InvalidDate(text)
    return day


def utc_today() -> date:
    """Return today's date in UTC."""
    from datetime import datetime, timezone  # noqa: PLC0415 - seldom needed

    return datetime.now(timezone.utc).date()


class AcceptedFields:
    """The accepted unstable fields on the day ``today``, by default the current one in UTC.

    ``active`` are the paths of the fields that are accepted on that day, from the root of a payload, by its kind.
    ``matched`` are the entries that matched an issue so far. A field with several entries is accepted while one of them
    is active.

    Raises:
        InvalidPointer: an entry is a str that is not a JSON Pointer.
        NotADateObject: ``today`` is not a ``datetime.date``, or has a time.
    """

    def __init__(self, entries: Iterable[str | AcceptedField] | AcceptedField, today: date | None = None) -> None:
        entries = (entries,) if isinstance(entries, str | AcceptedField) else entries
        expected = "pointers or AcceptedField objects"
        require_type("accept_unstable", entries, Iterable, expected)
        entries = tuple(entries)
        for entry in entries:
            require_type("accept_unstable", entry, (str, AcceptedField), expected)
        accepted = (entry if isinstance(entry, AcceptedField) else AcceptedField(entry) for entry in entries)
        self.entries = tuple(dict.fromkeys(accepted))
        if today is not None:
            _require_date("today", today)
        elif any(entry.until is not None for entry in self.entries):
            today = utc_today()
        self._active_entries = {
            entry for entry in self.entries if entry.until is None or today is None or today <= entry.until
        }
        self._paths = _by_kind(self.entries)
        self.active: Mapping[Kind, Container[InstancePath]] = {
            kind: paths.container() for kind, paths in _by_kind(self._active_entries).items()
        }
        self.matched: set[AcceptedField] = set()
        self._reworded: dict[int, tuple[Issue, Issue]] = {}

    @property
    def unmatched(self) -> tuple[AcceptedField, ...]:
        """The entries that matched no issue so far."""
        return tuple(entry for entry in self.entries if entry not in self.matched)

    def rule_of(self, kind: Kind, path: InstancePath) -> Rule | None:
        """Return the rule that an unstable field at a path violates; None if it is accepted."""
        if path == SCHEMA_MEMBER:
            return None
        entries = self._entries(kind, path)
        self.matched.update(entries)
        if not self._active_entries.isdisjoint(entries):
            return None
        return Rule.ACCEPTED_EXPIRED if entries else Rule.UNSTABLE_FIELD

    def reword(self, kind: Kind, issue: Issue) -> Issue:
        """Return the issue of a field whose acceptance has ended; the same object for the same ``issue``.

        Other issues are returned unchanged.
        """
        if issue.rule is not Rule.UNSTABLE_FIELD or len(self._active_entries) == len(self.entries):
            return issue
        entries = self._entries(kind, issue.path)
        return self._expired(kind, issue, entries) if entries else issue

    def _entries(self, kind: Kind, path: InstancePath) -> list[AcceptedField]:
        return self._paths[kind].entries(tuple(map(str, path)))

    def record(self, kind: Kind, path: InstancePath) -> None:
        """Record that an accepted field was met; `rule_of` does it for fields of issues."""
        self.matched.update(self._paths[kind].entries(path))

    def _expired(self, kind: Kind, issue: Issue, entries: list[AcceptedField]) -> Issue:
        reworded = self._reworded.get(id(issue))
        if reworded is not None:
            return reworded[1]
        if len(self._reworded) >= MAX_REWORDED:
            self._reworded.clear()
        last = max(entries, key=lambda entry: str(entry.until))
        message, hint = _wording(last, kind)
        expired = replace(issue, rule=Rule.ACCEPTED_EXPIRED, message=message, hint=hint)
        # Keeping the issue makes sure that no other object gets its id.
        self._reworded[id(issue)] = (issue, expired)
        return expired


def _wording(entry: AcceptedField, kind: Kind) -> Wording:
    reason = "" if entry.reason is None else f"; reason: {escape_control(entry.reason)}"
    ticket = "" if entry.ticket is None else f" ({escape_control(entry.ticket)})"
    hint_name = "" if kind in DETECTABLE_KINDS else "in_write"
    return describe(Rule.ACCEPTED_EXPIRED, "ended", hint_name, until=entry.until, reason=reason + ticket)


class _Paths:
    """The paths of entries: single paths, and patterns with ``*``."""

    def __init__(
        self, exact: Mapping[InstancePath, list[AcceptedField]], patterns: Mapping[InstancePath, list[AcceptedField]]
    ) -> None:
        self.exact = exact
        self.patterns = patterns

    def entries(self, path: InstancePath) -> list[AcceptedField]:
        """Return the entries that match a path."""
        exact = self.exact.get(path, [])
        if not self.patterns:
            return exact
        matching = (entries for pattern, entries in self.patterns.items() if matches_path(pattern, path))
        return [*exact, *chain.from_iterable(matching)]

    def __contains__(self, path: object) -> bool:
        """Return whether any entry matches a path."""
        if path in self.exact:
            return True
        tokens = cast("InstancePath", path) if isinstance(path, tuple) else ()
        return any(matches_path(pattern, tokens) for pattern in self.patterns)

    def container(self) -> Container[InstancePath]:
        """Return a container of the matched paths; a set if there are no patterns, which is the fastest."""
        return self if self.patterns else frozenset(self.exact)


def _by_kind(entries: Collection[AcceptedField]) -> dict[Kind, _Paths]:
    """Return the paths of entries from the root of a payload of each kind.

    A pointer starts at the root of a session or at ``internal`` for every kind; a leading ``*`` matches the members of
    ``internal``.
    """
    internal_paths: list[tuple[InstancePath, AcceptedField]] = []
    for entry in entries:
        tokens = parse_pointer(entry.pointer)
        internal_paths.append((tokens, entry))
        if tokens[:1] == (INTERNAL,):
            internal_paths.append((tokens[1:], entry))
    paths = _paths(internal_paths)
    return {
        Kind.INTERNAL: paths,
        Kind.SESSION: _paths([((INTERNAL, *path), entry) for path, entry in internal_paths]),
        Kind.WRITE: paths,
        Kind.ANSWER: paths,
    }


def _paths(entries: Iterable[tuple[InstancePath, AcceptedField]]) -> _Paths:
    exact: dict[InstancePath, list[AcceptedField]] = {SCHEMA_MEMBER: []}
    patterns: dict[InstancePath, list[AcceptedField]] = {}
    for path, entry in entries:
        (patterns if WILDCARD in path else exact).setdefault(path, []).append(entry)
    return _Paths(exact, patterns)
