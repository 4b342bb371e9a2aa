"""The command ``chatlayer-session compat``."""

from __future__ import annotations

import math
import signal
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...checks.accepted import utc_today
from ...compat import SearchBudget, require_extra
from ...compat.changes import PARTIES, CompatVerdict, Party
from ...compat.consumers import name_consumers
from ...compat.reporters import FORMATS
from ...compat.watch import Watch
from ...contract.matrix import PATTERN, load_contracts
from ...errors import MissingExtra, UnreadableInput
from ...escaping import escape_control
from ..defaults import resolved_options
from ..exit_codes import Status, format_exit_codes
from ..notes import warn_accepted_changes
from ..options import color_option, config_options, outputs_option, reject_overwriting, today_option
from ..output import is_own_report, write_report
from ..progress import TerminalLine
from ..suggestions import Choice, WholeNumber
from .validate import SharedConfiguration

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import date

    from ...compat.changes import Compatibility
    from ..output import Output

FULL = "full"
MEANINGS = {
    Status.INVALID: "a change breaks a reader, a writer or a versioning rule",
    Status.UNREADABLE: "unreadable schema, or unwritable report",
    Status.UNSTABLE: "no break was found, but at least one change is undecided",
}
HELP = """\
Show whose code a change from schema OLD to schema NEW breaks, with a payload that proves it.

OLD and NEW are files, folders, or versions of the packaged schemas (1.0.0, or report/1.0.0 for a different family).
REVISION:PATH is a file or a folder in a revision of the git repository, such as HEAD:schemas/order.json.
Schemas can be in Draft 2020-12, draft-07, draft-06 or draft-04.
"""
EPILOG = f"""\b
Examples:
  chatlayer-session compat 1.0.0 1.1.0
  chatlayer-session compat old.json new.json
  chatlayer-session compat HEAD:schemas/order.json schemas/order.json
  chatlayer-session compat --format text --format sarif=compat.sarif released/ schemas/
  chatlayer-session compat --mode reader --format json v1.0:schemas schemas
  chatlayer-session compat --contracts contracts/ 1.0.0 1.2.0

{format_exit_codes(*Status, meanings=MEANINGS)}
"""


@click.command(cls=SharedConfiguration, help=HELP, epilog=EPILOG)
@click.argument("old")
@click.argument("new")
@click.option(
    "--mode",
    type=Choice([*(party.value for party in PARTIES), FULL], "mode"),
    default=FULL,
    show_default=True,
    help="Whose code to check. reader: code for OLD reads payloads of NEW. writer: payloads of OLD are validated "
    "against NEW. full: both.",
)
@outputs_option(FORMATS.names)
@color_option
@click.option(
    "--seed",
    type=WholeNumber(),
    default=SearchBudget().seed,
    show_default=True,
    metavar="N",
    help="Seed of random payloads.",
)
@click.option(
    "--budget",
    type=WholeNumber(min=1),
    default=SearchBudget().max_payloads,
    show_default=True,
    metavar="N",
    help="Payloads to try for readers and for writers of each schema, if rules and proofs give no answer.",
)
@click.option(
    "--budget-per-change",
    type=WholeNumber(min=1),
    default=SearchBudget().max_per_change,
    show_default=True,
    metavar="N",
    help="Payloads to try for each change, at each depth of nesting, before those of --budget.",
)
@click.option(
    "--timeout",
    type=WholeNumber(min=1),
    metavar="SECONDS",
    help="Time for all comparisons. Changes that are not decided in time are undecided, as after Ctrl-C.",
)
@click.option(
    "--contracts",
    multiple=True,
    metavar="PATH",
    help=f"Contract, or folder with files that match {PATTERN}. Names the services that each change concerns; a change "
    "that concerns no service breaks no reader. Repeat for several.",
)
@today_option
@config_options
@click.pass_context
def command(
    context: click.Context,
    *,
    old: str,
    new: str,
    mode: str,
    outputs: tuple[Output, ...],
    seed: int,
    budget: int,
    budget_per_change: int,
    timeout: int | None,
    contracts: tuple[str, ...],
    today: date | None,
) -> int:
    """Run ``compat``."""
    parties = PARTIES if mode == FULL else (Party(mode),)
    configuration = resolved_options(context).configuration
    consumers, unreadable = load_contracts(contracts)
    for failure in unreadable:
        click.echo(escape_control(str(failure)), err=True)
    if unreadable:
        return Status.UNREADABLE
    is_written = any(output.path for output in outputs)
    files = [file for name in (old, new) for file in _schema_files(name)] if is_written else []
    reject_overwriting(outputs, files, None if configuration is None else configuration.path)
    try:
        require_extra()
        with _watched(timeout) as watch:
            # Imported once the extra is known to be installed.
            from ...compat.comparer import compare_inputs  # noqa: PLC0415 - needs an extra

            compatibility = compare_inputs(old, new, parties, SearchBudget(seed, budget, budget_per_change), watch)
    except MissingExtra as error:
        raise click.ClickException(str(error)) from error
    except UnreadableInput as error:
        click.echo(escape_control(str(error)), err=True)
        return Status.UNREADABLE
    if contracts:
        compatibility = name_consumers(compatibility, consumers)
    entries, today = () if configuration is None else configuration.accepted_changes, today or utc_today()
    compatibility = compatibility.accept(entries, today)
    if not watch.seconds_left and any(change.undecided for change in compatibility.changes):
        click.echo("stopped; the report is incomplete", err=True)
    else:
        warn_accepted_changes(compatibility, entries, today)
    reports = [(output, partial(FORMATS.load(output.format).render, compatibility)) for output in outputs]
    written = [write_report(output, render) for output, render in reports]
    return status_of(compatibility) if all(written) else Status.UNREADABLE


def _schema_files(name: str) -> list[str]:
    """Return the files that an argument names, or that are schemas in a folder."""
    path = Path(name)
    return [name] if path.is_file() else [str(file) for file in path.glob("**/*.json") if not is_own_report(file)]


class _TerminalWatch(Watch):
    """A watch that shows progress on a terminal."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.line = TerminalLine()

    def show(self, name: str) -> None:
        """Show how long the comparisons have taken, if an update is due."""
        self.line.update(lambda seconds: f"comparing {escape_control(name)}, {seconds:,.0f} s")


@contextmanager
def _watched(timeout: int | None) -> Generator[Watch]:
    """Yield a watch that the first Ctrl-C ends, and the second one ends the program."""
    watch = _TerminalWatch(math.inf if timeout is None else timeout)
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        watch.stop()

    signal.signal(signal.SIGINT, stop)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        watch.line.end()


def status_of(compatibility: Compatibility) -> Status:
    """Return the exit code for a comparison."""
    statuses = {CompatVerdict.BREAKING: Status.INVALID, CompatVerdict.UNDECIDED: Status.UNSTABLE}
    return statuses.get(compatibility.verdict, Status.OK)
