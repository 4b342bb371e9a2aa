"""The page of all commands, generated from the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chatlayer_session.cli import cli
from chatlayer_session.cli.exit_codes import Status
from chatlayer_session.version import TOOL_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# The command line

For everyone who types or scripts commands. This page lists every command, option and exit code.

Generated from the commands by `python -m tools.docs`; `--help` prints the same. Options and exit codes are stable: they
change only with the major version.

## Exit codes

If several exit codes apply, the command returns the first one in this order: 70, 4, 1, 3. For `compat`,
1 and 3 mean [something else](compatibility.md#formats-and-exit-codes).

"""


def page() -> str:
    """Return the page."""
    root = click.Context(cli, info_name=TOOL_NAME, **cli.context_settings)
    sections = ["\n".join(_section(context)) for context in _contexts(root)]
    return "\n".join([f"{HEAD}{exit_codes()}", *sections])


def exit_codes() -> str:
    """Return the table of the exit codes."""
    rows = "".join(f"| {status.value} | {status.meaning} |\n" for status in Status)
    return f"| exit code | meaning |\n| --: | --- |\n{rows}"


def _contexts(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command, then those of its subcommands."""
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None:
                yield from _contexts(click.Context(command, context, name))


def _section(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path.removeprefix(TOOL_NAME).strip() or TOOL_NAME}"
    yield ""
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    yield ""
    yield from (" ".join(paragraph.split()) + "\n" for paragraph in (command.help or "").split("\n\n"))
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    yield "| option | meaning |"
    yield "| --- | --- |"
    for record in records:
        # Arguments have no record, or an empty one; the text above describes them.
        if record and record[1]:
            yield f"| `{_cell(record[0])}` | {_cell(record[1])} |"
    yield ""
    examples = (command.epilog or "").replace("\b\n", "").partition("\n\n")[0]
    yield f"```text\n{examples}\n```"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
