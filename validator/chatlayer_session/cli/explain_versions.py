"""``chatlayer-session validate --explain-versions``: which schema versions accept the payloads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ..analyses.versions import AcceptanceSettings
from ..reporters.versions import FORMATS
from .crash import format_crash
from .output import write_report
from .progress import collect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..errors import UnreadableInput
    from ..inputs.sources import Source
    from ..runs.results import RunResult
    from .output import Output


def explain_versions(
    sources: Sequence[Source | UnreadableInput],
    arguments: dict[str, Any],
    particular: Mapping[str, dict[str, Any]],
    jobs: int,
    outputs: tuple[Output, ...],
    *,
    quiet: bool,
) -> tuple[RunResult, bool, bool]:
    """Report what every schema version says of the payloads in the sources.

    Returns the counts for the chosen version, whether all sources were checked, and whether all could be written.
    ``arguments`` are those of the `Validator`, and ``particular`` those for sources that have their own. A format that
    does not exist for this report is a usage error.
    """
    for output in outputs:
        if output.format not in FORMATS.names:
            message = f"--explain-versions has no format {output.format!r}; choose from {', '.join(FORMATS.names)}"
            raise click.UsageError(message)
    # What several sources have in common stays one object.
    shown = {id(each): {**each, "show_values": False} for each in particular.values()}
    own = {name: shown[id(each)] for name, each in particular.items()}
    settings = AcceptanceSettings({**arguments, "show_values": False}, format_crash, own)
    collector = settings.collector()
    complete = collect(sources, settings, jobs, collector)
    acceptance = collector.result()
    written = [
        write_report(output, partial(FORMATS.load(output.format).render, acceptance))
        for output in outputs
        if output.path is not None or not quiet
    ]
    return acceptance.result, complete, all(written)
