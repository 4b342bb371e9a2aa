"""The command ``chatlayer-session schema``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import schemas
from ...errors import FieldNotDeclared, InvalidPointer, UnknownSchema
from ...escaping import escape_control
from ...findings import Kind
from ...jsonpointer import parse_pointer
from ...spec.catalog import packaged_catalog
from ...spec.export.files import NoMatchingExport, UnknownPathPart, select
from ...spec.export.manifest import WouldOverwrite, export_contents, write
from ...spec.export.npm import npm_files
from ...spec.fields import field_tree
from ...validator import AUTO
from ...version import TOOL_NAME
from ..describe_field import describe_field, describe_fields
from ..exit_codes import Status, format_exit_codes
from ..options import kind_option, schema_version_option, usage_errors
from ..suggestions import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


EPILOG = f"""\b
Examples:
  chatlayer-session schema export --out schemas
  chatlayer-session schema export --out schemas --only latest/flat --only draft-07/closed
  chatlayer-session schema export --npm package
  chatlayer-session schema show /internal/nlp/intent
  chatlayer-session schema path session

{format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE)}
"""


@click.group(cls=CommandGroup, epilog=EPILOG)
def command() -> None:
    """Show the schemas, and export them for other tools."""


@command.command("list", epilog=format_exit_codes(Status.OK, Status.USAGE))
def list_schemas() -> None:
    """List the schemas: family, version, name and identifier, oldest version first."""
    catalog = packaged_catalog()
    rows = [
        (family, version, name, schema["$id"])
        for family in catalog.families()
        for version in catalog.versions(family)
        for name in catalog.names(family, version)
        for schema in (catalog.schema(family, version, name),)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        click.echo("  ".join([*(f"{text:{width}}" for text, width in zip(row, widths, strict=False)), row[3]]))


@command.command("show", epilog=format_exit_codes(Status.OK, Status.USAGE))
@click.argument("pointer", default="", metavar="[POINTER]")
@kind_option(
    Kind, "Kind of payload that the pointer starts in. auto: session if it starts with /internal, else internal."
)
@schema_version_option("Schema version")
def show(*, pointer: str, kind: str, schema_version: str) -> None:
    """Describe a field: its type, presence, stability and source. Without POINTER, list all fields.

    POINTER is a JSON Pointer from the root of a payload, with any index or * for the items of an array.
    """
    catalog = packaged_catalog()
    with usage_errors({InvalidPointer: "POINTER", FieldNotDeclared: "POINTER"}):
        tokens = parse_pointer(pointer)
        shown = Kind(kind) if kind != AUTO else _kind_of(tokens)
        root = field_tree(catalog, catalog.resolve(schema_version), shown)
        click.echo(describe_field(root, tokens) if tokens else describe_fields(root), nl=False)


@command.command("path", epilog=format_exit_codes(Status.OK, Status.USAGE))
@click.argument("name", default="", metavar="[NAME]")
@click.option(
    "--schema-version", metavar="VERSION", show_default="latest", help="Schema version: 1, 1.0, 1.0.0 or latest."
)
def path(*, name: str, schema_version: str | None) -> None:
    """Print the path of the schema NAME on this machine. Without NAME, print the folder of all schemas."""
    with usage_errors({UnknownSchema: "NAME"}):
        click.echo(str(schemas.path(name, schema_version) if name else packaged_catalog().root))


@command.command("export", epilog=format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE))
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
def export(*, out: Path | None, npm: Path | None, only: tuple[str, ...]) -> int:
    """Export the schemas in the formats that other tools import.

    Each form has an open view and a closed view, which rejects unknown fields, and both also without annotations.
    index.json lists the files. Unchanged files are not touched, and nothing is deleted.
    """
    if out is None and npm is None:
        raise click.UsageError("missing option: pass --out DIR for the exports, or --npm DIR for an npm package")
    if out is not None and npm is not None and out.resolve() == npm.resolve():
        raise click.UsageError("--out and --npm must be different folders: both write an index.json")
    if only and out is None:
        raise click.UsageError("--only requires --out")
    catalog = packaged_catalog()
    with usage_errors({UnknownPathPart: "--only", NoMatchingExport: "--only"}):
        files = export_contents(select(catalog, only))
    succeeded = out is None or _write(out, files)
    if npm is not None:
        succeeded &= _write(npm, npm_files(catalog))
    return Status.OK if succeeded else Status.UNREADABLE


def _kind_of(tokens: Sequence[str]) -> Kind:
    return Kind.SESSION if tokens[:1] == (Kind.INTERNAL.value,) else Kind.INTERNAL


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
