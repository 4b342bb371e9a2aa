"""Arguments and options that several commands share, and how their values are read."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click
from click.core import ParameterSource

from ..atomic import file_id
from ..checks.accepted import parse_date
from ..config.discovery import config_files
from ..errors import KindNotInVersion, MissingExtra, UnknownChoice, UnknownVersion, UnreadableInput
from ..escaping import escape_control
from ..inputs.records import DEFAULT_LIMITS, MEGABYTE, Limits
from ..inputs.selection import EXCLUDED, IGNORED, Selection
from ..inputs.sources import STANDARD_INPUT, EmptyInput, InputFormat, Source, file_key, find_sources
from ..jsonpointer import PointerPattern
from ..runs.scheduler import default_jobs
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..validator import AUTO
from .notes import warn_skipped
from .output import COLOR, Output, is_own_report
from .overrides import exclusions
from .suggestions import Choice, Parsed, WholeNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from ..findings import Kind
    from ..inputs.selection import PathTest
    from ..validator import Validator, ValidatorOptions

    Option = Callable[[Callable[..., Any]], Callable[..., Any]]

DEFAULT_FORMATS = ("text",)
"""The reports of a run that asks for none."""

PATHS_HELP = """\
PATH is a file, a folder (searched recursively), a glob, or - for standard input. Files are .json, .ndjson or .jsonl,
optionally compressed (.gz, .bz2, .xz)."""
"""What the help of a command says about its inputs."""

STANDARD_OUTPUT = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
"""Other names of standard output; as a file name, ``-`` is standard output itself."""

STANDARD_INPUTS = frozenset({STANDARD_INPUT, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})
"""The names of standard input."""


def parse_at(text: str) -> str:
    """Return a JSON Pointer, which may have ``*``."""
    return str(PointerPattern.parse(text))


def parse_pattern(text: str) -> str:
    """Return a pattern for file paths; an invalid one is a usage error."""
    from ..config.patterns import pattern_problem  # noqa: PLC0415 - only where there are patterns

    problem = pattern_problem(text)
    if problem:
        raise click.BadParameter(problem)
    return text


def parse_version(selector: str) -> str:
    """Return what selects a version of the session schemas; without a match it is a usage error."""
    packaged_catalog().resolve(selector)
    return selector


def outputs_reader(
    formats: Sequence[str],
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[Output, ...]]:
    """Return a callback that reads ``FORMAT`` and ``FORMAT=FILE``; no value at all is the default.

    Anything else is a usage error, and so are two formats for standard output.
    """

    def read_outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
        outputs: list[Output] = []
        # A file or a variable can have an empty list; a run without any report would hide its findings.
        for value in values or DEFAULT_FORMATS:
            name, named, path = value.partition("=")
            if name not in formats:
                raise click.BadParameter(str(UnknownChoice(name, formats, "format")), context, parameter)
            if named and not path:
                message = f"{value!r} has no file name; use {name} for standard output, or {name}=FILE"
                raise click.BadParameter(message, context, parameter)
            outputs.append(Output(name, None if path in {"", "-"} else Path(path)))
        if sum(output.path is None or str(output.path) in STANDARD_OUTPUT for output in outputs) > 1:
            message = "only one format can go to standard output; write the others to files, such as json=report.json"
            raise click.BadParameter(message, context, parameter)
        return tuple(outputs)

    return read_outputs


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a command as typed: ``input_format`` may be ``auto``.

    ``selection`` decides what folders and globs leave out, and ``allow_empty`` whether a run without payloads succeeds.
    """

    paths: tuple[str, ...]
    input_format: str = AUTO
    limits: Limits = DEFAULT_LIMITS
    selection: Selection = field(default_factory=Selection)
    allow_empty: bool = False


