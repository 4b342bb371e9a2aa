"""The command ``chatlayer-session baseline``."""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...analyses.baseline import BaselineAccumulator
from ...atomic import file_id
from ...checks.accepted import AcceptedField, parse_date, utc_today
from ...config.discovery import CONFIG_FILE, PROJECT_FILE
from ...config.mistakes import check_text
from ...config.toml import ConfigError, append_entries, format_entries, table_name
from ...escaping import escape_control
from ...findings import Kind, Verdict
from ...reporters.formatting import pluralize
from ...rules import Rule
from ...runs.analysis import ValidationAnalysis
from ...runs.collector import RunCollector
from ...validator import ValidatorOptions
from ..defaults import resolved_options
from ..exit_codes import OF_RUNS, Status, format_exit_codes, most_severe
from ..notes import MAX_LISTED_POINTERS
from ..options import (
    PATHS_HELP,
    accept_unstable_option,
    config_options,
    create_validator,
    jobs_option,
    payload_options,
    resolve_sources,
    today_option,
)
from ..output import write_file, write_stdout
from ..overrides import accepted_options, overrides_by_source
from ..progress import collect
from ..suggestions import Parsed
from .validate import SharedConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ...analyses.baseline import Baseline
    from ..options import Inputs

DAYS = 90
"""Days for which fields are accepted by default."""

HELP = f"""\
Write configuration entries that accept today's unstable fields until a date.

Fields that are already accepted get no entry. Variables are never listed.

{PATHS_HELP}
"""
MEANINGS = {
    Status.INVALID: "invalid payload; the entries are written nevertheless",
    Status.UNREADABLE: "unreadable input, no payload, or unwritable entries",
}
EPILOG = f"""\b
Examples:
  chatlayer-session baseline --write payloads/
  chatlayer-session baseline --write --until 2027-03-31 --reason "first look" "logs/*.ndjson"

{format_exit_codes(*OF_RUNS, meanings=MEANINGS)}
"""


def _parse_text(text: str) -> str:
    """Return a text for the entries; a text that the configuration rejects is a usage error."""
    problem = check_text(text)
    if problem:
        raise click.BadParameter(problem)
    return text


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@payload_options(
    Kind,
    "Kind of payload, as for validate. In a write, undocumented members are unstable.",
    "Schema version that declares the stable fields",
)
@accept_unstable_option("Unstable field that gets no entry")
@click.option(
    "--until",
    type=Parsed(parse_date),
    metavar="DATE",
    show_default=f"{DAYS} days from today",
    help="Last day on which the fields are accepted, such as 2026-12-31.",
)
@click.option(
    "--reason",
    type=Parsed(_parse_text),
    metavar="TEXT",
    show_default="in use when the baseline was written",
    help="Why the fields are accepted.",
)
@click.option("--ticket", type=Parsed(_parse_text), metavar="TEXT", help="Ticket for the removal of the fields.")
@click.option(
    "--write",
    is_flag=True,
    help=f"Add the entries to the configuration file, or to a new {CONFIG_FILE}.",
)
@click.option("--allow-misspelt", is_flag=True, help="Also accept names that look like a misspelled declared field.")
@today_option
@jobs_option
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    inputs: Inputs,
    kind: str,
    schema_version: str,
    at: str,
    accept_unstable: tuple[str, ...],
    today: date | None,
    jobs: int,
    until: date | None,
    reason: str | None,
    ticket: str | None,
    write: bool,
    allow_misspelt: bool,
) -> int:
    """Run ``baseline``."""
    if write and resolved_options(context).off:
        raise click.UsageError("--write and --no-config exclude each other; pass one of them")
    _check_stdout(context)
    today = today or utc_today()
    if until is not None and until < today:
        raise click.UsageError(f"--until {until} is in the past; use {today} or a later date")
    options = ValidatorOptions(
        schema_version=schema_version,
        kind=kind,
        at=at,
        limits=inputs.limits,
        **accepted_options(context, accept_unstable, today),
    )
    version = create_validator(options).schema_version
    sources, options_by_source = overrides_by_source(context, resolve_sources(inputs), options)
    analysis = partial(ValidationAnalysis, options, options_by_source=options_by_source, listing=False)
    accumulator = BaselineAccumulator(RunCollector(version, listing=False), allow_misspelt)
    if not collect(sources, analysis, jobs, accumulator, allow_empty=inputs.allow_empty):
        click.echo("interrupted; nothing was written", err=True)
        return Status.INTERRUPTED
    baseline = accumulator.baseline()
    reason = reason or f"in use when the baseline was written, on {today.isoformat()}"
    entries = [
        AcceptedField(pointer, reason, until or today + timedelta(DAYS), ticket) for pointer in baseline.pointers
    ]
    written = _write(context, entries) if write else _print(context, entries)
    for note in _notes(baseline):
        click.echo(note, err=True)
    is_invalid = bool(baseline.run.verdicts.get(Verdict.INVALID))
    return most_severe(baseline.run, written=written, invalid=is_invalid)


