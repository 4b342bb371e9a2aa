"""The command ``chatlayer-session validate``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ...findings import Kind, Verdict
from ...reporters.runs import FORMATS
from ...rules import Rule, Severity
from ...runs.analysis import ValidationAnalysis
from ...runs.collector import MAX_LISTED, RunCollector
from ...validator import ValidatorOptions
from ..defaults import ConfiguredCommand, configuration_path
from ..exit_codes import Status, format_exit_codes, most_severe
from ..notes import warn_accepted_fields, warn_multiline_documents
from ..options import (
    PATHS_HELP,
    accept_unstable_option,
    color_option,
    config_options,
    create_validator,
    fail_on_option,
    jobs_option,
    outputs_option,
    payload_options,
    resolve_sources,
    today_option,
)
from ..output import ReportWriter
from ..overrides import accepted_options, overrides_by_source
from ..progress import collect, exit_status
from ..suggestions import Choice, Parsed, WholeNumber

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ...runs.results import RunResult
    from ..options import Inputs
    from ..output import Output

_OF_TIME = {"retention_days": "--retention-days", "now": "--now"}
_OF_FINDINGS = {
    "show_values": "--show-values",
    "max_findings": "--max-findings",
    "every": "--every",
    "severity": "--severity",
    "hide": "--hide",
}
HELP = f"""\
Validate payloads: each is valid, unstable or invalid.

An unstable payload follows the schema, but has fields that may change without notice.

{PATHS_HELP}
"""
EPILOG = f"""\b
Examples:
  chatlayer-session validate payload.json
  chatlayer-session validate payloads/ "logs/**/*.ndjson.gz"
  curl --silent URL | chatlayer-session validate --at /session -
  chatlayer-session validate --fail-on unstable --accept-unstable /lastIntent payload.json
  chatlayer-session validate --kind answer answer.json
  chatlayer-session validate --last-activity 2026-10-01T10:00:00Z session.json
  chatlayer-session validate --explain-versions payloads/
  chatlayer-session validate --severity unstable --every "logs/**/*.ndjson.gz"
  chatlayer-session validate --format text --format json=report.json payloads/

{format_exit_codes(*Status)}
"""


def _parse_timestamp(text: str) -> datetime:
    # Only runs that check time need the calendar.
    from ..timestamps import parse_timestamp  # noqa: PLC0415 - seldom needed

    return parse_timestamp(text)


def _reject_errors(context: click.Context, parameter: click.Parameter, rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of rules; an error is a usage error, since a report must show why a payload is invalid."""
    for rule in rules:
        if Rule(rule).severity is Severity.ERROR:
            allowed = ", ".join(other.value for other in Rule if other.severity is not Severity.ERROR)
            message = f"{rule!r} reports errors, which cannot be hidden; available: {allowed}"
            raise click.BadParameter(message, context, parameter)
    return rules


def _hidden_rules(severity: str, hide: tuple[str, ...], fail_on: str) -> frozenset[Rule]:
    """Return the rules whose findings are only counted; a rule that fails the run is a usage error."""
    severities = list(Severity)
    lower = severities[severities.index(Severity(severity)) + 1 :]
    hidden = frozenset(rule for rule in Rule if rule.severity in lower or rule.value in hide)
    failing = [rule.value for rule in Rule if rule in hidden and rule.severity is Severity.UNSTABLE]
    if failing and fail_on == "unstable":
        names = ", ".join(failing)
        raise click.UsageError(
            f"--severity or --hide would hide what --fail-on unstable fails on: {names}; change one of them"
        )
    return hidden


