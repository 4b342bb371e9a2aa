"""The command ``chatlayer-session generate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import UnknownChoice
from ...escaping import escape_control
from ...findings import Kind
from ...generate.choices import SeededChoices
from ...generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from ...generate.generator import Generator
from ...generate.mutation_sites import CannotViolate
from ...rules import Rule
from ...spec.catalog import packaged_catalog
from ...version import TOOL_NAME
from ..exit_codes import OF_RUNS, Status, format_exit_codes
from ..options import schema_version_option, usage_errors
from ..output import discard_stdout
from ..suggestions import Choice, Parsed, WholeNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STATUSES = [status for status in OF_RUNS if status is not Status.INVALID]
HELP = "Generate valid payloads, or payloads that break a rule, to test other programs."
EPILOG = f"""\b
Examples:
  chatlayer-session generate
  chatlayer-session generate --count 1000 --with-unstable > sessions.ndjson
  chatlayer-session generate --kind internal --invalid wrong-type --count 20 --out broken/
  chatlayer-session generate --count 5 | chatlayer-session validate --input-format lines -

{format_exit_codes(*STATUSES, meanings={Status.UNREADABLE: "unwritable payload"})}
"""

INDENT = 2
"""Spaces per level in a file; a payload in JSON Lines is on one line."""


def _parse_rule(name: str) -> Rule:
    """Return the rule with a name; a usage error if it is unknown, or if a single payload cannot break it."""
    names = [rule.value for rule in CORRUPTIBLE_RULES]
    if name in names:
        return Rule(name)
    if name in {rule.value for rule in Rule}:
        message = f"a single payload cannot break the rule {name!r}; available: {', '.join(names)}"
        raise click.BadParameter(message)
    raise UnknownChoice(name, names, "rule")


@click.command(help=HELP, epilog=EPILOG)
@click.option("--count", type=WholeNumber(min=0), default=1, show_default=True, metavar="N", help="Number of payloads.")
@click.option(
    "--seed",
    type=WholeNumber(),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of the generator. Equal seeds and options give equal payloads on every machine.",
)
@click.option(
    "--kind",
    type=Choice([kind.value for kind in Kind], "kind"),
    default=Kind.SESSION.value,
    show_default=True,
    help="Kind of payload: the object internal, a whole session, a write to one, or an answer of a back end.",
)
@schema_version_option("Schema version to generate from")
@click.option("--with-unstable", is_flag=True, help="Add unstable fields to each payload, as in real payloads.")
@click.option(
    "--invalid",
    "rule",
    type=Parsed(_parse_rule),
    metavar="RULE",
    help="Break this rule once in each payload, and no other rule. Run 'chatlayer-session rules' for a list.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write one file per payload to this folder, instead of JSON Lines to standard output.",
)
def command(
    *, count: int, seed: int, kind: str, schema_version: str, with_unstable: bool, rule: Rule | None, out: Path | None
) -> int:
    """Run ``generate``."""
    catalog = packaged_catalog()
    with usage_errors():
        generator = Generator(catalog, catalog.resolve(schema_version), Kind(kind))
    indent = None if out is None else INDENT
    writer = CorruptionWriter(generator, SeededChoices(seed), unstable=with_unstable, indent=indent)
    payloads = (writer.valid() if rule is None else writer.broken(rule) for _ in range(count))
    with usage_errors({CannotViolate: "--invalid"}):
        return _print(payloads) if out is None else _save(payloads, out, kind, count)


def _print(payloads: Iterable[bytes]) -> Status:
    """Write JSON Lines to standard output as bytes, because a payload may not be text."""
    if sys.stdout is None:
        click.echo(f"{TOOL_NAME}: standard output is closed; pass --out FOLDER", err=True)
        return Status.UNREADABLE
    try:
        for payload in payloads:
            sys.stdout.buffer.write(payload + b"\n")
        sys.stdout.buffer.flush()
    except OSError as error:
        return Status.OK if discard_stdout(error) else Status.UNREADABLE
    return Status.OK


def _save(payloads: Iterable[bytes], folder: Path, kind: str, count: int) -> Status:
    """Write one file per payload, over existing files of the same names."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, payload in zip(_paths(folder, kind, count), payloads, strict=True):
            path.write_bytes(payload + b"\n")
    except OSError as error:
        name = str(error.filename or folder)
        click.echo(f"{escape_control(name)}: cannot write the payload: {error.strerror}", err=True)
        return Status.UNREADABLE
    return Status.OK


def _paths(folder: Path, kind: str, count: int) -> Iterator[Path]:
    width = len(str(count))
    for number in range(1, count + 1):
        yield folder / f"{kind}-{number:0{width}}.json"
