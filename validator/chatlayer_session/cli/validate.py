"""``chatlayer-session validate``: payloads to reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..bulk.examining import Settings
from ..errors import NotATimestamp
from ..findings import Kind, Verdict
from ..listing import MAX_LISTED
from ..reporters import FORMATS
from ..runs import Collector
from ..validator import Validator
from .configured import ConfiguredCommand, config_options
from .defects import describe
from .gathering import ended, gather
from .notes import tell_documents_read_as_lines, tell_unmatched
from .options import (
    accept_unstable_option,
    at_option,
    input_format_option,
    jobs_option,
    kind_option,
    outputs_option,
    paths_argument,
    schema_version_option,
    sources_of,
    today_option,
    told_as_wrong_usage,
)
from .particulars import accepting, particulars
from .statuses import Status, faults, legend, worst
from .writing import Reports

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ..runs import Run
    from .writing import Output

_OF_TIME = {"retention_days": "--retention-days", "now": "--now"}
_OF_FINDINGS = {"show_values": "--show-values", "max_findings": "--max-findings"}
EPILOG = f"""\b
Examples:
  chatlayer-session validate payload.json
  chatlayer-session validate payloads/ "logs/**/*.ndjson.gz"
  curl --silent URL | chatlayer-session validate --at /session -
  chatlayer-session validate --fail-on unstable --accept-unstable /lastIntent payload.json
  chatlayer-session validate --kind write answer.json
  chatlayer-session validate --last-activity 2026-10-01T10:00:00Z session.json
  chatlayer-session validate --explain-versions payloads/
  chatlayer-session validate --format text --format json=report.json payloads/

{legend(*Status)}
"""


def read_moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """Return the moment of a timestamp; what is none is a usage error."""
    if value is None:
        return None
    # Imported when time is to be told: the others do without the calendar.
    from ..timestamps import parse_timestamp  # noqa: PLC0415 - seldom needed

    try:
        return parse_timestamp(value)
    except NotATimestamp as error:
        raise click.BadParameter(str(error), context, parameter) from error


@click.command(cls=ConfiguredCommand, epilog=EPILOG)
@paths_argument
@kind_option(
    Kind,
    "What the payloads are: the read-only object, a whole session around it, or a write to one, "
    "which is never told from the payload.",
)
@schema_version_option("Schemas to hold the payloads to")
@at_option
@input_format_option
@outputs_option(FORMATS)
@click.option(
    "--fail-on",
    type=click.Choice(["invalid", "unstable", "never"]),
    default="invalid",
    show_default=True,
    help="The verdict from which on the exit status is not 0.",
)
@accept_unstable_option
@today_option
@click.option(
    "--last-activity",
    callback=read_moment,
    metavar="TIMESTAMP",
    help="When the sessions were last active, as in 2026-11-22T10:00:00Z: tells those that are expired.",
)
@click.option(
    "--retention-days",
    type=click.IntRange(min=1),
    metavar="N",
    help="Days without activity after which sessions are deleted; 30 otherwise.",
)
@click.option(
    "--now",
    callback=read_moment,
    metavar="TIMESTAMP",
    help="The moment up to which the time without activity counts; the present otherwise.",
)
@click.option(
    "--explain-versions/--no-explain-versions",
    help="Tell which schema versions accept the payloads; the exit status is that of --schema-version.",
)
@click.option(
    "--show-values/--no-show-values",
    help="Show the payloads' text in the findings. It may hold personal data.",
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"List at most N findings; all are counted. Without it, lists of payloads end at {MAX_LISTED:,} findings of "
    "invalid payloads and as many of others.",
)
@jobs_option
@click.option("--quiet/--no-quiet", "-q", help="Write nothing to standard output; the exit status tells.")
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
    outputs: tuple[Output, ...],
    fail_on: str,
    accept_unstable: tuple[str, ...],
    today: date | None,
    last_activity: datetime | None,
    retention_days: int | None,
    now: datetime | None,
    explain_versions: bool,
    show_values: bool,
    max_findings: int | None,
    jobs: int,
    quiet: bool,
) -> int:
    """Tell of every payload whether it is valid, leans on unstable fields, or is invalid.

    PATH is a file, a folder (all payload files in and below it), a glob, or - for standard input. Files may be
    .json, .ndjson or .jsonl, each also compressed as .gz.
    """
    if explain_versions:
        _refuse_typed(context, _OF_FINDINGS, "with --explain-versions; leave it out, or pass --no-explain-versions")
    arguments: dict[str, Any] = {
        "schema_version": schema_version,
        "kind": kind,
        "at": at,
        "show_values": show_values,
        **accepting(context, accept_unstable, today),
        **_time_arguments(context, last_activity, retention_days, now),
    }
    with told_as_wrong_usage():
        version = Validator(**arguments).schema_version
    sources, particular = particulars(context, sources_of(paths, input_format, outputs), arguments)
    if explain_versions:
        # Imported when it is asked for: the other runs hold payloads to one version.
        from . import versions  # noqa: PLC0415 - seldom needed

        run, complete, written = versions.explain_versions(sources, arguments, particular, jobs, outputs, quiet=quiet)
        if complete:
            tell_unmatched(run, [arguments, *particular.values()])
        return ended(status_of(run, fail_on, written=written), complete=complete)
    reports = Reports(outputs, quiet=quiet)
    collector = Collector(version, max_findings, listing=reports.listing, sink=reports.take, keeping=reports.keeping)
    settings = Settings(arguments, describe, reports.listing, max_findings, particular)
    complete = gather(sources, settings, jobs, collector)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = reports.finish(run)
    if complete:
        tell_unmatched(run, [arguments, *particular.values()])
        tell_documents_read_as_lines(run, sources)
    return ended(status_of(run, fail_on, written=written), complete=complete)


def _refuse_typed(context: click.Context, options: Mapping[str, str], situation: str) -> None:
    """Raise a usage error if an option was typed that has no effect; in a configuration, it is for the other runs."""
    for parameter, option in options.items():
        is_typed = context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE
        if is_typed and context.params[parameter] is not False:
            raise click.UsageError(f"{option} has no effect {situation}")


def _time_arguments(
    context: click.Context, last_activity: datetime | None, days: int | None, now: datetime | None
) -> dict[str, Any]:
    """Return the arguments of the validator that are about time."""
    if last_activity is None:
        _refuse_typed(context, _OF_TIME, "without --last-activity; add it")
        return {}
    # Imported when time is to be told: the others do without the calendar.
    from datetime import datetime, timezone  # noqa: PLC0415 - seldom needed

    from ..rules.retention import DEFAULT_DAYS, Retention  # noqa: PLC0415 - seldom needed

    # One moment for the whole run, in whatever process a payload is checked.
    now = now or datetime.now(timezone.utc)
    return {"last_activity": last_activity, "retention": Retention(days or DEFAULT_DAYS), "now": now}


def status_of(run: Run, fail_on: str, *, written: bool) -> Status:
    """Return the exit status of a run."""
    statuses = faults(run, written=written)
    if fail_on != "never" and run.verdicts.get(Verdict.INVALID):
        statuses.append(Status.INVALID)
    if fail_on == "unstable" and run.verdicts.get(Verdict.UNSTABLE):
        statuses.append(Status.UNSTABLE)
    return worst(statuses)
