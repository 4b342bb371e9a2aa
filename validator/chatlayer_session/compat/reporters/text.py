"""The report for people: a line for each change, its witnesses below, and the verdict at the end."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...reporters.formatting import pluralize
from ...rules import Severity
from ..changes import Bump, CompatVerdict, Effect
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reporters.style import Style
    from ..changes import Comparison, Compatibility, SchemaChange

MAX_WITNESS_LENGTH = 2_000
"""Characters of a witness in the report."""
_SEVERITIES = {
    CompatVerdict.BREAKING: Severity.ERROR,
    CompatVerdict.UNDECIDED: Severity.UNSTABLE,
    CompatVerdict.COMPATIBLE: Severity.NOTE,
}


@FORMATS.register_lines
def lines(compatibility: Compatibility, style: Style) -> Iterator[str]:
    """Yield the lines of the report."""
    for comparison, changes, elsewhere in divide(compatibility):
        for change in changes:
            yield from change_lines(change, style)
        for schema, count in elsewhere.items():
            source = escape_control(comparison.new or comparison.old or "")
            yield f"{source}: {pluralize(count, 'change')} through references, listed under {escape_control(schema)}"
    yield summary(compatibility, style)


def divide(compatibility: Compatibility) -> Iterator[tuple[Comparison, list[SchemaChange], Counter[str]]]:
    """Yield each comparison with the changes to list under it.

    A change that a schema sees through a reference is only counted, by the name of the schema that contains it, if that
    schema has the change too.
    """
    owners = {
        (change.id, change.place, change.message): comparison.name
        for comparison in reversed(compatibility.comparisons)
        for change in comparison.changes
        if change.place.source in {comparison.old, comparison.new}
    }
    for comparison in compatibility.comparisons:
        names = [owners.get((one.id, one.place, one.message), comparison.name) for one in comparison.changes]
        listed = [one for one, name in zip(comparison.changes, names, strict=True) if name == comparison.name]
        yield comparison, listed, Counter(name for name in names if name != comparison.name)


def change_lines(change: SchemaChange, style: Style) -> Iterator[str]:
    """Yield the line of a change, a line for each witness, and the fingerprint of a change that fails the run."""
    label = style.colorize(title(change), _SEVERITIES[change.verdict])
    yield f"{escape_control(str(change.place))}: {label} {headline(change)}"
    yield from (style.dim(f"  {line}") for line in witness_lines(change))
    if change.verdict is not CompatVerdict.COMPATIBLE:
        yield style.dim(f"  fingerprint: {change.fingerprint}")


def title(change: SchemaChange) -> str:
    """Return the verdict on a change, or the bump that it requires if it is compatible, and its id."""
    weight = change.bump.value if change.verdict is CompatVerdict.COMPATIBLE else change.verdict.value
    weight = "accepted" if change.is_accepted else weight
    return f"{weight}[{change.id.value}]"


def locate(change: SchemaChange) -> str:
    """Return where a change is, in payloads and in the schema file."""
    return escape_control(f"{format_pointer(change.instance)} at #{change.place.pointer}".lstrip())


def headline(change: SchemaChange) -> str:
    """Return where a change is, its message and its effects."""
    return f"{locate(change)}: {escape_control(describe(change))}"


def describe(change: SchemaChange) -> str:
    """Return the message of a change with its effects."""
    effects = ""
    for effect, verb in ((Effect.BREAKS, "breaks"), (Effect.UNDECIDED, "undecided for")):
        parties = [party.value for party, actual in change.effects.items() if actual is effect]
        if parties:
            effects += f"; {verb} the {' and the '.join(parties)}"
    is_exempt = change.stability == "unstable" and not change.breaks and not change.undecided
    note = " (unstable field, breaks nobody)" if is_exempt else ""
    entry = change.acceptance
    if entry is not None:
        verb = "accepted until" if change.is_accepted else "acceptance ended on"
        note += f"; {verb} {entry.until}: {entry.reason}{f' ({entry.ticket})' if entry.ticket else ''}"
    if change.consumers is not None:
        effects += f"; concerns {', '.join(change.consumers)}" if change.consumers else "; concerns no contract"
    return f"{change.message}{effects}{note}"


def witness_lines(change: SchemaChange) -> Iterator[str]:
    """Yield a line for each witness."""
    for party, witness in change.witnesses.items():
        text = json.dumps(witness.payload, ensure_ascii=False)
        short = text if len(text) <= MAX_WITNESS_LENGTH else f"{text[: MAX_WITNESS_LENGTH - 1]}\u2026"
        yield f"{party.value}: {witness.accepted_by} accepts and {witness.rejected_by} rejects {escape_control(short)}"


def summary(compatibility: Compatibility, style: Style) -> str:
    """Return the line with the counts, the verdict and the required version."""
    verdicts = [change.verdict for change in compatibility.changes]
    counts = (
        f"{pluralize(len(compatibility.comparisons), 'schema')}: {pluralize(len(verdicts), 'change')}, "
        f"{verdicts.count(CompatVerdict.BREAKING)} breaking, {verdicts.count(CompatVerdict.UNDECIDED)} undecided"
    )
    accepted = sum(change.is_accepted for change in compatibility.changes)
    counts += f", {accepted:,} accepted" if accepted else ""
    verdict = style.colorize(compatibility.verdict.value, _SEVERITIES[compatibility.verdict])
    bump = compatibility.bump
    return f"{counts}; {verdict}, requires {'no new' if bump is Bump.NONE else f'a {bump.value}'} version"
