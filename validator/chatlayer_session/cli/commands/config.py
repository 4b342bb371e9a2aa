"""``chatlayer-session config``: the configuration that holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import click

from ...escaping import escape_control
from ..defaults import ResolvedOptions, configurable, resolve_options
from ..envvars import name_of
from ..exit_codes import Status, format_exit_codes
from ..output import write_stdout
from ..overrides import matching_overrides
from . import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...checks.accepted import AcceptedField

EPILOG = f"""\b
Examples:
  chatlayer-session config show
  chatlayer-session config show --format json logs/today.ndjson

{format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE, Status.INTERNAL_ERROR, Status.INTERRUPTED)}
"""


@dataclass(frozen=True, slots=True)
class _Value:
    """The value of an option, and where it is from in words; None stands for a default that depends on the machine."""

    option: str
    value: Any
    origin: str


@click.group(epilog=EPILOG)
def command() -> None:
    """Show the configuration: the options of validate as the environment and the configuration file set them."""


@command.command("show", epilog=EPILOG)
@click.argument("path", required=False, metavar="[PATH]")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to show it.",
)
@click.option("--config", metavar="FILE", help="The configuration file, as for validate.")
@click.option("--no-config", is_flag=True, help="Use no configuration file, not even one that is found.")
@click.pass_context
def show(context: click.Context, *, path: str | None, output_format: str, config: str | None, no_config: bool) -> int:
    """Show what holds, and where it is from: an environment variable, the configuration file, or the defaults.

    With PATH, what holds for that file, overrides included.
    """
    found = resolve_options(context, validate.command, validate.command, config, off=no_config)
    numbers = () if path is None or found.configuration is None else matching_overrides(found.configuration, path)
    values = list(_values(context, found, numbers))
    accepted = _accepted(found, numbers)
    content = _json(found, values, accepted) if output_format == "json" else _text(found, values, accepted, path)
    return Status.OK if write_stdout(content, output_format) else Status.UNREADABLE


def _values(context: click.Context, found: ResolvedOptions, numbers: tuple[int, ...]) -> Iterator[_Value]:
    configuration = found.configuration
    overrides = [] if configuration is None else [(number, configuration.overrides[number]) for number in numbers]
    for option in configurable(validate.command):
        name, parameter = name_of(option), option.name or ""
        value, origin = _default(context, option), "default"
        if parameter in found.values:
            value = found.values[parameter]
            origin = found.variables.get(parameter, "" if configuration is None else str(configuration.path))
        if parameter not in found.variables:
            for number, override in overrides:
                if name in override.options:
                    own = override.options[name]
                    value = [*value, *own] if option.multiple else own
                    origin = f"{'' if configuration is None else configuration.path}, overrides entry {number + 1}"
        yield _Value(name, value, origin)


def _default(context: click.Context, option: click.Option) -> Any:
    """Return the default of an option; None if it has none, or one that depends on the machine."""
    # What has no default is told by a marker of click's own, which is no value of JSON.
    default: object = option.get_default(context, call=False)
    if option.multiple:
        return [*cast("Iterable[Any]", default)] if isinstance(default, list) else []
    return default if isinstance(default, str | int) else None


def _accepted(found: ResolvedOptions, numbers: tuple[int, ...]) -> list[AcceptedField]:
    if found.configuration is None:
        return []
    of_paths = [entry for number in numbers for entry in found.configuration.overrides[number].accepted]
    return [*found.configuration.accepted, *of_paths]


def _json(found: ResolvedOptions, values: list[_Value], accepted: list[AcceptedField]) -> str:
    configuration = found.configuration
    overrides = () if configuration is None else configuration.overrides
    shown = {
        "file": None if configuration is None else str(configuration.path),
        "options": {each.option: {"value": each.value, "from": each.origin} for each in values},
        "accepted": [_entry(each) for each in accepted],
        "overrides": [
            {"paths": list(each.paths), **each.options, "accepted": [_entry(entry) for entry in each.accepted]}
            for each in overrides
        ],
    }
    return json.dumps(shown, indent=2) + "\n"


def _entry(entry: AcceptedField) -> dict[str, Any]:
    until = None if entry.until is None else entry.until.isoformat()
    return {"pointer": entry.pointer, "reason": entry.reason, "until": until, "ticket": entry.ticket}


def _text(found: ResolvedOptions, values: list[_Value], accepted: list[AcceptedField], path: str | None) -> str:
    return "".join(f"{line}\n" for line in _lines(found, values, accepted, path))


def _lines(
    found: ResolvedOptions, values: list[_Value], accepted: list[AcceptedField], path: str | None
) -> Iterator[str]:
    configuration = found.configuration
    yield (
        "no configuration file"
        if configuration is None
        else f"configuration file: {escape_control(str(configuration.path))}"
    )
    if path is not None:
        yield f"for {escape_control(path)}"
    rows = [(each.option, _shown(each.value), escape_control(each.origin)) for each in values]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for option, value, origin in rows:
        yield f"{option:<{widths[0]}}  {value:<{widths[1]}}  {origin}"
    for entry in accepted:
        ticket = "" if entry.ticket is None else f" ({escape_control(entry.ticket)})"
        reason = escape_control(entry.reason or "")
        yield f"accepted {escape_control(entry.pointer)} until {entry.until}: {reason}{ticket}"
    if configuration is not None and path is None:
        for number, override in enumerate(configuration.overrides, 1):
            options = [f"{name} = {_shown(value)}" for name, value in override.options.items()]
            options += [f"accepted {escape_control(entry.pointer)}" for entry in override.accepted]
            yield f"overrides entry {number}, for {_shown(list(override.paths))}: {', '.join(options) or 'nothing'}"


def _shown(value: Any) -> str:
    return "-" if value is None else escape_control(json.dumps(value, ensure_ascii=False))
