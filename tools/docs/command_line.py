"""The page on the command line, made from the commands themselves; `refresh.py` writes it."""

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

Generated from the commands by `python -m tools.docs`; `--help` prints the same. Options and exit codes are stable: they
change only with the major version.
"""


def page() -> str:
    """Return the page."""
    context = click.Context(cli, info_name=TOOL_NAME, **cli.context_settings)
    sections = [HEAD, _statuses()]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            inner = click.Context(command, context, name)
            sections += ["\n".join(_section(*each)) for each in _with_inner(command, inner)]
    return "\n".join(sections)


def _statuses() -> str:
    rows = "".join(f"| {status.value} | {status.meaning} |\n" for status in Status)
    return f"""\
## Exit statuses

The worst one wins, in the order 70, 4, 1, 3.

| status | meaning |
| --: | --- |
{rows}"""


def _with_inner(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield a command, and behind a group the commands in it."""
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _with_inner(inner, click.Context(inner, context, name))


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## {context.command_path.removeprefix(TOOL_NAME).strip()}"
    yield ""
    yield f"```text\n{usage}\n```"
    yield ""
    yield from (" ".join(paragraph.split()) + "\n" for paragraph in (command.help or "").split("\n\n"))
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    # What an argument is for stands in the text above.
    rows = [record for record in records if record and record[1]]
    yield "| option | meaning |"
    yield "| --- | --- |"
    for names, meaning in rows:
        yield f"| `{_cell(names)}` | {_cell(meaning)} |"
    yield ""
    examples = (command.epilog or "").replace("\b\n", "").partition("\n\n")[0]
    yield f"```text\n{examples}\n```"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
