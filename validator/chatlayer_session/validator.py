"""The validator: bytes in, a report out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property, partial
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from .checks.accepted import AcceptedField, AcceptedFields
from .checks.payloads import PayloadChecker
from .document import load_document
from .errors import AmbiguousPointer, KindNotInVersion, UnknownKind, UnreadableInput, UnsupportedType, require_type
from .findings import DETECTABLE_KINDS, Kind, Report, Verdict, deferred_report
from .inputs.records import (
    DEFAULT_LIMITS,
    OUT_OF_MEMORY,
    UNKNOWN_ORIGIN,
    Limits,
    Origin,
    exceeds,
    split_lines,
)
from .jsonpointer import WILDCARD, PointerPattern
from .parsing.python_values import NonJsonValue
from .spec.catalog import DEFAULT_VERSION, packaged_catalog
from .spec.fields import KnownFields, field_tree
from .spec.kinds import detect_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from typing_extensions import Self

    from .checks.expiry import ExpiryCheck
    from .checks.finding_builder import FindingBuilder
    from .checks.payloads import CheckedPayload
    from .document import Document
    from .fastpath.fast_path import FastPath
    from .findings import Finding
    from .jsonpointer import InstancePath
    from .retention import Retention
    from .spec.catalog import Catalog

AUTO = "auto"
"""The kind that is detected from the payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatorOptions:
    """The options of a `Validator` as one value that can be compared, hashed and pickled."""

    schema_version: str = DEFAULT_VERSION
    kind: Kind | str = AUTO
    accept_unstable: tuple[str | AcceptedField, ...] = ()
    today: date | None = None
    at: str = ""
    show_values: bool = False
    last_activity: datetime | None = None
    retention: Retention | None = None
    now: datetime | None = None
    limits: Limits = DEFAULT_LIMITS

    def create_validator(self) -> Validator:
        """Return a validator with these options.

        Raises:
            ChatlayerSessionError: `Validator` rejects one of them.
        """
        return Validator(**{field.name: getattr(self, field.name) for field in fields(self)})


