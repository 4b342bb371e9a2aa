"""Options from environment variables, and variables that are none."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, cast

import click

from ..escaping import escape_control
from ..suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "CHATLAYER_SESSION_"
"""What the names of environment variables start with; the option's name follows."""

OTHERS = frozenset({f"{PREFIX}REQUIRE"})
"""Variables that no command reads: the tests of this program do."""


def name_of(parameter: click.Parameter) -> str:
    """Return the name of an option, as it is typed but for the dashes in front."""
    return max(parameter.opts, key=len).lstrip("-")


def variable_of(parameter: click.Parameter) -> str:
    """Return the name of the variable that sets an option."""
    return PREFIX + name_of(parameter).replace("-", "_").upper()


def value_of(context: click.Context, option: click.Option) -> Any:
    """Return the value that the environment sets of an option; None if it sets none, as an empty variable does.

    Raises:
        click.BadParameter: it is no value of the option.
    """
    variable = variable_of(option)
    text = os.environ.get(variable)
    if not text:
        return None
    value: object = _several(context, text, variable) if option.multiple else text
    try:
        read: object = option.process_value(context, value)
    except click.BadParameter as error:
        raise click.BadParameter(error.message, context, param_hint=f"'{variable}'") from error
    # What is no text is shown as what it is; texts are read anew with those of the command line.
    return read if isinstance(read, int) else value


def reject_unknown_variables(context: click.Context, commands: Iterable[click.Command]) -> None:
    """Raise a usage error for variables with our prefix that set no option of any of the commands.

    The next command is asked for only where those before it leave variables over.
    """
    unknown = {name for name, text in os.environ.items() if text and name.startswith(PREFIX)} - OTHERS
    known: set[str] = set()
    for command in commands:
        if not unknown:
            return
        known.update(variable_of(each) for each in command.params if isinstance(each, click.Option))
        unknown -= known
    if unknown:
        problems = [
            f"{escape_control(name)}: there is no such variable; {_hint(name, known)}" for name in sorted(unknown)
        ]
        raise click.UsageError("\n".join(["the environment cannot be used:", *problems]), context)


def _hint(name: str, known: Iterable[str]) -> str:
    nearest = closest_match(name.removeprefix(PREFIX), [each.removeprefix(PREFIX) for each in known])
    if nearest is not None:
        return f"did you mean {PREFIX}{nearest}?"
    return "take it away, or name an option of `chatlayer-session validate --help`"


def _several(context: click.Context, text: str, variable: str) -> list[str]:
    """Return the values in a variable: a JSON array of strings, or words with white space between them."""
    if not text.lstrip().startswith("["):
        return text.split()
    try:
        values: object = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or not all(isinstance(each, str) for each in cast("list[object]", values)):
        message = 'starts like a JSON array and is no array of strings; write it as in ["one", "another"]'
        raise click.BadParameter(message, context, param_hint=f"'{variable}'")
    return cast("list[str]", values)