def _check_stdout(context: click.Context) -> None:
    """Raise a usage error if the shell has emptied a configuration file to write the entries to it."""
    configuration = resolved_options(context).configuration
    places = [folder / name for folder in (Path.cwd(), *Path.cwd().parents) for name in (CONFIG_FILE, PROJECT_FILE)]
    stdout = None if sys.stdout is None else file_id(1)
    for path in places if configuration is None else (configuration.path, *places):
        if stdout is not None and file_id(path) == stdout and not path.stat().st_size:
            name = escape_control(path.name)
            raise click.UsageError(f"the shell has emptied {name} for the output; restore it, then pass --write")


def _print(context: click.Context, entries: Sequence[AcceptedField]) -> bool:
    configuration = resolved_options(context).configuration
    table = "" if configuration is None else table_name(configuration.path)
    return write_stdout(format_entries(entries, table), "toml")


def _write(context: click.Context, entries: Sequence[AcceptedField]) -> bool:
    configuration = resolved_options(context).configuration
    path = Path(CONFIG_FILE) if configuration is None else configuration.path
    if not entries:
        click.echo(f"{escape_control(str(path))}: nothing to add", err=True)
        return True
    try:
        content = append_entries(path, entries)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    if not write_file(path, content):
        return False
    place = f" to [{table_name(path)}]" if table_name(path) else ""
    count = "1 entry" if len(entries) == 1 else f"{len(entries):,} entries"
    click.echo(f"{escape_control(str(path))}: added {count}{place}", err=True)
    return True


def _notes(baseline: Baseline) -> Iterator[str]:
    """Yield the notes about the payloads."""
    run = baseline.run
    for failure in run.unreadable:
        yield f"{escape_control(failure.source)}: unreadable: {escape_control(failure.reason)}"
        if failure.hint:
            yield f"  hint: {escape_control(failure.hint)}"
    if run.verdicts.get(Verdict.INVALID):
        yield f"note: {pluralize(run.verdicts[Verdict.INVALID], 'invalid payload')}; run `validate` for the reasons"
    expired = {group.finding.pointer for group in run.groups if group.finding.rule is Rule.ACCEPTED_EXPIRED}
    if expired:
        yield f"note: {pluralize(len(expired), 'expired accepted field')}; set a later `until` by hand"
    if baseline.misspelled:
        names = ", ".join(map(escape_control, baseline.misspelled[:MAX_LISTED_POINTERS]))
        count = pluralize(len(baseline.misspelled), "field")
        yield f"note: {count} left out, perhaps misspelled: {names}; correct the names, or pass --allow-misspelt"
    if baseline.not_acceptable:
        reason = "on fields that cannot be accepted: the name may be private, or is *"
        yield f"note: {pluralize(baseline.not_acceptable, 'finding')} {reason}"
    if baseline.over_limit:
        yield f"note: {pluralize(baseline.over_limit, 'finding')} left out: too many different fields"