class Validator:
    """Validates payloads against one version of the session schemas.

    ``schema_version`` is a version, a prefix of one (``1`` is the newest 1.x), or ``latest``. ``kind`` is the kind of
    the payloads; ``auto`` detects it: an object with a member ``internal`` is a session. ``accept_unstable`` are
    unstable fields that give no finding: JSON Pointers from the root of a session or from ``internal``, for either
    kind of payload, with ``*`` for every item or member, or `AcceptedField` objects. Their ``until`` is compared with
    ``today``, by default the day in UTC on which the validator is created. ``at`` is a JSON Pointer to the payload
    inside a larger document, with ``*`` for every member or item. ``show_values`` adds the payload's text to the
    findings. ``use_fast_path`` allows a shortcut to the same reports. ``last_activity`` is the time at which the
    sessions were last active; sessions that their ``retention`` (30 days by default) has ended by ``now`` (by default
    the present) are reported. Both times are aware. Text beyond the ``limits`` is not validated, but unreadable.

    Raises:
        UnknownVersion: no such schema version exists.
        InvalidPointer: ``at`` or one of ``accept_unstable`` is not a JSON Pointer.
        NotADateObject: ``today`` is not a ``datetime.date`` without a time.
        UnknownKind: no such kind exists.
        NaiveDatetime: ``last_activity`` or ``now`` has no offset from UTC.
        WrongArgumentType: an argument has a different type.
        KindNotInVersion: the schema version has no schema for this kind.
    """

    _arguments: dict[str, Any]

    def __new__(cls, *_: Any, **arguments: Any) -> Self:
        """Keep the arguments, so that the validator pickles."""
        validator = super().__new__(cls)
        validator._arguments = arguments
        return validator

    def __init__(
        self,
        *,
        schema_version: str = DEFAULT_VERSION,
        kind: Kind | str = AUTO,
        accept_unstable: Iterable[str | AcceptedField] | AcceptedField = (),
        today: date | None = None,
        at: str = "",
        show_values: bool = False,
        use_fast_path: bool = True,
        last_activity: datetime | None = None,
        retention: Retention | None = None,
        now: datetime | None = None,
        limits: Limits = DEFAULT_LIMITS,
        catalog: Catalog | None = None,
    ) -> None:
        for name, text in (("schema_version", schema_version), ("at", at)):
            require_type(name, text, str, "a str")
        for name, flag in (("show_values", show_values), ("use_fast_path", use_fast_path)):
            require_type(name, flag, bool, "a bool")
        expiry = _expiry_check(last_activity, retention, now)
        catalog = catalog or packaged_catalog()
        self.schema_version = catalog.resolve(schema_version)
        self.kind = _parse_kind(kind)
        if self.kind is not None and self.kind not in catalog.kinds(self.schema_version):
            raise KindNotInVersion(self.kind.value, self.schema_version, catalog.versions_supporting(self.kind))
        self.at = PointerPattern.parse(at)
        self.accepted_fields = AcceptedFields(accept_unstable, today)
        self.show_values = show_values
        self.limits = limits
        self.checker = PayloadChecker(
            catalog, self.schema_version, self.kind, self.at, self.accepted_fields, expiry=expiry
        )
        self._catalog = catalog
        kinds = DETECTABLE_KINDS if self.kind in {None, *DETECTABLE_KINDS} else catalog.kinds(self.schema_version)
        self._known_fields = KnownFields(tuple(field_tree(catalog, self.schema_version, kind) for kind in kinds))
        self._is_first = True
        # The fast path does not support payloads inside documents, shown values and expiry checks.
        self._use_fast_path = use_fast_path and not self.at.tokens and not show_values and expiry is None

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy the arguments and the accepted fields that matched, without what was learned."""
        arguments = {**self._arguments, "accept_unstable": self.accepted_fields.entries}
        return partial(type(self), **arguments), (), self.accepted_fields.matched

    def __setstate__(self, matched: set[AcceptedField]) -> None:
        """Restore the accepted fields that matched."""
        self.accepted_fields.matched.update(matched)

    @property
    def unmatched(self) -> tuple[AcceptedField, ...]:
        """The entries of ``accept_unstable`` that matched no unstable field in any payload so far."""
        return self.accepted_fields.unmatched

    def validate(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on one payload: bytes or a str of JSON text, or a parsed object.

        The report on bytes may keep them until its findings are looked at. Its verdict does not need the findings.

        Raises:
            UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
            UnreadableInput: the text of the payload exceeds the limit of a document.
            AmbiguousPointer: ``at`` has a ``*``; call `validate_each`.
        """
        match = self._match_fast(payload)
        if match is not None:
            kind, verdict = match
            if verdict is not Verdict.VALID:
                compute = partial(self._report_known, payload, kind, Origin(source))
                return deferred_report(verdict, compute, self.schema_version, kind, source)
            return self._clean_reports[kind] if source is None else Report((), self.schema_version, kind, source)
        if self.at.has_wildcard:
            raise AmbiguousPointer(str(self.at))
        return self.validate_fully(payload, Origin(source))[-1]

    def validate_lines(self, stream: BinaryIO | TextIO | Iterable[bytes | str] | bytes) -> Iterator[Report]:
        """Yield the reports on JSON Lines, one document a line; blank lines are skipped.

        ``stream`` is a file, any other iterable of lines, or the whole content as bytes or str.

        Raises:
            UnreadableInput: a line exceeds its limit, or the memory. It is raised after the reports on all other lines.
        """
        if isinstance(stream, str):
            stream = StringIO(stream)
        elif isinstance(stream, bytes | bytearray):
            stream = BytesIO(stream)
        unreadable: UnreadableInput | None = None
        for origin, data in split_lines(stream, limits=self.limits):
            if isinstance(data, UnreadableInput):
                unreadable = unreadable or data
                continue
            try:
                yield from self.validate_each(data, origin)
            except MemoryError:
                unreadable = unreadable or origin.unreadable(OUT_OF_MEMORY)
        if unreadable is not None:
            raise unreadable

    def validate_each(self, payload: object, origin: Origin = UNKNOWN_ORIGIN) -> Iterator[Report]:
        """Yield the reports on the payloads that ``at`` selects in one document; one if the document is the payload.

        Problems of the document outside its payloads are reported with the first payload, at its root.

        Raises:
            UnsupportedType: a parsed document contains a value of a type that JSON does not have.
            UnreadableInput: the text of the document exceeds the limit of a document.
        """
        match = self._match_fast(payload)
        if match is None:
            yield from self._iter_reports(payload, origin)
        elif match[1] is Verdict.VALID:
            yield Report((), self.schema_version, match[0], origin.source, origin.record)
        else:
            yield self._report_known(payload, match[0], origin)

    def validate_fully(self, payload: object, origin: Origin = UNKNOWN_ORIGIN) -> list[Report]:
        """Return the reports of `validate_each` without trying the fast path; it raises the same errors."""
        return list(self._iter_reports(payload, origin))

    def _report_known(self, payload: object, kind: Kind, origin: Origin) -> Report:
        """Return the report on a payload that the fast path matched; there is nothing to learn from it."""
        if self.fast_path is not None and isinstance(payload, bytes):
            self.fast_path.take_back(kind, len(payload))
        (report,) = self._iter_reports(payload, origin, learns=False)
        return report

    def _iter_reports(self, payload: object, origin: Origin, *, learns: bool = True) -> Iterator[Report]:
        """Yield the report on each payload of a document, so that the findings of only one are in memory."""
        if isinstance(payload, bytes | bytearray | str) and exceeds(payload, self.limits.document):
            raise origin.beyond_document(self.limits)
        document = self.load(payload, selection=None if self.checker.unwraps else self.at)
        builder: FindingBuilder | None = None
        for index, checked in enumerate(self.checker.check_document(document)):
            if learns and not index:
                self._learn(document, checked)
            findings: tuple[Finding, ...] = ()
            if checked.issues:
                # Imported only for findings: most payloads have none, and it is slow to load.
                from .checks.finding_builder import FindingBuilder  # noqa: PLC0415 - slow to load

                if builder is None:
                    paths = (path for path, _ in self.checker.select(document))
                    builder = FindingBuilder(document, origin.line, paths, show_values=self.show_values)
                anchors = [issue.anchor for issue in checked.issues if not isinstance(issue.anchor, int)]
                builder.resolve(anchors, checked.path)
                findings = builder.build(checked.issues, checked.path, checked.kind, checked.visible_fields)
            yield Report(
                findings,
                self.schema_version,
                checked.kind,
                origin.source,
                origin.record,
                self.visible_pointer(checked.path) if checked.path else "",
                omitted=checked.issues.omitted,
            )

    def load(self, payload: object, selection: PointerPattern | None = None) -> Document:
        """Return the document of a payload: its text, its value, and the issues of its text.

        If ``selection`` is given, only the payloads that it selects are needed.

        Raises:
            UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
        """
        try:
            return load_document(payload, self._known_fields, selection)
        except NonJsonValue as error:
            path, type_name = error.path, error.type_name
        from .visibility import PointerFormatter, visible_path  # noqa: PLC0415 - slow to load

        # Raised outside the handler, so that its context is not an error with the whole path.
        kind = None if self.at.tokens else self.kind or detect_kind(payload)
        path = visible_path(
            path, kind, show_values=self.show_values, visible_fields=self.checker.visible_fields(kind, payload)
        )
        raise UnsupportedType(PointerFormatter().format(path), type_name)

    def visible_pointer(self, path: InstancePath) -> str:
        """Return the pointer to a payload; a name that ``*`` matched may be a value, such as a telephone number."""
        if not self.show_values:
            # A payload inside a back end's answer is one step deeper than the pattern.
            tokens = (*self.at.tokens, *path[len(self.at.tokens) :])
            pairs = zip(tokens, path, strict=False)
            path = tuple(token if token == WILDCARD and isinstance(step, str) else step for token, step in pairs)
        # Imported only for payloads inside documents.
        from .visibility import PointerFormatter  # noqa: PLC0415 - slow to load

        return PointerFormatter().format(path)

    @cached_property
    def fast_path(self) -> FastPath | None:
        """The shortcut for payloads without findings; None if every payload is validated in full."""
        if not self._use_fast_path:
            return None
        # Imported only when it is used: a run over payloads inside documents does not need it.
        from .fastpath.fast_path import FastPath  # noqa: PLC0415 - slow to load

        return FastPath(self._catalog, self.schema_version, self.kind, self.accepted_fields)

    def _match_fast(self, payload: object) -> tuple[Kind, Verdict] | None:
        """Return what `FastPath.match` returns; None for a payload that it is not used for."""
        if not isinstance(payload, bytes) or len(payload) > self.limits.document:
            return None
        if self._is_first:
            # Building the fast path takes longer than validating one payload, and many runs have only one.
            self._is_first = False
            return None
        return self.fast_path.match(payload) if self.fast_path is not None else None

    def _learn(self, document: Document, checked: CheckedPayload) -> None:
        """Teach the fast path, if it was built, a payload that was validated in full."""
        fast_path = vars(self).get("fast_path")
        data = document.data if document.is_clean and not checked.issues.omitted else None
        if fast_path and data is not None and checked.kind is not None:
            fast_path.learn(len(data), document.instance, checked.kind, checked.issues)

    @cached_property
    def _clean_reports(self) -> dict[Kind, Report]:
        """The reports without findings, which are immutable and so shared."""
        return {kind: Report((), self.schema_version, kind) for kind in DETECTABLE_KINDS}


def validate(payload: object) -> Report:
    """Return the report on one payload, validated against the newest 1.x schemas; its kind is detected.

    Raises:
        UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
    """
    return _standard_validator().validate(payload)


@cache
def _standard_validator() -> Validator:
    return Validator()


def _expiry_check(
    last_activity: datetime | None, retention: Retention | None, now: datetime | None
) -> ExpiryCheck | None:
    if last_activity is None and retention is None and now is None:
        return None
    # Imported only for expiry checks: other runs do not need the calendar.
    from .checks.expiry import ExpiryCheck  # noqa: PLC0415 - seldom needed
    from .retention import Retention, utc_offset  # noqa: PLC0415 - seldom needed

    require_type("retention", retention, (Retention, type(None)), "a Retention or None")
    for name, moment in (("last_activity", last_activity), ("now", now)):
        if moment is not None:
            utc_offset(moment, name)
    return None if last_activity is None else ExpiryCheck(last_activity, retention or Retention(), now)


def _parse_kind(kind: Kind | str) -> Kind | None:
    if kind == AUTO:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise UnknownKind(str(kind), (AUTO, *(available.value for available in Kind))) from None
