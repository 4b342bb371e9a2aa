"""The command ``chatlayer-session scan``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...checks.accepted import AcceptedField
from ...config.toml import ConfigError
from ...contract.draft import draft_contract
from ...contract.file import dump_contract, find_contract, load_contract
from ...escaping import escape_control
from ...findings import Verdict
from ...jsonpointer import parse_pointer
from ...reporters.runs import FORMATS
from ...runs.collector import MAX_LISTED
from ...scan.analysis import ScanAnalysis, ScanCollector
from ...scan.references import SUFFIXES, Access, Language
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
    fail_on_option,
    jobs_option,
    outputs_option,
    parse_version,
    resolve_sources,
    schema_version_option,
    today_option,
)
from ..output import ReportWriter, write_file
from ..overrides import accepted_options, overrides_by_source
from ..progress import collect, exit_status
from ..suggestions import Choice, WholeNumber
from .validate import SharedConfiguration, status_of

if TYPE_CHECKING:
    from datetime import date

    from ...jsonpointer import InstancePath
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
@click.option(
    "--contract",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    show_default="the nearest chatlayer-contract.toml",
    help="Contract that must declare every read of internal. Its unstable reads are accepted until their date.",
)
@click.option(
    "--write-contract",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a draft of the contract with the reads and writes that were found. No existing file is replaced.",
)
@outputs_option(FORMATS.names)
@fail_on_option("Fail the run on errors only, on reads of unstable fields too, or never.")
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
    contract: Path | None,
    write_contract: Path | None,
    outputs: tuple[Output, ...],
    fail_on: str,
    accept_unstable: tuple[str, ...],
    today: date | None,
    max_findings: int | None,
    jobs: int,
    quiet: bool,
) -> int:
    """Run ``scan``."""
    if write_contract is not None and write_contract.exists():
        message = f"{escape_control(str(write_contract))!r} exists; write to a different file"
        raise click.BadParameter(message, param_hint="'--write-contract'")
    accepted = accepted_options(context, accept_unstable, today)
    # A draft is for code that has no contract yet.
    declared, of_contract = (None, ()) if write_contract is not None and contract is None else _declared(contract)
    accepted["accept_unstable"] += of_contract
    options = ValidatorOptions(schema_version=schema_version, limits=inputs.limits, **accepted)
    version = create_validator(options).schema_version
    sources = resolve_sources(inputs, outputs, configuration_path(context))
    options_by_source = overrides_by_source(context, sources, options)[1]
    all_options = [options, *options_by_source.values()]
    writer = ReportWriter(outputs, quiet=quiet)
    lists: dict[str, Any] = {"max_findings": max_findings, "listing": True}
    collector = ScanCollector(version, on_report=writer.add, **lists)
    known: dict[str, Any] = {"language": None if language == AUTO else Language(language), "declared": declared}
    analysis = partial(ScanAnalysis, options, options_by_source=options_by_source, **known, **lists)
    complete = collect(sources, analysis, jobs, collector, allow_empty=inputs.allow_empty)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = writer.close(run.ungrouped())
    if complete and write_contract is not None:
        paths = collector.paths
        draft = draft_contract(write_contract, version, paths[Access.READ], paths[Access.WRITE], options.today)
        written = write_file(write_contract, dump_contract(draft)) and written
    if complete:
        warn_accepted_fields(run, all_options)
    return exit_status(status_of(run, fail_on, written=written), complete=complete)


def _declared(path: Path | None) -> tuple[tuple[InstancePath, ...] | None, tuple[AcceptedField, ...]]:
    """Return the reads of a contract, and those that it accepts although they are unstable; None without a contract."""
    path = path or find_contract(Path.cwd())
    if path is None:
        return None, ()
    try:
        contract = load_contract(path)
    except ConfigError as error:
        raise click.UsageError(f"invalid contract:\n{error}") from error
    accepted = (AcceptedField(read.pointer, read.reason, read.until) for read in contract.reads if read.reason)
    return tuple(parse_pointer(read.pointer) for read in contract.reads), tuple(accepted)
