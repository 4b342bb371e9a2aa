"""The report for people: one line a change, its witnesses under it, the verdict at the end."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from ...findings import Severity
from ...pointers import pointer_to
from ...showing import fit
from ..changes import Effect, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reporters.style import Style
    from ..changes import Change, Comparison, Compatibility

MAX_WITNESS = 2_000
"""Characters of a witness that are shown."""
_WEIGHTS = {
    Verdict.BREAKING: Severity.ERROR,
    Verdict.UNDECIDED: Severity.UNSTABLE,
    Verdict.COMPATIBLE: Severity.NOTE,
}


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
            yield from (style.faint(f"  {each}") for each in shown_witnesses(change))
        for listed, count in elsewhere.items():
            named = fit(comparison.new or comparison.old or "")
            yield f"{named}: {_counted(count, 'change')} in what it refers to, listed under {fit(listed)}"
    yield summary(compatibility, style)


def listed_elsewhere(compatibility: Compatibility, comparison: Comparison, change: Change) -> str | None:
    """Return the name of the other schema that a change is in, if that is compared too and told of it."""
    home, _, inside = _pointer(change).partition("#")
    for other in compatibility.comparisons:
        if other is not comparison and home in other.identifiers:
            told = {(each.id, _pointer(each).partition("#")[2], each.message) for each in other.changes}
            if (change.id, inside, change.message) in told:
                return other.name
    return None


def _pointer(change: Change) -> str:
    return change.new_pointer or change.old_pointer or "#"


def weight(change: Change) -> str:
    """Return the word for how much a change weighs: what it comes to, or the bump it demands where that is nothing."""
    return change.bump.value if change.verdict is Verdict.COMPATIBLE else change.verdict.value


def place(comparison: Comparison, change: Change) -> str:
    """Return where a change is: in the new schema if it is there, else in the old one."""
    if change.new_pointer is not None and comparison.new is not None:
        source, pointer = comparison.new, change.new_pointer
    else:
        source, pointer = comparison.old or "", change.old_pointer or "#"
    return f"{source}{pointer}" if pointer.startswith("#") else pointer


def described(change: Change) -> str:
    """Return what is different, and for whom that matters."""
    told = change.message
    for effect, words in ((Effect.BREAKS, "breaks"), (Effect.UNDECIDED, "undecided for")):
        parties = [party.value for party, found in change.effects.items() if found is effect]
        if parties:
            told += f"; {words} the {' and the '.join(parties)}"
    return told + (" (an unstable field: counts for nothing)" if change.stability == "unstable" else "")


def shown_witnesses(change: Change) -> Iterator[str]:
    """Yield a line for each witness."""
    for party, witness in change.witnesses.items():
        text = json.dumps(witness.payload, ensure_ascii=False)
        short = text if len(text) <= MAX_WITNESS else f"{text[: MAX_WITNESS - 1]}\u2026"
        yield f"{party.value}: {witness.accepted_by} accepts and {witness.rejected_by} rejects {fit(short)}"


def summary(compatibility: Compatibility, style: Style) -> str:
    """Return the line that counts changes and names the bump."""
    changes = compatibility.changes
    held = [change.verdict for change in changes]
    schemas = _counted(len(compatibility.comparisons), "schema")
    told = f"{schemas}: {_counted(len(changes), 'change')}"
    told += f", {held.count(Verdict.BREAKING)} breaking, {held.count(Verdict.UNDECIDED)} undecided"
    verdict = compatibility.verdict
    return f"{told}; {style.weigh(verdict.value, _WEIGHTS[verdict])}, demands {_bump(compatibility)}"


def _bump(compatibility: Compatibility) -> str:
    bump = compatibility.bump.value
    return "no new version" if bump == "none" else f"a {bump} version"


def _line(comparison: Comparison, change: Change, style: Style) -> str:
    named = style.weigh(f"{weight(change)}[{change.id.value}]", _WEIGHTS[change.verdict])
    instance = pointer_to(change.instance)
    return (
        f"{fit(place(comparison, change))}: {named}{f' {fit(instance)}' if instance else ''}: {fit(described(change))}"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
