"""Options from environment variables, and variables that set no option."""

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
"""The start of every variable name; the name of the option follows."""

TEST_VARIABLES = frozenset({f"{PREFIX}REQUIRE"})
"""Variables that only the tests of this program read."""


def name_of(parameter: click.Parameter) -> str:
    """Return the name of an option without the leading dashes."""
    return max(parameter.opts, key=len).lstrip("-")


def variable_of(parameter: click.Parameter) -> str:
    """Return the name of the variable that sets an option."""
    return PREFIX + name_of(parameter).replace("-", "_").upper()


def value_of(context: click.Context, option: click.Option) -> Any:
    """Return the value of an option in the environment; None if the variable is missing or blank.

    Raises:
        click.BadParameter: the option does not accept the value.
    """
    variable = variable_of(option)
    text = os.environ.get(variable, "")
    if not text.strip():
        return None
    value: object = _split(context, text, variable) if option.multiple else text
    try:
        parsed: object = option.process_value(context, value)
    except click.BadParameter as error:
        message = "must be true or false" if option.is_flag else error.message
        raise click.BadParameter(message, context, param_hint=f"'{variable}'") from error
    # Numbers and flags are shown as such; click converts texts again, with those of the command line.
    return parsed if isinstance(parsed, int) else value


def reject_unknown_variables(context: click.Context, commands: Iterable[click.Command]) -> None:
    """Raise a usage error for variables with our prefix that set no option of any of the commands.

    ``commands`` is consumed only while variables remain unknown.
    """
    unknown = {name for name, text in os.environ.items() if text.strip() and name.startswith(PREFIX)} - TEST_VARIABLES
    known: set[str] = set()
    for command in commands:
        if not unknown:
            return
        known.update(variable_of(parameter) for parameter in command.params if isinstance(parameter, click.Option))
        unknown -= known
    problems: list[str] = []
    for name in sorted(unknown):
        nearest = closest_match(name.removeprefix(PREFIX), [variable.removeprefix(PREFIX) for variable in known])
        advice = "remove it, or use an option of `chatlayer-session validate --help`"
        hint = advice if nearest is None else f"did you mean {PREFIX}{nearest}?"
        problems.append(f"unknown variable {escape_control(name)}; {hint}")
    if problems:
        raise click.UsageError("\n".join(["invalid environment:", *problems]), context)


def _split(context: click.Context, text: str, variable: str) -> list[str]:
    """Return the values in a variable: a JSON array of strings, or words separated by white space."""
    if not text.lstrip().startswith("["):
        return text.split()
    try:
        values: object = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in cast("list[object]", values)):
        message = 'expected a JSON array of strings, such as ["one", "another"]'
        raise click.BadParameter(message, context, param_hint=f"'{variable}'")
    return cast("list[str]", values)
