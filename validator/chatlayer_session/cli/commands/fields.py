"""The command ``chatlayer-session fields``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from ...analyses.fields.analysis import FieldsAnalysis
from ...analyses.fields.counts import FieldCounts
from ...findings import DETECTABLE_KINDS
from ...reporters.fields import FORMATS
from ...reporters.runs import text
from ...reporters.style import Style
from ...validator import ValidatorOptions
from ..defaults import configuration_path
from ..exit_codes import OF_RUNS, Status, format_exit_codes, most_severe
from ..options import (
    PATHS_HELP,
    color_option,
    config_options,
    create_validator,
    jobs_option,
    outputs_option,
    payload_options,
    resolve_sources,
)
from ..output import write_report
from ..overrides import overrides_by_source, sessions_only
from ..progress import collect, exit_status
from .validate import SharedConfiguration

if TYPE_CHECKING:
    from ..options import Inputs
    from ..output import Output

HELP = f"""\
List the fields of the object internal, with their types and stability, and how many payloads have each.

Values are never shown, and variables are only counted.

{PATHS_HELP}
"""
MEANINGS = {Status.INVALID: "payload whose fields cannot be counted, such as text that is not JSON"}
EPILOG = f"""\b
Examples:
  chatlayer-session fields payloads/ "logs/**/*.ndjson.gz"
  chatlayer-session fields --format csv=fields.csv --format svg=fields.svg logs/
  curl --silent URL | chatlayer-session fields --at /data/*/session -

{format_exit_codes(*OF_RUNS, meanings=MEANINGS)}
"""


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@payload_options(
    DETECTABLE_KINDS,
    "Kind of payload: the object internal, or a whole session.",
    "Schema version that declares the stable fields",
)
@outputs_option(FORMATS.names)
@jobs_option
@color_option
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    inputs: Inputs,
    kind: str,
    schema_version: str,
    at: str,
    outputs: tuple[Output, ...],
    jobs: int,
) -> int:
    """Run ``fields``."""
    options = ValidatorOptions(schema_version=schema_version, kind=kind, at=at, limits=inputs.limits)
    version = create_validator(options).schema_version
    counts = FieldCounts.of(version)
    sources = resolve_sources(inputs, outputs, configuration_path(context))
    sources, options_by_source = overrides_by_source(context, sources, options)
    sources = sessions_only(sources, options_by_source)
    analysis = partial(FieldsAnalysis, options, options_by_source=options_by_source)
    complete = collect(sources, analysis, jobs, counts, allow_empty=inputs.allow_empty)
    inventory = counts.inventory()
    for line in text.finding_lines(inventory.run, Style()):
        click.echo(line, err=True)
    written = [write_report(output, partial(FORMATS.load(output.format).render, inventory)) for output in outputs]
    # Payloads that are reported instead of counted are invalid.
    status = most_severe(inventory.run, written=all(written), invalid=inventory.run.payloads > 0)
    return exit_status(status, complete=complete)
