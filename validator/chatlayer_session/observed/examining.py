"""Documents to counts of the fields in their payloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..bulk.examining import each_line
from ..catalog import packaged_catalog
from ..documents import read
from ..fields import READ_ONLY, Known, fields_of
from ..findings import Kind
from ..observing import kind_of
from ..reading.records import Record
from ..reading.values import ForeignValue
from ..validator import AUTO, Origin, Validator
from .batches import Batch, Naming
from .corpus import Seen
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..pointers import JsonValue
    from .corpus import Corpus

BATCH_BYTES = 1 << 20
"""Bytes of text whose payloads are counted together."""


@dataclass(frozen=True, slots=True)
class FieldsSettings:
    """What a process needs to know to observe fields; picklable.

    ``validator`` are the arguments of the `Validator`; ``describe`` words an unforeseen exception.
    """

    validator: dict[str, Any]
    describe: Callable[[BaseException], str]

    def tally(self) -> Tally:
        """Return an empty tally."""
        return Tally.of(packaged_catalog().resolve(self.validator["schema_version"]))

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> FieldsExaminer:
        """Return what observes fields; ``on_defect`` is told of an unforeseen exception at a record."""
        return FieldsExaminer(Validator(**self.validator), on_defect)


class FieldsExaminer:
    """Counts the fields of payloads; those that cannot be looked into are told with the reports on them."""

    def __init__(self, validator: Validator, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        catalog, version = packaged_catalog(), validator.schema_version
        self._validator = validator
        self._on_defect = on_defect
        self._root = fields_of(catalog, version, Kind.INTERNAL)
        self._known = Known(tuple(fields_of(catalog, version, kind) for kind in (Kind.INTERNAL, Kind.SESSION)))
        self._batch = Batch(Naming.ALL)
        self._waiting = 0

    def gathering(self, _source: str | None) -> Tally:
        """Return what one task gathers into."""
        return Tally.of(self._validator.schema_version)

    def document(self, source: str | None, record: Record, gathering: Tally) -> None:
        """Count the fields of the payloads in a document."""
        self._take(source, record, record.data, gathering)
        self.finish(gathering)

    def lines(self, source: str, data: bytes, gathering: Tally) -> tuple[int, int]:
        """Count the fields of the payloads on whole lines; return how many records and how many lines there are."""

        def take(record: Record) -> None:
            self.take(source, record, record.data, gathering)

        try:
            return each_line(source, data, take, self._on_defect)
        finally:
            self.finish(gathering)

    def take(self, source: str | None, record: Record, payload: object, gathering: Tally) -> None:
        """Count the fields of the payloads in a document, by the call of `finish` at the latest."""
        self._take(source, record, payload, gathering)
        self._waiting += len(record.data)
        if self._waiting >= BATCH_BYTES:
            self.finish(gathering)

    def finish(self, gathering: Tally) -> None:
        """Count what is still waiting."""
        self._waiting = 0
        if self._batch.objects:
            self._batch.count(gathering, self._root)

    def _take(self, source: str | None, record: Record, payload: object, gathering: Tally) -> None:
        try:
            document = read(payload, self._known)
        except ForeignValue:
            # The validator says of it what may be said.
            self._tell(source, record, payload, gathering, set())
            return
        if not document.understood:
            self._tell(source, record, payload, gathering, set())
            return
        places = list(self._validator.selection.places(document.instance))
        seen = Seen(source, record.number)
        taken = [self._is_taken(instance, seen, gathering) for _, instance in places]
        if not all(taken) or not places:
            self._tell(source, record, payload, gathering, {index for index, each in enumerate(taken) if not each})

    def _is_taken(self, instance: JsonValue, seen: Seen, gathering: Tally) -> bool:
        """Let a payload be counted if it has an object ``internal``, and say whether it has."""
        kind = self._validator.kind or kind_of(instance)
        internal = instance
        if kind is not Kind.INTERNAL:
            internal = instance.get(READ_ONLY) if isinstance(instance, dict) else None
        if not isinstance(internal, dict):
            return False
        if kind is Kind.SESSION and isinstance(instance, dict):
            gathering.sessions += 1
            gathering.variables += len(instance) - 1
        naming = self._naming(kind, instance)
        if naming is not self._batch.naming:
            # Payloads are counted in their order, by which the first and the last are told.
            self.finish(gathering)
            self._batch = Batch(naming)
        self._batch.add(internal, seen)
        return True

    def _naming(self, kind: Kind, instance: JsonValue) -> Naming:
        if self._validator.observer.declared(kind, instance) is None:
            return Naming.ALL
        return Naming.DECLARED if self._validator.selection.tokens else Naming.TOP

    def _tell(self, source: str | None, record: Record, payload: object, gathering: Tally, indices: set[int]) -> None:
        """Keep the reports on the payloads with these indices; on all if there are none."""
        reports = self._validator.validate_each(payload, Origin(source, record.number, record.line))
        for index, report in enumerate(reports):
            if not indices or index in indices:
                gathering.add(report)


def observed_fields(
    payloads: Iterable[object], *, schema_version: str = "1", kind: Kind | str = AUTO, at: str = ""
) -> Corpus:
    """Return which fields payloads carry under ``internal``.

    ``payloads`` are documents, each bytes or a str of JSON text or a parsed object, and are the records 1, 2 and so on
    of no source; a file of JSON Lines opened for reading bytes serves. The options are those of the `Validator`.

    Raises:
        UnknownVersion: no such schema version exists.
        NotAPointer: ``at`` is not a JSON Pointer.
        UnknownKind: ``kind`` is none.
        NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
    """
    validator = Validator(schema_version=schema_version, kind=kind, at=at)
    examiner = FieldsExaminer(validator, _raise)
    tally = examiner.gathering(None)
    for number, payload in enumerate(payloads, 1):
        text = payload if isinstance(payload, bytes | str) else b""
        examiner.take(None, Record(number, number, text), payload, tally)
    examiner.finish(tally)
    return tally.corpus()


def _raise(_source: str | None, _record: int | None, error: Exception) -> None:
    raise error
