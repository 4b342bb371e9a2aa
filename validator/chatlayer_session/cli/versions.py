"""``chatlayer-session validate --explain-versions``: which schema versions accept the payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..acceptance import AcceptanceSettings
from ..reporters.acceptance import FORMATS, render
from ..reporters.style import Style
from .defects import describe
from .gathering import gather
from .writing import write_file, write_rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..acceptance import Acceptance
    from ..errors import UnreadableInput
    from ..reading.sources import Source
    from ..runs import Run
    from .writing import Output


def explain_versions(
    sources: Sequence[Source | UnreadableInput],
    arguments: dict[str, Any],
    particular: Mapping[str, dict[str, Any]],
    jobs: int,
    outputs: tuple[Output, ...],
    *,
    quiet: bool,
) -> tuple[Run, bool, bool]:
    """Report what every schema version says of the payloads in the sources.

    Returns the counts for the chosen version, whether all sources were checked, and whether all could be written.
    ``arguments`` are those of the `Validator`, and ``particular`` those for sources that have their own. A format that
    does not exist for this report is a usage error.
    """
    for output in outputs:
        if output.format not in FORMATS:
            message = f"--explain-versions has no format {output.format!r}; choose from {', '.join(FORMATS)}"
            raise click.UsageError(message)
    # What several sources have in common stays one object.
    shown = {id(each): {**each, "show_values": False} for each in particular.values()}
    own = {name: shown[id(each)] for name, each in particular.items()}
    settings = AcceptanceSettings({**arguments, "show_values": False}, describe, own)
    collector = settings.collector()
    complete = gather(sources, settings, jobs, collector)
    acceptance = collector.acceptance()
    written = [_write(acceptance, output) for output in outputs if output.path is not None or not quiet]
    return acceptance.run, complete, all(written)


def _write(acceptance: Acceptance, output: Output) -> bool:
    if output.path is None:
        return write_rendered(lambda style: render(output.format, acceptance, style), output.format)
    return write_file(output.path, render(output.format, acceptance, Style()))
