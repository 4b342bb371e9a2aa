"""The command ``chatlayer-session contract``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...atomic import AtomicFile
from ...checks.accepted import utc_today
from ...config.toml import ConfigError
from ...contract.file import CONTRACT_FILE, find_contract, load_contract
from ...contract.matrix import PATTERN, Matrix, load_contracts, readers
from ...contract.payloads import PayloadAnalysis
from ...contract.recorded import undeclared_reads, unused_reads
from ...contract.verify import verify_contract
from ...errors import UnreadableInput
from ...escaping import escape_control, to_utf8
from ...findings import Kind, Report, Verdict
from ...generate.generator import Generator
from ...inputs.selection import Selection
from ...inputs.sources import InputFormat
from ...jsonpointer import parse_pointer
from ...reporters.contracts import FORMATS as MATRIX_FORMATS
from ...reporters.contracts.json import REPORT_VERSION
from ...reporters.formatting import dump_json, pluralize
from ...reporters.runs import FORMATS
from ...reporters.runs.json import header
from ...runs.collector import RunCollector
from ...runs.results import Subject
from ...scan.analysis import ScanAnalysis
from ...scan.references import SUFFIXES
from ...spec.catalog import Catalog, packaged_catalog
from ...validator import ValidatorOptions
from ...view.reads import RecordedReads
from ..exit_codes import Status, format_exit_codes
from ..notes import NOTICE_DAYS
from ..options import (
    Inputs,
    color_option,
    fail_on_option,
    jobs_option,
    output_format_option,
    outputs_option,
    parse_at,
    reject_overwriting,
    resolve_sources,
    today_option,
)
from ..output import ReportWriter, write_report, write_stdout
from ..progress import collect, exit_status
from ..suggestions import CommandGroup, Parsed
from .validate import status_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...contract.model import Contract
    from ...runs.results import RunResult
    from ..output import Output

INPUT = Subject("input", {verdict: verdict.value for verdict in Verdict})
"""The words of a verification's summary: the inputs are the contract, files of code and payloads."""

MEANINGS = {
    Status.INVALID: "the contract does not hold, or a payload breaks it",
    Status.UNSTABLE: "unstable fields are read without a reason, or for longer than declared",
    Status.UNREADABLE: "unreadable input, or unwritable report",
}
OF_MATRIX = {Status.INVALID: "a contract fails inside its range", Status.UNREADABLE: "unreadable contract"}
"""The meanings of the exit codes of `matrix`."""

HELP = "Verify what a service assumes about a session."
EPILOG = f"""\b
Examples:
  chatlayer-session contract verify src/
  chatlayer-session contract matrix contracts/
  chatlayer-session contract who /internal/nlp/intent contracts/

{format_exit_codes(*Status, meanings=MEANINGS)}
"""
VERIFY_HELP = f"""\
Verify that the schemas guarantee what a contract assumes.

A contract is a file {CONTRACT_FILE}: the fields that a service reads, and what it assumes about them. Each schema
version in its range is checked. Each finding of the rule unguaranteed-read has a witness: a valid payload that breaks
the assumption.

PATH is a file or folder of code or templates whose reads must be declared.
"""
VERIFY_EPILOG = f"""\b
Examples:
  chatlayer-session contract verify
  chatlayer-session contract verify --contract orders.toml src/ templates/
  chatlayer-session contract verify --payloads recorded/ --witnesses witnesses/
  chatlayer-session contract verify --recorded reads.json --format sarif=contract.sarif

{format_exit_codes(*Status, meanings=MEANINGS)}
"""
MATRIX_HELP = f"""\
Show which schema versions each service can take.

PATH is a contract, or a folder with files that match {PATTERN}. By default, the nearest {CONTRACT_FILE}.
"""
OF_CONTRACTS = (Status.OK, Status.INVALID, Status.USAGE, Status.UNREADABLE)
WHO_HELP = f"""\
List the services that read a field, a part of it, or an object around it.

PATH is a contract, or a folder with files that match {PATTERN}. By default, the nearest {CONTRACT_FILE}.
"""