def resolve_sources(
    inputs: Inputs, outputs: Sequence[Output] = (), configuration: Path | None = None
) -> list[Source | UnreadableInput]:
    """Return the sources that the arguments select, each once and without the reports of this run.

    ``outputs`` are the reports to write. Usage errors are standard input named twice, and a report that would overwrite
    an input, the configuration or a different report.
    """
    paths = inputs.paths
    if sum(path in STANDARD_INPUTS for path in paths) > 1:
        message = f"standard input can be read only once; pass {STANDARD_INPUT} once"
        raise click.BadParameter(message, param_hint="'PATH...'")
    written = _output_files(outputs, configuration)
    form = None if inputs.input_format == AUTO else InputFormat(inputs.input_format)
    sources: list[Source | UnreadableInput] = []
    for path in paths:
        found = list(find_sources([path], form, inputs.limits, inputs.selection))
        sources += _exclude_outputs(written, path, found) if written else found
    warn_skipped(inputs.selection)
    if inputs.allow_empty:
        for empty in [source for source in sources if isinstance(source, EmptyInput)]:
            click.echo(f"note: {escape_control(f'{empty.source}: {empty.cause}')}", err=True)
            sources.remove(empty)
    elif not sources:
        hint = "change `exclude`, name a file, or pass --allow-empty"
        sources = [UnreadableInput(paths[0], "everything here is excluded", hint)]
    unique: dict[object, Source | UnreadableInput] = {}
    for item in sources:
        name = item.name if isinstance(item, Source) else None
        unique.setdefault(item if name is None or name in STANDARD_INPUTS else file_key(name), item)
    return list(unique.values())


def _output_files(outputs: Sequence[Output], configuration: Path | None) -> Mapping[tuple[int, int], str]:
    """Return the existing files that reports go to, by their identities; no two reports may share a file."""
    stdout = None if sys.stdout is None else file_id(1)
    written = {} if stdout is None else {stdout: "standard output"}
    places: set[object] = set()
    for output in outputs:
        identifier = stdout if output.path is None else file_id(output.path)
        # A device accepts several reports, and can be an input at the same time.
        if identifier is None and (output.path is None or os.path.exists(output.path)):  # noqa: PTH110 - Path raises
            continue
        place = identifier or os.path.realpath(cast("Path", output.path))
        if place in places:
            message = f"cannot write two reports to {str(output.path or '-')!r}; use different files"
            raise click.BadParameter(message, param_hint="'--format'")
        places.add(place)
        if identifier is not None and output.path is not None:
            written[identifier] = str(output.path)
            if identifier in map(file_id, (configuration or "", *config_files(Path.cwd()))):
                _reject_output(written[identifier], "the configuration")
    return written


def _exclude_outputs(
    written: Mapping[tuple[int, int], str], path: str, sources: Sequence[Source | UnreadableInput]
) -> list[Source | UnreadableInput]:
    """Return the sources of an argument without the reports of this run.

    A report over a named input is an error, and so is a report over a file that is neither empty nor a report.
    """
    others: list[Source | UnreadableInput] = []
    for source in sources:
        if isinstance(source, UnreadableInput):
            others.append(source)
            continue
        report = written.get(file_id(0 if source.name == STANDARD_INPUT else source.name) or (0, 0))
        if report is None:
            others.append(source)
        elif source.name == path or not is_own_report(Path(source.name)):
            _reject_output(report, "an input")
    if sources and not others:
        reason = "contains only a report of this run"
        return [EmptyInput(path, reason, "check the path and the working directory")]
    return others


def reject_overwriting(outputs: Sequence[Output], files: Iterable[str], configuration: Path | None = None) -> None:
    """Raise a usage error if a report would overwrite a file to read, the configuration or a different report."""
    written = _output_files(outputs, configuration)
    for file in files if written else ():
        report = written.get(file_id(file) or (0, 0))
        if report is not None:
            _reject_output(report, "an input")


def _reject_output(report: str, overwritten: str) -> NoReturn:
    message = f"the report {report!r} would overwrite {overwritten}; write it to a different file"
    raise click.BadParameter(message, param_hint="'--format'")


@contextmanager
def usage_errors(parameters: Mapping[type[Exception], str] | None = None) -> Generator[None]:
    """Turn errors into usage errors of the parameter that causes them.

    ``parameters`` has the names of parameters by error. The errors of ``--schema-version`` and ``--kind`` are included.
    """
    names: dict[type[Exception], str] = {UnknownVersion: "--schema-version", KindNotInVersion: "--kind"}
    names |= parameters or {}
    try:
        yield
    except tuple(names) as error:
        raise click.BadParameter(str(error), param_hint=f"'{names[type(error)]}'") from error


def create_validator(options: ValidatorOptions) -> Validator:
    """Return a validator; options that it rejects are usage errors."""
    with usage_errors():
        return options.create_validator()


