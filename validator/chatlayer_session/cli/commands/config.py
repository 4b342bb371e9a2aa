"""The command ``chatlayer-session config``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import click

from ...escaping import escape_control
from ...reporters.formatting import dump_json
from ..defaults import ResolvedOptions, configurable_options, resolve_options
from ..envvars import name_of
from ..exit_codes import OF_OUTPUT, UNWRITABLE, Status, format_exit_codes
from ..options import output_format_option
from ..output import write_stdout
from ..overrides import matching_overrides
from ..suggestions import CommandGroup
from . import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...checks.accepted import AcceptedField
    from ...config.loader import AcceptedChange

SHOW_HELP = """\
Show the value of each option of validate, and its source.

The source is an environment variable, the configuration file or the default. With PATH, show the values for that
file, overrides included.
"""
EPILOG = f"""\b
Examples:
  chatlayer-session config show
  chatlayer-session config show --format json logs/today.ndjson

{format_exit_codes(*OF_OUTPUT, meanings=UNWRITABLE)}
"""


@click.group(cls=CommandGroup, help="Show the active configuration.", epilog=EPILOG)
def command() -> None:
    """Run a command of ``config``."""


@command.command("show", help=SHOW_HELP, epilog=EPILOG)
@click.argument("path", required=False, metavar="[PATH]")
@output_format_option("Output format.")
@click.option("--config", metavar="FILE", help="Configuration file, as for validate.")
@click.option("--no-config", is_flag=True, help="Ignore all configuration files.")
@click.pass_context
def show(context: click.Context, *, path: str | None, output_format: str, config: str | None, no_config: bool) -> int:
    """Run ``config show``."""
    resolved = resolve_options(context, validate.command, validate.command, config, off=no_config)
    numbers = () if path is None or resolved.configuration is None else matching_overrides(resolved.configuration, path)
    values = list(_values(context, resolved, numbers))
    accepted = _accepted(resolved, numbers)
    if output_format == "json":
        content = _json(resolved, values, accepted)
    else:
        content = "".join(f"{line}\n" for line in _lines(resolved, values, accepted, path))
    return Status.OK if write_stdout(content, output_format) else Status.UNREADABLE


def _values(
    context: click.Context, resolved: ResolvedOptions, numbers: tuple[int, ...]
) -> Iterator[tuple[str, Any, str]]:
    """Yield each option, its value and its source in words; None is a default that depends on the machine."""
    configuration = resolved.configuration
    overrides = [] if configuration is None else [(number, configuration.overrides[number]) for number in numbers]
    for option in configurable_options(validate.command):
        name, parameter = name_of(option), option.name or ""
        value, source = _default(context, option), "default"
        if parameter in resolved.values:
            value = resolved.values[parameter]
            source = resolved.variables.get(parameter, "" if configuration is None else str(configuration.path))
        if parameter not in resolved.variables:
            for number, override in overrides:
                if name in override.options:
                    overriding = override.options[name]
                    value = [*value, *overriding] if option.multiple else overriding
                    source = f"{'' if configuration is None else configuration.path}, overrides entry {number + 1}"
        yield name, value, source


def _default(context: click.Context, option: click.Option) -> Any:
    """Return the default of an option; None without a default, or if it depends on the machine."""
    # click marks a missing default with an object of its own, which is not a JSON value.
    default: object = option.get_default(context, call=False)
    if option.multiple:
        return [*cast("Iterable[Any]", default)] if isinstance(default, list) else []
    return default if isinstance(default, str | int) else None


def _accepted(resolved: ResolvedOptions, numbers: tuple[int, ...]) -> list[AcceptedField]:
    if resolved.configuration is None:
        return []
    of_paths = [entry for number in numbers for entry in resolved.configuration.overrides[number].accepted]
    return [*resolved.configuration.accepted, *of_paths]


def _json(resolved: ResolvedOptions, values: list[tuple[str, Any, str]], accepted: list[AcceptedField]) -> str:
    configuration = resolved.configuration
    overrides = () if configuration is None else configuration.overrides
    content = {
        "file": None if configuration is None else str(configuration.path),
        "options": {option: {"value": value, "from": source} for option, value, source in values},
        "accepted": [_entry(entry) for entry in accepted],
        "acceptedChanges": [
            {**asdict(entry), "until": entry.until.isoformat()}
            for entry in (() if configuration is None else configuration.accepted_changes)
        ],
        "overrides": [
            {
                "paths": list(override.paths),
                **override.options,
                "accepted": [_entry(entry) for entry in override.accepted],
            }
            for override in overrides
        ],
    }
    return dump_json(content)


def _entry(entry: AcceptedField) -> dict[str, Any]:
    until = None if entry.until is None else entry.until.isoformat()
    return {"pointer": entry.pointer, "reason": entry.reason, "until": until, "ticket": entry.ticket}


def _lines(
    resolved: ResolvedOptions, values: list[tuple[str, Any, str]], accepted: list[AcceptedField], path: str | None
) -> Iterator[str]:
    configuration = resolved.configuration
    file = None if configuration is None else escape_control(str(configuration.path))
    yield f"configuration file: {file}" if file else "no configuration file"
    if path is not None:
        yield f"for {escape_control(path)}"
    rows = [(option, _format_value(value), escape_control(source)) for option, value, source in values]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for option, text, source in rows:
        yield f"{option:<{widths[0]}}  {text:<{widths[1]}}  {source}"
    named: list[tuple[str, AcceptedField | AcceptedChange]] = [(entry.pointer, entry) for entry in accepted]
    if configuration is not None and path is None:
        named += [(f"change {entry.fingerprint}", entry) for entry in configuration.accepted_changes]
    for name, entry in named:
        ticket = "" if entry.ticket is None else f" ({escape_control(entry.ticket)})"
        reason = escape_control(entry.reason or "")
        yield f"accepted {escape_control(name)} until {entry.until}: {reason}{ticket}"
    if configuration is not None and path is None:
        for number, override in enumerate(configuration.overrides, 1):
            options = [f"{name} = {_format_value(value)}" for name, value in override.options.items()]
            options += [f"accepted {escape_control(entry.pointer)}" for entry in override.accepted]
            paths = _format_value(list(override.paths))
            yield f"overrides entry {number}, for {paths}: {', '.join(options) or 'no options'}"


def _format_value(value: Any) -> str:
    return "-" if value is None else escape_control(json.dumps(value, ensure_ascii=False))