def _read_catalog(path: str) -> Catalog:
    """Return the catalog in a folder; one with files that cannot be used is a usage error."""
    catalog = Catalog(Path(path))
    for version in catalog.versions():
        Generator(catalog, version, Kind.SESSION)
    return catalog


schemas_option = click.option(
    "--schemas",
    "catalog",
    type=Parsed(_read_catalog),
    metavar="DIR",
    help="Folder with catalog.json and the schemas to verify against, instead of those of this package.",
)


@click.group(cls=CommandGroup, help=HELP, epilog=EPILOG)
def command() -> None:
    """Run a command of the group."""


def _nearest_contract() -> Path:
    path = find_contract(Path.cwd())
    if path is None:
        raise click.UsageError(f"no {CONTRACT_FILE} here or above; pass the file of the contract")
    # As short as possible, since reports name it.
    return Path(CONTRACT_FILE) if path.parent == Path.cwd() else path


@command.command("verify", help=VERIFY_HELP, epilog=VERIFY_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--contract",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    show_default=f"the nearest {CONTRACT_FILE}",
    help="Contract to verify.",
)
@click.option(
    "--payloads",
    multiple=True,
    metavar="PATH",
    help="Recorded payloads to compare with the contract: a file, a folder or a glob. Repeat for several.",
)
@click.option(
    "--at",
    default="",
    type=Parsed(parse_at),
    metavar="POINTER",
    help="With --payloads: pointer to the payloads inside larger documents, such as /data/*/session.",
)
@click.option(
    "--recorded",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Reads that pytest recorded, to compare with the declared ones.",
)
@click.option(
    "--witnesses",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the payload that proves each finding to DIR.",
)
@schemas_option
@today_option
@outputs_option(FORMATS.names)
@fail_on_option("Fail the run on errors only, on reads of unstable fields too, or never.", default="unstable")
@jobs_option
@color_option
def verify(
    *,
    paths: tuple[str, ...],
    file: Path | None,
    payloads: tuple[str, ...],
    at: str,
    recorded: Path | None,
    witnesses: Path | None,
    catalog: Catalog | None,
    today: date | None,
    outputs: tuple[Output, ...],
    fail_on: str,
    jobs: int,
) -> int:
    """Run ``contract verify``."""
    today = today or utc_today()
    try:
        contract = load_contract(file or _nearest_contract())
        report = verify_contract(contract, catalog, today)
    except ConfigError as error:
        raise click.UsageError(f"invalid contract:\n{error}") from error
    reject_overwriting(outputs, [str(contract.path), *([str(recorded)] if recorded else [])])
    writer = ReportWriter(outputs, quiet=False)
    collector = RunCollector(report.schema_version, on_report=writer.add, subject=INPUT)
    if recorded is not None:
        try:
            reads = RecordedReads.load(recorded)
        except UnreadableInput as error:
            collector.add_unreadable(error)
        else:
            report = replace(report, findings=(*report.findings, *unused_reads(contract, reads)))
            collector.add(Report(undeclared_reads(contract, reads), report.schema_version, None, str(recorded)))
    collector.add(report)
    options = ValidatorOptions(at=at)
    selection = Selection(suffixes=tuple(SUFFIXES))
    code = resolve_sources(Inputs(paths, InputFormat.JSON.value, selection=selection), outputs) if paths else []
    # A read that is unstable is reported at the contract.
    of_code = replace(options, at="", accept_unstable=tuple(read.pointer for read in contract.reads))
    declared = tuple(parse_pointer(read.pointer) for read in contract.reads)
    scan = partial(ScanAnalysis, of_code, declared=declared)
    complete = not code or collect(code, scan, jobs, collector)
    if payloads and complete:
        sources = resolve_sources(Inputs(payloads), outputs)
        complete = collect(sources, partial(PayloadAnalysis, contract, options), jobs, collector)
    run = replace(collector.run(), fail_on=None if fail_on == "never" else Verdict(fail_on))
    written = writer.close(run)
    written &= _write_witnesses(run, witnesses)
    _warn_ending(contract, today)
    return exit_status(status_of(run, fail_on, written=written), complete=complete)


