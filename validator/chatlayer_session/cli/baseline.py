"""``chatlayer-session baseline``: entries that accept the unstable fields of today."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..accepted import Accepted, current_day
from ..baselines import BaselineSettings
from ..bulk.examining import Settings
from ..configuration.finding import OWN_FILE
from ..configuration.tables import UnusableConfiguration, extended, rendered, table_name
from ..findings import Kind, Rule, Verdict
from ..reporters.wording import counted
from ..showing import fit
from ..validator import Validator
from . import validate
from .configured import ConfiguredCommand, config_options, settled
from .defects import describe
from .gathering import gather
from .options import (
    accept_unstable_option,
    at_option,
    input_format_option,
    jobs_option,
    kind_option,
    paths_argument,
    read_day,
    schema_version_option,
    sources_of,
    today_option,
    told_as_wrong_usage,
)
from .particulars import accepting, particulars
from .statuses import Status, faults, legend, worst
from .writing import write_file, write_standard_output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ..baselines import Baseline
    from ..runs import Run

DAYS = 90
"""Days for which the entries hold where no other day is named."""

EPILOG = f"""\b
Examples:
  chatlayer-session baseline payloads/ > chatlayer-session.toml
  chatlayer-session baseline --write --until 2027-03-31 --reason "first look" "logs/*.ndjson"

{legend(Status.FINE, Status.INVALID, Status.USAGE, Status.UNREADABLE, Status.DEFECT, Status.INTERRUPTED)}
"""


class _Command(ConfiguredCommand):
    described = validate.command


@click.command(cls=_Command, epilog=EPILOG)
@paths_argument
@kind_option(Kind, "What the payloads are, as for validate; in a write, members that are not documented are unstable.")
@schema_version_option("Schemas that say which fields are stable")
@at_option
@input_format_option
@accept_unstable_option
@click.option(
    "--until",
    callback=read_day,
    metavar="DATE",
    help=f"The last day on which the entries hold, as in 2026-12-31; {DAYS} days from today otherwise.",
)
@click.option("--reason", metavar="TEXT", help="Why the fields are accepted; that they were in use otherwise.")
@click.option("--ticket", metavar="TEXT", help="Where the way out of the fields is followed.")
@click.option(
    "--write",
    is_flag=True,
    help=f"Add the entries to the configuration file; a new {OWN_FILE} if there is none.",
)
@today_option
@jobs_option
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    kind: str,
    schema_version: str,
    at: str,
    input_format: str,
    accept_unstable: tuple[str, ...],
    today: date | None,
    jobs: int,
    until: date | None,
    reason: str | None,
    ticket: str | None,
    write: bool,
) -> int:
    """Write entries for the configuration that accept the unstable fields which payloads carry today.

    PATH is a file, a folder (all payload files in and below it), a glob, or - for standard input. Files may be
    .json, .ndjson or .jsonl, each also compressed as .gz. Fields that are accepted already get no entry. Of
    variables, nothing is told.
    """
    if write and settled(context).off:
        raise click.UsageError("--write and --no-config contradict each other; give one of them")
    today = today or current_day()
    if until is not None and until < today:
        raise click.UsageError(f"--until {until} is over; name a day from {today} on")
    arguments: dict[str, Any] = {
        "schema_version": schema_version,
        "kind": kind,
        "at": at,
        **accepting(context, accept_unstable, today),
    }
    with told_as_wrong_usage():
        Validator(**arguments)
    sources, particular = particulars(context, sources_of(paths, input_format), arguments)
    settings = BaselineSettings(Settings(arguments, describe, listing=False, particular=particular))
    gathering = settings.gathering()
    if not gather(sources, settings, jobs, gathering):
        click.echo("interrupted; nothing was written", err=True)
        return Status.INTERRUPTED
    baseline = gathering.baseline()
    reason = reason or f"in use when the baseline was written, on {today.isoformat()}"
    entries = [Accepted(each, reason, until or today + timedelta(DAYS), ticket) for each in baseline.pointers]
    written = _write(context, entries) if write else _print(context, entries)
    for note in _notes(baseline):
        click.echo(note, err=True)
    return _status(baseline.run, written=written)


def _print(context: click.Context, entries: Sequence[Accepted]) -> bool:
    configuration = settled(context).configuration
    return write_standard_output(rendered(entries, "" if configuration is None else configuration.table), "toml")


def _write(context: click.Context, entries: Sequence[Accepted]) -> bool:
    configuration = settled(context).configuration
    path = Path(OWN_FILE) if configuration is None else configuration.path
    if not entries:
        click.echo(f"{fit(str(path))}: there is nothing to add", err=True)
        return True
    try:
        content = extended(path, entries)
    except UnusableConfiguration as error:
        raise click.UsageError(str(error)) from error
    if not write_file(path, content):
        return False
    place = f" to [{table_name(path)}]" if table_name(path) else ""
    click.echo(f"{fit(str(path))}: added {_entries(len(entries))}{place}", err=True)
    return True


def _notes(baseline: Baseline) -> Iterator[str]:
    """Yield what is to be told of the payloads beside the entries."""
    run = baseline.run
    for failure in run.unreadable:
        yield f"{fit(failure.source)}: unreadable: {fit(failure.reason)}"
    if run.verdicts.get(Verdict.INVALID):
        yield f"note: {counted(run.verdicts[Verdict.INVALID], 'payload')} invalid; `validate` tells why"
    ended = {group.finding.pointer for group in run.groups if group.finding.rule is Rule.ACCEPTED_EXPIRED}
    if ended:
        yield f"note: {counted(len(ended), 'accepted field')} past the day of the entry; give it a later one by hand"
    if baseline.unnamed:
        fields = "fields that no entry accepts: their names may be private, or are *"
        yield f"note: {counted(baseline.unnamed, 'finding')} on {fields}"
    if baseline.omitted:
        yield f"note: {counted(baseline.omitted, 'finding')} left out: there are too many different fields"


def _entries(count: int) -> str:
    return f"{count:,} entry" if count == 1 else f"{count:,} entries"


def _status(run: Run, *, written: bool) -> Status:
    statuses = faults(run, written=written)
    if run.verdicts.get(Verdict.INVALID):
        statuses.append(Status.INVALID)
    return worst(statuses)
