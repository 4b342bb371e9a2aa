"""Notes on a whole run that belong to no payload, on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..accepted import Acceptances
from ..errors import UnreadableInput
from ..findings import Rule, Verdict
from ..reading.sources import Form
from ..showing import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..accepted import Accepted
    from ..reading.sources import Source
    from ..runs import Run

MAX_TOLD = 10
"""Accepted fields without a match, and files, that are named; the others are counted."""


def tell_unmatched(run: Run, arguments: Iterable[dict[str, Any]]) -> None:
    """Note on standard error which accepted fields stand in no payload of a run."""
    if not run.payloads:
        return
    entries: dict[Accepted, None] = {}
    for each in arguments:
        entries.update(dict.fromkeys(Acceptances(each["accept_unstable"], each["today"]).entries))
    unmatched = list(dict.fromkeys(entry.pointer for entry in entries if entry not in run.matched))
    if unmatched:
        names = _listed([fit(json.dumps(pointer, ensure_ascii=False)) for pointer in unmatched])
        count = (
            "an accepted unstable field stands" if len(unmatched) == 1 else f"{len(unmatched):,} accepted fields stand"
        )
        click.echo(f"note: {count} in no payload: {names}; take out what nothing sends any more", err=True)


def tell_documents_read_as_lines(run: Run, sources: Iterable[Source | UnreadableInput]) -> None:
    """Note on standard error which JSON Lines look like one document over several lines: no line is a payload."""
    broken = {each.source for each in run.groups if each.record == 1 and each.finding.rule is Rule.SYNTAX}
    lines = {each.name for each in sources if not isinstance(each, UnreadableInput) and each.form is Form.LINES}
    suspects = [
        name
        for name, verdicts in run.sources.items()
        if name in broken & lines and set(verdicts) == {Verdict.INVALID} and verdicts[Verdict.INVALID] > 1
    ]
    if suspects:
        names = _listed([fit(name or "") for name in suspects])
        click.echo(
            f"note: no line is a payload in {names}; for one document over several lines, pass --input-format json",
            err=True,
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_TOLD:,} more" if len(names) > MAX_TOLD else ""
    return ", ".join(names[:MAX_TOLD]) + more
