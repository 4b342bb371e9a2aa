"""The changes that a write may make: `internal` is read-only, and all other members are variables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..checks.finding_builder import FindingBuilder
from ..document import Document
from ..errors import AmbiguousPointer, InvalidSession
from ..escaping import escape_control
from ..findings import DETECTABLE_KINDS, Change, ChangeKind, Kind, Report
from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..jsonpointer import PointerPattern
from ..rules import Rule, describe
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.fields import KnownFields, field_tree
from ..spec.hints import add_expected_values
from ..spec.json_type import TYPES, json_type, json_type_name
from ..spec.kinds import INTERNAL, undetected_kind
from ..visibility import PointerFormatter, visible_path
from .apply import apply_write
from .diff import MISSING, iter_differences
from .load import AFTER, BEFORE, load_session
from .model import Answer, Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..findings import Finding
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field
    from .diff import Difference, MaybeValue


@dataclass(frozen=True, slots=True)
class _WritePair:
    """A session before a write, and the one after it, at ``path`` in ``document``."""

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
    """Compare a session before and after a write, and report changes to read-only fields.

    Each session is bytes or a str of JSON text, or a parsed object. ``after`` is the whole session, or a `Write` or
    `Answer`, which is applied to ``before``. Every deepest place under ``internal`` that differs is a finding of the
    rule ``read-only``; an object that was added or removed is one finding. ``kind`` is the kind of both, detected if
    None: two read-only objects without a session around them can be compared too. ``at`` is a JSON Pointer to the
    session in each document, ``source`` the name of the document after the write. The sessions are not validated
    against the schema, but an object that cannot be a session is a finding. Values nested more than 500 levels deep are
    not compared.

    Raises:
        InvalidSession: ``before`` is not JSON or not an object, or a document has no value at ``at``.
        InvalidWrite: ``after`` is a write to a namespace that is reserved or empty.
        UnsupportedType: a parsed session contains a value of a type that JSON does not have.
        InvalidPointer: ``at`` is not a JSON Pointer.
        AmbiguousPointer: ``at`` has a ``*``.
    """
    selection = PointerPattern.parse(at)
    if selection.has_wildcard:
        raise AmbiguousPointer(at)
    version = packaged_catalog().resolve(DEFAULT_VERSION)
    known = KnownFields(tuple(field_tree(packaged_catalog(), version, kind) for kind in DETECTABLE_KINDS))
    original = load_session(before, known)
    if isinstance(after, Write | Answer):
        pair = _write_pair(original, original, selection)
        if isinstance(pair, _WritePair):
            result = apply_write(pair.before, after)
            changes = find_changes(pair.before, result, show_values=show_values)
            return Report((), version, Kind.SESSION, source, at=at, changes=changes)
    pair = _write_pair(original, load_session(after, known), selection)
    if isinstance(pair, Document):
        findings = _findings(pair, (), list(pair.issues), None, None, show_values=show_values)
        return Report(findings, version, None, source, at=at, changes=(), omitted=pair.omitted)
    declared = field_tree(packaged_catalog(), version, Kind.INTERNAL)
    kind = kind or _kind_of(pair, declared)
    issues = _issues(pair, kind)
    # Where the objects can be variables after all, only names of the schema are shown.
    visible = None if kind is not Kind.INTERNAL or _is_internal(pair.before, declared) else declared
    findings = _findings(pair.document, pair.path, issues, kind, visible, show_values=show_values)
    allowed: tuple[Change, ...] = ()
    if kind is Kind.SESSION and isinstance(pair.after, dict) and not _lacks_internal(pair):
        allowed = find_changes(pair.before, pair.after, show_values=show_values)
    return Report(findings, version, kind, source, at=at, changes=allowed, omitted=issues.omitted)


def _write_pair(before: Document, after: Document, selection: PointerPattern) -> _WritePair | Document:
    """Return the sessions to compare, or the document after the write if it is not JSON."""
    if not before.is_json:
        raise InvalidSession(BEFORE, "is not JSON")
    if not after.is_json:
        return after
    old, new = list(selection.matches(before.instance)), list(selection.matches(after.instance))
    if not old or not new:
        raise InvalidSession(AFTER if old else BEFORE, f"has no value at {escape_control(str(selection))}")
    (_, original), (path, value) = old[0], new[0]
    if not isinstance(original, dict):
        raise InvalidSession(BEFORE, f"is {json_type_name(original)}")
    return _WritePair(original, after, path, value)


def _kind_of(pair: _WritePair, declared: Field) -> Kind:
    """Return the kind of both objects: the read-only object if neither has `internal` and it has such fields."""
    if INTERNAL in pair.before or (isinstance(pair.after, dict) and INTERNAL in pair.after):
        return Kind.SESSION
    return Kind.INTERNAL if _is_internal(pair.before, declared) else Kind.SESSION


def _is_internal(value: dict[str, JsonValue], declared: Field) -> bool:
    return 2 * len(declared.required & value.keys()) >= len(declared.required)


def _lacks_internal(pair: _WritePair) -> bool:
    """Return whether the object after the write cannot be a session: it, or both, have no `internal`."""
    if not isinstance(pair.after, dict) or INTERNAL in pair.after:
        return False
    return INTERNAL not in pair.before or undetected_kind(pair.after) is not None


def _issues(pair: _WritePair, kind: Kind) -> IssueList:
    """Return the issues of the text after the write, and a read-only issue for each change that is not allowed."""
    fields = field_tree(packaged_catalog(), packaged_catalog().resolve(DEFAULT_VERSION), kind)
    issues = IssueList(add_expected_values(pair.document.issues, pair.path, fields))
    issues.omitted.update(pair.document.omitted)
    if not isinstance(pair.after, dict):
        wording = describe(Rule.WRONG_TYPE, "type", expected=TYPES["object"], found=json_type_name(pair.after))
        issues.append(Issue(Rule.WRONG_TYPE, pair.path, Anchor(pair.path, AnchorPart.VALUE), *wording))
        return issues
    if kind is Kind.SESSION and _lacks_internal(pair):
        kind_after = undetected_kind(pair.after)
        wording = describe(Rule.MISSING_FIELD, "no-session", kind_after.value if kind_after else "")
        issues.append(Issue(Rule.MISSING_FIELD, pair.path, Anchor(pair.path, AnchorPart.VALUE), *wording))
        return issues
    for difference in iter_differences(pair.before, pair.after, pair.path):
        is_read_only = kind is Kind.INTERNAL or difference.path[len(pair.path) :][:1] == (INTERNAL,)
        if is_read_only and issues.try_reserve(Rule.READ_ONLY):
            issues.append(_read_only_issue(difference))
    return issues


def _read_only_issue(difference: Difference) -> Issue:
    path, before, after = difference.path, difference.before, difference.after
    anchor = Anchor(path, AnchorPart.VALUE)
    if after is MISSING:
        anchor = Anchor(path[:-1], AnchorPart.VALUE)
        wording = describe(Rule.READ_ONLY, "removed", before=json_type(None if before is MISSING else before))
    elif before is MISSING:
        if isinstance(path[-1], str):
            anchor = Anchor(path, AnchorPart.KEY)
        wording = describe(Rule.READ_ONLY, "added", after=json_type(after))
    elif json_type(before) == json_type(after):
        wording = describe(Rule.READ_ONLY, "changed", after=json_type(after))
    else:
        before_type, after_type = json_type_name(before), json_type_name(after)
        wording = describe(Rule.READ_ONLY, "type-changed", before=before_type, after=after_type)
    return Issue(Rule.READ_ONLY, path, anchor, *wording)


def _findings(
    document: Document,
    path: InstancePath,
    issues: Sequence[Issue],
    kind: Kind | None,
    visible_fields: Field | None,
    *,
    show_values: bool,
) -> tuple[Finding, ...]:
    builder = FindingBuilder(document, 1, show_values=show_values)
    builder.resolve(issue.anchor for issue in issues if isinstance(issue.anchor, Anchor))
    return builder.build(issues, path, kind, visible_fields)


def find_changes(
    before: dict[str, JsonValue], after: dict[str, JsonValue], *, show_values: bool = False
) -> tuple[Change, ...]:
    """Return the differences between the variables of two sessions, in the order of the sessions.

    Names inside a variable are private: all differences inside it are one change, unless ``show_values`` is set.
    """
    version = packaged_catalog().resolve(DEFAULT_VERSION)
    session = field_tree(packaged_catalog(), version, Kind.SESSION)
    changes: dict[InstancePath, Change] = {}
    pointers = PointerFormatter()
    for difference in iter_differences(before, after):
        path = visible_path(difference.path, Kind.SESSION, show_values=show_values)
        if path[:1] == (INTERNAL,):
            continue
        if path in changes:
            changes[path] = replace(changes[path], locations=changes[path].locations + 1)
        elif path == difference.path:
            changes[path] = _change(difference, pointers.format(path), session.writer_of(path[0]))
        else:
            # Two values that differ only inside are both objects or both arrays.
            container = json_type(before[str(path[0])])
            writer = session.writer_of(path[0])
            changes[path] = Change(pointers.format(path), ChangeKind.CHANGED, container, container, written_by=writer)
    return tuple(changes.values())


def _change(difference: Difference, pointer: str, writer: str | None) -> Change:
    kind = ChangeKind.CHANGED
    if difference.before is MISSING or difference.after is MISSING:
        kind = ChangeKind.ADDED if difference.before is MISSING else ChangeKind.REMOVED
    return Change(pointer, kind, _type_of(difference.before), _type_of(difference.after), written_by=writer)


def _type_of(value: MaybeValue) -> str | None:
    return None if value is MISSING else json_type(value)
