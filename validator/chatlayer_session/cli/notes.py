"""Notes on a whole run that belong to no payload, on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ..checks.accepted import AcceptedFields
from ..errors import FieldNotDeclared, UnreadableInput
from ..escaping import escape_control
from ..findings import Kind, Verdict
from ..inputs.sources import InputFormat
from ..jsonpointer import parse_pointer
from ..rules import Rule
from ..spec.catalog import packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..checks.accepted import AcceptedField
    from ..inputs.sources import Source
    from ..runs.results import RunResult
    from ..validator import ValidatorOptions

MAX_LISTED_POINTERS = 10
"""Accepted fields without a match, and files, that are named; the others are counted."""


def warn_unmatched_accepted(run: RunResult, all_options: Iterable[ValidatorOptions]) -> None:
    """Note on standard error which accepted fields are stable, and which others stand in no payload of a run."""
    if not run.payloads:
        return
    entries: dict[AcceptedField, None] = {}
    for options in all_options:
        entries.update(dict.fromkeys(AcceptedFields(options.accept_unstable, options.today).entries))
    unmatched = list(dict.fromkeys(entry.pointer for entry in entries if entry not in run.matched))
    if not unmatched:
        return
    stable = [pointer for pointer in unmatched if _is_stable(pointer, run.schema_version)]
    if stable:
        count, what = (
            ("an accepted field is", "it") if len(stable) == 1 else (f"{len(stable):,} accepted fields are", "them")
        )
        reason = "stable, so there is nothing to accept"
        click.echo(f"note: {count} {reason}: {_quoted(stable)}; take {what} out", err=True)
    missing = [pointer for pointer in unmatched if pointer not in stable]
    if missing:
        count = "an accepted unstable field stands" if len(missing) == 1 else f"{len(missing):,} accepted fields stand"
        click.echo(f"note: {count} in no payload: {_quoted(missing)}; take out what nothing sends any more", err=True)


def _is_stable(pointer: str, version: str) -> bool:
    """Say whether a field, named from the root of a session or from ``internal``, is one that a version promises."""
    # Imported when an entry had no effect: a run whose entries do, or that has none, does without.
    from .describe_field import find_field  # noqa: PLC0415 - seldom needed

    root = field_tree(packaged_catalog(), version, Kind.INTERNAL)
    tokens = parse_pointer(pointer)
    for path in {tokens, tokens[1:] if tokens[:1] == (INTERNAL,) else tokens}:
        try:
            field, owner, _ = find_field(root, path)
        except FieldNotDeclared:
            continue
        # An item of an array has the promise of the array.
        if (field.stability or owner.stability) == "stable":
            return True
    return False


def warn_multiline_documents(run: RunResult, sources: Iterable[Source | UnreadableInput]) -> None:
    """Note on standard error which JSON Lines look like one document over several lines: no line is a payload."""
    broken = {each.source for each in run.groups if each.record == 1 and each.finding.rule is Rule.SYNTAX}
    lines = {
        each.name for each in sources if not isinstance(each, UnreadableInput) and each.format is InputFormat.LINES
    }
    suspects = [
        name
        for name, verdicts in run.sources.items()
        if name in broken & lines and set(verdicts) == {Verdict.INVALID} and verdicts[Verdict.INVALID] > 1
    ]
    if suspects:
        names = _listed([escape_control(name or "") for name in suspects])
        click.echo(
            f"note: no line is a payload in {names}; for one document over several lines, pass --input-format json",
            err=True,
        )


def _quoted(pointers: Sequence[str]) -> str:
    return _listed([escape_control(json.dumps(pointer, ensure_ascii=False)) for pointer in pointers])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_LISTED_POINTERS:,} more" if len(names) > MAX_LISTED_POINTERS else ""
    return ", ".join(names[:MAX_LISTED_POINTERS]) + more
