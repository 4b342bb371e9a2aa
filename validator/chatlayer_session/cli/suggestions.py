"""Usage errors for unknown commands, options and values, in our words and with the most similar name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..errors import ChatlayerSessionError, UnknownChoice
from ..escaping import escape_control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    _StringChoice = click.Choice[str]
    _ParamType = click.ParamType[object, str]
else:
    _StringChoice = click.Choice
    _ParamType = click.ParamType

MAX_LINE = 500
"""Longest line of a usage error, in characters."""


class Choice(_StringChoice):
    """The type of an option with a fixed set of values; ``noun`` is what a usage error calls them."""

    def __init__(self, choices: Iterable[str], noun: str = "value") -> None:
        super().__init__(list(choices))
        self.noun = noun

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value; an unknown one is a usage error."""
        if value not in self.choices:
            self.fail(str(UnknownChoice(str(value), self.choices, self.noun)), param, ctx)
        return super().convert(value, param, ctx)


class Parsed(_ParamType):
    """The type of an option whose text ``parse`` returns as a value; an error that it raises is a usage error."""

    name = "text"

    def __init__(self, parse: Callable[[str], object]) -> None:
        self.parse = parse

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the value."""
        try:
            return self.parse(value)
        except ChatlayerSessionError as error:
            self.fail(str(error), param, ctx)


class WholeNumber(click.IntRange):
    """The type of an option with a whole number, which may have a least and a greatest value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; anything else is a usage error, which does not repeat a value of any length."""
        try:
            number: int = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(", ".join(filter(None, ["must be a whole number", self._describe_range()])), param, ctx)
        return number

    def _describe_range(self) -> str:
        """Return the range as the help shows it."""
        if self.max is not None:
            return f"from {self.min} to {self.max}"
        return "" if self.min is None else f"at least {self.min}"


class CommandGroup(click.Group):
    """A group that suggests a command for an unknown one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name and the command that the arguments call, and their arguments."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchOption:
            raise
        except click.UsageError as error:
            raise click.UsageError(str(UnknownChoice(args[0], self.list_commands(ctx), "command")), ctx) from error


def unknown_option(error: click.NoSuchOption) -> click.UsageError:
    """Return the usage error for an unknown option, with the most similar one if there is one."""
    parameters = error.ctx.command.get_params(error.ctx) if error.ctx else []
    names = [name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)]
    unknown = UnknownChoice(error.option_name, names, "option")
    # All options are too long a list: the usage line above the message points to the help.
    message = str(unknown) if unknown.suggestion else f"unknown option {error.option_name!r}"
    return click.UsageError(message, error.ctx)


def safe_lines(text: str) -> str:
    """Return a usage error with its control characters escaped and its lines cut at `MAX_LINE` characters.

    It quotes values of the environment, names of files and keys of a configuration, which have any length and content.
    """
    lines = [line if len(line) <= MAX_LINE else f"{line[: MAX_LINE - 1]}\u2026" for line in text.split("\n")]
    return "\n".join(map(escape_control, lines))
