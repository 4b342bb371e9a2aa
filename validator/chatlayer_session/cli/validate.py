"""``chatlayer-session validate``: payloads to reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import NotAPointer, UnknownVersion, UnreadableInput
from ..findings import Kind, Verdict
from ..pointers import Selection
from ..reading.sources import Form, Source, find_sources
from ..reporters import FORMATS
from ..runs import Collector
from ..showing import fit
from ..validator import AUTO, NEWEST, Origin, Validator
from .defects import describe
from .statuses import Status, legend, worst
from .writing import Output, write

if TYPE_CHECKING:
    from ..reading.records import Record
    from ..runs import Run

EPILOG = f"""\b
Examples:
  chatlayer-session validate payload.json
  chatlayer-session validate payloads/ "logs/**/*.ndjson.gz"
  curl --silent URL | chatlayer-session validate --at /session -
  chatlayer-session validate --fail-on unstable --accept-unstable /lastIntent payload.json
  chatlayer-session validate --format text --format json=report.json payloads/

{legend(*Status)}
"""


def read_outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    """Return the outputs that ``FORMAT`` and ``FORMAT=FILE`` ask for; anything else is a usage error."""
    outputs: list[Output] = []
    for value in values:
        name, named, path = value.partition("=")
        if name not in FORMATS:
            message = f"there is no format {name!r}; choose from {', '.join(FORMATS)}"
            raise click.BadParameter(message, context, parameter)
        if named and not path:
            message = f"{value!r} names no file; write {name} for standard output, or {name}=FILE"
            raise click.BadParameter(message, context, parameter)
        outputs.append(Output(name, Path(path) if path else None))
    if sum(output.path is None for output in outputs) > 1:
        message = "only one format can go to standard output; give the others a file, as in json=report.json"
        raise click.BadParameter(message, context, parameter)
    return tuple(outputs)


def read_pointer(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a JSON Pointer; what is none is a usage error."""
    try:
        return str(Selection.parse(value))
    except NotAPointer as error:
        raise click.BadParameter(str(error), context, parameter) from error


def read_pointers(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return JSON Pointers; what is none is a usage error."""
    return tuple(read_pointer(context, parameter, value) for value in values)


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--kind",
    type=click.Choice([AUTO, *(kind.value for kind in Kind)]),
    default=AUTO,
    show_default=True,
    help="What the payloads are: the read-only object, or a whole session around it.",
)
@click.option(
    "--schema-version",
    default=NEWEST,
    show_default=True,
    metavar="VERSION",
    help="Schemas to hold the payloads to: 1, 1.0, 1.0.0 or latest.",
)
@click.option(
    "--at",
    default="",
    callback=read_pointer,
    metavar="POINTER",
    help="Where the payloads lie inside larger documents, with * for every member or item: /data/*/session.",
)
@click.option(
    "--input-format",
    type=click.Choice([AUTO, *(form.value for form in Form)]),
    default=AUTO,
    show_default=True,
    help="One JSON document a file, or one on each line; told from the names of the files otherwise.",
)
@click.option(
    "--format",
    "outputs",
    multiple=True,
    default=["text"],
    callback=read_outputs,
    metavar="FORMAT[=FILE]",
    help=f"How to report: {', '.join(FORMATS)}. Repeat it for several; FILE keeps one off standard output.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["invalid", "unstable", "never"]),
    default="invalid",
    show_default=True,
    help="The verdict from which on the exit status is not 0.",
)
@click.option(
    "--accept-unstable",
    multiple=True,
    callback=read_pointers,
    metavar="POINTER",
    help="An unstable field that you rely on knowingly: it gives no finding. Repeat it for several.",
)
@click.option("--show-values", is_flag=True, help="Show the payloads' text in the findings. It may hold personal data.")
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    metavar="N",
    help="List at most N findings; all are counted.",
)
@click.option("--quiet", "-q", is_flag=True, help="Write nothing to standard output; the exit status tells.")
def command(
    *,
    paths: tuple[str, ...],
    kind: str,
    schema_version: str,
    at: str,
    input_format: str,
    outputs: tuple[Output, ...],
    fail_on: str,
    accept_unstable: tuple[str, ...],
    show_values: bool,
    max_findings: int | None,
    quiet: bool,
) -> int:
    """Tell of every payload whether it is valid, leans on unstable fields, or is invalid.

    PATH is a file, a folder (all payload files in and below it), a glob, or - for standard input. Files may be
    .json, .ndjson or .jsonl, each also compressed as .gz.
    """
    try:
        validator = Validator(
            schema_version=schema_version,
            kind=kind,
            accept_unstable=accept_unstable,
            at=at,
            show_values=show_values,
        )
    except UnknownVersion as error:
        raise click.BadParameter(str(error), param_hint="'--schema-version'") from error
    collector = Collector(validator.schema_version, max_findings)
    for source in find_sources(list(paths), None if input_format == AUTO else Form(input_format)):
        check(source, validator, collector)
    run = collector.run()
    written = write(run, outputs, quiet=quiet)
    return status_of(run, fail_on, written=written)


def check(source: Source | UnreadableInput, validator: Validator, collector: Collector) -> None:
    """Collect the reports on one source; neither a bad input nor a defect at one record hides the rest."""
    if isinstance(source, UnreadableInput):
        collector.add(source)
        return
    try:
        for record in source.records():
            check_record(source, record, validator, collector)
    except UnreadableInput as error:
        collector.add(error)
    except Exception as error:
        tell_defect(source.name, error, collector)


def check_record(source: Source, record: Record, validator: Validator, collector: Collector) -> None:
    """Collect the reports on one record."""
    try:
        for report in validator.validate_each(record.data, Origin(source.name, record.number, record.line)):
            collector.add(report)
    except Exception as error:
        place = source.name if record.number is None else f"{source.name}, record {record.number}"
        tell_defect(place, error, collector)


def tell_defect(place: str, error: Exception, collector: Collector) -> None:
    """Count a defect of ours, and tell of it without what the payload holds."""
    collector.add_defect()
    click.echo(f"{fit(place)}: {describe(error)}", err=True)


def status_of(run: Run, fail_on: str, *, written: bool) -> Status:
    """Return the exit status of a run."""
    statuses: list[Status] = []
    if run.defects:
        statuses.append(Status.DEFECT)
    if run.unreadable or not written:
        statuses.append(Status.UNREADABLE)
    if fail_on != "never" and run.verdicts.get(Verdict.INVALID):
        statuses.append(Status.INVALID)
    if fail_on == "unstable" and run.verdicts.get(Verdict.UNSTABLE):
        statuses.append(Status.UNSTABLE)
    return worst(statuses)