@click.command(cls=ConfiguredCommand, help=HELP, epilog=EPILOG)
@payload_options(
    Kind,
    "Kind of payload: the object internal, a whole session, a write to one, or the answer of a back end. auto never "
    "detects the last two.",
    "Schema version to validate against",
)
@outputs_option(FORMATS.names)
@fail_on_option("Fail the run on invalid payloads only, on unstable ones too, or never.")
@accept_unstable_option("Unstable field to accept without a finding")
@today_option
@click.option(
    "--last-activity",
    type=Parsed(_parse_timestamp),
    metavar="TIMESTAMP",
    help="Time of the last activity in the sessions, such as 2026-11-22T10:00:00Z. Reports expired sessions.",
)
@click.option(
    "--retention-days",
    type=WholeNumber(min=1),
    metavar="N",
    show_default="30",
    help="Days without activity after which a session is deleted.",
)
@click.option(
    "--now",
    type=Parsed(_parse_timestamp),
    metavar="TIMESTAMP",
    show_default="current time",
    help="Treat this time as now when checking for expired sessions.",
)
@click.option(
    "--explain-versions/--no-explain-versions",
    help="Report which schema versions accept the payloads. The exit code still follows --schema-version.",
)
@click.option(
    "--show-values/--no-show-values",
    help="Show payload values in findings. They may be personal data.",
)
@click.option(
    "--max-findings",
    type=WholeNumber(min=0),
    metavar="N",
    show_default=f"depends on the format, at least {MAX_LISTED:,}",
    help="List at most N findings. All are counted.",
)
@click.option("--every/--no-every", help="List each finding separately, at most 10,000 unless --max-findings is given.")
@click.option(
    "--severity",
    type=Choice([severity.value for severity in Severity], "severity"),
    default=Severity.NOTE.value,
    show_default=True,
    help="Lowest severity to list. Other findings are counted. The exit code does not change.",
)
@click.option(
    "--hide",
    multiple=True,
    type=Choice([rule.value for rule in Rule], "rule"),
    callback=_reject_errors,
    metavar="RULE",
    help="Count the findings of this rule, such as unknown-value, without listing them. Errors cannot be hidden. "
    "Repeat for several.",
)
@jobs_option
@color_option
@click.option("--quiet/--no-quiet", "-q", help="Print nothing to standard output.")
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    inputs: Inputs,
    kind: str,
    schema_version: str,
    at: str,
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
    every: bool,
    severity: str,
    hide: tuple[str, ...],
    jobs: int,
    quiet: bool,
) -> int:
    """Run ``validate``."""
    if explain_versions:
        _reject_ineffective(context, _OF_FINDINGS, "with --explain-versions; remove it, or pass --no-explain-versions")
    options = ValidatorOptions(
        schema_version=schema_version,
        kind=kind,
        at=at,
        show_values=show_values,
        limits=inputs.limits,
        **accepted_options(context, accept_unstable, today),
        **_time_options(context, last_activity, retention_days, now),
    )
    version = create_validator(options).schema_version
    sources = resolve_sources(inputs, outputs, configuration_path(context))
    sources, options_by_source = overrides_by_source(context, sources, options)
    all_options = [options, *options_by_source.values()]
    if explain_versions:
        # Other runs validate against one version only.
        from ..explain_versions import explain_versions as report_versions  # noqa: PLC0415 - seldom needed

        run, complete, written = report_versions(
            sources, options, options_by_source, jobs, outputs, quiet=quiet, allow_empty=inputs.allow_empty
        )
        if complete:
            warn_accepted_fields(run, all_options)
        return exit_status(status_of(run, fail_on, written=written), complete=complete)
    writer = ReportWriter(outputs, quiet=quiet)
    lists: dict[str, Any] = {
        "max_findings": max_findings,
        "listing": every or writer.lists_payloads,
        "hidden": _hidden_rules(severity, hide, fail_on),
    }
    collector = RunCollector(version, on_report=writer.add, keep_reports=every or writer.keeps_reports, **lists)
    analysis = partial(ValidationAnalysis, options, options_by_source=options_by_source, **lists)
    complete = collect(sources, analysis, jobs, collector, allow_empty=inputs.allow_empty)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = writer.close(run.ungrouped() if every else run)
    if complete:
        warn_accepted_fields(run, all_options)
        warn_multiline_documents(run, sources)
    return exit_status(status_of(run, fail_on, written=written), complete=complete)


class SharedConfiguration(ConfiguredCommand):
    """A command that reads payloads as `validate` does: its options come from the same configuration."""

    options_from = command


def _reject_ineffective(context: click.Context, options: Mapping[str, str], situation: str) -> None:
    """Raise a usage error if an option without effect is on the command line; a configuration serves other runs too."""
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
    # Only runs that check time need the calendar.
    from datetime import datetime, timezone  # noqa: PLC0415 - seldom needed

    from ...retention import DEFAULT_DAYS, Retention  # noqa: PLC0415 - seldom needed

    # All processes of a run use the same moment.
    now = now or datetime.now(timezone.utc)
    return {"last_activity": last_activity, "retention": Retention(days or DEFAULT_DAYS), "now": now}


def status_of(run: RunResult, fail_on: str, *, written: bool) -> Status:
    """Return the exit code of a run."""
    invalid = fail_on != "never" and bool(run.verdicts.get(Verdict.INVALID))
    unstable = fail_on == "unstable" and bool(run.verdicts.get(Verdict.UNSTABLE))
    return most_severe(run, written=written, invalid=invalid, unstable=unstable)
