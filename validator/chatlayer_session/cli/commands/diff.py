"""The command ``chatlayer-session diff``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ...errors import InvalidSession, InvalidWrite, UnreadableInput
from ...escaping import escape_control
from ...findings import DETECTABLE_KINDS, ChangeKind, Kind, Verdict
from ...inputs.compression import uncompressed_name
from ...inputs.records import OUT_OF_MEMORY
from ...inputs.sources import LINES_SUFFIXES, STANDARD_INPUT, InputFormat, Source, find_sources
from ...jsonpointer import PointerPattern
from ...reporters.formatting import MAX_POINTER_LENGTH, pluralize
from ...reporters.runs import FORMATS
from ...reporters.runs.text import finding_lines
from ...rules import Rule, Severity
from ...runs.collector import RunCollector
from ...spec.json_type import TYPES
from ...validator import AUTO, Validator, ValidatorOptions
from ...writes.check import check_write
from ...writes.load import BEFORE
from ...writes.model import Answer, Write
from ..exit_codes import OF_RUNS, Status, format_exit_codes
from ..options import (
    color_option,
    config_options,
    kind_option,
    limits_options,
    output_format_option,
)
from ..output import Output, write_report
from ..overrides import own_options
from ..suggestions import Parsed
from .validate import SharedConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...findings import Change, Report
    from ...inputs.records import Limits
    from ...reporters.style import Style
    from ...runs.results import RunResult

HELP = """\
Compare a session BEFORE and AFTER a write.

A change under the read-only object internal is an error. Changes to variables are listed as allowed.

AFTER is the whole session, or a write or an answer with --kind.

BEFORE and AFTER are files with one JSON document each, optionally compressed (.gz, .bz2, .xz). One of them may be -
for standard input.
"""
MEANINGS = {
    Status.INVALID: "change of internal, or invalid AFTER",
    Status.UNREADABLE: "unreadable BEFORE or AFTER, or unwritable report",
}
EPILOG = f"""\b
Examples:
  chatlayer-session diff before.json after.json
  chatlayer-session diff --at /session --format json before.json.gz after.json
  chatlayer-session diff --kind write before.json write.json
  curl --silent URL | chatlayer-session diff before.json -

