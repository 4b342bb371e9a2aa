"""Who may write what: `internal` is the platform's, and everything beside it the bot builder's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ..checks.finding_builder import FindingBuilder
from ..document import Document, load_document
from ..errors import AmbiguousPointer, InvalidSession, UnsupportedType
from ..escaping import escape_control
from ..findings import DETECTABLE_KINDS, Kind, Report
from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..jsonpointer import PointerPattern, format_pointer
from ..parsing.python_values import NonJsonValue
from ..redaction import redact_path
from ..rules import Rule, Severity
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.fields import KnownFields, field_tree
from ..spec.hints import add_expected_values
from ..spec.json_type import json_type_name
from ..spec.kinds import INTERNAL
from .changes import changes
from .diff import MISSING, iter_differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..findings import Change, Finding
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field
    from .diff import Difference, MaybeValue

BEFORE = "before the write"
AFTER = "after the write"
OBJECT_HINT = "write an object: a session is one, and so is `internal`"
READ_ONLY_HINT = "leave `internal` as it was, for the platform overrides it; data of your own goes into a variable"


@dataclass(frozen=True, slots=True)
class _WritePair:
    """A session before a write, the document that holds the one after it, and where in that."""

    before: dict[str, JsonValue] = field(repr=False)
    document: Document
    path: InstancePath
    after: JsonValue = field(repr=False)


def check_write(
    before: object,
    after: object,
    *,
    kind: Kind | None = None,
    at: str = "",
    show_values: bool = False,
    source: str | None = None,
) -> Report:
    """Compare a session before and after a write, and find what was written that only the platform writes.

    Each is bytes or a str of JSON text, or a parsed object. Every deepest place under ``internal`` that differs is a
    finding of the rule ``read-only``: an object that was added or removed is one. ``kind`` is what both are, told from
    them where it is None: two read-only objects without a session around them may be compared as well, and are
    read-only throughout. ``at`` is a JSON Pointer to the session in each, ``source`` names the one after the write.
    Neither is held to the schema. Deeper than 500 levels nothing is compared.

    Raises:
        InvalidSession: ``before`` is not JSON or no object, or nothing stands at ``at`` in one of the two.
        UnsupportedType: a parsed session holds a value of a type that JSON does not have.
        InvalidPointer: ``at`` is not a JSON Pointer.
        AmbiguousPointer: ``at`` has a ``*``.
    """
    selection = PointerPattern.parse(at)
    if selection.has_wildcard:
        raise AmbiguousPointer(at)
    version = packaged_catalog().resolve(DEFAULT_VERSION)
    known = KnownFields(tuple(field_tree(packaged_catalog(), version, each) for each in DETECTABLE_KINDS))
    sides = _sides(_document(before, known), _document(after, known), selection)
    if isinstance(sides, Document):
        findings = _findings(sides, (), list(sides.issues), None, None, show_values=show_values)
        return Report(findings, version, None, source, at=at, changes=())
    declared = field_tree(packaged_catalog(), version, Kind.INTERNAL)
    kind = kind or _kind_of(sides, declared)
    found = _read_only_issues(sides, kind)
    # Of what may be variables after all, only the names that the schema has are shown.
    limit = None if kind is not Kind.INTERNAL or _is_read_only(sides.before, declared) else declared
    findings = _findings(sides.document, sides.path, found.to_tuple(), kind, limit, show_values=show_values)
    allowed = _changes(sides, kind, show_values=show_values)
    return Report(findings, version, kind, source, at=at, changes=allowed)


def _document(payload: object, known: KnownFields) -> Document:
    try:
        return load_document(payload, known)
    except NonJsonValue as error:
        path, foreign = error.path, error.type_name
    # Raised out here, the error does not carry along one that holds the whole path.
    raise UnsupportedType(format_pointer(redact_path(path, Kind.SESSION, show_values=False)), foreign)


def _sides(before: Document, after: Document, selection: PointerPattern) -> _WritePair | Document:
    """Return what is to be compared, or the document after the write if that is not JSON."""
    if not before.is_json:
        raise InvalidSession(BEFORE, "is not JSON")
    if not after.is_json:
        return after
    old, new = list(selection.matches(before.instance)), list(selection.matches(after.instance))
    if not old or not new:
        raise InvalidSession(AFTER if old else BEFORE, f"has nothing at {escape_control(str(selection))}")
    (_, original), (path, value) = old[0], new[0]
    return _WritePair(_object(original, BEFORE), after, path, value)


def _require_object(session: object, role: str) -> Mapping[str, JsonValue]:
    """Return the members of a session that is to be applied, its text read if it is one."""
    if isinstance(session, bytes | bytearray | str):
        document = load_document(session, KnownFields())
        if not document.is_json:
            raise InvalidSession(role, "is not JSON")
        for observation in document.issues:
            if observation.rule.severity is Severity.ERROR:
                raise InvalidSession(role, f"breaks the rule {observation.rule.value}")
        session = document.instance
    if isinstance(session, Mapping):
        return cast("Mapping[str, JsonValue]", session)
    if session is None or isinstance(session, str | int | float | list):
        raise InvalidSession(role, f"is {json_type_name(cast('JsonValue', session))}")
    raise UnsupportedType("", type(session).__name__)


def _object(value: object, role: str) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise InvalidSession(role, f"is {json_type_name(cast('JsonValue', value))}")
    return cast("dict[str, JsonValue]", value)


def _kind_of(sides: _WritePair, declared: Field) -> Kind:
    """Tell what is compared: without `internal` in either it is the read-only object, if it looks like it."""
    if INTERNAL in sides.before or (isinstance(sides.after, dict) and INTERNAL in sides.after):
        return Kind.SESSION
    return Kind.INTERNAL if _is_read_only(sides.before, declared) else Kind.SESSION


def _is_read_only(value: dict[str, JsonValue], declared: Field) -> bool:
    return 2 * len(declared.required & value.keys()) >= len(declared.required)


def _read_only_issues(sides: _WritePair, kind: Kind) -> IssueList:
    """Return what is wrong with the text after the write, and what was written that only the platform writes."""
    found = IssueList()
    fields = field_tree(packaged_catalog(), packaged_catalog().resolve(DEFAULT_VERSION), kind)
    for observation in add_expected_values(sides.document.issues, sides.path, fields):
        found.append(observation)
    if not isinstance(sides.after, dict):
        message = f"expected an object, found {json_type_name(sides.after)}"
        found.append(Issue(Rule.WRONG_TYPE, sides.path, Anchor(sides.path, AnchorPart.VALUE), message, OBJECT_HINT))
        return found
    for difference in iter_differences(sides.before, sides.after, sides.path):
        if _is_refused(difference, sides, kind) and found.try_reserve():
            found.append(_issue(difference))
    return found


def _is_refused(difference: Difference, sides: _WritePair, kind: Kind) -> bool:
    inside = difference.path[len(sides.path) :]
    return kind is Kind.INTERNAL or inside[:1] == (INTERNAL,)


def _issue(difference: Difference) -> Issue:
    """Return the observation on a place that only the platform writes."""
    path = difference.path
    place = Anchor(path, AnchorPart.VALUE)
    if difference.after is MISSING:
        place = Anchor(path[:-1], AnchorPart.VALUE)
    elif difference.before is MISSING and isinstance(path[-1], str):
        place = Anchor(path, AnchorPart.KEY)
    return Issue(
        Rule.READ_ONLY, path, place, f"{_describe_change(difference)}; `{INTERNAL}` is read-only", READ_ONLY_HINT
    )


def _describe_change(difference: Difference) -> str:
    if difference.after is MISSING:
        return f"was removed ({json_type_name(_parent_anchor(difference.before))} before)"
    if difference.before is MISSING:
        return f"was added ({json_type_name(_parent_anchor(difference.after))})"
    before, after = json_type_name(_parent_anchor(difference.before)), json_type_name(_parent_anchor(difference.after))
    return f"has another value ({before} as before)" if before == after else f"was {before} and is {after}"


def _parent_anchor(found: MaybeValue) -> JsonValue:
    return None if found is MISSING else found


def _findings(
    document: Document,
    path: InstancePath,
    observations: Sequence[Issue],
    kind: Kind | None,
    declared: Field | None,
    *,
    show_values: bool,
) -> tuple[Finding, ...]:
    placer = FindingBuilder(document, 1, show_values=show_values)
    placer.resolve(each.anchor for each in observations if isinstance(each.anchor, Anchor))
    return placer.build(observations, path, kind, declared)


def _changes(sides: _WritePair, kind: Kind, *, show_values: bool) -> tuple[Change, ...]:
    if kind is not Kind.SESSION or not isinstance(sides.after, dict):
        return ()
    return changes(sides.before, sides.after, show_values=show_values)
