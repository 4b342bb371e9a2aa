"""What several commands take on their command line: payloads, where they lie, and how to report and where to."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..atomic import file_id
from ..checks.accepted import parse_date
from ..errors import InvalidDate, InvalidPointer, KindNotInVersion, UnknownVersion, UnreadableInput
from ..inputs.sources import STANDARD_INPUT, InputFormat, find_sources
from ..jsonpointer import PointerPattern
from ..runs.scheduler import default_jobs
from ..spec.catalog import DEFAULT_VERSION
from ..validator import AUTO
from .output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from datetime import date

    from ..findings import Kind
    from ..inputs.sources import Source

    Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def parse_pointer_option(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a JSON Pointer; what is none is a usage error."""
    try:
        return str(PointerPattern.parse(value))
    except InvalidPointer as error:
        raise click.BadParameter(str(error), context, parameter) from error


def parse_pointers_option(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Return JSON Pointers; what is none is a usage error."""
    return tuple(parse_pointer_option(context, parameter, value) for value in values)


def parse_single_pointer_option(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a JSON Pointer to one place; what is none, or has a ``*``, is a usage error."""
    if PointerPattern.parse(parse_pointer_option(context, parameter, value)).has_wildcard:
        message = f"{value!r} can select several payloads; name one, as in /data/0/session"
        raise click.BadParameter(message, context, parameter)
    return value


def parse_date_option(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Return the date that is written in a text; what is none is a usage error."""
    if value is None:
        return None
    try:
        return parse_date(value)
    except InvalidDate as error:
        raise click.BadParameter(str(error), context, parameter) from error


def outputs_reader(
    formats: Sequence[str],
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[Output, ...]]:
    """Return what reads ``FORMAT`` and ``FORMAT=FILE``; anything else, or two for standard output, is a usage error."""

    def read_outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
        outputs: list[Output] = []
        for value in values:
            name, named, path = value.partition("=")
            if name not in formats:
                message = f"there is no format {name!r}; choose from {', '.join(formats)}"
                raise click.BadParameter(message, context, parameter)
            if named and not path:
                message = f"{value!r} names no file; write {name} for standard output, or {name}=FILE"
                raise click.BadParameter(message, context, parameter)
            outputs.append(Output(name, Path(path) if path else None))
        if sum(output.path is None for output in outputs) > 1:
            message = "only one format can go to standard output; give the others a file, as in json=report.json"
            raise click.BadParameter(message, context, parameter)
        return tuple(outputs)

    return read_outputs


def resolve_sources(
    paths: Sequence[str], input_format: str, outputs: Iterable[Output] = ()
) -> list[Source | UnreadableInput]:
    """Return the sources that arguments stand for, without reports that are found among them.

    ``input_format`` may be ``auto``, and ``outputs`` are the reports that are to be written. It is a usage error if one
    of them would be written over an input that was named or over another of them, and if standard input is named twice.
    """
    if list(paths).count(STANDARD_INPUT) > 1:
        message = f"standard input can be read only once; name {STANDARD_INPUT} once"
        raise click.BadParameter(message, param_hint="'PATH...'")
    written = _output_files([output.path for output in outputs if output.path is not None])
    form = None if input_format == AUTO else InputFormat(input_format)
    if not written:
        return list(find_sources(list(paths), form))
    sources: list[Source | UnreadableInput] = []
    for path in paths:
        sources += _exclude_outputs(written, path, list(find_sources([path], form)))
    return sources


def _output_files(paths: Sequence[Path]) -> Mapping[tuple[int, int], Path]:
    """Return the files that are there and to be written, by their identities; no two may be the same, there or not."""
    # A device takes as many reports as are sent to it, and can be read from at the same time.
    files = [path for path in paths if file_id(path) is not None or not _exists(path)]
    places = [os.path.realpath(path) for path in files]
    for place in places:
        if places.count(place) > 1:
            raise click.BadParameter(f"two reports would be written to {place!r}", param_hint="'--format'")
    found = ((file_id(path), path) for path in paths)
    return {identifier: path for identifier, path in found if identifier is not None}


def _exists(path: Path) -> bool:
    """Say whether there is anything at a path, as far as can be told: not so of a name that is too long."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises what this answers


def _exclude_outputs(
    written: Mapping[tuple[int, int], Path], path: str, sources: Sequence[Source | UnreadableInput]
) -> list[Source | UnreadableInput]:
    """Return what an argument stands for without what is to be written, which the argument may not be itself."""
    others: list[Source | UnreadableInput] = []
    for source in sources:
        identifier = None if isinstance(source, UnreadableInput) else file_id(source.name)
        report = None if identifier is None else written.get(identifier)
        if report is None:
            others.append(source)
        elif not isinstance(source, UnreadableInput) and source.name == path:
            message = f"the report {str(report)!r} would be written over an input; write it to another file"
            raise click.BadParameter(message, param_hint="'--format'")
    if sources and not others:
        reason = "there is nothing here but a report of this run"
        return [UnreadableInput(path, reason, "check the path and the working directory")]
    return others


@contextmanager
def usage_errors() -> Generator[None]:
    """Turn what a validator cannot be made with into the usage error of the option that named it."""
    try:
        yield
    except UnknownVersion as error:
        raise click.BadParameter(str(error), param_hint="'--schema-version'") from error
    except KindNotInVersion as error:
        raise click.BadParameter(str(error), param_hint="'--kind'") from error


def kind_option(kinds: Iterable[Kind], meaning: str) -> Option:
    """Return the option ``--kind``, which is told from the payload where it is not named."""
    choice = click.Choice([AUTO, *(kind.value for kind in kinds)])
    return click.option("--kind", type=choice, default=AUTO, show_default=True, help=meaning)


def schema_version_option(purpose: str) -> Option:
    """Return the option ``--schema-version``."""
    meaning = f"{purpose}: 1, 1.0, 1.0.0 or latest."
    return click.option("--schema-version", default=DEFAULT_VERSION, show_default=True, metavar="VERSION", help=meaning)


def outputs_option(formats: Sequence[str]) -> Option:
    """Return the option ``--format``, which may be repeated, with one of ``formats`` each time."""
    return click.option(
        "--format",
        "outputs",
        multiple=True,
        default=["text"],
        callback=outputs_reader(formats),
        metavar="FORMAT[=FILE]",
        help=f"How to report: {', '.join(formats)}. Repeat it for several; FILE keeps one off standard output.",
    )


paths_argument: Option = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
at_option: Option = click.option(
    "--at",
    default="",
    callback=parse_pointer_option,
    metavar="POINTER",
    help="Where the payloads lie inside larger documents, with * for every member or item: /data/*/session.",
)
input_format_option: Option = click.option(
    "--input-format",
    type=click.Choice([AUTO, *(form.value for form in InputFormat)]),
    default=AUTO,
    show_default=True,
    help="One JSON document a file, or one on each line; told from the names of the files otherwise.",
)
output_format_option: Option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report.",
)
accept_unstable_option: Option = click.option(
    "--accept-unstable",
    multiple=True,
    callback=parse_pointers_option,
    metavar="POINTER",
    help="An unstable field that you rely on knowingly: it gives no finding. With * for every member or item: "
    "/nlp/intents/*/id. Repeat it for several.",
)
today_option: Option = click.option(
    "--today",
    callback=parse_date_option,
    metavar="DATE",
    help="The day that the accepted fields of the configuration are held against, as in 2026-12-31; today in UTC "
    "otherwise.",
)
jobs_option: Option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=default_jobs,
    metavar="N",
    help="Processes for large inputs; as many as there are cores otherwise.",
)