def _write_witnesses(run: RunResult, folder: Path | None) -> bool:
    """Write the witnesses of a run to a folder, or say how to; return whether all were written."""
    found = [group.finding for group in run.groups if group.finding.witness is not None]
    if folder is None:
        if found:
            count = pluralize(len(found), "witness") if len(found) == 1 else f"{len(found):,} witnesses"
            click.echo(f"note: {count} not shown; write the payloads with --witnesses DIR", err=True)
        return True
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, finding in enumerate(found, 1):
            name = "-".join(filter(str.isalnum, finding.pointer.split("/")))
            output = AtomicFile(folder / f"{number:02}-{name}.json")
            output.write(dump_json(finding.to_dict()["witness"]))
            output.commit()
    except OSError as error:
        click.echo(f"{escape_control(str(folder))}: cannot write the witnesses: {error.strerror}", err=True)
        return False
    return True


def _warn_ending(contract: Contract, today: date) -> None:
    """Print which reads of unstable fields are accepted only for some more days."""
    ending = sorted(
        (read.until, read.pointer)
        for read in contract.reads
        if read.until is not None and 0 <= (read.until - today).days <= NOTICE_DAYS
    )
    for until, pointer in ending:
        click.echo(f"note: {escape_control(pointer)} is accepted only until {until}", err=True)


def _load(paths: Sequence[str]) -> tuple[list[Contract], bool]:
    """Return the contracts in some paths, and whether all could be read."""
    contracts, unreadable = load_contracts(paths or [str(_nearest_contract())])
    for failure in unreadable:
        click.echo(escape_control(str(failure)), err=True)
    return contracts, not unreadable


@command.command("matrix", help=MATRIX_HELP, epilog=format_exit_codes(*OF_CONTRACTS, meanings=OF_MATRIX))
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@schemas_option
@today_option
@outputs_option(MATRIX_FORMATS.names)
@color_option
def matrix(*, paths: tuple[str, ...], catalog: Catalog | None, today: date | None, outputs: tuple[Output, ...]) -> int:
    """Run ``contract matrix``."""
    contracts, complete = _load(paths)
    reject_overwriting(outputs, [str(contract.path) for contract in contracts])
    result = Matrix.of(contracts, catalog or packaged_catalog(), today or utc_today())
    written = [write_report(output, partial(MATRIX_FORMATS.load(output.format).render, result)) for output in outputs]
    if not (complete and all(written)):
        return Status.UNREADABLE
    return Status.OK if all(row.holds for row in result.rows) else Status.INVALID


@command.command("who", help=WHO_HELP, epilog=format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE))
@click.argument("pointer", type=Parsed(parse_at))
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@output_format_option()
def who(*, pointer: str, paths: tuple[str, ...], output_format: str) -> int:
    """Run ``contract who``."""
    contracts, complete = _load(paths)
    rows = list(readers(contracts, pointer))
    if output_format == "json":
        entries = [_entry(contract, read.pointer, place) for contract, read, place in rows]
        content = dump_json({**header(REPORT_VERSION), "pointer": pointer, "readers": entries})
    else:
        lines = [
            f"{contract.consumer}: {read.pointer} ({':'.join([str(contract.path), *map(str, place or ())])})"
            for contract, read, place in rows
        ]
        lines = lines or [f"no contract declares a read of {pointer}"]
        content = "".join(f"{escape_control(line)}\n" for line in lines)
    return Status.OK if write_stdout(content, output_format) and complete else Status.UNREADABLE


def _entry(contract: Contract, pointer: str, place: tuple[int, int] | None) -> dict[str, Any]:
    line, column = place or (None, None)
    source = to_utf8(str(contract.path))
    return {"consumer": contract.consumer, "pointer": pointer, "source": source, "line": line, "column": column}
