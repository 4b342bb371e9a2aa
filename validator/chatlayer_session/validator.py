"""The validator: reading, then an engine, then reports with every finding in its place."""

from __future__ import annotations

from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TextIO

from .checks.accepted import AcceptedField, AcceptedFields
from .checks.payloads import PayloadChecker
from .document import load_document
from .errors import AmbiguousPointer, KindNotInVersion, UnknownKind, UnsupportedType
from .findings import DETECTABLE_KINDS, Kind, Report
from .inputs.records import UNKNOWN_ORIGIN, Origin, split_lines
from .jsonpointer import WILDCARD, PointerPattern, format_pointer
from .parsing.python_values import NonJsonValue
from .spec.catalog import DEFAULT_VERSION, packaged_catalog
from .spec.fields import KnownFields, field_tree
from .spec.kinds import detect_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from .checks.expiry import ExpiryCheck
    from .checks.finding_builder import FindingBuilder
    from .checks.payloads import CheckedPayload
    from .document import Document
    from .fastpath.fast_path import FastPath
    from .jsonpointer import InstancePath
    from .retention import Retention
    from .spec.catalog import Catalog

AUTO = "auto"
"""The kind of payload that is told from the payload itself."""


class Validator:
    """Holds payloads to one version of the session schemas.

    ``schema_version`` is a version or a prefix of one (``1`` is the newest 1.x), or ``latest``. ``kind`` is what the
    payloads are; ``auto`` tells it from each payload: an object with the member ``internal`` is a session.
    ``accept_unstable`` are unstable fields that give no finding: JSON Pointers from the root of a session or from
    ``internal``, for either kind of payload, with ``*`` for every item or member, or `AcceptedField` objects. Their
    ``until`` is compared with ``today``, by default the day in UTC on which the validator is created. ``at`` is a JSON
    Pointer to the payload inside a larger document, in which ``*`` stands for every member or item. ``show_values``
    puts the payload's text into the findings. ``screened`` lets payloads in which nothing is to be told take a shorter
    way to the same report. ``last_activity`` is when the sessions were last active: those that are expired at ``now``
    (the present moment where that is None) by their ``retention`` (30 days where that is None) are told. Both are
    aware.

    Raises:
        UnknownVersion: no such schema version exists.
        InvalidPointer: ``at`` or one of ``accept_unstable`` is not a JSON Pointer.
        NotADateObject: ``today`` is no ``datetime.date``, or is one with a time.
        UnknownKind: ``kind`` is none.
        NaiveDatetime: ``last_activity`` or ``now`` has no offset from UTC.
        KindNotInVersion: the schema version has no schema for this kind.
    """

    def __init__(
        self,
        *,
        schema_version: str = DEFAULT_VERSION,
        kind: Kind | str = AUTO,
        accept_unstable: Iterable[str | AcceptedField] | AcceptedField = (),
        today: date | None = None,
        at: str = "",
        show_values: bool = False,
        screened: bool = True,
        last_activity: datetime | None = None,
        retention: Retention | None = None,
        now: datetime | None = None,
        catalog: Catalog | None = None,
    ) -> None:
        catalog = catalog or packaged_catalog()
        self.schema_version = catalog.resolve(schema_version)
        self.kind = _parse_kind(kind)
        if self.kind is not None and self.kind not in catalog.kinds(self.schema_version):
            raise KindNotInVersion(self.kind.value, self.schema_version, catalog.versions_supporting(self.kind))
        self.at = PointerPattern.parse(at)
        entries = (accept_unstable,) if isinstance(accept_unstable, str | AcceptedField) else accept_unstable
        self.accepted_fields = AcceptedFields(entries, today)
        self.show_values = show_values
        inactivity = None if last_activity is None else _expiry_check(last_activity, retention, now)
        version = self.schema_version
        self.checker = PayloadChecker(catalog, version, self.kind, self.at, self.accepted_fields, inactivity=inactivity)
        self._catalog = catalog
        diagnosed = DETECTABLE_KINDS if self.kind in {None, *DETECTABLE_KINDS} else catalog.kinds(self.schema_version)
        self._known = KnownFields(tuple(field_tree(catalog, self.schema_version, each) for each in diagnosed))
        # Of payloads inside documents, of values to be shown and of time the gate knows nothing.
        self._is_first = True
        self._screened = screened and not self.at.tokens and not show_values and inactivity is None

    @property
    def unmatched(self) -> tuple[AcceptedField, ...]:
        """The entries of ``accept_unstable`` that named no unstable field in any payload so far."""
        return self.accepted_fields.unmatched

    def validate(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on one payload: bytes or a str of JSON text, or a parsed object.

        Raises:
            UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
            AmbiguousPointer: ``at`` has a ``*``; call `validate_each`.
        """
        kind = self._match_fast(payload)
        if kind is not None:
            return self._clean_reports[kind] if source is None else Report((), self.schema_version, kind, source)
        if self.at.has_wildcard:
            raise AmbiguousPointer(str(self.at))
        return self.examine(payload, Origin(source))[-1]

    def validate_lines(self, stream: BinaryIO | TextIO | Iterable[bytes | str] | bytes) -> Iterator[Report]:
        """Yield the reports on JSON Lines, each line a document; blank lines are passed over.

        ``stream`` is a file, any other iterable of lines, or the whole content as bytes or str.
        """
        if isinstance(stream, str):
            stream = stream.split("\n")
        elif isinstance(stream, bytes | bytearray):
            stream = BytesIO(stream)
        for record in split_lines(stream):
            yield from self.validate_each(record.data, Origin(None, record.number, record.line))

    def validate_each(self, payload: object, origin: Origin = UNKNOWN_ORIGIN) -> Iterator[Report]:
        """Yield the reports on the payloads that ``at`` selects in one document; one if it is the payload itself.

        What is wrong with the document outside its payloads is told with the first of them, at its root.

        Raises:
            UnsupportedType: a parsed document holds a value of a type that JSON does not have.
        """
        kind = self._match_fast(payload)
        if kind is not None:
            yield Report((), self.schema_version, kind, origin.source, origin.record)
            return
        yield from self.examine(payload, origin)

    def _match_fast(self, payload: object) -> Kind | None:
        """Return the kind of a payload of which nothing is to be told; None if there is something, or may be."""
        if not isinstance(payload, bytes):
            return None
        if self._is_first:
            # To make the gate takes longer than to read a payload, and many runs have but one.
            self._is_first = False
            return None
        return self.fast_path.match(payload) if self.fast_path is not None else None

    def examine(self, payload: object, origin: Origin = UNKNOWN_ORIGIN) -> list[Report]:
        """Return the reports of `validate_each`, the screen left aside: for payloads that it does not let through.

        Raises:
            UnsupportedType: a parsed document holds a value of a type that JSON does not have.
        """
        document = self.read(payload)
        payloads = self.checker.check_document(document)
        kind = payloads[0].kind
        if (
            "fast_path" in vars(self)
            and self.fast_path
            and document.is_clean
            and document.data is not None
            and kind is not None
        ):
            self.fast_path.learn(document.data, document.instance, kind, payloads[0].issues)
        placer = self._finding_builder(document, origin, payloads)
        return [
            Report(
                placer.build(found.issues, found.path, found.kind, found.visible_fields) if placer else (),
                self.schema_version,
                found.kind,
                origin.source,
                origin.record,
                self.redacted_pointer(found.path) if found.path else "",
            )
            for found in payloads
        ]

    def _finding_builder(
        self, document: Document, origin: Origin, payloads: list[CheckedPayload]
    ) -> FindingBuilder | None:
        """Return what places the observations on some payloads of a document; None if there are none."""
        places = [observation.anchor for found in payloads for observation in found.issues]
        if not places:
            return None
        # Imported when there is something to place: it takes long to load, as what finds places does.
        from .checks.finding_builder import FindingBuilder  # noqa: PLC0415 - slow to load

        placer = FindingBuilder(document, origin.line, show_values=self.show_values)
        placer.resolve([place for place in places if not isinstance(place, int)])
        return placer

    @cached_property
    def fast_path(self) -> FastPath | None:
        """What lets payloads through of which nothing is to be told; None if all are to be read and checked."""
        if not self._screened:
            return None
        # Imported here: a run over payloads at a place inside documents does without.
        from .fastpath.fast_path import FastPath  # noqa: PLC0415 - slow to load

        return FastPath(self._catalog, self.schema_version, self.kind, self.accepted_fields.active)

    @cached_property
    def _clean_reports(self) -> dict[Kind, Report]:
        """The reports on payloads of which there is nothing to tell: equal, and frozen, so one for all."""
        return {kind: Report((), self.schema_version, kind) for kind in DETECTABLE_KINDS}

    def read(self, payload: object) -> Document:
        """Return the document that a payload stands in, or is.

        Raises:
            UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
        """
        try:
            return load_document(payload, self._known)
        except NonJsonValue as error:
            path, type_name = error.path, error.type_name
        from .redaction import redact_path  # noqa: PLC0415 - slow to load

        # Raised out here, the error does not carry along one that holds the whole path.
        kind = None if self.at.tokens else self.kind or detect_kind(payload)
        path = redact_path(
            path, kind, show_values=self.show_values, declared=self.checker.visible_fields(kind, payload)
        )
        raise UnsupportedType(format_pointer(path), type_name)

    def redacted_pointer(self, path: InstancePath) -> str:
        """Return the place of a payload; a name that ``*`` stands for may be a value, such as a telephone number."""
        if not self.show_values:
            # Behind what was selected comes the member of an answer that is the payload.
            tokens = (*self.at.tokens, *path[len(self.at.tokens) :])
            pairs = zip(tokens, path, strict=False)
            path = tuple(token if token == WILDCARD and isinstance(step, str) else step for token, step in pairs)
        return format_pointer(path)


def validate(payload: object) -> Report:
    """Return the report on one payload, held to the newest 1.x schemas, its kind told from its content.

    Raises:
        UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
    """
    return _standard_validator().validate(payload)


@cache
def _standard_validator() -> Validator:
    return Validator()


def _expiry_check(last_activity: datetime, retention: Retention | None, now: datetime | None) -> ExpiryCheck:
    # Imported when time is to be told: the others do without the calendar.
    from .checks.expiry import ExpiryCheck  # noqa: PLC0415 - seldom needed
    from .retention import Retention  # noqa: PLC0415 - seldom needed

    return ExpiryCheck(last_activity, retention or Retention(), now)


def _parse_kind(kind: Kind | str) -> Kind | None:
    if kind == AUTO:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise UnknownKind(str(kind), (AUTO, *(each.value for each in Kind))) from None
