"""Who may write what: `internal` is the platform's, and everything beside it the bot builder's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ..catalog import NEWEST, packaged_catalog
from ..cures import with_cures
from ..documents import Document, read
from ..errors import NotASession, NotJsonValue, SeveralPayloads
from ..fields import READ_ONLY, Known, fields_of
from ..findings import TOLD_KINDS, Kind, Report, Rule, Severity
from ..observations import Observation, Observations, Part, Place
from ..placing import Placer, shown_path
from ..pointers import Selection, copied, pointer_to
from ..reading.values import ForeignValue
from ..showing import fit
from ..type_names import type_name
from .changes import Change, changes
from .differences import ABSENT, differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..fields import Field
    from ..findings import Finding, Verdict
    from ..pointers import JsonValue, Path
    from .differences import Difference, Found

BEFORE = "before the write"
AFTER = "after the write"
OBJECT_HINT = "write an object: a session is one, and so is `internal`"
READ_ONLY_HINT = "leave `internal` as it was, for the platform overrides it; data of your own goes into a variable"


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write changes: ``report`` holds the findings, ``changes`` what is allowed, in the order of the session.

    Lines and columns are those of the session after the write; what was removed is found missing in what it was in.
    """

    report: Report
    changes: tuple[Change, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What must not be changed and was, and what is wrong with the text of the session after the write."""
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


@dataclass(frozen=True, slots=True)
class _Sides:
    """A session before a write, the document that holds the one after it, and where in that."""

    before: dict[str, JsonValue] = field(repr=False)
    document: Document
    path: Path
    after: JsonValue = field(repr=False)


def check_write(
    before: object,
    after: object,
    *,
    kind: Kind | None = None,
    at: str = "",
    show_values: bool = False,
    source: str | None = None,
) -> WriteReport:
    """Compare a session before and after a write, and find what was written that only the platform writes.

    Each is bytes or a str of JSON text, or a parsed object. Every deepest place under ``internal`` that differs is a
    finding of the rule ``read-only``: an object that was added or removed is one. ``kind`` is what both are, told from
    them where it is None: two read-only objects without a session around them may be compared as well, and are
    read-only throughout. ``at`` is a JSON Pointer to the session in each, ``source`` names the one after the write.
    Neither is held to the schema. Deeper than 500 levels nothing is compared.

    Raises:
        NotASession: ``before`` is not JSON or no object, or nothing stands at ``at`` in one of the two.
        NotJsonValue: a parsed session holds a value of a type that JSON does not have.
        NotAPointer: ``at`` is not a JSON Pointer.
        SeveralPayloads: ``at`` has a ``*``.
    """
    selection = Selection.parse(at)
    if selection.several:
        raise SeveralPayloads(at)
    version = packaged_catalog().resolve(NEWEST)
    known = Known(tuple(fields_of(packaged_catalog(), version, each) for each in TOLD_KINDS))
    sides = _sides(_document(before, known), _document(after, known), selection)
    if isinstance(sides, Document):
        findings = _findings(sides, (), list(sides.observations), None, None, show_values=show_values)
        return WriteReport(Report(findings, version, None, source, at=at), ())
    declared = fields_of(packaged_catalog(), version, Kind.INTERNAL)
    kind = kind or _kind_of(sides, declared)
    found = _found(sides, kind)
    # Of what may be variables after all, only the names that the schema has are shown.
    limit = None if kind is not Kind.INTERNAL or _is_read_only(sides.before, declared) else declared
    findings = _findings(sides.document, sides.path, found.all(), kind, limit, show_values=show_values)
    return WriteReport(Report(findings, version, kind, source, at=at), _changes(sides, kind, show_values=show_values))


def apply_write(
    before: Mapping[str, JsonValue] | bytes | bytearray | str,
    proposed: Mapping[str, JsonValue] | bytes | bytearray | str,
) -> dict[str, JsonValue]:
    """Return the session that the platform keeps when ``proposed`` is written over ``before``.

    Each is bytes or a str of JSON text, or a parsed object.
    ``proposed`` is the whole session that the writer wants: its variables replace those of before, so that one it
    lacks is gone. ``internal`` stays as it was before, whatever ``proposed`` has under that name. Nothing in the result
    is shared with the arguments.

    Raises:
        NotASession: one of the two is no object, or its text is not JSON or breaks a rule of reading.
        NotJsonValue: one of the two holds a value of a type that JSON does not have.
    """
    kept = {name: value for name, value in _taken(before, BEFORE).items() if name == READ_ONLY}
    taken = {name: value for name, value in _taken(proposed, AFTER).items() if name != READ_ONLY}
    session = _document({**kept, **taken}, Known()).instance
    return cast("dict[str, JsonValue]", copied(session))


def _document(payload: object, known: Known) -> Document:
    try:
        return read(payload, known)
    except ForeignValue as error:
        path, foreign = error.path, error.type_name
    # Raised out here, the error does not carry along one that holds the whole path.
    raise NotJsonValue(pointer_to(shown_path(path, Kind.SESSION, show_values=False)), foreign)


def _sides(before: Document, after: Document, selection: Selection) -> _Sides | Document:
    """Return what is to be compared, or the document after the write if that is not JSON."""
    if not before.understood:
        raise NotASession(BEFORE, "is not JSON")
    if not after.understood:
        return after
    old, new = list(selection.places(before.instance)), list(selection.places(after.instance))
    if not old or not new:
        raise NotASession(AFTER if old else BEFORE, f"has nothing at {fit(str(selection))}")
    (_, original), (path, value) = old[0], new[0]
    return _Sides(_object(original, BEFORE), after, path, value)


def _taken(session: object, role: str) -> Mapping[str, JsonValue]:
    """Return the members of a session that is to be applied, its text read if it is one."""
    if isinstance(session, bytes | bytearray | str):
        document = read(session, Known())
        if not document.understood:
            raise NotASession(role, "is not JSON")
        for observation in document.observations:
            if observation.rule.severity is Severity.ERROR:
                raise NotASession(role, f"breaks the rule {observation.rule.value}")
        session = document.instance
    if isinstance(session, Mapping):
        return cast("Mapping[str, JsonValue]", session)
    if session is None or isinstance(session, str | int | float | list):
        raise NotASession(role, f"is {type_name(cast('JsonValue', session))}")
    raise NotJsonValue("", type(session).__name__)


def _object(value: object, role: str) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise NotASession(role, f"is {type_name(cast('JsonValue', value))}")
    return cast("dict[str, JsonValue]", value)


def _kind_of(sides: _Sides, declared: Field) -> Kind:
    """Tell what is compared: without `internal` in either it is the read-only object, if it looks like it."""
    if READ_ONLY in sides.before or (isinstance(sides.after, dict) and READ_ONLY in sides.after):
        return Kind.SESSION
    return Kind.INTERNAL if _is_read_only(sides.before, declared) else Kind.SESSION


def _is_read_only(value: dict[str, JsonValue], declared: Field) -> bool:
    return 2 * len(declared.required & value.keys()) >= len(declared.required)


def _found(sides: _Sides, kind: Kind) -> Observations:
    """Return what is wrong with the text after the write, and what was written that only the platform writes."""
    found = Observations()
    fields = fields_of(packaged_catalog(), packaged_catalog().resolve(NEWEST), kind)
    for observation in with_cures(sides.document.observations, sides.path, fields):
        found.add(observation)
    if not isinstance(sides.after, dict):
        message = f"expected an object, found {type_name(sides.after)}"
        found.add(Observation(Rule.WRONG_TYPE, sides.path, Place(sides.path, Part.VALUE), message, OBJECT_HINT))
        return found
    for difference in differences(sides.before, sides.after, sides.path):
        if _is_refused(difference, sides, kind) and found.has_room():
            found.add(_observation(difference))
    return found


def _is_refused(difference: Difference, sides: _Sides, kind: Kind) -> bool:
    inside = difference.path[len(sides.path) :]
    return kind is Kind.INTERNAL or inside[:1] == (READ_ONLY,)


def _observation(difference: Difference) -> Observation:
    """Return the observation on a place that only the platform writes."""
    path = difference.path
    place = Place(path, Part.VALUE)
    if difference.after is ABSENT:
        place = Place(path[:-1], Part.VALUE)
    elif difference.before is ABSENT and isinstance(path[-1], str):
        place = Place(path, Part.KEY)
    return Observation(Rule.READ_ONLY, path, place, f"{_told(difference)}; `{READ_ONLY}` is read-only", READ_ONLY_HINT)


def _told(difference: Difference) -> str:
    if difference.after is ABSENT:
        return f"was removed ({type_name(_there(difference.before))} before)"
    if difference.before is ABSENT:
        return f"was added ({type_name(_there(difference.after))})"
    before, after = type_name(_there(difference.before)), type_name(_there(difference.after))
    return f"has another value ({before} as before)" if before == after else f"was {before} and is {after}"


def _there(found: Found) -> JsonValue:
    return None if found is ABSENT else found


def _findings(
    document: Document,
    path: Path,
    observations: Sequence[Observation],
    kind: Kind | None,
    declared: Field | None,
    *,
    show_values: bool,
) -> tuple[Finding, ...]:
    placer = Placer(document, 1, show_values=show_values)
    placer.look_up(each.place for each in observations if isinstance(each.place, Place))
    return placer.findings(observations, path, kind, declared)


def _changes(sides: _Sides, kind: Kind, *, show_values: bool) -> tuple[Change, ...]:
    if kind is not Kind.SESSION or not isinstance(sides.after, dict):
        return ()
    return changes(sides.before, sides.after, show_values=show_values)
