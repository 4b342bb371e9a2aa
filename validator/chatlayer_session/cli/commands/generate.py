"""``chatlayer-session generate``: payloads to test with, for programs in any language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import KindNotInVersion, UnknownVersion
from ...escaping import escape_control
from ...findings import Kind
from ...generate.choices import SeededChoices
from ...generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from ...generate.generator import Generator
from ...generate.mutation_sites import CannotViolate
from ...rules import Rule
from ...spec.catalog import packaged_catalog
from ...suggestion import closest_match
from ...version import TOOL_NAME
from ..exit_codes import Status, format_exit_codes
from ..options import schema_version_option
from ..output import discard_stdout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EPILOG = f"""\b
Examples:
  chatlayer-session generate
  chatlayer-session generate --count 1000 --with-unstable > sessions.ndjson
  chatlayer-session generate --kind internal --invalid wrong-type --count 20 --out broken/
  chatlayer-session generate --count 5 | chatlayer-session validate --input-format lines -

{format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE, Status.INTERNAL_ERROR, Status.INTERRUPTED)}
"""

INDENT = 2
"""Spaces of a level in a file; a payload among JSON Lines is on one line."""


def read_rule(context: click.Context, parameter: click.Parameter, value: str | None) -> Rule | None:
    """Return the rule of a name; what is none that a payload by itself can break is a usage error."""
    names = [rule.value for rule in CORRUPTIBLE_RULES]
    if value is None or value in names:
        return None if value is None else Rule(value)
    nearest = closest_match(value, names)
    cure = f"did you mean {nearest}?" if nearest else f"choose from {', '.join(names)}"
    known = value in {rule.value for rule in Rule}
    fault = f"no payload by itself breaks the rule {value}" if known else f"there is no rule {escape_control(value)!r}"
    raise click.BadParameter(f"{fault}; {cure}", context, parameter)


@click.command(epilog=EPILOG)
@click.option(
    "--count", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help="How many payloads to make."
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="The same seed and options give the same payloads, on every machine; another seed gives others.",
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.SESSION.value,
    show_default=True,
    help="What the payloads are: the read-only object, a whole session around it, or a write to a session.",
)
@schema_version_option("Schemas to make the payloads from")
@click.option("--with-unstable", is_flag=True, help="Put unstable fields into each payload, as real ones have them.")
@click.option(
    "--invalid",
    "rule",
    callback=read_rule,
    metavar="RULE",
    help="Have each payload break this rule, once, and no other: any of those that 'chatlayer-session rules' lists.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write each payload into a file of its own in this folder, instead of JSON Lines to standard output.",
)
def command(
    *, count: int, seed: int, kind: str, schema_version: str, with_unstable: bool, rule: Rule | None, out: Path | None
) -> int:
    """Make valid payloads from the schemas, or payloads that break a rule, to test other programs with."""
    catalog = packaged_catalog()
    try:
        version = catalog.resolve(schema_version)
    except UnknownVersion as error:
        raise click.BadParameter(str(error), param_hint="'--schema-version'") from error
    try:
        generator = Generator(catalog, version, Kind(kind))
    except KindNotInVersion as error:
        raise click.BadParameter(str(error), param_hint="'--kind'") from error
    indent = None if out is None else INDENT
    writer = CorruptionWriter(generator, SeededChoices(seed), unstable=with_unstable, indent=indent)
    payloads = (writer.valid() if rule is None else writer.broken(rule) for _ in range(count))
    try:
        return _print(payloads) if out is None else _save(payloads, out, kind, count)
    except CannotViolate as error:
        raise click.BadParameter(str(error), param_hint="'--invalid'") from error


def _print(payloads: Iterable[bytes]) -> Status:
    """Write JSON Lines to standard output, which is not asked to be text: a payload may be no text."""
    if sys.stdout is None:
        click.echo(f"{TOOL_NAME}: standard output is closed; name a folder with --out", err=True)
        return Status.UNREADABLE
    try:
        for payload in payloads:
            sys.stdout.buffer.write(payload + b"\n")
        sys.stdout.buffer.flush()
    except OSError as error:
        return Status.OK if discard_stdout(error) else Status.UNREADABLE
    return Status.OK


def _save(payloads: Iterable[bytes], folder: Path, kind: str, count: int) -> Status:
    """Write a file for each payload; those of the same names that are there give way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, payload in zip(_paths(folder, kind, count), payloads, strict=True):
            path.write_bytes(payload + b"\n")
    except OSError as error:
        name = str(error.filename or folder)
        click.echo(f"{escape_control(name)}: the payload cannot be written: {error.strerror}", err=True)
        return Status.UNREADABLE
    return Status.OK


def _paths(folder: Path, kind: str, count: int) -> Iterator[Path]:
    width = len(str(count))
    for number in range(1, count + 1):
        yield folder / f"{kind}-{number:0{width}}.json"
