"""The command ``chatlayer-session redact``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...atomic import AtomicFile, file_id
from ...errors import UnreadableInput, WeakKey
from ...escaping import escape_control
from ...findings import InvalidPayload, Kind
from ...inputs.records import OUT_OF_MEMORY, Origin
from ...redact.redactor import Redactor
from ...reporters.runs.text import finding_lines
from ...reporters.style import Style
from ...runs.collector import RunCollector
from ...version import TOOL_NAME
from ..exit_codes import OF_RUNS, Status, format_exit_codes, most_severe
from ..options import (
    Inputs,
    at_option,
    input_format_option,
    kind_option,
    limits_options,
    parse_at,
    parse_version,
    resolve_sources,
    schema_version_option,
    usage_errors,
)
from ..output import discard_stdout
from ..progress import print_notes
from ..suggestions import Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...inputs.records import Limits
    from ...inputs.sources import Source

HELP = """\
Replace the values in real payloads, so that the payloads can be fixtures.

Structure, types, lengths, the values that the schema lists and the names of fields stay. Every other string and number
gets a stand-in. Equal values get the same one. The redacted payloads have the same findings as before.

PATH is a .json, .ndjson or .jsonl file, optionally compressed (.gz, .bz2, .xz), or - for standard input.
"""
MEANINGS = {
    Status.INVALID: "payload that is not JSON",
    Status.UNREADABLE: "unreadable input, no payload, or unwritable output",
}
EPILOG = f"""\b
Examples:
  chatlayer-session redact session.json > fixture.json
  chatlayer-session redact --keep /order/status --out fixture.json session.json
  openssl rand -hex 32 > key.txt
  chatlayer-session redact --key-file key.txt logs.ndjson.gz > redacted.ndjson

{format_exit_codes(*OF_RUNS, meanings=MEANINGS)}
"""


def _read_key(path: str) -> bytes:
    """Return the key in a file, without white space around it; a file that cannot be read is a usage error."""
    try:
        return Path(path).read_bytes().strip()
    except OSError as error:
        raise click.BadParameter(f"cannot read {escape_control(path)!r}: {error.strerror}") from error


@click.command(help=HELP, epilog=EPILOG)
@click.argument("path", metavar="PATH")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file instead of standard output.",
)
@click.option(
    "--keep",
    multiple=True,
    type=Parsed(parse_at),
    metavar="POINTER",
    help="Keep the value at this pointer, such as /internal/locale or /order/*/status, from the root of the payload. "
    "Repeat for several.",
)
@click.option("--keep-names", is_flag=True, help="Keep the names inside variables. They may be personal data.")
@click.option(
    "--key-file",
    "key",
    type=Parsed(_read_key),
    metavar="FILE",
    help="File with a secret of at least 16 bytes. Runs with the same key use the same stand-ins. By default, each run "
    "makes a new key.",
)
@kind_option(Kind, "Kind of payload: the object internal, a whole session, a write to one, or an answer of a back end.")
@schema_version_option("Schema version that lists the values that stay", parse_version)
@at_option
@input_format_option
@limits_options
def command(
    *,
    path: str,
    out: Path | None,
    keep: tuple[str, ...],
    keep_names: bool,
    key: bytes | None,
    kind: str,
    schema_version: str,
    at: str,
    input_format: str,
    limits: Limits,
) -> int:
    """Run ``redact``."""
    if out is not None and (identifier := file_id(out)) is not None and identifier == file_id(path):
        message = f"{str(out)!r} is the input; write to a different file"
        raise click.BadParameter(message, param_hint="'--out'")
    with usage_errors({WeakKey: "--key-file"}):
        redactor = Redactor(
            key=key, keep=keep, keep_names=keep_names, schema_version=schema_version, kind=kind, at=at, limits=limits
        )
    collector = RunCollector(redactor.validator.schema_version)
    sources = resolve_sources(Inputs((path,), input_format, limits))
    try:
        written = _print(redactor, sources, collector) if out is None else _save(redactor, sources, collector, out)
    finally:
        print_notes(collector)
    run = collector.run()
    for line in finding_lines(run, Style()):
        click.echo(line, err=True)
    return most_severe(run, written=written, invalid=run.payloads > 0)


def _print(redactor: Redactor, sources: Iterable[Source | UnreadableInput], collector: RunCollector) -> bool:
    """Write to standard output as bytes, and return whether it worked."""
    if sys.stdout is None:
        click.echo(f"{TOOL_NAME}: standard output is closed; pass --out FILE", err=True)
        return False
    output = sys.stdout.buffer
    try:
        _redact(redactor, sources, collector, output.write)
        output.flush()
    except OSError as error:
        return discard_stdout(error)
    return True


def _save(redactor: Redactor, sources: Iterable[Source | UnreadableInput], collector: RunCollector, out: Path) -> bool:
    """Write to a file, and return whether it worked; on failure, an existing file stays unchanged."""
    try:
        file = AtomicFile(out)
        try:
            _redact(redactor, sources, collector, lambda data: file.write(data.decode()))
            file.commit()
        finally:
            file.discard()
    except OSError as error:
        click.echo(f"{escape_control(str(out))}: cannot write the payload: {error.strerror}", err=True)
        return False
    return True


def _redact(
    redactor: Redactor,
    sources: Iterable[Source | UnreadableInput],
    collector: RunCollector,
    write: Callable[[bytes], object],
) -> None:
    """Write each redacted record as a line of its own, and collect those that cannot be redacted."""
    for source in sources:
        if isinstance(source, UnreadableInput):
            collector.add_unreadable(source)
            continue
        origin = Origin(source.name)
        try:
            for origin, data in source.records(partial(collector.add_note, source.name)):
                if isinstance(data, UnreadableInput):
                    collector.add_unreadable(data)
                    continue
                try:
                    text = data.encode() if isinstance(data, str) else data
                    write(redactor.redact(text, origin).rstrip(b"\r\n") + b"\n")
                except InvalidPayload as error:
                    collector.add(error.report)
                except MemoryError:
                    collector.add_unreadable(origin.unreadable(OUT_OF_MEMORY))
        except UnreadableInput as error:
            collector.add_unreadable(error)