def kind_option(kinds: Iterable[Kind], meaning: str) -> Option:
    """Return the option ``--kind``, whose default detects the kind of each payload."""
    choice = Choice([AUTO, *(kind.value for kind in kinds)], "kind")
    return click.option("--kind", type=choice, default=AUTO, show_default=True, help=meaning)


def schema_version_option(purpose: str, parse: Callable[[str], str] = str) -> Option:
    """Return the option ``--schema-version``; ``parse`` checks it."""
    return click.option(
        "--schema-version",
        default=DEFAULT_VERSION,
        type=Parsed(parse),
        metavar="VERSION",
        show_default=True,
        help=f"{purpose}: 1 (the newest 1.x), 1.0, 1.0.0 or latest.",
    )


def outputs_option(formats: Sequence[str]) -> Option:
    """Return the option ``--format``, which can be repeated, for one of ``formats`` each time."""
    return click.option(
        "--format",
        "outputs",
        multiple=True,
        default=list(DEFAULT_FORMATS),
        callback=outputs_reader(formats),
        metavar="FORMAT[=FILE]",
        show_default=True,
        help=f"Report format: {', '.join(formats)}. Repeat for several; FORMAT=FILE writes to a file.",
    )


def output_format_option(meaning: str = "Report format.", formats: Sequence[str] = ("text", "json")) -> Option:
    """Return the option ``--format`` for one of ``formats``, by default the first one."""
    choice = Choice(formats, "format")
    return click.option("--format", "output_format", type=choice, default=formats[0], show_default=True, help=meaning)


def combine(*options: Option) -> Option:
    """Return a decorator that adds several options, which the help lists in this order."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def payload_options(kinds: Iterable[Kind], kind_meaning: str, version_purpose: str) -> Option:
    """Return the argument ``PATH...`` and the options that say what the payloads are, and where."""
    kind, version = kind_option(kinds, kind_meaning), schema_version_option(version_purpose, parse_version)
    return combine(kind, version, at_option, inputs_options)


def limits_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for the limits of inputs, which the command gets as the parameter ``limits``."""

    @wraps(command)
    def call(*arguments: Any, max_line_size: int, max_document_size: int, **options: Any) -> Any:
        limits = Limits(max_line_size * MEGABYTE, max_document_size * MEGABYTE)
        return command(*arguments, limits=limits, **options)

    return combine(
        _limit_option("line", "Longest line of JSON Lines"), _limit_option("document", "Largest document in a file")
    )(call)


def _limit_option(part: str, meaning: str) -> Option:
    return click.option(
        f"--max-{part}-size",
        type=WholeNumber(min=1),
        default=getattr(DEFAULT_LIMITS, part) // MEGABYTE,
        show_default=True,
        metavar="MB",
        help=f"{meaning} in MB (1,048,576 bytes), decompressed. A larger one is reported as unreadable.",
    )


def inputs_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument ``PATH...`` and the options on inputs, which the command gets as the parameter ``inputs``."""

    @wraps(command)
    def call(
        *arguments: Any,
        paths: tuple[str, ...],
        input_format: str,
        limits: Limits,
        exclude: tuple[str, ...],
        force_exclude: bool,
        respect_gitignore: bool,
        allow_empty: bool,
        **options: Any,
    ) -> Any:
        tests = _path_tests(exclude, respect_gitignore=respect_gitignore)
        inputs = Inputs(paths, input_format, limits, Selection(tests, force_exclude), allow_empty)
        return command(*arguments, inputs=inputs, **options)

    selection = _selection_options(respects_gitignore=False)
    return combine(paths_argument, input_format_option, selection, limits_options)(call)


def code_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument ``PATH...`` and the options on files of code, which the command gets as ``inputs``."""

    @wraps(command)
    def call(
        *arguments: Any,
        paths: tuple[str, ...],
        max_document_size: int,
        exclude: tuple[str, ...],
        force_exclude: bool,
        respect_gitignore: bool,
        allow_empty: bool,
        **options: Any,
    ) -> Any:
        tests = _path_tests(exclude, respect_gitignore=respect_gitignore)
        from ..scan.references import SUFFIXES  # noqa: PLC0415 - one command needs it

        limits = replace(DEFAULT_LIMITS, document=max_document_size * MEGABYTE)
        selection = Selection(tests, force_exclude, tuple(SUFFIXES))
        inputs = Inputs(paths, InputFormat.JSON.value, limits, selection, allow_empty)
        return command(*arguments, inputs=inputs, **options)

    size = _limit_option("document", "Largest file")
    return combine(paths_argument, _selection_options(respects_gitignore=True), size)(call)


