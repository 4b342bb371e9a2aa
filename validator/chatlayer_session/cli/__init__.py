"""The command ``chatlayer-session``: its commands are modules here, each imported when it runs."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

from ..version import TOOL_NAME, tool_version
from .defects import describe
from .statuses import Status

COMMANDS = {
    "validate": "Hold payloads to the schemas and report what was found.",
    "explain": "Print the page of a rule.",
    "rules": "List the rules.",
}
"""The commands by name, with the line that the list of commands shows."""


class _Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name}", __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Run 'chatlayer-session COMMAND --help' for the options and examples of a command.",
)
@click.version_option(tool_version(), "-V", "--version", prog_name=TOOL_NAME, message="%(prog)s %(version)s")
def cli() -> None:
    """Tell of Chatlayer session payloads whether they are valid, lean on unstable fields, or are invalid."""


def main() -> NoReturn:
    """Run the command and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is shown as an escape instead of ending the run.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_status())


def _status() -> int:
    try:
        status = cli.main(prog_name=TOOL_NAME, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return Status.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Status.USAGE
    except BrokenPipeError:
        # Whoever reads the output has seen enough; what is still buffered must not raise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.FINE
    except OSError as error:
        click.echo(f"{TOOL_NAME}: the output cannot be written: {error.strerror or 'unknown reason'}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.UNREADABLE
    except Exception as error:
        click.echo(f"{TOOL_NAME}: {describe(error)}", err=True)
        return Status.DEFECT
    return status if isinstance(status, int) else Status.FINE
