"""A document to the payloads in it, each with all that was observed, whether by reading or by an engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from ..escaping import escape_control
from ..findings import Kind
from ..issues import Anchor, AnchorPart, Issue
from ..rules import Rule
from ..spec.fields import field_tree
from ..spec.kinds import ANSWER_MEMBER, detect_kind, has_internal, member_names
from .engines import engine_for
from .size import NOTE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..document import Document
    from ..jsonpointer import InstancePath, JsonValue, PointerPattern
    from ..spec.catalog import Catalog
    from ..spec.fields import Field
    from .accepted import AcceptedFields
    from .engines import Engine
    from .expiry import ExpiryCheck
    from .size_index import SizeIndex

# What can be said of a value only if the value is there to be looked at.
_VALUE_RULES = frozenset({Rule.WRONG_TYPE, Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE})


@dataclass(frozen=True, slots=True)
class CheckedPayload:
    """A payload inside a document, and what was observed in it.

    ``path`` is empty where the payload is the document. The paths of the observations start at the document's root.
    ``declared`` are the fields whose names may be shown, where the payload may be variables; None sets no limit.
    """

    path: InstancePath
    kind: Kind | None
    issues: list[Issue]
    visible_fields: Field | None = None


class PayloadChecker:
    """Finds the payloads that ``selection`` selects, and observes each; ``kind`` is None to tell it from each.

    ``acceptances`` are the unstable fields that are not observed.
    ``inactivity`` is what is known of the time of the sessions.
    """

    def __init__(
        self,
        catalog: Catalog,
        version: str,
        kind: Kind | None,
        selection: PointerPattern,
        acceptances: AcceptedFields,
        *,
        inactivity: ExpiryCheck | None = None,
    ) -> None:
        self.kind = kind
        self.selection = selection
        self.acceptances = acceptances
        self.inactivity = inactivity
        self._fields = field_tree(catalog, version, Kind.INTERNAL if kind is not Kind.WRITE else kind)
        self._fields_of: Callable[[Kind], Field] = partial(field_tree, catalog, version)
        # Made when a payload is to be held to it: what the screen lets through does without.
        self._engine_for: Callable[[Kind], Engine] = cache(partial(engine_for, catalog, version))

    def check_document(self, document: Document) -> list[CheckedPayload]:
        """Return the payloads in a document; the document itself where it is not understood, or has none.

        What was observed outside the payloads goes with the first of them.
        """
        if not document.is_json:
            return [CheckedPayload((), self.kind, list(document.issues))]
        depth = len(self.selection.tokens)
        if not depth and self.kind is not Kind.WRITE:
            return [self._payload((), document.instance, document.issues, _sizes(document, [()]))]
        seen: dict[InstancePath, list[Issue]] = {}
        for observation in document.issues:
            seen.setdefault(observation.path[:depth], []).append(observation)
        selected = [self._unwrap(*place) for place in self.selection.matches(document.instance)]
        sizes = _sizes(document, [path for path, _ in selected])
        payloads = [self._payload(path, instance, seen.pop(path[:depth], []), sizes) for path, instance in selected]
        if not payloads:
            return [CheckedPayload((), self.kind, [*document.issues, self._nothing_selected()])]
        payloads[0].issues.extend(observation for outside in seen.values() for observation in outside)
        return payloads

    def check_value(self, instance: JsonValue) -> list[Issue] | None:
        """Return what breaks a rule in a payload that reading has nothing to tell of; the paths start at its root.

        None means that more than the schema is to be asked, or that which of it may be shown depends on more.
        """
        kind = self.kind or detect_kind(instance)
        if self.inactivity is not None or self.visible_fields(kind, instance) is not None:
            return None
        return self._check(kind, instance)

    def visible_fields(self, kind: Kind | None, instance: object) -> Field | None:
        """Return the declared fields if ``instance``, taken for the read-only object, may be variables; else None."""
        if kind is not Kind.INTERNAL:
            return self._fields if kind is Kind.WRITE else None
        required = self._fields.required
        is_known = 2 * len(required.intersection(member_names(instance))) >= len(required)
        # Where the kind was told from the instance, the latter has no such member.
        return None if is_known and (self.kind is None or not has_internal(instance)) else self._fields

    def _unwrap(self, path: InstancePath, instance: JsonValue) -> tuple[InstancePath, JsonValue]:
        """Return the payload in what was selected: of a back end's answer that is its member for the session."""
        if self.kind is Kind.WRITE and isinstance(instance, dict) and ANSWER_MEMBER in instance:
            return (*path, ANSWER_MEMBER), instance[ANSWER_MEMBER]
        return path, instance

    def _payload(
        self, path: InstancePath, instance: JsonValue, seen: Sequence[Issue], sizes: SizeIndex | None
    ) -> CheckedPayload:
        kind = self.kind or detect_kind(instance)
        if not path and not seen and sizes is None and self.inactivity is None:
            return CheckedPayload(path, kind, self._check(kind, instance), self.visible_fields(kind, instance))
        no_number = {observation.path for observation in seen if observation.rule is Rule.NOT_A_NUMBER}
        if no_number:
            from ..spec.hints import add_expected_values  # noqa: PLC0415 - seldom needed

            seen = add_expected_values(seen, path, self._fields_of(kind))
        payload = CheckedPayload(path, kind, [*seen], self.visible_fields(kind, instance))
        of_the_session = [*self._expiry_issues(), *_size_issues(sizes, payload, instance)]
        checked = [_rebase(observation, path) for observation in (*of_the_session, *self._check(kind, instance))]
        kept = [each for each in checked if each.path not in no_number or each.rule not in _VALUE_RULES]
        return replace(payload, issues=[*seen, *kept])

    def _expiry_issues(self) -> list[Issue]:
        expired = None if self.inactivity is None else self.inactivity.issue()
        return [] if expired is None else [expired]

    def _check(self, kind: Kind, instance: JsonValue) -> list[Issue]:
        return self.acceptances.filter(kind, self._engine_for(kind).check(instance))

    def _nothing_selected(self) -> Issue:
        message = f"nothing stands at {escape_control(str(self.selection))} in this document"
        return Issue(Rule.MISSING_FIELD, (), Anchor((), AnchorPart.VALUE), message, "check --at against the document")


