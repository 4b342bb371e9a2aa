"""``chatlayer-session validate``: payloads to reports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ...errors import InvalidTimestamp
from ...findings import Kind, Verdict
from ...reporters.runs import FORMATS
from ...runs.analysis import ValidationAnalysis
from ...runs.collector import MAX_LISTED, RunCollector
from ...validator import ValidatorOptions
from ..defaults import ConfiguredCommand, config_options
from ..exit_codes import Status, failures, format_exit_codes, most_severe
from ..notes import warn_multiline_documents, warn_unmatched_accepted
from ..options import (
    accept_unstable_option,
    at_option,
    input_format_option,
    jobs_option,
    kind_option,
    outputs_option,
    paths_argument,
    resolve_sources,
    schema_version_option,
    today_option,
    usage_errors,
)
from ..output import ReportWriter
from ..overrides import accepted_options, overrides_by_source
from ..progress import collect, exit_status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ...runs.results import RunResult
    from ..output import Output

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

{format_exit_codes(*Status)}
"""


def parse_timestamp_option(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """Return the moment of a timestamp; what is none is a usage error."""
    if value is None:
        return None
    # Imported when time is to be told: the others do without the calendar.
    from ..timestamps import parse_timestamp  # noqa: PLC0415 - seldom needed

    try:
        return parse_timestamp(value)
    except InvalidTimestamp as error:
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
@outputs_option(FORMATS.names)
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
    callback=parse_timestamp_option,
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
    callback=parse_timestamp_option,
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
        _reject_ineffective(
            context, _OF_FINDINGS, "with --explain-versions; leave it out, or pass --no-explain-versions"
        )
    options = ValidatorOptions(
        schema_version=schema_version,
        kind=kind,
        at=at,
        show_values=show_values,
        **accepted_options(context, accept_unstable, today),
        **_time_options(context, last_activity, retention_days, now),
    )
    with usage_errors():
        version = options.create_validator().schema_version
    sources, options_by_source = overrides_by_source(context, resolve_sources(paths, input_format, outputs), options)
    all_options = [options, *options_by_source.values()]
    if explain_versions:
        # Imported when it is asked for: other runs validate against one version.
        from ..explain_versions import explain_versions as report_versions  # noqa: PLC0415 - seldom needed

        run, complete, written = report_versions(sources, options, options_by_source, jobs, outputs, quiet=quiet)
        if complete:
            warn_unmatched_accepted(run, all_options)
        return exit_status(status_of(run, fail_on, written=written), complete=complete)
    writer = ReportWriter(outputs, quiet=quiet)
    listing = writer.lists_payloads
    collector = RunCollector(
        version, max_findings, listing=listing, on_report=writer.add, keep_reports=writer.keeps_reports
    )
    analysis = partial(
        ValidationAnalysis, options, options_by_source=options_by_source, listing=listing, max_findings=max_findings
    )
    complete = collect(sources, analysis, jobs, collector)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = writer.close(run)
    if complete:
        warn_unmatched_accepted(run, all_options)
        warn_multiline_documents(run, sources)
    return exit_status(status_of(run, fail_on, written=written), complete=complete)


def _reject_ineffective(context: click.Context, options: Mapping[str, str], situation: str) -> None:
    """Raise a usage error if an option was typed that has no effect; in a configuration, it is for the other runs."""
    for parameter, option in options.items():
        is_typed = context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE
        if is_typed and context.params[parameter] is not False:
            raise click.UsageError(f"{option} has no effect {situation}")


def _time_options(
    context: click.Context, last_activity: datetime | None, days: int | None, now: datetime | None
) -> dict[str, Any]:
    """Return the options of the validator about time."""
    if last_activity is None:
        _reject_ineffective(context, _OF_TIME, "without --last-activity; add it")
        return {}
    # Imported when time is to be told: the others do without the calendar.
    from datetime import datetime, timezone  # noqa: PLC0415 - seldom needed

    from ...retention import DEFAULT_DAYS, Retention  # noqa: PLC0415 - seldom needed

    # One moment for the whole run, in whatever process a payload is checked.
    now = now or datetime.now(timezone.utc)
    return {"last_activity": last_activity, "retention": Retention(days or DEFAULT_DAYS), "now": now}


def status_of(run: RunResult, fail_on: str, *, written: bool) -> Status:
    """Return the exit status of a run."""
    statuses = failures(run, written=written)
    if fail_on != "never" and run.verdicts.get(Verdict.INVALID):
        statuses.append(Status.INVALID)
    if fail_on == "unstable" and run.verdicts.get(Verdict.UNSTABLE):
        statuses.append(Status.UNSTABLE)
    return most_severe(statuses)
