"""``chatlayer-session fields``: which fields the payloads of a corpus carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..catalog import NEWEST
from ..errors import UnknownVersion
from ..findings import Kind
from ..observed.examining import FieldsSettings
from ..reading.sources import Form, find_sources
from ..reporters import text
from ..reporters.observed import FORMATS, render
from ..reporters.style import Style
from ..validator import AUTO, Validator
from . import validate
from .defects import describe
from .gathering import gather
from .options import outputs_reader
from .statuses import Status, legend, worst
from .writing import write_file, write_rendered

if TYPE_CHECKING:
    from ..observed import Corpus
    from .writing import Output

EPILOG = f"""\b
Examples:
  chatlayer-session fields payloads/ "logs/**/*.ndjson.gz"
  chatlayer-session fields --format csv=fields.csv --format svg=fields.svg logs/
  curl --silent URL | chatlayer-session fields --at /data/*/session -

{legend(Status.FINE, Status.INVALID, Status.USAGE, Status.UNREADABLE, Status.DEFECT, Status.INTERRUPTED)}
"""

_SHARED = {option.name: option for option in validate.command.params}
"""Options that say the same here and for ``validate``, by their names."""


@click.command(epilog=EPILOG)
@click.option(
    "--kind",
    type=click.Choice([AUTO, Kind.INTERNAL.value, Kind.SESSION.value]),
    default=AUTO,
    show_default=True,
    help="What the payloads are: the read-only object, or a whole session around it.",
)
@click.option(
    "--schema-version",
    default=NEWEST,
    show_default=True,
    metavar="VERSION",
    help="Schemas that say which fields are stable: 1, 1.0, 1.0.0 or latest.",
)
@click.option(
    "--format",
    "outputs",
    multiple=True,
    default=["text"],
    callback=outputs_reader(FORMATS),
    metavar="FORMAT[=FILE]",
    help=f"How to report: {', '.join(FORMATS)}. Repeat it for several; FILE keeps one off standard output.",
)
def command(
    *,
    paths: tuple[str, ...],
    kind: str,
    schema_version: str,
    at: str,
    input_format: str,
    outputs: tuple[Output, ...],
    jobs: int,
) -> int:
    """Tell which fields of the object internal the payloads carry: how many payloads, as what types, and how stable.

    PATH is a file, a folder (all payload files in and below it), a glob, or - for standard input. Files may be
    .json, .ndjson or .jsonl, each also compressed as .gz. No values are told, and of variables only their number.
    """
    arguments: dict[str, Any] = {"schema_version": schema_version, "kind": kind, "at": at}
    try:
        Validator(**arguments)
    except UnknownVersion as error:
        raise click.BadParameter(str(error), param_hint="'--schema-version'") from error
    settings = FieldsSettings(arguments, describe)
    tally = settings.tally()
    sources = list(find_sources(list(paths), None if input_format == AUTO else Form(input_format)))
    validate.refuse_own_inputs(outputs, sources)
    complete = gather(sources, settings, jobs, tally)
    corpus = tally.corpus()
    for line in text.found(corpus.run, Style()):
        click.echo(line, err=True)
    written = [_write(corpus, output) for output in outputs]
    if not complete:
        click.echo("interrupted; this is what was seen so far", err=True)
        return Status.INTERRUPTED
    return status_of(corpus, written=all(written))


command.params[:0] = [_SHARED["paths"]]
command.params[3:3] = [_SHARED[name] for name in ("at", "input_format")]
command.params.append(_SHARED["jobs"])


def status_of(corpus: Corpus, *, written: bool) -> Status:
    """Return the exit status: payloads that could not be looked into are invalid."""
    statuses: list[Status] = []
    if corpus.run.defects:
        statuses.append(Status.DEFECT)
    if corpus.run.unreadable or not written:
        statuses.append(Status.UNREADABLE)
    if corpus.run.payloads:
        statuses.append(Status.INVALID)
    return worst(statuses)


def _write(corpus: Corpus, output: Output) -> bool:
    if output.path is None:
        return write_rendered(lambda style: render(output.format, corpus, style))
    return write_file(output.path, render(output.format, corpus, Style()))