{format_exit_codes(*OF_RUNS, meanings=MEANINGS)}
"""


def _parse_at(text: str) -> str:
    """Return a JSON Pointer to one place; one with ``*`` is a usage error."""
    pattern = PointerPattern.parse(text)
    if pattern.has_wildcard:
        raise click.BadParameter(f"{text!r} can select several payloads; use an index, such as /data/0/session")
    return str(pattern)


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@kind_option(Kind, "Kind of AFTER. A write or an answer is applied to the session BEFORE.")
@click.option(
    "--at",
    default="",
    type=Parsed(_parse_at),
    metavar="POINTER",
    help="Pointer to the session inside both documents, such as /session. It does not apply to a write or an answer.",
)
@output_format_option()
@color_option
@click.option(
    "--show-values", is_flag=True, help="Show values of AFTER, and names inside variables. Both may be personal data."
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing to standard output.")
@limits_options
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    before: str,
    after: str,
    kind: str,
    at: str,
    output_format: str,
    show_values: bool,
    quiet: bool,
    limits: Limits,
) -> int:
    """Run ``diff``."""
    if before == after == STANDARD_INPUT:
        raise click.UsageError("only one of BEFORE and AFTER can be standard input; pass a file for the other")
    options = ValidatorOptions(kind=kind, at=at)
    of_before, of_after = (own_options(context, name, options) for name in (before, after))
    payload_kind = None if of_after.kind == AUTO else Kind(of_after.kind)
    at = _AT.process_value(context, of_before.at)
    if of_before.at != of_after.at and payload_kind in {None, *DETECTABLE_KINDS}:
        raise click.UsageError("the configuration gives BEFORE and AFTER a different `at`; pass --at, or --no-config")
    try:
        contents = content(before, limits), content(after, limits)
        report = compare(*contents, payload_kind, at, after, show_values=show_values)
    except UnreadableInput as error:
        click.echo(escape_control(str(error)), err=True)
        return Status.UNREADABLE
    except MemoryError:
        click.echo(f"{escape_control(before)}, {escape_control(after)}: {OUT_OF_MEMORY}", err=True)
        return Status.UNREADABLE
    except InvalidSession as error:
        source = before if error.role == BEFORE else after
        click.echo(f"{escape_control(source)}: this {error.reason}; check it with chatlayer-session validate", err=True)
        return Status.UNREADABLE
    run = run_of(report)
    written = quiet or write_report(Output(output_format), lambda style: render(report, run, output_format, style))
    if not written:
        return Status.UNREADABLE
    return Status.INVALID if report.verdict is Verdict.INVALID else Status.OK


_AT = next(parameter for parameter in command.params if parameter.name == "at")


def compare(before: bytes, after: bytes, kind: Kind | None, at: str, source: str, *, show_values: bool) -> Report:
    """Return the report on a session after a write, or on a write or an answer with the changes that it makes.

    Raises:
        UnreadableInput: an answer is a write.
    """
    if kind is None or kind in DETECTABLE_KINDS:
        return check_write(before, after, kind=kind, at=at, show_values=show_values, source=source)
    report = Validator(kind=kind, show_values=show_values).validate(after, source=source)
    if report.verdict is Verdict.INVALID:
        return report
    try:
        written = Write.parse(after) if kind is Kind.WRITE else Answer.parse(after)
    except InvalidWrite as error:
        # All members of an answer are optional, so a write is valid as one.
        raise UnreadableInput(source, error.reason, "pass --kind write") from error
    return replace(report, changes=check_write(before, written, at=at, show_values=show_values).changes)


def content(name: str, limits: Limits) -> bytes:
    """Return the content of a file with one document, decompressed.

    Raises:
        UnreadableInput: it cannot be read, or ``name`` matches several files.
    """
    sources = list(find_sources([name], InputFormat.JSON, limits))
    failures = [source for source in sources if isinstance(source, UnreadableInput)]
    if failures:
        raise failures[0]
    (*others, source) = (source for source in sources if isinstance(source, Source))
    if others or source.name != name:
        raise UnreadableInput(name, "matches several files", "name the one to compare")
    if uncompressed_name(name).endswith(LINES_SUFFIXES):
        raise UnreadableInput(
            name, "is JSON Lines, which diff does not read", "write each session to its own .json file"
        )
    records = source.records(lambda note: click.echo(f"note: {escape_control(f'{name}: {note}')}", err=True))
    return b"".join(data for _, data in records if isinstance(data, bytes))


def run_of(report: Report) -> RunResult:
    """Return the comparison as a run over one payload, which is listed even without findings."""
    collector = RunCollector(report.schema_version)
    collector.add(report)
    return replace(collector.run(), listed=(report,))


def render(report: Report, run: RunResult, output_format: str, style: Style) -> str:
    """Return the report in a format."""
    if output_format != "text":
        return FORMATS.load(output_format).render(run, style)
    return "".join(f"{line}\n" for line in lines(report, run, style))


def lines(report: Report, run: RunResult, style: Style) -> Iterator[str]:
    """Yield the lines of the report for people."""
    yield from finding_lines(run, style)
    for change in report.changes or ():
        pointer = escape_control(change.pointer[:MAX_POINTER_LENGTH])
        writer = "" if change.written_by is None else f"; written by the {change.written_by}"
        yield f"{escape_control(report.source or '')}: allowed {pointer}: {describe_change(change)}{writer}"
    if any(finding.severity is Severity.ERROR and finding.rule is not Rule.READ_ONLY for finding in report.findings):
        return  # nothing was compared
    rejected = sum(finding.rule is Rule.READ_ONLY for finding in report.findings)
    allowed = pluralize(len(report.changes or ()), "allowed change")
    yield f"{pluralize(rejected, 'read-only change')}, {allowed}"


def describe_change(change: Change) -> str:
    """Return what a write does to a variable, or to a place in one."""
    if change.kind is ChangeKind.ADDED:
        return f"added ({change.after})"
    if change.kind is ChangeKind.REMOVED:
        return f"removed ({change.before})"
    if change.before != change.after:
        return f"changed from {TYPES[str(change.before)]} to {TYPES[str(change.after)]}"
    places = f" in {pluralize(change.locations, 'place')}" if change.before in {"object", "array"} else ""
    return f"changed{places} ({change.after})"
