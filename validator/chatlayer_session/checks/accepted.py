"""Unstable fields that are relied on knowingly, and what of the observations in a payload they leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from ..errors import InvalidDate, NotADateObject
from ..escaping import escape_control
from ..findings import Kind
from ..jsonpointer import WILDCARD, parse_pointer
from ..rules import Rule
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping
    from datetime import date

    from ..issues import Issue
    from ..jsonpointer import InstancePath

MAX_REWORDED = 4096
"""Observations on fields whose acceptance has ended that are remembered at a time."""


@dataclass(frozen=True, slots=True)
class AcceptedField:
    """An unstable field that is relied on knowingly.

    ``pointer`` is a JSON Pointer from the root of a session or from ``internal``, in which ``*`` stands for every item
    of an array, or for every member of an object. The field is accepted up to and including the day ``until``, in UTC;
    None sets no end. ``reason`` and ``ticket`` are told when that day is over.

    Raises:
        InvalidPointer: ``pointer`` is not a JSON Pointer.
        NotADateObject: ``until`` is no ``datetime.date``, or is one with a time.
    """

    pointer: str
    reason: str | None = None
    until: date | None = None
    ticket: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be held against a payload."""
        parse_pointer(self.pointer)
        if self.until is not None:
            _require_date("until", self.until)


def _require_date(name: str, value: object) -> None:
    # Whoever passes a date has loaded the calendar; the others do without.
    from datetime import date, datetime  # noqa: PLC0415 - seldom needed

    # A moment is a date too, in Python.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise NotADateObject(name, value)


def parse_date(text: str) -> date:
    """Return the date that is written as ``2026-12-31``; raises `InvalidDate` for anything else."""
    from datetime import date  # noqa: PLC0415 - seldom needed

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidDate(text) from None
    # Newer Pythons read other forms of ISO 8601 too.
    if day.isoformat() != text:
        raise InvalidDate(text)
    return day


def utc_today() -> date:
    """Return the date of today in UTC."""
    from datetime import datetime, timezone  # noqa: PLC0415 - seldom needed

    return datetime.now(timezone.utc).date()


class AcceptedFields:
    """What is accepted, as it is on the day ``today``; the present one in UTC where that is None.

    ``in_force`` are the paths of the fields that are accepted, from the root of a payload, by its kind. ``matched`` are
    the entries that named an unstable field in any of the observations so far. A field that several entries name is
    accepted while one of them is in force.

    Raises:
        InvalidPointer: an entry is a str and no JSON Pointer.
        NotADateObject: ``today`` is no ``datetime.date``, or is one with a time.
    """

    def __init__(self, entries: Iterable[str | AcceptedField], today: date | None = None) -> None:
        accepted = (entry if isinstance(entry, AcceptedField) else AcceptedField(entry) for entry in entries)
        self.entries = tuple(dict.fromkeys(accepted))
        if today is not None:
            _require_date("today", today)
        elif any(entry.until is not None for entry in self.entries):
            today = utc_today()
        in_force = {entry for entry in self.entries if entry.until is None or today is None or today <= entry.until}
        self._paths = _by_kind(self.entries)
        self.active: Mapping[Kind, Container[InstancePath]] = {
            kind: paths.container() for kind, paths in _by_kind(in_force).items()
        }
        self._in_force = in_force
        self.matched: set[AcceptedField] = set()
        self._reworded: dict[int, tuple[Issue, Issue]] = {}

    @property
    def unmatched(self) -> tuple[AcceptedField, ...]:
        """The entries that named no unstable field so far."""
        return tuple(entry for entry in self.entries if entry not in self.matched)

    def filter(self, kind: Kind, observations: list[Issue]) -> list[Issue]:
        """Return the observations without those on accepted fields; those whose acceptance has ended say so."""
        if not self.entries:
            return observations
        paths = self._paths[kind]
        kept: list[Issue] = []
        for observation in observations:
            if observation.rule is Rule.UNSTABLE_FIELD:
                found = paths.entries(tuple(map(str, observation.path)))
                self.matched.update(found)
                if not self._in_force.isdisjoint(found):
                    continue
                kept.append(self._expired(kind, observation, found) if found else observation)
            else:
                kept.append(observation)
        return kept

    def _expired(self, kind: Kind, observation: Issue, entries: list[AcceptedField]) -> Issue:
        """Return what is told of a field whose acceptance has ended; the same object for the same observation."""
        known = self._reworded.get(id(observation))
        if known is not None:
            return known[1]
        if len(self._reworded) >= MAX_REWORDED:
            self._reworded.clear()
        cure = "take it out" if kind is Kind.WRITE else "read a documented field instead"
        last = max(entries, key=lambda entry: str(entry.until))
        reworded = replace(
            observation,
            rule=Rule.ACCEPTED_EXPIRED,
            message=_message(last),
            hint=f"{cure}, or accept this one anew with a later date",
        )
        # The observation is kept with it, so that its identity stands for no other.
        self._reworded[id(observation)] = (observation, reworded)
        return reworded


