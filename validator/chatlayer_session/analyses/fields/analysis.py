"""The analysis that counts the fields of payloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from ...document import load_document
from ...errors import WrongArgumentType, require_type
from ...findings import DETECTABLE_KINDS, Kind
from ...inputs.records import Origin
from ...parsing.python_values import NonJsonValue
from ...runs.analysis import each_line
from ...spec.catalog import packaged_catalog
from ...spec.fields import KnownFields, field_tree
from ...spec.kinds import INTERNAL, detect_kind
from ...validator import AUTO, ValidatorOptions
from .batches import Batch, NameVisibility
from .counts import FieldCounts

if TYPE_CHECKING:
    from collections.abc import Container

    from ...jsonpointer import JsonValue
    from ...runs.crash import OnError
    from ...validator import Validator
    from .inventory import FieldInventory

BATCH_BYTES = 1 << 20
"""Bytes of text after which a batch of payloads is counted."""


class FieldsAnalysis:
    """Counts the fields of payloads; a payload without an object ``internal`` is reported instead.

    ``options_by_source`` has the options of sources that have their own, by the name of the source.
    """

    def __init__(
        self,
        options: ValidatorOptions,
        on_error: OnError,
        *,
        options_by_source: Mapping[str, ValidatorOptions] | None = None,
    ) -> None:
        self._validator = options.create_validator()
        self._validators = {name: own.create_validator() for name, own in (options_by_source or {}).items()}
        catalog, version = packaged_catalog(), self._validator.schema_version
        self._on_error = on_error
        self._root = field_tree(catalog, version, Kind.INTERNAL)
        self._known_fields = KnownFields(tuple(field_tree(catalog, version, kind) for kind in DETECTABLE_KINDS))
        self._platform_variables = field_tree(catalog, version, Kind.SESSION).platform_variables.keys()
        self._batch: Batch | None = None
        self._batch_bytes = 0

    def accumulator(self, _source: str | None = None) -> FieldCounts:
        """Return empty counts."""
        return FieldCounts.of(self._validator.schema_version)

    def document(self, origin: Origin, data: bytes | str, counts: FieldCounts) -> None:
        """Count the fields of the payloads in a document."""
        self._add(origin, data, counts)
        self.flush()

    def lines(self, source: str, data: bytes, counts: FieldCounts) -> tuple[int, int]:
        """Count the fields of the payloads on whole lines; return the numbers of records and of lines."""

        def add(origin: Origin, line: bytes) -> None:
            self.add(origin, line, counts)

        try:
            return each_line(source, data, add, self._on_error, self._validator.limits)
        finally:
            self.flush()

    def add(self, origin: Origin, payload: object, counts: FieldCounts) -> None:
        """Count the fields of the payloads in a document, at the latest when `flush` is called."""
        self._add(origin, payload, counts)
        self._batch_bytes += len(payload) if isinstance(payload, bytes | str) else 0
        if self._batch_bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Count the payloads of the current batch."""
        batch, self._batch, self._batch_bytes = self._batch, None, 0
        if batch is not None:
            batch.count(self._root)

    def _add(self, origin: Origin, payload: object, counts: FieldCounts) -> None:
        try:
            document = load_document(payload, self._known_fields)
        except NonJsonValue:
            # The validator raises an error without private names.
            self._report(origin, payload, counts)
            return
        if not document.is_json:
            self._report(origin, payload, counts)
            return
        at = self._validator_for(origin).at
        payloads = [instance for _, instance in at.matches(document.instance)]
        rejected = {index for index, instance in enumerate(payloads) if not self._is_counted(instance, origin, counts)}
        if rejected or not payloads:
            self._report(origin, payload, counts, rejected)

    def _is_counted(self, instance: JsonValue, origin: Origin, counts: FieldCounts) -> bool:
        """Add a payload to the batch if it has an object ``internal``; return whether it has."""
        validator = self._validator_for(origin)
        kind = validator.kind or detect_kind(instance)
        internal = instance
        if kind is not Kind.INTERNAL:
            internal = instance.get(INTERNAL) if isinstance(instance, dict) else None
        if not isinstance(internal, dict):
            return False
        if kind is Kind.SESSION and isinstance(instance, dict):
            counts.sessions += 1
            counts.variables += len(instance) - 1
            counts.platform_variables += len(self._platform_variables & instance.keys())
        visibility = _visibility(validator, kind, instance)
        if self._batch is None or self._batch.visibility is not visibility:
            # Payloads are counted in their order, which decides the first and the last payload with a field.
            self.flush()
            self._batch = Batch(counts, visibility)
        self._batch.add(internal, origin)
        return True

    def _report(
        self, origin: Origin, payload: object, counts: FieldCounts, indices: Container[int] | None = None
    ) -> None:
        """Collect the reports on the payloads with these indices, or on all payloads of the document."""
        for index, report in enumerate(self._validator_for(origin).validate_each(payload, origin)):
            if not indices or index in indices:
                counts.collector.add(report)

    def _validator_for(self, origin: Origin) -> Validator:
        return self._validators.get(origin.source or "", self._validator)


def _visibility(validator: Validator, kind: Kind, instance: JsonValue) -> NameVisibility:
    if validator.checker.visible_fields(kind, instance) is None:
        return NameVisibility.ALL
    return NameVisibility.DECLARED if validator.at.tokens else NameVisibility.TOP


def count_fields(
    payloads: Iterable[object], *, schema_version: str = "1", kind: Kind | str = AUTO, at: str = ""
) -> FieldInventory:
    """Return the fields that payloads have under ``internal``.

    ``payloads`` are documents: bytes or str of JSON text, or parsed objects. A file of JSON Lines opened for reading
    bytes works. The documents are records 1, 2 and so on of no source. The options are those of `Validator`.

    Raises:
        UnknownVersion: no such schema version exists.
        InvalidPointer: ``at`` is not a JSON Pointer.
        UnknownKind: no such kind exists.
        UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
        WrongArgumentType: ``payloads`` is one document, or not iterable.
    """
    if isinstance(payloads, bytes | bytearray | str | Mapping):
        found = type(cast("object", payloads)).__name__
        raise WrongArgumentType("payloads", "an iterable of documents", found)
    require_type("payloads", payloads, Iterable, "an iterable of documents")
    analysis = FieldsAnalysis(ValidatorOptions(schema_version=schema_version, kind=kind, at=at), _raise)
    counts = analysis.accumulator()
    for number, payload in enumerate(payloads, 1):
        analysis.add(Origin(None, number, number), payload, counts)
    analysis.flush()
    return counts.inventory()


def _raise(_origin: Origin, error: Exception) -> None:
    raise error