def _sizes(document: Document, paths: Sequence[InstancePath]) -> SizeIndex | None:
    """Return the sizes of payloads in a document; None if none can be large, or if it is too deep to be weighed."""
    if document.max_size <= NOTE_BYTES:
        return None
    if document.text is None and any(each.rule is Rule.TOO_DEEP for each in document.issues):
        return None
    # Imported when there is something to weigh, which is seldom.
    from .size_index import SizeIndex  # noqa: PLC0415 - seldom needed

    return SizeIndex.of(document, paths)


def _size_issues(sizes: SizeIndex | None, payload: CheckedPayload, instance: JsonValue) -> list[Issue]:
    """Return what is to be told of the size of a payload."""
    if sizes is None or payload.kind is None or not sizes.may_be_large(payload.path, instance):
        return []
    from ..redaction import redact_path  # noqa: PLC0415 - slow to load
    from .size_index import size_issue  # noqa: PLC0415 - seldom needed

    def shown(path: InstancePath) -> InstancePath:
        at_root = not payload.path
        return redact_path(path, payload.kind, show_values=False, declared=payload.visible_fields, at_root=at_root)

    observation = size_issue(sizes.measure(payload.path, instance, 2), payload.kind, shown)
    return [] if observation is None else [observation]


def _rebase(observation: Issue, base: InstancePath) -> Issue:
    """Return an observation whose paths start at the root of the document instead of the payload at ``base``."""
    if not base:
        return observation
    place = observation.anchor
    if isinstance(place, Anchor):
        place = replace(place, path=(*base, *place.path))
    return replace(observation, path=(*base, *observation.path), anchor=place)