def _path_tests(exclude: tuple[str, ...], *, respect_gitignore: bool) -> dict[str, list[PathTest]]:
    """Return the tests of what is left out; if nobody asked for .gitignore files, its extra may be missing."""
    context = click.get_current_context()
    tests = {EXCLUDED: exclusions(context, exclude)}
    if not respect_gitignore:
        return tests
    # Only runs that ask for it need patterns of git.
    from ..inputs.gitignore import gitignore_test  # noqa: PLC0415 - seldom needed

    try:
        tests[IGNORED] = [gitignore_test()]
    except MissingExtra as error:
        if context.get_parameter_source("respect_gitignore") is not ParameterSource.DEFAULT:
            raise click.ClickException(str(error)) from error
        click.echo(f"note: .gitignore files are not read: {error}", err=True)
    return tests


def fail_on_option(help_text: str, default: str = "invalid") -> Option:
    """Return the option for the lowest verdict that fails the run."""
    choice = Choice(["invalid", "unstable", "never"], "verdict")
    return click.option("--fail-on", type=choice, default=default, show_default=True, help=help_text)


paths_argument: Option = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
at_option: Option = click.option(
    "--at",
    default="",
    type=Parsed(parse_at),
    metavar="POINTER",
    help="Pointer to the payloads inside larger documents, such as /data/*/session; * is any member or item.",
)
input_format_option: Option = click.option(
    "--input-format",
    type=Choice([AUTO, *(form.value for form in InputFormat)], "format"),
    default=AUTO,
    show_default=True,
    help="json: one document per file. lines: one per line. auto: by file name.",
)
allow_empty_option: Option = click.option(
    "--allow-empty/--no-allow-empty", help="Exit with 0 even if there is nothing to check."
)


def _selection_options(*, respects_gitignore: bool) -> Option:
    """Return the options for what folders and globs leave out; ``respects_gitignore`` is a default."""
    return combine(
        click.option(
            "--exclude",
            multiple=True,
            type=Parsed(parse_pattern),
            metavar="PATTERN",
            help="Leave out the matching files and folders when a folder is searched or a glob expanded: * and ? "
            "within a name, ** for any number of folders. Repeat for several.",
        ),
        click.option(
            "--force-exclude/--no-force-exclude", help="Also apply --exclude to files and folders on the command line."
        ),
        click.option(
            "--respect-gitignore/--no-respect-gitignore",
            default=respects_gitignore,
            show_default=respects_gitignore,
            help="Leave out what .gitignore files name. Needs the extra gitignore.",
        ),
        allow_empty_option,
    )


today_option: Option = click.option(
    "--today",
    type=Parsed(parse_date),
    metavar="DATE",
    show_default="today in UTC",
    help="Treat this date, such as 2026-12-31, as today when checking `until` in the configuration.",
)
jobs_option: Option = click.option(
    "--jobs",
    type=WholeNumber(min=1),
    default=default_jobs,
    metavar="N",
    show_default="number of cores",
    help="Number of processes for large inputs.",
)


def _store_color(context: click.Context, _parameter: click.Parameter, value: str) -> None:
    context.meta[COLOR] = value


color_option: Option = click.option(
    "--color",
    type=Choice(["auto", "always", "never"], "choice"),
    default="auto",
    show_default=True,
    expose_value=False,
    callback=_store_color,
    help="Color on standard output. auto: on a terminal, unless NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE decides.",
)
config_options: Option = combine(
    click.option(
        "--config",
        metavar="FILE",
        expose_value=False,
        help="Configuration file. By default the nearest chatlayer-session.toml, or pyproject.toml with a table "
        "tool.chatlayer-session, in the working directory or above.",
    ),
    click.option("--no-config", is_flag=True, expose_value=False, help="Ignore all configuration files."),
)


def accept_unstable_option(purpose: str) -> Option:
    """Return the option ``--accept-unstable``; ``purpose`` begins its help."""
    return click.option(
        "--accept-unstable",
        multiple=True,
        type=Parsed(parse_at),
        metavar="POINTER",
        help=f"{purpose}, such as /lastIntent or /nlp/intents/*/id, where * is any member or item. Repeat for several.",
    )
