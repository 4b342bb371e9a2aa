"""Rows of Arrow data that are payloads: their texts and their origins."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any, TypedDict

from ..errors import MissingExtra, UnknownChoice, WrongArgumentType
from ..inputs.records import Origin, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK_ROWS = 10_000
"""Rows that are analysed at a time."""

BLOCK_BYTES = 1 << 23
"""Bytes of a table's rows that are analysed at a time, unless one row has more."""

_KINDS = ("a column of strings or binaries", "a column of whole numbers")


def pyarrow() -> Any:
    """Return the module pyarrow.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return import_module("pyarrow")
    except ModuleNotFoundError as error:
        raise MissingExtra("Arrow data", "pyarrow", "arrow") from error


class OriginColumns(TypedDict, total=False):
    """The names of the columns of the source, the record and the line of each payload."""

    source: str | None
    record: str | None
    line: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The names of columns: of the payloads, and of the source, the record and the line of each if they are known."""

    payload: str
    source: str | None = None
    record: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A payload that is not null, and its origin; ``index`` is the index of the row in its batch."""

    index: int
    text: bytes
    origin: Origin

    @property
    def is_line(self) -> bool:
        """Whether the text can be a line of JSON Lines with one record."""
        return b"\n" not in self.text and not is_blank(self.text)


def batches_of(data: Any) -> Iterator[Any]:
    """Yield the record batches of Arrow data, in blocks of a bounded size.

    ``data`` is a table, a record batch, an iterable of record batches, or an object with the method
    ``__arrow_c_stream__``, such as a data frame.

    Raises:
        WrongArgumentType: ``data`` is something else.
    """
    pa = pyarrow()
    if isinstance(data, pa.RecordBatch):
        data = [data]
    elif hasattr(data, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(data)
        # A table without rows can have no batches, but it has columns.
        data = chain(reader, [pa.RecordBatch.from_pylist([], schema=reader.schema)])
    try:
        batches = iter(data)
    except TypeError:
        raise _not_arrow(data) from None
    for batch in batches:
        if not isinstance(batch, pa.RecordBatch):
            raise _not_arrow(batch)
        size = BLOCK_ROWS
        if batch.num_rows and batch.nbytes > BLOCK_BYTES:
            size = max(1, min(size, BLOCK_BYTES * batch.num_rows // batch.nbytes))
        for start in range(0, batch.num_rows, size):
            yield batch.slice(start, size)
        if not batch.num_rows:
            yield batch


def _not_arrow(value: object) -> WrongArgumentType:
    return WrongArgumentType("data", "an Arrow table or record batches", type(value).__name__)


def rows_of(batch: Any, columns: Columns) -> list[Row]:
    """Return the rows of a record batch whose payload is not null.

    Raises:
        UnknownChoice: a column does not exist.
        WrongArgumentType: a column has a different type.
    """
    pa = pyarrow()
    texts = _values(batch, columns.payload, pa.large_binary(), _KINDS[0])
    count = len(texts)
    sources: Sequence[str | None] = [None] * count
    records: Sequence[int | None] = [None] * count
    lines: Sequence[int | None] = [1] * count
    if columns.source is not None:
        sources = _values(batch, columns.source, pa.large_string(), _KINDS[0])
    if columns.record is not None:
        records = _values(batch, columns.record, pa.int64(), _KINDS[1])
    if columns.line is not None:
        lines = _values(batch, columns.line, pa.int64(), _KINDS[1])
    return [
        Row(index, text, Origin(source, record, line or 1))
        for index, (text, source, record, line) in enumerate(zip(texts, sources, records, lines, strict=True))
        if text is not None
    ]


def joined(rows: Sequence[Row]) -> bytes:
    """Return rows that are lines as JSON Lines."""
    return b"\n".join([row.text for row in rows])


def _values(batch: Any, name: str, to: Any, expected: str) -> list[Any]:
    pa = pyarrow()
    if name not in batch.schema.names:
        raise UnknownChoice(name, batch.schema.names, "column")
    column, types = batch.column(name), pa.types
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    is_text = (
        types.is_string(column.type)
        or types.is_large_string(column.type)
        or types.is_string_view(column.type)
        or types.is_binary(column.type)
        or types.is_large_binary(column.type)
        or types.is_binary_view(column.type)
    )
    if not (is_text if expected == _KINDS[0] else types.is_integer(column.type)):
        raise WrongArgumentType(f"column {name!r}", expected, str(column.type))
    values: list[Any] = column.cast(to).to_pylist()
    return values
