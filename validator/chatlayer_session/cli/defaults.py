"""Options from where they were not typed: the environment, and a configuration file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ..config.discovery import config_files
from .envvars import PREFIX, name_of, reject_unknown_variables, value_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..config.loader import Configuration, OptionSpec, OptionType

PER_PATH = frozenset({"kind", "at", "input-format", "accept-unstable"})
"""Options that a configuration file may set for some paths only: those that say how payloads are to be taken."""

_SETTLED = "chatlayer_session.settled"
_CONFIG_OPTIONS = frozenset({"config", "no_config"})


@dataclass(frozen=True, slots=True)
class ResolvedOptions:
    """Where options that were not typed come from.

    ``configuration`` is that of the file; None if there is none, or if ``off`` says that none is to be used.
    ``variables`` are the environment's, and ``values`` what is set there or in the file, each by parameter.
    """

    configuration: Configuration | None = None
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    off: bool = False


def resolved_options(context: click.Context) -> ResolvedOptions:
    """Return where the options of a running `ConfiguredCommand` come from."""
    return cast("ResolvedOptions", context.meta[_SETTLED])


def configurable(command: click.Command) -> list[click.Option]:
    """Return the options of a command that the environment and a configuration file may set."""
    return [each for each in command.params if isinstance(each, click.Option) and each.name not in _CONFIG_OPTIONS]


class ConfiguredCommand(click.Command):
    """A command whose options may come from the environment and from a configuration file.

    ``options_from`` has all options that the file may set, where that is not this command itself.
    """

    options_from: click.Command | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line, with what is set elsewhere in the place of the options' defaults."""
        if not ctx.resilient_parsing:
            typed, _, _ = self.make_parser(ctx).parse_args(list(args))
            helping = self.get_help_option(ctx)
            # Help is to be had whatever stands in a file.
            if helping is None or not typed.get(helping.name or ""):
                found = resolve_options(
                    ctx, self, self.options_from or self, typed.get("config"), off=bool(typed.get("no_config"))
                )
                ctx.meta[_SETTLED] = found
                ctx.default_map = dict(found.values)
        return super().parse_args(ctx, args)


def resolve_options(
    context: click.Context, command: click.Command, options_from: click.Command, file: str | None, *, off: bool
) -> ResolvedOptions:
    """Return what the environment and the configuration file set of the options of a command.

    ``file`` is the configuration file if one was named; ``off`` ignores all of them. ``options_from`` is the command
    whose options the file may set.
    """
    reject_unknown_variables(context, _commands(context, command, options_from))
    if off and file:
        raise click.UsageError("--config and --no-config contradict each other; give one of them", context)
    if not off and not file:
        file, off = _chosen(context, command)
    configuration = None if off else _configuration(context, options_from, file)
    values: dict[str, Any] = {}
    variables: dict[str, str] = {}
    for option in configurable(command):
        name, parameter = name_of(option), option.name or ""
        if configuration is not None and name in configuration.options:
            values[parameter] = configuration.options[name]
        value = value_of(context, option)
        if value is not None:
            variables[parameter] = variable_of(option)
            values[parameter] = value
    return ResolvedOptions(configuration, variables, values, off)


def _commands(context: click.Context, *first: click.Command) -> Iterator[click.Command]:
    """Yield all commands whose options may come from the environment, which are imported when they are asked for."""
    yield from first
    root = context.find_root().command
    if isinstance(root, click.Group):
        for name in root.list_commands(context):
            command = root.get_command(context, name)
            if isinstance(command, ConfiguredCommand):
                yield command


def _chosen(context: click.Context, command: click.Command) -> tuple[str | None, bool]:
    """Return the configuration file that the environment names, if any, and whether it says that none is to be used."""
    chosen = {
        each.name: value_of(context, each)
        for each in command.params
        if isinstance(each, click.Option) and each.name in _CONFIG_OPTIONS
    }
    file, off = chosen.get("config"), bool(chosen.get("no_config"))
    if file and off:
        message = f"{PREFIX}CONFIG and {PREFIX}NO_CONFIG contradict each other; set one of them"
        raise click.UsageError(message, context)
    return file, off


def _configuration(context: click.Context, options_from: click.Command, file: str | None) -> Configuration | None:
    files = [Path(file)] if file else [Path(os.path.relpath(each)) for each in config_files(Path.cwd())]
    if not files:
        return None
    # Imported where there is a file to be read: the others do without TOML.
    from ..config.loader import load_nearest, read  # noqa: PLC0415 - slow to load
    from ..config.toml import ConfigError  # noqa: PLC0415 - slow to load

    settings = settings_of(context, options_from)
    try:
        return read(files[0], settings) if file else load_nearest(files, settings)
    except ConfigError as error:
        raise click.UsageError(f"the configuration cannot be used:\n{error}", context) from error


def settings_of(context: click.Context, command: click.Command) -> list[OptionSpec]:
    """Return the options of a command as a configuration file may set them."""
    from ..config.loader import OptionSpec  # noqa: PLC0415 - slow to load

    return [
        OptionSpec(name_of(option), _form(option), _problem(context, option), name_of(option) in PER_PATH)
        for option in configurable(command)
    ]


def _form(option: click.Option) -> OptionType:
    from ..config.loader import OptionType  # noqa: PLC0415 - slow to load

    if option.is_flag:
        return OptionType.FLAG
    if option.multiple:
        return OptionType.TEXTS
    return OptionType.NUMBER if isinstance(option.type, click.types.IntParamType) else OptionType.TEXT


def _problem(context: click.Context, option: click.Option) -> Callable[[Any], str | None]:
    """Return what says what is wrong with a value of an option, if anything: the option itself knows."""

    def problem(value: Any) -> str | None:
        try:
            option.process_value(context, value)
        except click.BadParameter as error:
            return error.message
        return None

    return problem


def config_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which configuration file to use, if any."""
    choosing: Sequence[Callable[..., Any]] = (
        click.option(
            "--no-config",
            is_flag=True,
            expose_value=False,
            help="Use no configuration file, not even one that is found.",
        ),
        click.option(
            "--config",
            metavar="FILE",
            expose_value=False,
            help="The configuration file; otherwise the nearest chatlayer-session.toml, or pyproject.toml with a table "
            "tool.chatlayer-session, from the working directory upwards.",
        ),
    )
    for each in choosing:
        command = each(command)
    return command
