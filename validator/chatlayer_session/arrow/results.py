"""The reports on rows as Arrow data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import UnknownChoice, UnreadableInput
from ..findings import verdict_of
from ..inputs.records import OUT_OF_MEMORY
from ..runs.crash import format_crash
from ..runs.lines import Prefilter
from .rows import batches_of, pyarrow, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..findings import Report
    from ..validator import Validator, ValidatorOptions
    from .rows import Columns, Row

FINDING_TYPES = {
    "at": "string",
    "rule": "string",
    "severity": "string",
    "pointer": "string",
    "line": "int64",
    "column": "int64",
    "message": "string",
    "hint": "string",
    "schemaPointer": "string",
    "value": "string",
}
"""The fields of a finding, and their types: those of the report format, and the pointer to the payload in the row."""

RESULT_NAMES = ("verdict", "kind", "findings", "error")
"""The columns that describe the payload of a row; all are null if the payload is."""

Described: TypeAlias = "tuple[str | None, str | None, list[dict[str, Any]] | None, str | None]"
"""The values of these columns."""

NO_PAYLOAD: Described = (None, None, None, None)
"""The values for a row whose payload is null."""


def result_types() -> list[Any]:
    """Return the types of the columns that describe a payload."""
    pa = pyarrow()
    fields = [pa.field(name, pa.type_for_alias(alias)) for name, alias in FINDING_TYPES.items()]
    return [pa.string(), pa.string(), pa.list_(pa.struct(fields)), pa.string()]


def result_schema(schema: Any, payload: str) -> Any:
    """Return the schema of results: the other columns of the data, and the columns that describe the payload.

    Raises:
        UnknownChoice: the data has no column of the payloads.
        ValueError: the data has a column of the same name.
    """
    pa = pyarrow()
    if payload not in schema.names:
        raise UnknownChoice(payload, schema.names, "column")
    others = [field for field in schema if field.name != payload]
    taken = [field.name for field in others if field.name in RESULT_NAMES]
    if taken:
        message = f"the data already has a column {taken[0]!r}; rename it"
        raise ValueError(message)
    return pa.schema([*others, *(pa.field(*pair) for pair in zip(RESULT_NAMES, result_types(), strict=True))])


def iter_results(data: Any, columns: Columns, options: ValidatorOptions) -> Iterator[Any]:
    """Yield a record batch of results for each one of Arrow data."""
    validator = options.create_validator()
    for batch in batches_of(data):
        schema = result_schema(batch.schema, columns.payload)
        others = [batch.column(name) for name in batch.schema.names if name != columns.payload]
        results = [NO_PAYLOAD] * batch.num_rows
        for index, result in describe(validator, rows_of(batch, columns)):
            results[index] = result
        yield result_batch(others, results, schema)


def result_batch(others: Sequence[Any], results: Sequence[Described], schema: Any) -> Any:
    """Return a record batch of other columns and results, one for each row."""
    pa = pyarrow()
    values = zip(*results, strict=True) if results else [()] * len(RESULT_NAMES)
    added = [pa.array(list(column), kind) for column, kind in zip(values, result_types(), strict=True)]
    return pa.record_batch([*others, *added], schema=schema)


def describe(validator: Validator, rows: Sequence[Row]) -> Iterator[tuple[int, Described]]:
    """Yield what describes the payload of each row, with the index of the row."""
    fast_path = validator.fast_path
    # Decoders know no limit.
    size = validator.limits.document if fast_path is not None else -1
    yield from ((row.index, _result(validator, row)) for row in rows if len(row.text) > size)
    rows = [row for row in rows if len(row.text) <= size]
    if fast_path is None or not rows:
        return
    texts = [row.text for row in rows]
    lines = Prefilter(fast_path.decoders, list(fast_path.decoders), texts, fast_path.accepted)
    for number in lines.match_all():
        if not lines.retry(number):
            yield rows[number].index, _result(validator, rows[number])
    for matched in lines.matched.values():
        for number in matched.indices:
            yield rows[number].index, ("valid", matched.kind.value, [], None)


def _result(validator: Validator, row: Row) -> Described:
    try:
        return _described(validator.validate_fully(row.text, row.origin))
    except UnreadableInput as error:
        return None, None, None, error.cause
    except MemoryError:
        return None, None, None, OUT_OF_MEMORY
    except Exception as error:
        # Regardless of the error, the other rows are still validated.
        return None, None, None, format_crash(error)


def _described(reports: Iterable[Report]) -> Described:
    """Return what describes a document with these reports, one for each of its payloads."""
    reports = list(reports)
    kind = next((report.kind for report in reports if report.kind is not None), None)
    findings = [{**finding.to_dict(), "at": report.at} for report in reports for finding in report.findings]
    rules = {finding.rule for report in reports for finding in report.findings}
    verdict = verdict_of(rules.union(*(report.omitted for report in reports)))
    return verdict.value, None if kind is None else kind.value, findings, None
