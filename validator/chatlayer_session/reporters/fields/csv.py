"""The report on fields for spreadsheets: one row per field, including stable fields that never occur."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ...escaping import escape_cell
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...analyses.fields import FieldInventory
    from ...inputs.records import Origin
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
"""Names of the columns, in the first row."""


@FORMATS.register()
def render(inventory: FieldInventory, _style: Style) -> str:
    """Return the whole report."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for field in (*inventory.fields, *inventory.missing):
        types = " ".join(f"{name}:{count}" for name, count in field.types.items())
        row = [escape_cell(field.pointer), field.stability.value, field.payloads, f"{field.share:.6f}", types]
        writer.writerow([*row, *_origin(field.first), *_origin(field.last)])
    return stream.getvalue()


def _origin(origin: Origin | None) -> Iterator[str]:
    yield "" if origin is None or origin.source is None else escape_cell(origin.source)
    yield "" if origin is None or origin.record is None else str(origin.record)
