"""The command ``chatlayer-session schema``."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import schemas
from ...analyses.cases import PAYLOADS, ConformanceAnalysis
from ...errors import FieldNotDeclared, InvalidPointer, UnknownSchema, UnknownVersion
from ...escaping import escape_control
from ...findings import Kind, Verdict
from ...jsonpointer import parse_pointer
from ...reporters.formatting import dump_json
from ...reporters.runs import FORMATS
from ...runs.collector import RunCollector
from ...runs.results import CASE
from ...spec.catalog import DEFAULT_VERSION, packaged_catalog
from ...spec.export.dialects import COMPONENT_PREFIX
from ...spec.export.files import NoMatchingExport, UnknownPathPart, select
from ...spec.export.manifest import WouldOverwrite, export_contents, write
from ...spec.export.npm import npm_files
from ...spec.fields import field_tree
from ...spec.kinds import INTERNAL
from ...validator import AUTO, ValidatorOptions
from ...version import TOOL_NAME
from ..describe_field import field_entries, field_entry, format_entries, format_entry
from ..exit_codes import OF_OUTPUT, OF_RUNS, UNWRITABLE, Status, format_exit_codes, most_severe
from ..options import (
    PATHS_HELP,
    Inputs,
    allow_empty_option,
    input_format_option,
    jobs_option,
    kind_option,
    limits_options,
    output_format_option,
    outputs_option,
    paths_argument,
    resolve_sources,
    schema_version_option,
    usage_errors,
)
from ..output import ReportWriter, write_stdout
from ..progress import collect, exit_status
from ..suggestions import CommandGroup, Parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...inputs.records import Limits
    from ..output import Output


_COMPONENT_PREFIX = re.compile(r"[\w.-]*", re.ASCII)
OF_ALL = {Status.INVALID: "failed case", Status.UNREADABLE: "unreadable cases, or unwritable output"}
EPILOG = f"""\b
Examples:
  chatlayer-session schema export --out schemas
  chatlayer-session schema export --out schemas --only latest/flat/stable --only draft-07/closed
  chatlayer-session schema export --npm package
  chatlayer-session schema show /internal/nlp/intent
  chatlayer-session schema path session
  chatlayer-session schema test --format text --format junit=cases.xml cases/

{format_exit_codes(*OF_RUNS, meanings=OF_ALL)}
"""
SHOW_HELP = """\
Describe a field: its type, presence, stability and source. Without POINTER, list all fields.

POINTER is a JSON Pointer from the root of a payload. For the items of an array, use any index or *.
"""
EXPORT_HELP = """\
Export the schemas in the formats that other tools import.

Each form has an open view, and a closed view that rejects unknown fields. Schemas of payloads also have a stable view,
which declares only promised fields. Each view also exists without annotations.
index.json lists the files. Unchanged files are not touched, and nothing is deleted.
"""
TEST_HELP = f"""\
Test the schemas with your own cases: payloads that a schema has to accept or to reject.

The files have the format of schemas/session/1.2.0/conformance/. The json and ndjson reports count a case that passes as
a valid payload, and a case that fails as an invalid one.

