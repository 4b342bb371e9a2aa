"""Documents to counts of the fields in their payloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...document import load_document
from ...findings import Kind
from ...inputs.records import Origin, Record
from ...parsing.python_values import NonJsonValue
from ...runs.analysis import each_line
from ...spec.catalog import packaged_catalog
from ...spec.fields import KnownFields, field_tree
from ...spec.kinds import INTERNAL, detect_kind
from ...validator import AUTO, Validator
from .batches import Batch, NameVisibility
from .counts import FieldCounts
from .inventory import FieldLocation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...jsonpointer import JsonValue
    from .inventory import FieldInventory

BATCH_BYTES = 1 << 20
"""Bytes of text whose payloads are counted together."""


@dataclass(frozen=True, slots=True)
class FieldsSettings:
    """What a process needs to know to observe fields; picklable.

    ``validator`` are the arguments of the `Validator`; ``describe`` words an unforeseen exception.
    """

    validator: dict[str, Any]
    describe: Callable[[BaseException], str]

    def tally(self) -> FieldCounts:
        """Return an empty tally."""
        return FieldCounts.of(packaged_catalog().resolve(self.validator["schema_version"]))

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> FieldsAnalysis:
        """Return what observes fields; ``on_defect`` is told of an unforeseen exception at a record."""
        return FieldsAnalysis(Validator(**self.validator), on_defect)


class FieldsAnalysis:
    """Counts the fields of payloads; those that cannot be looked into are told with the reports on them."""

    def __init__(self, validator: Validator, on_defect: Callable[[str | None, int | None, Exception], None]) -> None:
        catalog, version = packaged_catalog(), validator.schema_version
        self._validator = validator
        self._on_defect = on_defect
        self._root = field_tree(catalog, version, Kind.INTERNAL)
        self._known = KnownFields(tuple(field_tree(catalog, version, kind) for kind in (Kind.INTERNAL, Kind.SESSION)))
        self._batch = Batch(NameVisibility.ALL)
        self._waiting = 0

    def accumulator(self, _source: str | None) -> FieldCounts:
        """Return what one task gathers into."""
        return FieldCounts.of(self._validator.schema_version)

    def document(self, source: str | None, record: Record, gathering: FieldCounts) -> None:
        """Count the fields of the payloads in a document."""
        self._take(source, record, record.data, gathering)
        self.finish(gathering)

    def lines(self, source: str, data: bytes, gathering: FieldCounts) -> tuple[int, int]:
        """Count the fields of the payloads on whole lines; return how many records and how many lines there are."""

        def take(record: Record) -> None:
            self.take(source, record, record.data, gathering)

        try:
            return each_line(source, data, take, self._on_defect)
        finally:
            self.finish(gathering)

    def take(self, source: str | None, record: Record, payload: object, gathering: FieldCounts) -> None:
        """Count the fields of the payloads in a document, by the call of `finish` at the latest."""
        self._take(source, record, payload, gathering)
        self._waiting += len(record.data)
        if self._waiting >= BATCH_BYTES:
            self.finish(gathering)

    def finish(self, gathering: FieldCounts) -> None:
        """Count what is still waiting."""
        self._waiting = 0
        if self._batch.objects:
            self._batch.count(gathering, self._root)

    def _take(self, source: str | None, record: Record, payload: object, gathering: FieldCounts) -> None:
        try:
            document = load_document(payload, self._known)
        except NonJsonValue:
            # The validator says of it what may be said.
            self._tell(source, record, payload, gathering, set())
            return
        if not document.is_json:
            self._tell(source, record, payload, gathering, set())
            return
        places = list(self._validator.at.matches(document.instance))
        seen = FieldLocation(source, record.number)
        taken = [self._is_taken(instance, seen, gathering) for _, instance in places]
        if not all(taken) or not places:
            self._tell(source, record, payload, gathering, {index for index, each in enumerate(taken) if not each})

    def _is_taken(self, instance: JsonValue, seen: FieldLocation, gathering: FieldCounts) -> bool:
        """Let a payload be counted if it has an object ``internal``, and say whether it has."""
        kind = self._validator.kind or detect_kind(instance)
        internal = instance
        if kind is not Kind.INTERNAL:
            internal = instance.get(INTERNAL) if isinstance(instance, dict) else None
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

    def _naming(self, kind: Kind, instance: JsonValue) -> NameVisibility:
        if self._validator.checker.visible_fields(kind, instance) is None:
            return NameVisibility.ALL
        return NameVisibility.DECLARED if self._validator.at.tokens else NameVisibility.TOP

    def _tell(
        self, source: str | None, record: Record, payload: object, gathering: FieldCounts, indices: set[int]
    ) -> None:
        """Keep the reports on the payloads with these indices; on all if there are none."""
        reports = self._validator.validate_each(payload, Origin(source, record.number, record.line))
        for index, report in enumerate(reports):
            if not indices or index in indices:
                gathering.add(report)


def count_fields(
    payloads: Iterable[object], *, schema_version: str = "1", kind: Kind | str = AUTO, at: str = ""
) -> FieldInventory:
    """Return which fields payloads carry under ``internal``.

    ``payloads`` are documents, each bytes or a str of JSON text or a parsed object, and are the records 1, 2 and so on
    of no source; a file of JSON Lines opened for reading bytes serves. The options are those of the `Validator`.

    Raises:
        UnknownVersion: no such schema version exists.
        InvalidPointer: ``at`` is not a JSON Pointer.
        UnknownKind: ``kind`` is none.
        UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
    """
    validator = Validator(schema_version=schema_version, kind=kind, at=at)
    examiner = FieldsAnalysis(validator, _raise)
    tally = examiner.accumulator(None)
    for number, payload in enumerate(payloads, 1):
        text = payload if isinstance(payload, bytes | str) else b""
        examiner.take(None, Record(number, number, text), payload, tally)
    examiner.finish(tally)
    return tally.inventory()


def _raise(_source: str | None, _record: int | None, error: Exception) -> None:
    raise error
