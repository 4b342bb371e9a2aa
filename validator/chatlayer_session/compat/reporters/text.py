"""The report for people: one line a change, its witnesses under it, the verdict at the end."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...reporters.formatting import pluralize
from ...rules import Severity
from ..changes import CompatVerdict, Effect
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

MAX_WITNESS = 2_000
"""Characters of a witness that are shown."""
_WEIGHTS = {
    CompatVerdict.BREAKING: Severity.ERROR,
    CompatVerdict.UNDECIDED: Severity.UNSTABLE,
    CompatVerdict.COMPATIBLE: Severity.NOTE,
}


@FORMATS.register()
def render(compatibility: Compatibility, style: Style) -> str:
    """Return the whole report."""
    return "".join(f"{line}\n" for line in lines(compatibility, style))


def lines(compatibility: Compatibility, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    for comparison in compatibility.comparisons:
        elsewhere: Counter[str] = Counter()
        for change in comparison.changes:
            listed = listed_elsewhere(compatibility, comparison, change)
            if listed is not None:
                elsewhere[listed] += 1
                continue
            yield _line(comparison, change, style)
            yield from (style.dim(f"  {each}") for each in shown_witnesses(change))
        for listed, count in elsewhere.items():
            named = escape_control(comparison.new or comparison.old or "")
            yield f"{named}: {pluralize(count, 'change')} in what it refers to, listed under {escape_control(listed)}"
    yield summary(compatibility, style)


def listed_elsewhere(compatibility: Compatibility, comparison: Comparison, change: SchemaChange) -> str | None:
    """Return the name of the other schema that a change is in, if that is compared too and told of it."""
    home, _, inside = _pointer(change).partition("#")
    for other in compatibility.comparisons:
        if other is not comparison and home in other.identifiers:
            told = {(each.id, _pointer(each).partition("#")[2], each.message) for each in other.changes}
            if (change.id, inside, change.message) in told:
                return other.name
    return None


def _pointer(change: SchemaChange) -> str:
    return change.new_pointer or change.old_pointer or "#"


def weight(change: SchemaChange) -> str:
    """Return the word for how much a change weighs: what it comes to, or the bump it demands where that is nothing."""
    return change.bump.value if change.verdict is CompatVerdict.COMPATIBLE else change.verdict.value


def place(comparison: Comparison, change: SchemaChange) -> str:
    """Return where a change is: in the new schema if it is there, else in the old one."""
    if change.new_pointer is not None and comparison.new is not None:
        source, pointer = comparison.new, change.new_pointer
    else:
        source, pointer = comparison.old or "", change.old_pointer or "#"
    return f"{source}{pointer}" if pointer.startswith("#") else pointer


def described(change: SchemaChange) -> str:
    """Return what is different, and for whom that matters."""
    told = change.message
    for effect, words in ((Effect.BREAKS, "breaks"), (Effect.UNDECIDED, "undecided for")):
        parties = [party.value for party, found in change.effects.items() if found is effect]
        if parties:
            told += f"; {words} the {' and the '.join(parties)}"
    return told + (" (an unstable field: counts for nothing)" if change.stability == "unstable" else "")


def shown_witnesses(change: SchemaChange) -> Iterator[str]:
    """Yield a line for each witness."""
    for party, witness in change.witnesses.items():
        text = json.dumps(witness.payload, ensure_ascii=False)
        short = text if len(text) <= MAX_WITNESS else f"{text[: MAX_WITNESS - 1]}\u2026"
        yield f"{party.value}: {witness.accepted_by} accepts and {witness.rejected_by} rejects {escape_control(short)}"


def summary(compatibility: Compatibility, style: Style) -> str:
    """Return the line that counts changes and names the bump."""
    changes = compatibility.changes
    held = [change.verdict for change in changes]
    schemas = pluralize(len(compatibility.comparisons), "schema")
    told = f"{schemas}: {pluralize(len(changes), 'change')}"
    told += f", {held.count(CompatVerdict.BREAKING)} breaking, {held.count(CompatVerdict.UNDECIDED)} undecided"
    verdict = compatibility.verdict
    return f"{told}; {style.colorize(verdict.value, _WEIGHTS[verdict])}, demands {_bump(compatibility)}"


def _bump(compatibility: Compatibility) -> str:
    bump = compatibility.bump.value
    return "no new version" if bump == "none" else f"a {bump} version"


def _line(comparison: Comparison, change: SchemaChange, style: Style) -> str:
    named = style.colorize(f"{weight(change)}[{change.id.value}]", _WEIGHTS[change.verdict])
    instance = format_pointer(change.instance)
    subject = f" {escape_control(instance)}" if instance else ""
    return f"{escape_control(place(comparison, change))}: {named}{subject}: {escape_control(described(change))}"
