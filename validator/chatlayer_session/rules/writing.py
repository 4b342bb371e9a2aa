"""Who may write what: `internal` is the platform's, and everything beside it the bot builder's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from ..catalog import packaged_catalog
from ..documents import read
from ..engines.breaches import type_name
from ..errors import NotASession, NotJsonValue
from ..fields import Known, fields_of
from ..findings import Kind, Report, Rule
from ..observations import Observation, Part, Place
from ..placing import READ_ONLY, Placer, shown_path
from ..pointers import pointer_to
from ..reading.values import ForeignValue
from .differences import ABSENT, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..documents import Document
    from ..fields import Field
    from ..findings import Finding, Verdict
    from ..pointers import JsonValue, Path
    from .differences import Difference, Found

NEWEST = "1"
READ_ONLY_HINT = "leave `internal` as it was, for the platform overrides it; data of your own goes into a variable"


class ChangeKind(str, Enum):
    """What became of a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """An allowed change: of a variable, or of a place in one where values were asked for.

    ``before`` and ``after`` name JSON types, with an article, and are None where nothing stood. ``places`` counts the
    deepest places at which the two differ.
    """

    pointer: str
    kind: ChangeKind
    before: str | None
    after: str | None
    places: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the change as the report format has it (``schemas/report/``)."""
        return {
            "pointer": self.pointer,
            "change": self.kind.value,
            "before": self.before,
            "after": self.after,
            "places": self.places,
        }


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write changes: ``report`` holds the findings, ``changes`` what is allowed, in the order of the session.

    Lines and columns are those of the session after the write; what was removed is found missing in what it was in.
    """

    report: Report
    changes: tuple[Change, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What must not be changed and was, and what keeps the session after the write from being read."""
        return self.report.findings

    @property
    def verdict(self) -> Verdict:
        """Invalid if anything read-only is changed, or the session after the write cannot be read; else valid."""
        return self.report.verdict

    def raise_for_invalid(self) -> None:
        """Raise `InvalidPayload` if the verdict is invalid."""
        self.report.raise_for_invalid()

    def to_dict(self) -> dict[str, Any]:
        """Return the entry in the report format (``schemas/report/``)."""
        return {**self.report.to_dict(), "changes": [change.to_dict() for change in self.changes]}


def check_write(
    before: object,
    after: object,
    *,
    kind: Kind | None = None,
    show_values: bool = False,
    source: str | None = None,
) -> WriteReport:
    """Compare a session before and after a write, and find what was written that only the platform writes.

    Each is bytes or a str of JSON text, or a parsed object. Every deepest place under ``internal`` that differs is a
    finding of the rule ``read-only``: an object that was added or removed is one. ``kind`` is what both are, told from
    them where it is None: two read-only objects without a session around them may be compared as well, and are
    read-only throughout. Neither is held to the schema. Deeper than 500 levels nothing is compared.

    Raises:
        NotASession: ``before`` is not JSON, or one of the two is no JSON object.
        NotJsonValue: a parsed session holds a value of a type that JSON does not have.
    """
    version = packaged_catalog().resolve(NEWEST)
    declared = fields_of(packaged_catalog(), version, Kind.INTERNAL)
    known = Known((declared, fields_of(packaged_catalog(), version, Kind.SESSION)))
    old, new = _document(before, known), _document(after, known)
    if not old.understood:
        raise NotASession("before", "is not JSON")
    if not new.understood:
        findings = _findings(new, list(new.observations), None, None, show_values=show_values)
        return WriteReport(Report(findings, version, None, source), ())
    kind = kind or _kind_of(_session(old, "before"), _session(new, "after"), declared)
    found = list(differences(old.instance, new.instance))
    refused = [each for each in found if kind is Kind.INTERNAL or each.path[:1] == (READ_ONLY,)]
    observations = [*new.observations, *map(_observation, refused)]
    limit = None if kind is Kind.SESSION or _is_read_only(_session(old, "before"), declared) else declared
    findings = _findings(new, observations, kind, limit, show_values=show_values)
    allowed = [each for each in found if kind is Kind.SESSION and each.path[:1] != (READ_ONLY,)]
    return WriteReport(
        Report(findings, version, kind, source), _changes(allowed, _session(old, "before"), show_values=show_values)
    )


def apply_write(before: Mapping[str, JsonValue], proposed: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the session that the platform keeps when ``proposed`` is written over ``before``.

    ``proposed`` is the whole session that the writer wants: its variables replace those of before, so that one it
    lacks is gone. ``internal`` stays as it was before, whatever ``proposed`` has under that name. Nothing in the result
    is shared with the arguments.

    Raises:
        NotASession: one of the two is no object.
        NotJsonValue: one of the two holds a value of a type that JSON does not have.
    """
    kept = {name: value for name, value in _object(before, "before").items() if name == READ_ONLY}
    taken = {name: value for name, value in _object(proposed, "after").items() if name != READ_ONLY}
    return cast("dict[str, JsonValue]", copied({**kept, **taken}))


def copied(value: JsonValue) -> JsonValue:
    """Return a copy of a JSON value that shares nothing with it, however deep it is.

    What is the same list or dict in several places is so in the copy.
    """
    copies: dict[int, dict[str, JsonValue] | list[JsonValue]] = {}
    waiting: list[dict[str, JsonValue] | list[JsonValue]] = []

    def copy_of(child: JsonValue) -> JsonValue:
        if not isinstance(child, dict | list):
            return child
        if id(child) not in copies:
            copies[id(child)] = {} if isinstance(child, dict) else []
            waiting.append(child)
        return copies[id(child)]

    root = copy_of(value)
    while waiting:
        original = waiting.pop()
        target = copies[id(original)]
        if isinstance(original, dict) and isinstance(target, dict):
            target.update({name: copy_of(child) for name, child in original.items()})
        elif isinstance(original, list) and isinstance(target, list):
            target.extend(map(copy_of, original))
    return root


def _document(payload: object, known: Known) -> Document:
    try:
        return read(payload, known)
    except ForeignValue as error:
        path, foreign = error.path, error.type_name
    # Raised out here, the error does not carry along one that holds the whole path.
    raise NotJsonValue(pointer_to(shown_path(path, Kind.SESSION, show_values=False)), foreign)


def _session(document: Document, role: str) -> dict[str, JsonValue]:
    return _object(document.instance, role)


def _object(value: object, role: str) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise NotASession(role, f"is {type_name(cast('JsonValue', value))}")
    return cast("dict[str, JsonValue]", value)


def _kind_of(before: dict[str, JsonValue], after: dict[str, JsonValue], declared: Field) -> Kind:
    """Tell what is compared: without `internal` in either it is the read-only object, if it looks like it."""
    if READ_ONLY in before or READ_ONLY in after:
        return Kind.SESSION
    return Kind.INTERNAL if _is_read_only(before, declared) else Kind.SESSION


def _is_read_only(value: dict[str, JsonValue], declared: Field) -> bool:
    return 2 * len(declared.required & value.keys()) >= len(declared.required)


def _observation(difference: Difference) -> Observation:
    """Return the observation on a place that only the platform writes."""
    path = difference.path
    message, place = f"{_told(difference)}; `{READ_ONLY}` is read-only", Place(path, Part.VALUE)
    if difference.after is ABSENT:
        place = Place(path[:-1], Part.VALUE)
    elif difference.before is ABSENT and isinstance(path[-1], str):
        place = Place(path, Part.KEY)
    return Observation(Rule.READ_ONLY, path, place, message, READ_ONLY_HINT)


def _told(difference: Difference) -> str:
    if difference.after is ABSENT:
        return f"was removed ({_type_of(difference.before)} before)"
    if difference.before is ABSENT:
        return f"was added ({_type_of(difference.after)})"
    before, after = _type_of(difference.before), _type_of(difference.after)
    if before == after:
        return f"has another value ({before} as before)"
    return f"was {before} and is {after}"


def _type_of(found: Found) -> str | None:
    return None if found is ABSENT else type_name(found)


def _findings(
    document: Document, observations: list[Observation], kind: Kind | None, declared: Field | None, *, show_values: bool
) -> tuple[Finding, ...]:
    placer = Placer(document, 1, show_values=show_values)
    placer.look_up(each.place for each in observations if isinstance(each.place, Place))
    return placer.findings(observations, (), kind, declared)


def _changes(allowed: Iterable[Difference], before: dict[str, JsonValue], *, show_values: bool) -> tuple[Change, ...]:
    """Return the changes of variables; names inside a variable are private, so they make one change unless shown."""
    changes: dict[Path, Change] = {}
    for each in allowed:
        path = shown_path(each.path, Kind.SESSION, show_values=show_values)
        if path in changes:
            changes[path] = replace(changes[path], places=changes[path].places + 1)
        elif path == each.path:
            changes[path] = _change(each)
        else:
            # Two values that differ inside only are both objects or both arrays.
            container = type_name(before[str(path[0])])
            changes[path] = Change(pointer_to(path), ChangeKind.CHANGED, container, container)
    return tuple(changes.values())


def _change(difference: Difference) -> Change:
    kind = ChangeKind.CHANGED
    if difference.before is ABSENT or difference.after is ABSENT:
        kind = ChangeKind.ADDED if difference.before is ABSENT else ChangeKind.REMOVED
    return Change(pointer_to(difference.path), kind, _type_of(difference.before), _type_of(difference.after))