def _message(entry: AcceptedField) -> str:
    reason = "" if entry.reason is None else f"; the reason was: {escape_control(entry.reason)}"
    ticket = "" if entry.ticket is None else f" ({escape_control(entry.ticket)})"
    return f"an unstable field that was accepted until {entry.until}{reason}{ticket}"


class _Paths:
    """The paths that entries name: each one path, or every path that a pattern with ``*`` matches."""

    def __init__(
        self, exact: Mapping[InstancePath, list[AcceptedField]], patterns: Mapping[InstancePath, list[AcceptedField]]
    ) -> None:
        self.exact = exact
        self.patterns = patterns

    def entries(self, path: InstancePath) -> list[AcceptedField]:
        """Return the entries that name a path."""
        found = self.exact.get(path, [])
        if not self.patterns:
            return found
        matching = [entry for pattern, entries in self.patterns.items() if _matches(pattern, path) for entry in entries]
        return [*found, *matching]

    def __contains__(self, path: object) -> bool:
        """Say whether any entry names a path."""
        if path in self.exact:
            return True
        names = cast("InstancePath", path) if isinstance(path, tuple) else ()
        return any(_matches(pattern, names) for pattern in self.patterns)

    def container(self) -> Container[InstancePath]:
        """Return what answers whether a path is named: a set where there are no patterns, which is the fastest."""
        return self if self.patterns else frozenset(self.exact)


def _matches(pattern: InstancePath, path: InstancePath) -> bool:
    return len(pattern) == len(path) and all(
        token in (WILDCARD, step) for token, step in zip(pattern, path, strict=True)
    )


def _by_kind(entries: Collection[AcceptedField]) -> dict[Kind, _Paths]:
    """Return the paths from the root of a payload of each kind.

    A pointer counts from the root of a session or from ``internal``, whichever the kind of the payload; a ``*`` at its
    start stands for the members of ``internal``.
    """
    inside: list[tuple[InstancePath, AcceptedField]] = []
    for entry in entries:
        tokens = parse_pointer(entry.pointer)
        inside.append((tokens, entry))
        if tokens[:1] == (INTERNAL,):
            inside.append((tokens[1:], entry))
    paths = _paths(inside)
    return {
        Kind.INTERNAL: paths,
        Kind.SESSION: _paths([((INTERNAL, *path), entry) for path, entry in inside]),
        Kind.WRITE: paths,
    }


def _paths(named: Iterable[tuple[InstancePath, AcceptedField]]) -> _Paths:
    exact: dict[InstancePath, list[AcceptedField]] = {}
    patterns: dict[InstancePath, list[AcceptedField]] = {}
    for path, entry in named:
        (patterns if WILDCARD in path else exact).setdefault(path, []).append(entry)
    return _Paths(exact, patterns)
