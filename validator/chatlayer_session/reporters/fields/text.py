"""The fields of a corpus for people: a table that fits a terminal, and under it what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...analyses.fields import FieldStability
from ...escaping import escape_control
from ...findings import Verdict
from ..formatting import format_percent, pluralize
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...analyses.fields import FieldInventory, FieldLocation, FieldUsage
    from ..style import Style

POINTER_WIDTH = 40
"""Characters of a pointer that the table shows; of a longer one the middle is left out."""

MAX_ROWS = 500
"""Rows of the table; the other formats have all fields."""

_WEIGHTS = {FieldStability.UNSTABLE: Verdict.UNSTABLE, FieldStability.UNKNOWN: Verdict.UNSTABLE}


@FORMATS.register()
def render(corpus: FieldInventory, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(corpus, style))


def lines(corpus: FieldInventory, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    if corpus.fields:
        yield from table(corpus.fields[:MAX_ROWS], style)
    if len(corpus.fields) > MAX_ROWS:
        yield f"{pluralize(len(corpus.fields) - MAX_ROWS, 'more field')} not shown; --format json and csv have all"
    yield from _outstanding(corpus)
    yield summary(corpus)


def table(fields: Sequence[FieldUsage], style: Style) -> Iterator[str]:
    """Yield a row for each field; under the outermost of those that may change, where they were seen first and last."""
    outermost = None
    pointers = [_shortened(escape_control(field.pointer)) for field in fields]
    width = max(len("field"), *map(len, pointers))
    yield style.dim(f"{'field':{width}}  stability   payloads    share  types")
    for pointer, field in zip(pointers, fields, strict=True):
        standing = f"{field.stability.value:9}"
        if field.stability in _WEIGHTS:
            standing = style.colorize(standing, _WEIGHTS[field.stability])
        types = ", ".join(field.types) if len(field.types) == 1 else _counts(field)
        yield f"{pointer:{width}}  {standing}  {field.payloads:9,}  {format_percent(field.share):>7}  {types}"
        is_inside = outermost is not None and field.pointer.startswith(f"{outermost}/")
        if field.stability.may_change and not is_inside and field.first is not None and field.last is not None:
            outermost = field.pointer
            last = "" if field.first == field.last else f", last in {_place(field.last)}"
            yield style.dim(f"  first in {_place(field.first)}{last}")


def summary(corpus: FieldInventory) -> str:
    """Return the line that counts the payloads."""
    line = f"{pluralize(corpus.payloads, 'payload')}: {corpus.observed:,} observed"
    if corpus.run.payloads:
        line += f", {corpus.run.payloads:,} not understood"
    if corpus.sessions:
        line += f"; {pluralize(corpus.sessions, 'session')} with {pluralize(corpus.variables, 'variable')}"
    if corpus.run.unreadable:
        line += f"; {pluralize(len(corpus.run.unreadable), 'input')} could not be read"
    if corpus.run.defects:
        line += f"; {pluralize(corpus.run.defects, 'payload')} could not be looked into"
    return line


def _outstanding(corpus: FieldInventory) -> Iterator[str]:
    if corpus.observed and corpus.missing:
        yield "stable, and in no payload:"
        yield from _listed(corpus.missing)
    if corpus.universal:
        yield "not promised, and in every payload:"
        yield from _listed(corpus.universal)
        yield "  hint: ask support whether these may be relied upon"
    for pointer in corpus.collapsed:
        parent = escape_control(_shortened(pointer)) or "internal"
        yield f"{parent}: too many different names below it; they are counted as *"
    if corpus.over_limit:
        yield f"{pluralize(corpus.over_limit, 'value')} not listed: too deep, in too many places, or too long a name"
    if corpus.private:
        yield f"{pluralize(corpus.private, 'value')} not told: their payloads may be variables, whose names are private"


def _listed(fields: Sequence[FieldUsage]) -> Iterator[str]:
    yield from (f"  {escape_control(_shortened(field.pointer))}" for field in fields[:MAX_ROWS])
    if len(fields) > MAX_ROWS:
        yield f"  and {len(fields) - MAX_ROWS:,} more"


def _counts(field: FieldUsage) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in field.types.items())


def _place(seen: FieldLocation) -> str:
    source = escape_control(seen.source or "payload")
    return source if seen.record is None else f"{source}, record {seen.record:,}"


def _shortened(pointer: str) -> str:
    if len(pointer) <= POINTER_WIDTH:
        return pointer
    half = (POINTER_WIDTH - 1) // 2
    return f"{pointer[:half]}\u2026{pointer[-half:]}"
