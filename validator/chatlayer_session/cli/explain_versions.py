"""The report of ``validate --explain-versions``: which schema versions accept the payloads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from ..analyses.versions import VersionsAccumulator, VersionsAnalysis
from ..reporters.versions import FORMATS
from .output import write_report
from .progress import collect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..errors import UnreadableInput
    from ..inputs.sources import Source
    from ..runs.results import RunResult
    from ..validator import ValidatorOptions
    from .output import Output


def explain_versions(
    sources: Sequence[Source | UnreadableInput],
    options: ValidatorOptions,
    options_by_source: Mapping[str, ValidatorOptions],
    jobs: int,
    outputs: tuple[Output, ...],
    *,
    quiet: bool,
    allow_empty: bool,
) -> tuple[RunResult, bool, bool]:
    """Report which schema versions accept the payloads in the sources.

    Return the counts for the selected version, whether all sources were analysed, and whether all reports were written.
    ``options_by_source`` has the options of sources that have their own. A format that this report does not have is a
    usage error.
    """
    for output in outputs:
        if output.format not in FORMATS.names:
            message = f"--explain-versions cannot write {output.format!r}; available: {', '.join(FORMATS.names)}"
            raise click.UsageError(message)
    options = replace(options, show_values=False)
    options_by_source = {source: replace(own, show_values=False) for source, own in options_by_source.items()}
    accumulator = VersionsAccumulator.of((options, *options_by_source.values()), options.schema_version)
    analysis = partial(VersionsAnalysis, options, options_by_source=options_by_source)
    complete = collect(sources, analysis, jobs, accumulator, allow_empty=allow_empty)
    versions = accumulator.result()
    written = [
        write_report(output, partial(FORMATS.load(output.format).render, versions))
        for output in outputs
        if output.path is not None or not quiet
    ]
    return versions.result, complete, all(written)
