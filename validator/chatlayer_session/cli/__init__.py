"""The command ``chatlayer-session``; each of its commands is a module that is imported when it runs."""

from __future__ import annotations

import io
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

import click

from ..errors import CorruptInstallation
from ..runs.crash import format_crash
from ..runs.interrupts import SIGNALS, block_interrupts, hold_interrupts
from ..version import TOOL_NAME
from .exit_codes import Status, format_exit_codes
from .output import TEXT, discard_stdout, write_stdout
from .suggestions import CommandGroup, safe_lines, unknown_option

if TYPE_CHECKING:
    from typing_extensions import Buffer

COMMANDS = {
    "validate": "Validate payloads against the schemas.",
    "diff": "Compare a session before and after a write.",
    "size": "Show what takes space in a session.",
    "baseline": "Accept today's unstable fields until a date.",
    "config": "Show the active configuration.",
    "fields": "List the fields in payloads, and how stable they are.",
    "explain": "Explain a rule.",
    "rules": "List the rules.",
    "scan": "Find unstable and misspelled fields in code and templates.",
    "contract": "Verify what a service assumes about a session.",
    "redact": "Replace the values in real payloads, for fixtures.",
    "generate": "Generate valid or invalid payloads.",
    "compat": "Show whose code a schema change breaks.",
    "schema": "Show the schemas, and export them for other tools.",
}
"""The commands by name, each with its line in the list of commands."""

HELP = """\
Validate Chatlayer sessions against their versioned JSON Schemas.

Each payload is valid, unstable (it follows the schema, but has fields that may change without notice) or invalid.
"""
EPILOG = f"""\b
Examples:
  chatlayer-session validate payload.json
  chatlayer-session explain unstable-field

{format_exit_codes(*Status)}

Run 'chatlayer-session COMMAND --help' for options, examples and what its exit codes mean.
"""


class _Commands(CommandGroup):
    """A group that imports its commands when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        with hold_interrupts():
            command: click.Command = import_module(f".commands.{cmd_name}", __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@click.version_option(
    None, "-V", "--version", package_name=TOOL_NAME, prog_name=TOOL_NAME, message="%(prog)s %(version)s"
)
def cli() -> None:
    """Run a command."""


class _BestEffortFile(io.FileIO):
    """A file that drops what cannot be written: a full disk for standard error must not end a run."""

    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


_received_signals: list[int] = []
"""The signal that ended the run, if it was not an interrupt from the keyboard."""


def _interrupt(number: int, _frame: object) -> None:
    _received_signals.append(number)
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Run the command, and exit with its code; SIGTERM and SIGHUP end it like an interrupt."""
    stderr = sys.__stderr__
    if stderr is not None and sys.stderr is stderr:
        stderr.flush()
        raw = io.BufferedWriter(_BestEffortFile(stderr.fileno(), "wb", closefd=False))
        sys.stderr = TextIOWrapper(raw, encoding=stderr.encoding, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding lacks must not end the run.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for number in SIGNALS:
        if number is not signal.SIGINT and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    status = _status()
    # The reports are written: no later signal changes the exit code.
    block_interrupts()
    sys.exit(128 + _received_signals[0] if _received_signals and status == Status.INTERRUPTED else status)


def _status() -> int:
    try:
        status = cli.main(prog_name=TOOL_NAME, standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        elif not isinstance(status, Status) and not write_stdout("", TEXT):
            # Help, or a command that only prints, wrote to nothing.
            status = Status.UNREADABLE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return Status.INTERRUPTED
    except click.ClickException as error:
        message = io.StringIO()
        (unknown_option(error) if isinstance(error, click.NoSuchOption) else error).show(message)
        click.echo(safe_lines(message.getvalue()), err=True, nl=False)
        return Status.USAGE
    except CorruptInstallation as error:
        click.echo(f"{TOOL_NAME}: {error}", err=True)
        return Status.INTERNAL_ERROR
    except Exception as error:
        # An error without a file name is one of standard output, or of the working directory: errors of inputs are
        # handled before.
        if isinstance(error, OSError) and error.filename is None:
            return Status.OK if discard_stdout(error) else Status.UNREADABLE
        click.echo(f"{TOOL_NAME}: {format_crash(error)}", err=True)
        return Status.INTERNAL_ERROR
    return status if isinstance(status, int) else Status.OK
