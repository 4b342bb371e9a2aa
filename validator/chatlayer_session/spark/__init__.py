"""Validation of payloads in files or data frames on Spark: a result for each, a summary, and their fields.

``data`` is a data frame, or the paths of files, folders and globs that all executors can read. For a data frame,
``column`` is the column of the payloads, and ``source``, ``record`` and ``line`` are columns with the origin of each.
Files have these origins already.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ..analyses.fields.analysis import FieldsAnalysis
from ..analyses.fields.counts import FieldCounts
from ..arrow.accumulate import accumulate_fields, accumulate_reports
from ..arrow.results import FINDING_TYPES, iter_results, result_schema
from ..arrow.rows import Columns, pyarrow
from ..errors import MissingExtra
from ..inputs.sources import find_sources
from ..runs.analysis import ValidationAnalysis
from ..runs.collector import RunCollector
from ..validator import ValidatorOptions
from .jobs import results_over_partitions, run_over_partitions, run_over_rows
from .splits import partitions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typing_extensions import Unpack

    from ..analyses.fields.inventory import FieldInventory
    from ..arrow.rows import OriginColumns
    from ..runs.results import RunResult
    from .splits import Partition

__all__ = ["fields", "summary", "validate"]

_DEFAULTS = ValidatorOptions()
_SQL_NAMES = {"string": "string", "int64": "long"}
_RESULTS = (
    f"verdict string, kind string, "
    f"findings array<struct<{','.join(f'{name}:{_SQL_NAMES[kind]}' for name, kind in FINDING_TYPES.items())}>>, "
    f"error string"
)
_PLACES = "source string, record long, line long"


def validate(
    data: Any,
    column: str | None = None,
    *,
    options: ValidatorOptions = _DEFAULTS,
    **origins: Unpack[OriginColumns],
) -> Any:
    """Return a data frame with verdict, kind, findings and error of each payload.

    Of a data frame, it has the other columns too; of files, the columns source, record and line. The findings have the
    members of the report format, and ``at``, the pointer to the payload inside its document. ``error`` says why a
    payload could not be validated.

    Raises:
        MissingExtra: pyspark or pyarrow is not installed.
        ChatlayerSessionError: `Validator` rejects one of the options.
        UnknownChoice: the data frame has no column of the payloads.
        ValueError: the data frame has a column with the name of a result.
    """
    options.create_validator()
    if column is None:
        session = _session()
        return results_over_partitions(session, _partitions(session, data, options), options, f"{_PLACES}, {_RESULTS}")
    types: Any = _pyspark("pyspark.sql.types")
    columns = Columns(payload=column, **origins)
    others = [field for field in data.schema.fields if field.name != column]
    pa = pyarrow()
    result_schema(pa.schema([(name, pa.null()) for name in data.columns]), column)
    schema = types.StructType([*others, *types.StructType.fromDDL(_RESULTS).fields])
    shared = data.sparkSession.sparkContext.broadcast(options)
    return data.mapInArrow(partial(_validate_batches, columns, shared), schema)


def summary(
    data: Any,
    column: str | None = None,
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
        MissingExtra: pyspark or pyarrow is not installed.
        ChatlayerSessionError: `Validator` rejects one of the options.
    """
    version = options.create_validator().schema_version
    empty = partial(RunCollector, version, max_findings, listing=listing)
    if column is None:
        session = _session()
        analysis = partial(ValidationAnalysis, options, listing=listing, max_findings=max_findings)
        run = run_over_partitions(session, _partitions(session, data, options), analysis, empty)
    else:
        columns = Columns(payload=column, **origins)
        accumulate = partial(
            accumulate_reports, columns=columns, options=options, listing=listing, max_findings=max_findings
        )
        run = run_over_rows(data, accumulate, empty)
    return run.collector.run()


def fields(
    data: Any,
    column: str | None = None,
    *,
    options: ValidatorOptions = _DEFAULTS,
    **origins: Unpack[OriginColumns],
) -> FieldInventory:
    """Return the fields that the payloads have under ``internal``.

    Raises:
        MissingExtra: pyspark or pyarrow is not installed.
        ChatlayerSessionError: `Validator` rejects one of the options.
    """
    empty = partial(FieldCounts.of, options.create_validator().schema_version)
    if column is None:
        session = _session()
        partitions = _partitions(session, data, options)
        counts = run_over_partitions(session, partitions, partial(FieldsAnalysis, options), empty)
    else:
        columns = Columns(payload=column, **origins)
        counts = run_over_rows(data, partial(accumulate_fields, columns=columns, options=options), empty)
    return cast("FieldCounts", counts).inventory()


def _validate_batches(columns: Columns, shared: Any, batches: Iterable[Any]) -> Iterable[Any]:
    return iter_results(batches, columns, shared.value)


def _partitions(session: Any, paths: str | Sequence[str], options: ValidatorOptions) -> list[Partition]:
    names = [paths] if isinstance(paths, str) else [str(path) for path in paths]
    return partitions_of(list(find_sources(names, limits=options.limits)), session.sparkContext.defaultParallelism)


def _session() -> Any:
    return _pyspark("pyspark.sql").SparkSession.builder.getOrCreate()


def _pyspark(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra("Spark", "pyspark", "spark") from error
