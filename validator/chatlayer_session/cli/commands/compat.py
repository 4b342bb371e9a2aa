"""``chatlayer-session compat``: whether a schema can take the place of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...compat import require_extra
from ...compat.budget import SearchBudget
from ...compat.changes import PARTIES, CompatVerdict, Party
from ...compat.reporters import FORMATS
from ...errors import MissingExtra, UnreadableInput
from ...escaping import escape_control
from ..exit_codes import Status, format_exit_codes
from ..output import write_rendered

if TYPE_CHECKING:
    from ...compat.changes import Compatibility

FULL = "full"
MEANINGS = {
    Status.INVALID: "a change breaks a reader or a writer, or a rule of releases",
    Status.UNSTABLE: "nothing is known to break, and something could not be decided",
}
EPILOG = f"""\b
Examples:
  chatlayer-session compat 1.0.0 1.1.0
  chatlayer-session compat old.json new.json
  chatlayer-session compat --mode reader --format json released/ schemas/

{format_exit_codes(*Status, meanings=MEANINGS)}
"""


@click.command(epilog=EPILOG)
@click.argument("old")
@click.argument("new")
@click.option(
    "--mode",
    type=click.Choice([*(party.value for party in PARTIES), FULL]),
    default=FULL,
    show_default=True,
    help="Who is asked about: readers of new payloads with code for OLD, writers of old payloads held to NEW, or both.",
)
@click.option(
    "--format", "name", type=click.Choice(FORMATS.names), default="text", show_default=True, help="How to report."
)
@click.option(
    "--seed", type=int, default=SearchBudget().seed, show_default=True, help="What random payloads start from."
)
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=SearchBudget().budget,
    show_default=True,
    help="Payloads that are tried for each schema and party where a break is neither proven nor ruled out.",
)
def command(*, old: str, new: str, mode: str, name: str, seed: int, budget: int) -> int:
    """Tell which changes from the schema OLD to the schema NEW break whom, each break with a payload that shows it.

    OLD and NEW are versions of our schemas (1.0.0, or report/1.0.0 for another family), files or folders. Schemas are
    in Draft 2020-12 or draft-07.
    """
    parties = PARTIES if mode == FULL else (Party(mode),)
    try:
        require_extra()
        # Imported when the extra is known to be there: it needs it.
        from ...compat.compare import compatibility  # noqa: PLC0415 - needs an extra

        found = compatibility(old, new, parties, SearchBudget(seed, budget))
    except MissingExtra as error:
        raise click.ClickException(str(error)) from error
    except UnreadableInput as error:
        click.echo(escape_control(str(error)), err=True)
        return Status.UNREADABLE
    written = write_rendered(lambda style: FORMATS.load(name).render(found, style), name)
    return status_of(found) if written else Status.UNREADABLE


def status_of(found: Compatibility) -> Status:
    """Return the exit status for what was found."""
    if found.verdict is CompatVerdict.BREAKING:
        return Status.INVALID
    return Status.UNSTABLE if found.verdict is CompatVerdict.UNDECIDED else Status.OK
