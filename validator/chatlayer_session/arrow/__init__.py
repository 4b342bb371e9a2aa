"""Validation of payloads in Arrow data, such as tables of pyarrow, DuckDB, Polars and Daft.

``column`` is the column of the payloads: strings or binaries, each a document. Nulls are left out. ``source``,
``record`` and ``line`` are columns with the origin of each payload: a name, and the numbers of its record and its line.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from ..validator import ValidatorOptions
from .accumulate import accumulate_fields, accumulate_reports
from .results import iter_results, result_schema
from .rows import Columns, pyarrow

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..analyses.fields.inventory import FieldInventory
    from ..runs.results import RunResult
    from .rows import OriginColumns

__all__ = ["fields", "summary", "validate"]

_DEFAULTS = ValidatorOptions()


def validate(
    data: Any,
    column: str,
    *,
    options: ValidatorOptions = _DEFAULTS,
    **origins: Unpack[OriginColumns],
) -> Any:
    """Return the columns of ``data`` without the payloads, and verdict, kind, findings and error of each payload.

    A table gives a table, anything else a ``RecordBatchReader``, which validates while it is read. The findings have
    the members of the report format, and ``at``, the pointer to the payload inside its document. ``error`` says why a
    payload could not be validated.

    Raises:
        MissingExtra: pyarrow is not installed.
        UnknownChoice: a column does not exist.
        WrongArgumentType: a column, or ``data``, has a different type.
        ValueError: ``data`` has a column with the name of a result.
    """
    pa = pyarrow()
    results = iter_results(data, Columns(payload=column, **origins), options)
    if isinstance(data, pa.Table):
        return pa.Table.from_batches(results)
    first = next(results, None)
    if first is None:
        return pa.RecordBatchReader.from_batches(result_schema(pa.schema([(column, pa.string())]), column), [])
    return pa.RecordBatchReader.from_batches(first.schema, chain([first], results))


def summary(
    data: Any,
    column: str,
    *,
    options: ValidatorOptions = _DEFAULTS,
    listing: bool = False,
    max_findings: int | None = None,
    **origins: Unpack[OriginColumns],
) -> RunResult:
    """Return the result of a run over the payloads: counts, and findings in groups.

    The result is that of the command on the same payloads. With ``listing``, it lists the reports with findings, at
    most ``max_findings`` findings; None is the limit of the command.

    Raises:
        MissingExtra: pyarrow is not installed.
        UnknownChoice: a column does not exist.
        WrongArgumentType: a column, or ``data``, has a different type.
    """
    columns = Columns(payload=column, **origins)
    return accumulate_reports(data, columns, options, listing=listing, max_findings=max_findings).run()


def fields(
    data: Any,
    column: str,
    *,
    options: ValidatorOptions = _DEFAULTS,
    **origins: Unpack[OriginColumns],
) -> FieldInventory:
    """Return the fields that the payloads have under ``internal``.

    Raises:
        MissingExtra: pyarrow is not installed.
        UnknownChoice: a column does not exist.
        WrongArgumentType: a column, or ``data``, has a different type.
    """
    columns = Columns(payload=column, **origins)
    return accumulate_fields(data, columns, options).inventory()
