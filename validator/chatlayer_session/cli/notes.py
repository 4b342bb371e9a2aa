"""Notes about a whole run, on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ..checks.accepted import AcceptedFields, utc_today
from ..errors import FieldNotDeclared, UnreadableInput
from ..escaping import escape_control
from ..findings import Kind, Verdict
from ..inputs.sources import InputFormat
from ..jsonpointer import parse_pointer
from ..reporters.formatting import pluralize
from ..rules import Rule
from ..spec.catalog import packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ..checks.accepted import AcceptedField
    from ..compat.changes import Compatibility
    from ..config.loader import AcceptedChange
    from ..inputs.selection import Selection
    from ..inputs.sources import Source
    from ..runs.results import RunResult
    from ..validator import ValidatorOptions

NOTICE_DAYS = 14
"""Days before the last day of an accepted field from which a note names it."""

MAX_LISTED_POINTERS = 10
"""Accepted fields and files that a note names; the others are counted."""


MAX_EXAMPLES = 3
"""Files and folders of one sort that the note on skipped ones names."""


def warn_accepted_fields(run: RunResult, all_options: Sequence[ValidatorOptions]) -> None:
    """Print which accepted fields end soon, which are stable, and which others matched nothing in the run."""
    _warn_ending(run, all_options)
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
        verb, needs = ("is", "needs") if len(stable) == 1 else ("are", "need")
        count = f"{pluralize(len(stable), 'accepted field')} {verb} stable"
        click.echo(f"note: {count} and {needs} no entry: {_quote_all(stable)}", err=True)
    missing = [pointer for pointer in unmatched if pointer not in stable]
    if missing:
        count = pluralize(len(missing), "accepted field")
        click.echo(f"note: {count} matched nothing in this run: {_quote_all(missing)}", err=True)


def _warn_ending(run: RunResult, all_options: Sequence[ValidatorOptions]) -> None:
    """Print which accepted fields of the run end within `NOTICE_DAYS`, the first to end first."""
    ending: dict[date, set[str]] = {}
    for options in all_options:
        today = options.today or utc_today()
        for entry in run.matched.intersection(options.accept_unstable):
            if entry.until and 0 <= (entry.until - today).days <= NOTICE_DAYS:
                ending.setdefault(entry.until, set()).add(entry.pointer)
    for until, pointers in sorted(ending.items()):
        count = f"{pluralize(len(pointers), 'field')} {'is' if len(pointers) == 1 else 'are'}"
        click.echo(f"note: {count} accepted only until {until}: {_quote_all(sorted(pointers))}", err=True)


def warn_accepted_changes(compatibility: Compatibility, entries: Sequence[AcceptedChange], today: date) -> None:
    """Print which accepted changes end soon, and which matched no change of the comparisons."""
    found = {change.fingerprint: change for change in compatibility.changes}
    ending = [
        entry for entry in entries if entry.fingerprint in found and 0 <= (entry.until - today).days <= NOTICE_DAYS
    ]
    for until in sorted({entry.until for entry in ending}):
        names = [entry.fingerprint for entry in ending if entry.until == until]
        count = f"{pluralize(len(names), 'change')} {'is' if len(names) == 1 else 'are'}"
        click.echo(f"note: {count} accepted only until {until}: {_shorten(names)}", err=True)
    missing = [entry.fingerprint for entry in entries if entry.fingerprint not in found]
    if missing:
        count = pluralize(len(missing), "accepted change")
        click.echo(f"note: {count} matched nothing in this run: {_shorten(missing)}", err=True)


def _is_stable(pointer: str, version: str) -> bool:
    """Return whether a schema version declares a field as stable; it is named from a session or from ``internal``."""
    # Only entries that matched nothing need this.
    from .describe_field import find_field  # noqa: PLC0415 - seldom needed

    root = field_tree(packaged_catalog(), version, Kind.INTERNAL)
    tokens = parse_pointer(pointer)
    for path in {tokens, tokens[1:] if tokens[:1] == (INTERNAL,) else tokens}:
        try:
            field, owner, _ = find_field(root, path)
        except FieldNotDeclared:
            continue
        # An item is as stable as its array.
        if (field.stability or owner.stability) == "stable":
            return True
    return False


def warn_skipped(selection: Selection) -> None:
    """Print what folders and globs left out of the inputs, by what it is."""
    if selection.skipped:
        parts = [count_with_examples(paths, noun) for noun, paths in selection.skipped.items()]
        click.echo(f"note: skipped {', '.join(parts)}; name a path to read it", err=True)


def count_with_examples(paths: Iterable[str], noun: str) -> str:
    """Return the number of different paths, and the first of them."""
    names = sorted({*map(escape_control, paths)})
    return f"{pluralize(len(names), noun)} ({_shorten(names, MAX_EXAMPLES)})"


def warn_multiline_documents(run: RunResult, sources: Iterable[Source | UnreadableInput]) -> None:
    """Print which files are read as JSON Lines but look like one document over several lines: no line is a payload."""
    broken = {group.source for group in run.groups if group.record == 1 and group.finding.rule is Rule.SYNTAX}
    lines = {
        source.name
        for source in sources
        if not isinstance(source, UnreadableInput) and source.format is InputFormat.LINES
    }
    suspects = [
        name
        for name, verdicts in run.sources.items()
        if name in broken & lines and set(verdicts) == {Verdict.INVALID} and verdicts[Verdict.INVALID] > 1
    ]
    if suspects:
        names = _shorten([escape_control(name or "") for name in suspects])
        click.echo(
            f"note: no line is a payload in {names}; if a document spans several lines, pass --input-format json",
            err=True,
        )


def _quote_all(pointers: Sequence[str]) -> str:
    return _shorten([escape_control(json.dumps(pointer, ensure_ascii=False)) for pointer in pointers])


def _shorten(names: Sequence[str], limit: int = MAX_LISTED_POINTERS) -> str:
    more = f" and {len(names) - limit:,} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
