"""``chatlayer-session fields``: which fields the payloads of a corpus carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..findings import TOLD_KINDS
from ..observed.examining import FieldsSettings
from ..reporters import text
from ..reporters.observed import FORMATS, render
from ..reporters.style import Style
from ..validator import Validator
from .defects import describe
from .gathering import ended, gather
from .options import (
    at_option,
    input_format_option,
    jobs_option,
    kind_option,
    outputs_option,
    paths_argument,
    schema_version_option,
    sources_of,
    told_as_wrong_usage,
)
from .statuses import Status, faults, legend, worst
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


@click.command(epilog=EPILOG)
@paths_argument
@kind_option(TOLD_KINDS, "What the payloads are: the read-only object, or a whole session around it.")
@schema_version_option("Schemas that say which fields are stable")
@at_option
@input_format_option
@outputs_option(FORMATS)
@jobs_option
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
    with told_as_wrong_usage():
        Validator(**arguments)
    settings = FieldsSettings(arguments, describe)
    tally = settings.tally()
    sources = sources_of(paths, input_format, outputs)
    complete = gather(sources, settings, jobs, tally)
    corpus = tally.corpus()
    for line in text.found(corpus.run, Style()):
        click.echo(line, err=True)
    written = [_write(corpus, output) for output in outputs]
    return ended(status_of(corpus, written=all(written)), complete=complete)


def status_of(corpus: Corpus, *, written: bool) -> Status:
    """Return the exit status: payloads that could not be looked into are invalid."""
    statuses = faults(corpus.run, written=written)
    if corpus.run.payloads:
        statuses.append(Status.INVALID)
    return worst(statuses)


def _write(corpus: Corpus, output: Output) -> bool:
    if output.path is None:
        return write_rendered(lambda style: render(output.format, corpus, style), output.format)
    return write_file(output.path, render(output.format, corpus, Style()))
