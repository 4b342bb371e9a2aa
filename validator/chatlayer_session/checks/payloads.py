"""The payloads in a document, with the issues found by the parser, an engine and the checks on a whole session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from ..escaping import escape_control
from ..findings import DETECTABLE_KINDS, Kind
from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..parsing.grammar import is_double
from ..rules import Rule, describe
from ..spec.fields import field_tree
from ..spec.kinds import ANSWER_MEMBER, detect_kind, has_internal, member_names
from .accepted import SCHEMA_MEMBER
from .engines import engine_for
from .engines.violations import issues_from
from .size import NOTE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..document import Document
    from ..jsonpointer import InstancePath, JsonValue, PointerPattern
    from ..spec.catalog import Catalog
    from ..spec.fields import Field
    from .accepted import AcceptedFields
    from .engines.compiled import CompiledEngine
    from .engines.reference import ReferenceEngine
    from .engines.violations import Violation
    from .expiry import ExpiryCheck
    from .size_index import SizeIndex


@dataclass(frozen=True, slots=True)
class CheckedPayload:
    """A payload in a document, and its issues.

    ``path`` is empty if the payload is the document. The paths of the issues start at the root of the document.
    ``visible_fields`` are the only fields whose names may be shown; None if all may be.
    """

    path: InstancePath
    kind: Kind | None
    issues: IssueList
    visible_fields: Field | None = None


class PayloadChecker:
    """Selects payloads by ``selection`` and checks each one; the kind is detected for each if ``kind`` is None.

    ``accepted_fields`` are the unstable fields that are not reported. ``expiry`` checks whether sessions are expired.
    """

    def __init__(
        self,
        catalog: Catalog,
        version: str,
        kind: Kind | None,
        selection: PointerPattern,
        accepted_fields: AcceptedFields,
        *,
        expiry: ExpiryCheck | None = None,
    ) -> None:
        self.kind = kind
        self.selection = selection
        self.accepted_fields = accepted_fields
        self.expiry = expiry
        self._fields = field_tree(catalog, version, kind if kind and kind not in DETECTABLE_KINDS else Kind.INTERNAL)
        # Versions without a schema for answers take the write out of one.
        self.unwraps = kind is Kind.WRITE and Kind.ANSWER not in catalog.kinds(version)
        self._fields_of: Callable[[Kind], Field] = partial(field_tree, catalog, version)
        # Created for the first payload that needs it: the fast path does not.
        self._engine_for: Callable[[Kind], CompiledEngine | ReferenceEngine] = cache(
            partial(engine_for, catalog, version)
        )

    def check_document(self, document: Document) -> Iterator[CheckedPayload]:
        """Yield the payloads in a document, each checked when it is needed.

        The document itself is the payload if it is not JSON or lacks the place of payloads. An empty list at that place
        contains no payload. Issues outside of the payloads are added to the first one.
        """
        omitted: Counter[Rule] = document.omitted
        for payload in self._payloads(document):
            payload.issues.omitted.update(omitted)
            omitted = Counter()
            yield payload

    def select(self, document: Document) -> Iterator[tuple[InstancePath, JsonValue]]:
        """Yield the path and the value of each payload in a document that is JSON."""
        return (self._unwrap(*match) for match in document.select(self.selection))

    def _payloads(self, document: Document) -> Iterator[CheckedPayload]:
        if not document.is_json:
            yield CheckedPayload((), self.kind, IssueList(document.issues))
            return
        depth = len(self.selection.tokens)
        if not depth and not self.unwraps:
            yield self._payload((), document.instance, document.issues, _sizes(document, [()]))
            return
        if next(self.selection.matches(document.instance), None) is None:
            # An empty page has no payload, and nothing is wrong with that.
            issues = list(document.issues)
            if not self.selection.is_empty_in(document.instance):
                wording = describe(Rule.MISSING_FIELD, "no-payload", pointer=escape_control(str(self.selection)))
                issues.append(Issue(Rule.MISSING_FIELD, (), Anchor((), AnchorPart.VALUE), *wording))
            if issues:
                yield CheckedPayload((), self.kind, IssueList(issues))
            return
        outside: dict[InstancePath, list[Issue]] = {}
        for issue in document.issues:
            outside.setdefault(issue.path[:depth], []).append(issue)
        selected = self.selection.matches(document.instance) if outside else ()
        inside = {path: outside.pop(path, []) for path, _ in selected}
        sizes = _sizes(document, (path for path, _ in self.select(document)))
        for path, instance in self.select(document):
            payload = self._payload(path, instance, inside.pop(path[:depth], []), sizes)
            payload.issues.extend(issue for issues in outside.values() for issue in issues)
            outside.clear()
            yield payload

    def check_value(self, instance: JsonValue) -> list[Issue] | None:
        """Return the issues of a payload that was parsed without any; the paths start at its root.

        None if it must be checked as a document: against more than the schema, with limits on the names shown, or
        because not all issues are kept.
        """
        kind = self.kind or detect_kind(instance)
        if self.expiry is not None or self.visible_fields(kind, instance) is not None:
            return None
        issues = self._check(kind, instance)
        return None if issues.omitted else issues

    def visible_fields(self, kind: Kind | None, instance: object) -> Field | None:
        """Return the declared fields if ``instance`` as the read-only object can be variables; else None."""
        if kind is not Kind.INTERNAL:
            return None if kind in {None, Kind.SESSION} else self._fields
        required = self._fields.required
        is_known = 2 * len(required.intersection(member_names(instance))) >= len(required)
        # An instance whose kind was detected has no such member.
        return None if is_known and (self.kind is None or not has_internal(instance)) else self._fields

    def _unwrap(self, path: InstancePath, instance: JsonValue) -> tuple[InstancePath, JsonValue]:
        """Return the payload in a selected value: the write in the answer of a back end, else the value."""
        if self.unwraps and isinstance(instance, dict) and ANSWER_MEMBER in instance:
            return (*path, ANSWER_MEMBER), instance[ANSWER_MEMBER]
        return path, instance

    def _payload(
        self, path: InstancePath, instance: JsonValue, parser_issues: Sequence[Issue], sizes: SizeIndex | None
    ) -> CheckedPayload:
        kind = self.kind or detect_kind(instance)
        if not path and not parser_issues and sizes is None and self.expiry is None:
            return CheckedPayload(path, kind, self._check(kind, instance), self.visible_fields(kind, instance))
        if any(issue.rule is Rule.NOT_A_NUMBER for issue in parser_issues):
            from ..spec.hints import add_expected_values  # noqa: PLC0415 - seldom needed

            parser_issues = add_expected_values(parser_issues, path, self._fields_of(kind))
        payload = CheckedPayload(path, kind, IssueList(parser_issues), self.visible_fields(kind, instance))
        expired = None if self.expiry is None else self.expiry.issue()
        issues = self._check(kind, instance)
        candidates = (expired, _size_issue(sizes, payload, instance), *issues)
        payload.issues.extend(_rebase(issue, path) for issue in candidates if issue is not None)
        payload.issues.omitted.update(issues.omitted)
        return payload

    def _check(self, kind: Kind, instance: JsonValue) -> IssueList:
        """Return the issues of an instance that are not accepted; a value that is not a number has no other."""
        accepted = self.accepted_fields if self.accepted_fields.entries else None

        def rule_of(violation: Violation) -> Rule | None:
            rule = violation.rule
            if rule is Rule.UNSTABLE_FIELD:
                if accepted is None:
                    return None if violation.path == SCHEMA_MEMBER else rule
                return accepted.rule_of(kind, violation.path)
            return rule if is_double(violation.owner) else None

        issues = issues_from(self._engine_for(kind).violations(instance), rule_of)
        if accepted is not None:
            issues[:] = [accepted.reword(kind, issue) for issue in issues]
        return issues


def _sizes(document: Document, paths: Iterable[InstancePath]) -> SizeIndex | None:
    """Return the sizes of payloads in a document; None if none can be large, or if it is nested too deep."""
    if document.max_size <= NOTE_BYTES:
        return None
    if document.text is None and any(issue.rule is Rule.TOO_DEEP for issue in document.issues):
        return None
    # Few payloads are large enough to be measured.
    from .size_index import SizeIndex  # noqa: PLC0415 - seldom needed

    return SizeIndex.of(document, paths)


def _size_issue(sizes: SizeIndex | None, payload: CheckedPayload, instance: JsonValue) -> Issue | None:
    """Return the issue of a payload that is too large or nearly so."""
    if sizes is None or payload.kind is None:
        return None
    from ..visibility import visible_path  # noqa: PLC0415 - slow to load
    from .size_index import size_issue  # noqa: PLC0415 - seldom needed

    fields, at_root = payload.visible_fields, not payload.path
    visible = partial(visible_path, kind=payload.kind, show_values=False, visible_fields=fields, at_root=at_root)
    return size_issue(sizes, payload.path, instance, payload.kind, visible)


def _rebase(issue: Issue, base: InstancePath) -> Issue:
    """Return an issue whose paths start at the root of the document instead of the payload at ``base``."""
    if not base:
        return issue
    anchor = issue.anchor
    if isinstance(anchor, Anchor):
        anchor = replace(anchor, path=(*base, *anchor.path))
    return replace(issue, path=(*base, *issue.path), anchor=anchor)
