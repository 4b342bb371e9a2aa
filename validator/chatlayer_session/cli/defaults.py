"""Defaults of options from the environment and from a configuration file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from ..config.discovery import config_files
from .envvars import PREFIX, name_of, reject_unknown_variables, value_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..config.loader import Configuration
    from ..config.mistakes import ValueCheck

PER_PATH = frozenset({"kind", "at", "input-format", "accept-unstable"})
"""Options that a configuration file can set for some paths only: those that say how payloads are read."""

OF_REPORTS = frozenset({"format", "quiet", "show-values"})
"""Options that say what a command prints: the environment and a configuration file set them for one command only."""

_RESOLVED = "chatlayer_session.resolved_options"
_CONFIG_OPTIONS = frozenset({"config", "no_config"})


@dataclass(frozen=True, slots=True)
class ResolvedOptions:
    """The values of options that are not on the command line.

    ``configuration`` is None if there is no file, or if ``off`` turns files off. ``variables`` has the environment
    variables that set an option, and ``values`` has all values, both by parameter name.
    """

    configuration: Configuration | None = None
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    off: bool = False


def resolved_options(context: click.Context) -> ResolvedOptions:
    """Return the resolved options of a running `ConfiguredCommand`."""
    return cast("ResolvedOptions", context.meta[_RESOLVED])


def configuration_path(context: click.Context) -> Path | None:
    """Return the configuration file of a running `ConfiguredCommand`, or None if it has none."""
    configuration = resolved_options(context).configuration
    return None if configuration is None else configuration.path


def configurable_options(command: click.Command) -> list[click.Option]:
    """Return the options of a command that the environment and a configuration file can set."""
    return [
        parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name not in _CONFIG_OPTIONS
    ]


class ConfiguredCommand(click.Command):
    """A command whose options can come from the environment and from a configuration file.

    ``options_from`` is the command whose options the file can set, if it is not this one.
    """

    options_from: click.Command | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; values set elsewhere replace the defaults of the options."""
        if not ctx.resilient_parsing:
            arguments, _, _ = self.make_parser(ctx).parse_args(list(args))
            help_option = self.get_help_option(ctx)
            # Help must work even if the configuration file has mistakes.
            if help_option is None or not arguments.get(help_option.name or ""):
                resolved = resolve_options(
                    ctx, self, self.options_from or self, arguments.get("config"), off=bool(arguments.get("no_config"))
                )
                ctx.meta[_RESOLVED] = resolved
                ctx.default_map = dict(resolved.values)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            raise _with_origin(error, ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            raise _with_origin(error, ctx) from error


def _with_origin(error: click.BadParameter, context: click.Context) -> click.BadParameter:
    """Return a usage error that names what sets the option, if it is not on the command line."""
    resolved = resolved_options(context)
    for option in configurable_options(context.command):
        hint, parameter = f"'--{name_of(option)}'", option.name or ""
        if error.param is not option and error.param_hint != hint:
            continue
        if context.get_parameter_source(parameter) is not ParameterSource.DEFAULT_MAP:
            break
        if parameter in resolved.variables:
            return click.BadParameter(error.message, context, param_hint=f"'{resolved.variables[parameter]}'")
        if resolved.configuration is not None:
            place = resolved.configuration.location(name_of(option))
            message = f"{error.message}; {place} sets it, so pass --{name_of(option)} or --no-config"
            return click.BadParameter(message, context, param_hint=hint)
    return error


def resolve_options(
    context: click.Context, command: click.Command, options_from: click.Command, file: str | None, *, off: bool
) -> ResolvedOptions:
    """Return the options of a command that the environment and the configuration file set.

    ``file`` is the configuration file, if one was named, and ``off`` turns files off. ``options_from`` is the command
    whose options the file can set.
    """
    reject_unknown_variables(context, _commands(context, command, options_from))
    if off and file:
        raise click.UsageError("--config and --no-config exclude each other; pass one of them", context)
    if not off and not file:
        file, off = _file_from_environment(context, command)
    configuration = None if off else _configuration(context, options_from, file)
    values: dict[str, Any] = {}
    variables: dict[str, str] = {}
    for option in configurable_options(command):
        name, parameter = name_of(option), option.name or ""
        if name in OF_REPORTS and command is not options_from:
            continue
        if configuration is not None and name in configuration.options:
            values[parameter] = configuration.options[name]
        value = value_of(context, option)
        if value is not None:
            variables[parameter] = variable_of(option)
            values[parameter] = value
    return ResolvedOptions(configuration, variables, values, off)


def _commands(context: click.Context, *first: click.Command) -> Iterator[click.Command]:
    """Yield all commands whose options can come from the environment; each is imported only when it is reached."""
    yield from first
    root = context.find_root().command
    if isinstance(root, click.Group):
        for name in root.list_commands(context):
            command = root.get_command(context, name)
            if isinstance(command, ConfiguredCommand):
                yield command


def _file_from_environment(context: click.Context, command: click.Command) -> tuple[str | None, bool]:
    """Return the configuration file that the environment names, and whether the environment turns files off."""
    values = {
        parameter.name: value_of(context, parameter)
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name in _CONFIG_OPTIONS
    }
    file, off = values.get("config"), bool(values.get("no_config"))
    if file and off:
        message = f"{PREFIX}CONFIG and {PREFIX}NO_CONFIG exclude each other; set one of them"
        raise click.UsageError(message, context)
    return file, off


def _configuration(context: click.Context, options_from: click.Command, file: str | None) -> Configuration | None:
    files = [Path(file)] if file else [Path(os.path.relpath(path)) for path in config_files(Path.cwd())]
    if not files:
        return None
    # Runs without a configuration file do not need TOML.
    from ..config.loader import load_nearest, read  # noqa: PLC0415 - slow to load
    from ..config.toml import ConfigError  # noqa: PLC0415 - slow to load

    checks = option_checks(context, options_from)
    try:
        configuration = read(files[0], checks) if file else load_nearest(files, checks)
        if configuration is not None:
            # Who names a file also chooses the working directory.
            _reject_reports_outside(configuration, [configuration.path.parent, *([Path.cwd()] if file else [])])
    except ConfigError as error:
        raise click.UsageError(f"invalid configuration:\n{error}", context) from error
    return configuration


def _reject_reports_outside(configuration: Configuration, folders: Sequence[Path]) -> None:
    """Raise ConfigError for reports that a configuration writes outside of all folders."""
    from ..config.toml import ConfigError  # noqa: PLC0415 - slow to load

    roots = tuple(f"{os.path.realpath(folder)}{os.sep}".replace(os.sep * 2, os.sep) for folder in folders)
    problems: list[str] = []
    places: list[tuple[int, int] | None] = []
    for number, report in enumerate(configuration.options.get("format", ())):
        path = report.partition("=")[2]
        if path not in {"", "-"} and not os.path.realpath(path).startswith(roots):
            problems.append(f"format: {report!r} is outside of the folder of this file; move it to the command line")
            places.append(configuration.place("format", number))
    if problems:
        raise ConfigError(configuration.path, problems, places)


def option_checks(context: click.Context, command: click.Command) -> dict[str, ValueCheck]:
    """Return, by option name, what checks a value in a configuration file: the option itself."""
    return {name_of(option): partial(_problem, context, option) for option in configurable_options(command)}


def _problem(context: click.Context, option: click.Option, value: Any) -> str | None:
    try:
        option.process_value(context, value)
    except click.BadParameter as error:
        return error.message
    return None
