"""The fields of a corpus for spreadsheets: a row a field, those of the stable ones too that never occur."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ...escaping import escape_control, to_utf8
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...analyses.fields import FieldInventory, FieldLocation
    from ..style import Style

COLUMNS = (
    "pointer",
    "stability",
    "payloads",
    "share",
    "types",
    "first_source",
    "first_record",
    "last_source",
    "last_record",
)
"""The names of the columns, which stand in the first row."""


@FORMATS.register()
def render(corpus: FieldInventory, style: Style) -> str:
    """Return the whole table."""
    del style
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for field in (*corpus.fields, *corpus.missing):
        types = " ".join(f"{name}:{count}" for name, count in field.types.items())
        row = [_cell(field.pointer), field.stability.value, field.payloads, f"{field.share:.6f}", types]
        writer.writerow([*row, *_place(field.first), *_place(field.last)])
    return stream.getvalue()


def _place(seen: FieldLocation | None) -> Iterator[str]:
    yield "" if seen is None or seen.source is None else _cell(seen.source)
    yield "" if seen is None or seen.record is None else str(seen.record)


def _cell(text: str) -> str:
    """Return a name as a cell that no spreadsheet takes for a formula."""
    text = escape_control(to_utf8(text))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and text != "-" else text