{PATHS_HELP}
"""
PRINTED = format_exit_codes(*OF_OUTPUT, meanings=UNWRITABLE)
WRITTEN = format_exit_codes(*OF_OUTPUT, meanings={Status.UNREADABLE: "unwritable export"})
OF_CASES = {Status.INVALID: "failed case", Status.UNREADABLE: "unreadable cases, no case, or unwritable report"}


@click.group(cls=CommandGroup, help="Show the schemas, and export them for other tools.", epilog=EPILOG)
def command() -> None:
    """Run a command of ``schema``."""


@command.command("list", help="List the schemas: family, version, name and identifier, oldest first.", epilog=PRINTED)
@output_format_option("Output format. json: also the path of each schema on this machine.")
def list_schemas(*, output_format: str) -> int:
    """Run ``schema list``."""
    catalog = packaged_catalog()
    entries = [
        _entry(family, version, name)
        for family in catalog.families()
        for version in catalog.versions(family)
        for name in catalog.names(family, version)
    ]
    widths = [max(len(entry[column]) for entry in entries) for column in ("family", "version", "name")]
    text = "".join(
        f"{entry['family']:{widths[0]}}  {entry['version']:{widths[1]}}  {entry['name']:{widths[2]}}  {entry['id']}\n"
        for entry in entries
    )
    return _print(text, entries, output_format)


@command.command("show", help=SHOW_HELP, epilog=PRINTED)
@click.argument("pointer", default="", metavar="[POINTER]")
@kind_option(
    Kind, "Kind of payload that the pointer refers to. auto: session if it starts with /internal, else internal."
)
@schema_version_option("Schema version")
@output_format_option("Output format. json: without POINTER, the descriptions of all fields.")
def show(*, pointer: str, kind: str, schema_version: str, output_format: str) -> int:
    """Run ``schema show``."""
    catalog = packaged_catalog()
    with usage_errors({InvalidPointer: "POINTER", FieldNotDeclared: "POINTER"}):
        tokens = parse_pointer(pointer)
        detected = Kind.SESSION if tokens[:1] == (INTERNAL,) else Kind.INTERNAL
        shown = detected if kind == AUTO else Kind(kind)
        root = field_tree(catalog, catalog.resolve(schema_version), shown)
        if tokens:
            entry = field_entry(root, tokens)
            return _print(format_entry(entry), entry, output_format)
        entries = list(field_entries(root))
        return _print(format_entries(entries), entries, output_format)


@command.command(
    "path",
    help="Print the path of the schema NAME on this machine. Without NAME, print the folder of all schemas.",
    epilog=PRINTED,
)
@click.argument("name", default="", metavar="[NAME]")
@click.option(
    "--schema-version", metavar="VERSION", show_default="latest", help="Schema version: 1, 1.0, 1.0.0 or latest."
)
@output_format_option("Output format. json: with NAME, its entry in `schema list --format json`.")
def path(*, name: str, schema_version: str | None, output_format: str) -> int:
    """Run ``schema path``."""
    if not name:
        root = str(packaged_catalog().root)
        return _print(f"{root}\n", {"path": root}, output_format)
    with usage_errors({UnknownSchema: "NAME"}):
        found = schemas.path(name, schema_version)
    family, version = found.parts[-3:-1]
    return _print(f"{found}\n", _entry(family, version, name), output_format)


def _entry(family: str, version: str, name: str) -> dict[str, str]:
    catalog = packaged_catalog()
    return {
        "family": family,
        "version": version,
        "name": name,
        "id": catalog.schema(family, version, name)["$id"],
        "path": str(catalog.path(family, version, name)),
    }


def _print(text: str, value: object, output_format: str) -> Status:
    content = dump_json(value) if output_format == "json" else text
    return Status.OK if write_stdout(content, output_format) else Status.UNREADABLE


def _parse_base_uri(uri: str) -> str:
    """Return the address with a slash at its end."""
    scheme, _, rest = uri.partition("://")
    host = rest.partition("/")[0]
    if scheme != "https" or not host or not (uri.isascii() and uri.isprintable()) or set(uri) & set(' "#<>?\\^`{|}'):
        message = "must be an https address without query and fragment, such as https://schemas.example.com/bots/"
        raise click.BadParameter(message)
    return uri if uri.endswith("/") else f"{uri}/"


def _parse_prefix(prefix: str) -> str:
    if not _COMPONENT_PREFIX.fullmatch(prefix):
        raise click.BadParameter("must consist of letters, digits, and the characters . - _")
    return prefix


@command.command("export", help=EXPORT_HELP, epilog=WRITTEN)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write the exports to DIR."
)
@click.option(
    "--npm", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write an npm package to DIR."
)
@click.option(
    "--only",
    multiple=True,
    metavar="PARTS",
    help="With --out: only exports with all PARTS in their path, such as flat, draft-07/closed or 1.0.0/session. "
    "Repeat for several.",
)
@click.option(
    "--base-uri",
    type=Parsed(_parse_base_uri),
    metavar="URI",
    help="With --out: https address of a folder. Identifiers become addresses in it, for tools that reject URNs.",
)
@click.option(
    "--component-prefix",
    type=Parsed(_parse_prefix),
    metavar="NAME",
    show_default=COMPONENT_PREFIX,
    help="With --out: start of the names of OpenAPI components.",
)
def export(
    *, out: Path | None, npm: Path | None, only: tuple[str, ...], base_uri: str | None, component_prefix: str | None
) -> int:
    """Run ``schema export``."""
    if out is None and npm is None:
        raise click.UsageError("missing option: pass --out DIR for the exports, or --npm DIR for an npm package")
    if out is not None and npm is not None and out.resolve() == npm.resolve():
        raise click.UsageError("--out and --npm must be different folders: both write an index.json")
    for option, value in (("--only", only), ("--base-uri", base_uri), ("--component-prefix", component_prefix)):
        if value and out is None:
            raise click.UsageError(f"{option} requires --out")
    catalog = packaged_catalog()
    with usage_errors(dict.fromkeys([UnknownPathPart, UnknownVersion, NoMatchingExport], "--only")):
        prefix = COMPONENT_PREFIX if component_prefix is None else component_prefix
        files = export_contents(select(catalog, only), base_uri, prefix)
    succeeded = out is None or _write(out, files)
    if npm is not None:
        succeeded &= _write(npm, npm_files(catalog))
    return Status.OK if succeeded else Status.UNREADABLE


@command.command("test", help=TEST_HELP, epilog=format_exit_codes(*OF_RUNS, meanings=OF_CASES))
@paths_argument
@outputs_option(FORMATS.names)
@input_format_option
@allow_empty_option
@limits_options
@jobs_option
def run_cases(
    *,
    paths: tuple[str, ...],
    outputs: tuple[Output, ...],
    input_format: str,
    allow_empty: bool,
    limits: Limits,
    jobs: int,
) -> int:
    """Run ``schema test``."""
    writer = ReportWriter(outputs, quiet=False)
    listing = writer.lists_payloads
    version = packaged_catalog().resolve(DEFAULT_VERSION)
    collector = RunCollector(
        version, listing=listing, on_report=writer.add, keep_reports=writer.keeps_reports, subject=CASE
    )
    analysis = partial(ConformanceAnalysis, ValidatorOptions(at=PAYLOADS, limits=limits), listing=listing)
    sources = resolve_sources(Inputs(paths, input_format, limits, allow_empty=allow_empty), outputs)
    complete = collect(sources, analysis, jobs, collector, allow_empty=allow_empty)
    run = collector.run()
    written = writer.close(run)
    status = most_severe(run, written=written, invalid=bool(run.verdicts.get(Verdict.INVALID)))
    return exit_status(status, complete=complete)


def _write(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write an export, report the result, and return whether it succeeded."""
    try:
        result = write(folder, files)
    except WouldOverwrite as error:
        click.echo(f"{TOOL_NAME}: {escape_control(str(error))}", err=True)
        return False
    except OSError as error:
        place = escape_control(str(error.filename or folder))
        click.echo(f"{place}: cannot write the export: {error.strerror or 'unknown reason'}", err=True)
        return False
    click.echo(f"{escape_control(str(folder))}: {result.files} files, {len(result.written)} written")
    if result.stale:
        note = f"{len(result.stale)} files of an earlier export are not part of this one and were not deleted"
        click.echo(note, err=True)
    return True
