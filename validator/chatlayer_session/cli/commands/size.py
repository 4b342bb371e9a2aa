"""The command ``chatlayer-session size``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...analyses.sizes import PayloadSize, measure
from ...checks.size import MAX_BYTES
from ...errors import UnreadableInput
from ...escaping import escape_control
from ...findings import DETECTABLE_KINDS
from ...inputs.records import OUT_OF_MEMORY, Origin
from ...reporters.formatting import MAX_POINTER_LENGTH, dump_json
from ...reporters.runs import text
from ...reporters.runs.json import REPORT_VERSION, entry, header, unreadable
from ...runs.collector import RunCollector
from ...validator import ValidatorOptions
from ..exit_codes import OF_RUNS, Status, format_exit_codes, most_severe
from ..options import (
    PATHS_HELP,
    at_option,
    color_option,
    config_options,
    inputs_options,
    kind_option,
    output_format_option,
    resolve_sources,
)
from ..output import Output, write_report
from ..overrides import overrides_by_source, sessions_only
from ..progress import print_notes, require_payloads
from ..suggestions import WholeNumber
from .validate import SharedConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...analyses.sizes import SizeEntry
    from ...findings import Report
    from ...inputs.sources import Source
    from ...reporters.style import Style
    from ...runs.results import RunResult
    from ...validator import Validator
    from ..options import Inputs

HELP = f"""\
Show what takes space in sessions, largest first, in bytes of compact JSON.

{PATHS_HELP}
"""
MEANINGS = {Status.INVALID: "payload above the size limit, or not JSON"}
EPILOG = f"""\b
Examples:
  chatlayer-session size session.json
  chatlayer-session size --depth 3 --format json logs.ndjson.gz
  curl --silent URL | chatlayer-session size --at /session -

{format_exit_codes(*OF_RUNS, meanings=MEANINGS)}
"""
MAX_DEPTH = 100
"""Largest value of ``--depth``."""


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@kind_option(DETECTABLE_KINDS, "Kind of payload: the object internal, or a whole session.")
@at_option
@inputs_options
@click.option(
    "--depth",
    type=WholeNumber(min=0, max=MAX_DEPTH),
    default=2,
    show_default=True,
    metavar="N",
    help="Levels to show below the payload.",
)
@click.option(
    "--top",
    type=WholeNumber(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="In text, show only the N largest parts of each object.",
)
@output_format_option()
@color_option
@click.option("--show-values", is_flag=True, help="Show names inside variables. They may be personal data.")
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    inputs: Inputs,
    kind: str,
    at: str,
    depth: int,
    top: int,
    output_format: str,
    show_values: bool,
) -> int:
    """Run ``size``."""
    options = ValidatorOptions(kind=kind, at=at, show_values=show_values, limits=inputs.limits)
    sources, options_by_source = overrides_by_source(context, resolve_sources(inputs), options)
    sources = sessions_only(sources, options_by_source)
    payloads, collector = measure_sources(options, options_by_source, sources, depth)
    is_empty = not payloads and collector.is_empty
    require_payloads(collector, sources, is_empty=is_empty, allow_empty=inputs.allow_empty)
    print_notes(collector)
    run = collector.run()

    def render(style: Style) -> str:
        if output_format == "json":
            return dump_json(to_dict(payloads, run))
        return "".join(f"{line}\n" for line in lines(payloads, run, top, style))

    written = write_report(Output(output_format), render)
    is_too_large = any(payload.is_too_large for payload in payloads)
    return most_severe(run, written=written, invalid=is_too_large or run.payloads > 0)


def measure_sources(
    options: ValidatorOptions,
    options_by_source: Mapping[str, ValidatorOptions],
    sources: Iterable[Source | UnreadableInput],
    depth: int,
) -> tuple[list[PayloadSize], RunCollector]:
    """Return the sizes of the payloads in the sources, and the collector of what could not be measured.

    ``options_by_source`` has the options of some sources.
    """
    validators = {own: own.create_validator() for own in (options, *options_by_source.values())}
    collector = RunCollector(validators[options].schema_version)
    payloads: list[PayloadSize] = []
    for source in sources:
        own = options if isinstance(source, UnreadableInput) else options_by_source.get(source.name, options)
        for outcome in _measure(validators[own], source, depth, collector):
            if isinstance(outcome, PayloadSize):
                payloads.append(outcome)
            elif isinstance(outcome, UnreadableInput):
                collector.add_unreadable(outcome)
            else:
                collector.add(outcome)
    return payloads, collector


def _measure(
    validator: Validator, source: Source | UnreadableInput, depth: int, collector: RunCollector
) -> Iterator[PayloadSize | Report | UnreadableInput]:
    """Yield the sizes of the payloads in a source, and why others could not be measured."""
    if isinstance(source, UnreadableInput):
        yield source
        return
    try:
        for origin, data in source.records(partial(collector.add_note, source.name)):
            if isinstance(data, UnreadableInput):
                yield data
                continue
            try:
                yield from measure(validator, data, origin, depth)
            except MemoryError:
                yield origin.unreadable(OUT_OF_MEMORY)
    except UnreadableInput as error:
        yield error
    except MemoryError:
        yield Origin(source.name).unreadable(OUT_OF_MEMORY)


def to_dict(payloads: Iterable[PayloadSize], run: RunResult) -> dict[str, Any]:
    """Return the sizes as the JSON report has them."""
    return {
        **header(REPORT_VERSION),
        "limit": MAX_BYTES,
        "payloads": [entry(payload) for payload in payloads],
        "notWeighed": [entry(report) for report in run.listed],
        "unreadable": unreadable(run),
    }


def lines(payloads: Iterable[PayloadSize], run: RunResult, top: int, style: Style) -> Iterator[str]:
    """Yield the lines for people: a tree for each payload, then what could not be measured."""
    for payload in payloads:
        record = "" if payload.origin.record is None else f", record {payload.origin.record}"
        at = f", at {escape_control(payload.at)}" if payload.at else ""
        place = f"{escape_control(payload.origin.source or '')}{record}{at}"
        yield f"{place}: {payload.size:,} bytes, {payload.size / MAX_BYTES:.1%} of the size limit"
        yield from _tree(payload.parts, 1, top, style)
    if run.payloads or run.unreadable:
        yield from text.finding_lines(run, style)


def _tree(parts: tuple[SizeEntry, ...], level: int, top: int, style: Style) -> Iterator[str]:
    for part in parts[:top]:
        pointer = escape_control(part.pointer[:MAX_POINTER_LENGTH])
        writer = "" if part.written_by is None else style.dim(f" (written by the {part.written_by})")
        yield f"{part.size:>12,} {part.share:>6.1%}  {'  ' * (level - 1)}{pointer}{writer}"
        yield from _tree(part.parts, level + 1, top, style)
    rest = parts[top:]
    if rest:
        size, share = sum(part.size for part in rest), sum(part.share for part in rest)
        more = f"{len(rest):,} more"
        yield style.dim(f"{size:>12,} {share:>6.1%}  {'  ' * (level - 1)}({more})")
