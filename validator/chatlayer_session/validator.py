"""The validator: reading, then an engine, then reports with every finding in its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TextIO

from .accepted import Acceptances, Accepted
from .catalog import NEWEST, packaged_catalog
from .documents import read
from .errors import KindNotInVersion, NotJsonValue, SeveralPayloads, UnknownKind
from .fields import Known, fields_of
from .findings import TOLD_KINDS, Kind, Report
from .observing import Observer, kind_of
from .pointers import WILDCARD, Selection, pointer_to
from .reading.records import records
from .reading.values import ForeignValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from .catalog import Catalog
    from .documents import Document
    from .observing import Payload
    from .placing import Placer
    from .pointers import Path
    from .rules.retention import Inactivity, Retention
    from .screening.gate import Gate

AUTO = "auto"
"""The kind of payload that is told from the payload itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: the source's name, the record's number in it, and the line it starts on."""

    source: str | None = None
    record: int | None = None
    line: int = 1


class Validator:
    """Holds payloads to one version of the session schemas.

    ``schema_version`` is a version or a prefix of one (``1`` is the newest 1.x), or ``latest``. ``kind`` is what the
    payloads are; ``auto`` tells it from each payload: an object with the member ``internal`` is a session.
    ``accept_unstable`` are unstable fields that give no finding: JSON Pointers from the root of a session or from
    ``internal``, whichever the kind of the payload, with ``*`` for every item or member, or `Accepted` ones. Those are
    held against the day ``today``, where that is None the one in UTC on which the validator is made. ``at`` is a JSON
    Pointer to the payload inside a larger document, in which ``*`` stands for every member or item. ``show_values``
    puts the payload's text into the findings. ``screened`` lets payloads in which nothing is to be told take a shorter
    way to the same report. ``last_activity`` is when the sessions were last active: those that are expired at ``now``
    (the present moment where that is None) by their ``retention`` (30 days where that is None) are told. Both are
    aware.

    Raises:
        UnknownVersion: no such schema version exists.
        NotAPointer: ``at`` or one of ``accept_unstable`` is not a JSON Pointer.
        NotADate: ``today`` is no ``datetime.date``, or is one with a time.
        UnknownKind: ``kind`` is none.
        NaiveMoment: ``last_activity`` or ``now`` has no offset from UTC.
        KindNotInVersion: the schema version has no schema for this kind.
    """

    def __init__(
        self,
        *,
        schema_version: str = NEWEST,
        kind: Kind | str = AUTO,
        accept_unstable: Iterable[str | Accepted] | Accepted = (),
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
        self.kind = _kind_named(kind)
        if self.kind is not None and self.kind not in catalog.kinds(self.schema_version):
            raise KindNotInVersion(self.kind.value, self.schema_version, catalog.versions_with(self.kind))
        self.selection = Selection.parse(at)
        entries = (accept_unstable,) if isinstance(accept_unstable, str | Accepted) else accept_unstable
        self.acceptances = Acceptances(entries, today)
        self.show_values = show_values
        inactivity = None if last_activity is None else _inactivity(last_activity, retention, now)
        version = self.schema_version
        self.observer = Observer(catalog, version, self.kind, self.selection, self.acceptances, inactivity=inactivity)
        self._catalog = catalog
        diagnosed = TOLD_KINDS if self.kind in {None, *TOLD_KINDS} else catalog.kinds(self.schema_version)
        self._known = Known(tuple(fields_of(catalog, self.schema_version, each) for each in diagnosed))
        # Of payloads inside documents, of values to be shown and of time the gate knows nothing.
        self._is_first = True
        self._screened = screened and not self.selection.tokens and not show_values and inactivity is None

    @property
    def unmatched(self) -> tuple[Accepted, ...]:
        """The entries of ``accept_unstable`` that named no unstable field in any payload so far."""
        return self.acceptances.unmatched

    def validate(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on one payload: bytes or a str of JSON text, or a parsed object.

        Raises:
            NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
            SeveralPayloads: ``at`` has a ``*``; call `validate_each`.
        """
        kind = self._kind_of_clean(payload)
        if kind is not None:
            return self._clean_reports[kind] if source is None else Report((), self.schema_version, kind, source)
        if self.selection.several:
            raise SeveralPayloads(str(self.selection))
        return self.examine(payload, Origin(source))[-1]

    def validate_lines(self, stream: BinaryIO | TextIO | Iterable[bytes | str] | bytes) -> Iterator[Report]:
        """Yield the reports on JSON Lines, each line a document; blank lines are passed over.

        ``stream`` is a file, any other iterable of lines, or the whole content as bytes or str.
        """
        if isinstance(stream, str):
            stream = stream.split("\n")
        elif isinstance(stream, bytes | bytearray):
            stream = BytesIO(stream)
        for record in records(stream):
            yield from self.validate_each(record.data, Origin(None, record.number, record.line))

    def validate_each(self, payload: object, origin: Origin = Origin()) -> Iterator[Report]:
        """Yield the reports on the payloads that ``at`` selects in one document; one if it is the payload itself.

        What is wrong with the document outside its payloads is told with the first of them, at its root.

        Raises:
            NotJsonValue: a parsed document holds a value of a type that JSON does not have.
        """
        kind = self._kind_of_clean(payload)
        if kind is not None:
            yield Report((), self.schema_version, kind, origin.source, origin.record)
            return
        yield from self.examine(payload, origin)

    def _kind_of_clean(self, payload: object) -> Kind | None:
        """Return the kind of a payload of which nothing is to be told; None if there is something, or may be."""
        if not isinstance(payload, bytes):
            return None
        if self._is_first:
            # To make the gate takes longer than to read a payload, and many runs have but one.
            self._is_first = False
            return None
        return self.gate.kind_of_clean(payload) if self.gate is not None else None

    def examine(self, payload: object, origin: Origin = Origin()) -> list[Report]:
        """Return the reports of `validate_each`, the screen left aside: for payloads that it does not let through.

        Raises:
            NotJsonValue: a parsed document holds a value of a type that JSON does not have.
        """
        document = self.read(payload)
        payloads = self.observer.payloads(document)
        kind = payloads[0].kind
        if "gate" in vars(self) and self.gate and document.exact and document.data is not None and kind is not None:
            self.gate.teach(document.data, document.instance, kind, payloads[0].observations)
        placer = self._placer(document, origin, payloads)
        return [
            Report(
                placer.findings(found.observations, found.path, found.kind, found.declared) if placer else (),
                self.schema_version,
                found.kind,
                origin.source,
                origin.record,
                self.shown_at(found.path) if found.path else "",
            )
            for found in payloads
        ]

    def _placer(self, document: Document, origin: Origin, payloads: list[Payload]) -> Placer | None:
        """Return what places the observations on some payloads of a document; None if there are none."""
        places = [observation.place for found in payloads for observation in found.observations]
        if not places:
            return None
        # Imported when there is something to place: it takes long to load, as what finds places does.
        from .placing import Placer  # noqa: PLC0415 - slow to load

        placer = Placer(document, origin.line, show_values=self.show_values)
        placer.look_up([place for place in places if not isinstance(place, int)])
        return placer

    @cached_property
    def gate(self) -> Gate | None:
        """What lets payloads through of which nothing is to be told; None if all are to be read and checked."""
        if not self._screened:
            return None
        # Imported here: a run over payloads at a place inside documents does without.
        from .screening.gate import Gate  # noqa: PLC0415 - slow to load

        return Gate(self._catalog, self.schema_version, self.kind, self.acceptances.in_force)

    @cached_property
    def _clean_reports(self) -> dict[Kind, Report]:
        """The reports on payloads of which there is nothing to tell: equal, and frozen, so one for all."""
        return {kind: Report((), self.schema_version, kind) for kind in TOLD_KINDS}

    def read(self, payload: object) -> Document:
        """Return the document that a payload stands in, or is.

        Raises:
            NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
        """
        try:
            return read(payload, self._known)
        except ForeignValue as error:
            path, type_name = error.path, error.type_name
        from .placing import shown_path  # noqa: PLC0415 - slow to load

        # Raised out here, the error does not carry along one that holds the whole path.
        kind = None if self.selection.tokens else self.kind or kind_of(payload)
        path = shown_path(path, kind, show_values=self.show_values, declared=self.observer.declared(kind, payload))
        raise NotJsonValue(pointer_to(path), type_name)

    def shown_at(self, path: Path) -> str:
        """Return the place of a payload; a name that ``*`` stands for may be a value, such as a telephone number."""
        if not self.show_values:
            # Behind what was selected comes the member of an answer that is the payload.
            tokens = (*self.selection.tokens, *path[len(self.selection.tokens) :])
            pairs = zip(tokens, path, strict=False)
            path = tuple(token if token == WILDCARD and isinstance(step, str) else step for token, step in pairs)
        return pointer_to(path)


def validate(payload: object) -> Report:
    """Return the report on one payload, held to the newest 1.x schemas, its kind told from its content.

    Raises:
        NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
    """
    return _standard_validator().validate(payload)


@cache
def _standard_validator() -> Validator:
    return Validator()


def _inactivity(last_activity: datetime, retention: Retention | None, now: datetime | None) -> Inactivity:
    # Imported when time is to be told: the others do without the calendar.
    from .rules.retention import Inactivity, Retention  # noqa: PLC0415 - seldom needed

    return Inactivity(last_activity, retention or Retention(), now)


def _kind_named(kind: Kind | str) -> Kind | None:
    if kind == AUTO:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise UnknownKind(str(kind), (AUTO, *(each.value for each in Kind))) from None
