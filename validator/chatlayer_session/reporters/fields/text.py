"""The report on fields for people: a table that fits a terminal, then remarkable fields and the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...analyses.fields import FieldStability
from ...escaping import escape_control
from ...findings import Verdict
from ..formatting import failures, format_percent, pluralize
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...analyses.fields import FieldInventory, FieldUsage
    from ...inputs.records import Origin
    from ..style import Style

POINTER_WIDTH = 40
"""Longest pointer in the table, in characters; a longer one loses its middle."""

MAX_ROWS = 500
"""Most rows of the table; the other formats list all fields."""

_WEIGHTS = {FieldStability.UNSTABLE: Verdict.UNSTABLE, FieldStability.UNKNOWN: Verdict.UNSTABLE}


@FORMATS.register_lines
def lines(inventory: FieldInventory, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    if inventory.fields:
        yield from table(inventory.fields[:MAX_ROWS], style)
    if len(inventory.fields) > MAX_ROWS:
        omitted = pluralize(len(inventory.fields) - MAX_ROWS, "more field")
        yield f"{omitted} not shown; use --format json or csv to list all"
    yield from _remarks(inventory)
    yield summary(inventory)


def table(fields: Sequence[FieldUsage], style: Style) -> Iterator[str]:
    """Yield a row for each field, and the first and last place of each outermost unstable field below its row."""
    outermost = None
    pointers = [_shorten(escape_control(field.pointer)) for field in fields]
    width = max(len("field"), *map(len, pointers))
    yield style.dim(f"{'field':{width}}  stability   payloads    share  types")
    for pointer, field in zip(pointers, fields, strict=True):
        stability = f"{field.stability.value:9}"
        if field.stability in _WEIGHTS:
            stability = style.colorize(stability, _WEIGHTS[field.stability])
        is_mixed = len(field.types) > 1
        types = ", ".join(f"{name} {count:,}" if is_mixed else name for name, count in field.types.items())
        yield f"{pointer:{width}}  {stability}  {field.payloads:9,}  {format_percent(field.share):>7}  {types}"
        is_inside = outermost is not None and field.pointer.startswith(f"{outermost}/")
        if field.stability.may_change and not is_inside and field.first is not None and field.last is not None:
            outermost = field.pointer
            last = "" if field.first == field.last else f", last in {_format_origin(field.last)}"
            yield style.dim(f"  first in {_format_origin(field.first)}{last}")


def summary(inventory: FieldInventory) -> str:
    """Return the line that counts the payloads."""
    line = f"{pluralize(inventory.payloads, 'payload')}: {inventory.inspected:,} inspected"
    if inventory.run.payloads:
        line += f", {inventory.run.payloads:,} unusable"
    return line + sessions(inventory) + failures(inventory.run)


def sessions(inventory: FieldInventory) -> str:
    """Return the part of a line that counts the sessions and their variables, empty without sessions."""
    if not inventory.sessions:
        return ""
    counts = f"; {pluralize(inventory.sessions, 'session')} with {pluralize(inventory.variables, 'variable')}"
    return (
        f"{counts}, {inventory.platform_variables:,} written by the platform"
        if inventory.platform_variables
        else counts
    )


def _remarks(inventory: FieldInventory) -> Iterator[str]:
    if inventory.inspected and inventory.missing:
        yield "stable fields in no payload:"
        yield from _list(inventory.missing)
    if inventory.universal:
        yield "unstable or unknown fields in every payload:"
        yield from _list(inventory.universal)
        yield "  hint: ask support whether you can rely on them"
    for pointer in inventory.collapsed:
        parent = escape_control(_shorten(pointer)) or "internal"
        yield f"{parent}: too many different names; they are counted together as *"
    if inventory.over_limit:
        omitted = pluralize(inventory.over_limit, "value")
        yield f"{omitted} not listed: nested too deeply, in too many places, or name too long"
    if inventory.private:
        omitted = pluralize(inventory.private, "value")
        yield f"{omitted} not listed: may be inside variables, whose names are private"


def _list(fields: Sequence[FieldUsage]) -> Iterator[str]:
    yield from (f"  {escape_control(_shorten(field.pointer))}" for field in fields[:MAX_ROWS])
    if len(fields) > MAX_ROWS:
        yield f"  and {len(fields) - MAX_ROWS:,} more"


def _format_origin(origin: Origin) -> str:
    source = escape_control(origin.source or "payload")
    return source if origin.record is None else f"{source}, record {origin.record:,}"


def _shorten(pointer: str) -> str:
    if len(pointer) <= POINTER_WIDTH:
        return pointer
    half = (POINTER_WIDTH - 1) // 2
    return f"{pointer[:half]}\u2026{pointer[-half:]}"
