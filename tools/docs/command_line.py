"""The page of all commands and the man page, generated from the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from chatlayer_session.cli import cli
from chatlayer_session.cli.exit_codes import Status
from chatlayer_session.version import TOOL_NAME, tool_version

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# The command line

For everyone who types or scripts commands. This page lists every command, option and exit code.

This page is generated from the commands by `python -m tools.docs`, and `--help` prints the same. Options
and exit codes are stable: they change only with the major version.

## Exit codes

If several exit codes apply, the command returns the first one in this order: 70, 4, 1, 3. For `compat`,
1 and 3 mean [something else](compatibility.md#formats-and-exit-codes).

"""


def page() -> str:
    """Return the page."""
    sections = ["\n".join(_section(context)) for context in contexts()]
    return "\n".join([f"{HEAD}{exit_codes()}", *sections])


def exit_codes() -> str:
    """Return the table of the exit codes."""
    rows = "".join(f"| {status.value} | {status.meaning} |\n" for status in Status)
    return f"| exit code | meaning |\n| --: | --- |\n{rows}"


def man_page() -> str:
    """Return the man page in the language of ``man(7)``."""
    root = next(contexts())
    summary = _paragraphs(cli)[0].rstrip(".")
    lines = [
        f'.TH {TOOL_NAME.upper()} 1 "" "{TOOL_NAME} {tool_version()}" "User Commands"',
        f".SH NAME\n{_roff(TOOL_NAME)} \\- {_roff(summary)}",
        f".SH SYNOPSIS\n{_roff(' '.join([TOOL_NAME, *cli.collect_usage_pieces(root)]))}",
        ".SH DESCRIPTION",
        *(f".PP\n{_roff(paragraph)}" for paragraph in _paragraphs(cli)[1:]),
        ".SH COMMANDS",
        *(line for context in contexts() for line in _man_section(context)),
        ".SH EXIT STATUS",
        *(f".TP\n{status.value}\n{_roff(status.meaning)}" for status in Status),
    ]
    return "\n".join(lines) + "\n"


def _man_section(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f".SS {_roff(' '.join([context.command_path, *command.collect_usage_pieces(context)]))}"
    yield from (f".PP\n{_roff(paragraph)}" for paragraph in _paragraphs(command))
    for names, meaning in _options(context):
        yield f".TP\n\\fB{_roff(names)}\\fR\n{_roff(meaning)}"
    yield f".PP\n.nf\n{_roff(_examples(command))}\n.fi"


def _roff(text: str) -> str:
    """Return a text as typed: a backslash, a hyphen, or a leading period or quote would be read as a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", escaped, flags=re.MULTILINE)


def _paragraphs(command: click.Command) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]


def _options(context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the names and the meaning of each option."""
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        # Arguments have no record, or an empty one; the text of the command describes them.
        if record and record[1]:
            yield record


def _examples(command: click.Command) -> str:
    return (command.epilog or "").replace("\b\n", "").partition("\n\n")[0]


def contexts(context: click.Context | None = None) -> Iterator[click.Context]:
    """Yield the context of a command, by default the program, then those of its subcommands."""
    context = context or click.Context(cli, info_name=TOOL_NAME, **cli.context_settings)
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None:
                yield from contexts(click.Context(command, context, name))


def _section(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path.removeprefix(TOOL_NAME).strip() or TOOL_NAME}"
    yield ""
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    yield ""
    yield from (f"{paragraph}\n" for paragraph in _paragraphs(command))
    yield "| option | meaning |"
    yield "| --- | --- |"
    yield from (f"| `{_cell(names)}` | {_cell(meaning)} |" for names, meaning in _options(context))
    yield ""
    yield f"```text\n{_examples(command)}\n```"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
