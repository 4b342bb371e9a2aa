"""The fields of a corpus for people: a table that fits a terminal, and under it what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...findings import Verdict
from ...observed import Standing
from ...showing import fit
from ..wording import counted
from .shares import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...observed import Corpus, ObservedField, Seen
    from ..style import Style

POINTER_WIDTH = 40
"""Characters of a pointer that the table shows; of a longer one the middle is left out."""

MAX_ROWS = 500
"""Rows of the table; the other formats have all fields."""

_WEIGHTS = {Standing.UNSTABLE: Verdict.UNSTABLE, Standing.UNKNOWN: Verdict.UNSTABLE}


def render(corpus: Corpus, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(corpus, style))


def lines(corpus: Corpus, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    if corpus.fields:
        yield from table(corpus.fields[:MAX_ROWS], style)
    if len(corpus.fields) > MAX_ROWS:
        yield f"{counted(len(corpus.fields) - MAX_ROWS, 'more field')} not shown; --format json and csv have all"
    yield from _outstanding(corpus)
    yield summary(corpus)


def table(fields: Sequence[ObservedField], style: Style) -> Iterator[str]:
    """Yield a row for each field; under the outermost of those that may change, where they were seen first and last."""
    outermost = None
    pointers = [_shortened(fit(field.pointer)) for field in fields]
    width = max(len("field"), *map(len, pointers))
    yield style.faint(f"{'field':{width}}  stability   payloads    share  types")
    for pointer, field in zip(pointers, fields, strict=True):
        standing = f"{field.standing.value:9}"
        if field.standing in _WEIGHTS:
            standing = style.weigh(standing, _WEIGHTS[field.standing])
        types = ", ".join(field.types) if len(field.types) == 1 else _counts(field)
        yield f"{pointer:{width}}  {standing}  {field.payloads:9,}  {percent(field.share):>7}  {types}"
        is_inside = outermost is not None and field.pointer.startswith(f"{outermost}/")
        if field.standing.may_change and not is_inside and field.first is not None and field.last is not None:
            outermost = field.pointer
            last = "" if field.first == field.last else f", last in {_place(field.last)}"
            yield style.faint(f"  first in {_place(field.first)}{last}")


def summary(corpus: Corpus) -> str:
    """Return the line that counts the payloads."""
    line = f"{counted(corpus.payloads, 'payload')}: {corpus.observed:,} observed"
    if corpus.run.payloads:
        line += f", {corpus.run.payloads:,} not understood"
    if corpus.sessions:
        line += f"; {counted(corpus.sessions, 'session')} with {counted(corpus.variables, 'variable')}"
    if corpus.run.unreadable:
        line += f"; {counted(len(corpus.run.unreadable), 'input')} could not be read"
    if corpus.run.defects:
        line += f"; {counted(corpus.run.defects, 'payload')} could not be looked into"
    return line


def _outstanding(corpus: Corpus) -> Iterator[str]:
    if corpus.observed and corpus.never:
        yield "stable, and in no payload:"
        yield from _listed(corpus.never)
    if corpus.always:
        yield "not promised, and in every payload:"
        yield from _listed(corpus.always)
        yield "  hint: ask support whether these may be relied upon"
    for pointer in corpus.collapsed:
        yield f"{fit(_shortened(pointer)) or 'internal'}: too many different names stand below it; they are told as *"
    if corpus.omitted:
        yield f"{counted(corpus.omitted, 'value')} not told: deeper down, at too many places, or under too long names"
    if corpus.withheld:
        yield f"{counted(corpus.withheld, 'value')} not told: their payloads may be variables, whose names are private"


def _listed(fields: Sequence[ObservedField]) -> Iterator[str]:
    yield from (f"  {fit(_shortened(field.pointer))}" for field in fields[:MAX_ROWS])
    if len(fields) > MAX_ROWS:
        yield f"  and {len(fields) - MAX_ROWS:,} more"


def _counts(field: ObservedField) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in field.types.items())


def _place(seen: Seen) -> str:
    source = fit(seen.source or "payload")
    return source if seen.record is None else f"{source}, record {seen.record:,}"


def _shortened(pointer: str) -> str:
    if len(pointer) <= POINTER_WIDTH:
        return pointer
    half = (POINTER_WIDTH - 1) // 2
    return f"{pointer[:half]}\u2026{pointer[-half:]}"
