"""The command ``chatlayer-session scan``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...findings import Verdict
from ...reporters.runs import FORMATS
from ...runs.collector import MAX_LISTED
from ...scan.analysis import ScanAnalysis, ScanCollector
from ...scan.references import SUFFIXES, Language
from ...validator import AUTO, ValidatorOptions
from ..defaults import configuration_path
from ..exit_codes import Status, format_exit_codes
from ..notes import warn_accepted_fields
from ..options import (
    accept_unstable_option,
    code_options,
    color_option,
    config_options,
    create_validator,
    jobs_option,
    outputs_option,
    parse_version,
    resolve_sources,
    schema_version_option,
    today_option,
)
from ..output import ReportWriter
from ..overrides import accepted_options, overrides_by_source
from ..progress import collect, exit_status
from ..suggestions import Choice, WholeNumber
from .validate import SharedConfiguration, status_of

if TYPE_CHECKING:
    from datetime import date

    from ..options import Inputs
    from ..output import Output

HELP = f"""\
Find references to session fields in templates, bot exports, JavaScript, TypeScript and Python.

Reports fields that are unstable or misspelled, and writes that only the platform may make.

PATH is a file, a folder (searched recursively), a glob, or - for standard input. In folders, files are read that end in
{", ".join(SUFFIXES)}.
"""
MEANINGS = {
    Status.INVALID: "misspelled or undeclared read, or write to internal",
    Status.UNREADABLE: "unreadable input, no file, or unwritable report",
}
EPILOG = f"""\b
Examples:
  chatlayer-session scan src/ templates/
  chatlayer-session scan --fail-on unstable --exclude "**/tests/" .
  chatlayer-session scan --language json --format sarif=scan.sarif bot-export.txt

{format_exit_codes(*Status, meanings=MEANINGS)}
"""


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@schema_version_option("Schema version that declares the fields", parse_version)
@click.option(
    "--language",
    type=Choice([AUTO, *(language.value for language in Language)], "language"),
    default=AUTO,
    show_default=True,
    help="Language of all files. auto: by file name; a file with an unknown suffix is a template.",
)
@code_options
@outputs_option(FORMATS.names)
@click.option(
    "--fail-on",
    type=Choice(["invalid", "unstable", "never"], "verdict"),
    default="invalid",
    show_default=True,
    help="Fail the run on errors only, on reads of unstable fields too, or never.",
)
@accept_unstable_option("Unstable field that may be read")
@today_option
@click.option(
    "--max-findings",
    type=WholeNumber(min=0),
    metavar="N",
    show_default=f"{MAX_LISTED:,} of files with errors, and as many of others",
    help="List at most N findings. All are counted.",
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
    schema_version: str,
    language: str,
    outputs: tuple[Output, ...],
    fail_on: str,
    accept_unstable: tuple[str, ...],
    today: date | None,
    max_findings: int | None,
    jobs: int,
    quiet: bool,
) -> int:
    """Run ``scan``."""
    accepted = accepted_options(context, accept_unstable, today)
    options = ValidatorOptions(schema_version=schema_version, limits=inputs.limits, **accepted)
    version = create_validator(options).schema_version
    sources = resolve_sources(inputs, outputs, configuration_path(context))
    options_by_source = overrides_by_source(context, sources, options)[1]
    writer = ReportWriter(outputs, quiet=quiet)
    lists: dict[str, Any] = {"max_findings": max_findings, "listing": True}
    collector = ScanCollector(version, on_report=writer.add, **lists)
    known = {"language": None if language == AUTO else Language(language)}
    analysis = partial(ScanAnalysis, options, options_by_source=options_by_source, **known, **lists)
    complete = collect(sources, analysis, jobs, collector, allow_empty=inputs.allow_empty)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = writer.close(run.ungrouped())
    if complete:
        warn_accepted_fields(run, [options, *options_by_source.values()])
    return exit_status(status_of(run, fail_on, written=written), complete=complete)
