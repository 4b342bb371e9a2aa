"""Accepted fields and overrides of the configuration, as options of the validator."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..errors import KindNotInVersion, UnreadableInput
from ..findings import DETECTABLE_KINDS
from ..inputs.sources import InputFormat, Source
from ..validator import AUTO
from .defaults import PER_PATH, resolved_options
from .notes import count_with_examples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..config.loader import Configuration
    from ..inputs.selection import PathTest
    from ..validator import ValidatorOptions


def accepted_options(context: click.Context, accept_unstable: tuple[str, ...], today: date | None) -> dict[str, Any]:
    """Return the validator options for accepted fields, from the command line and the configuration."""
    configuration = resolved_options(context).configuration
    accepted = () if configuration is None else configuration.accepted
    if today is None and configuration is not None:
        from ..checks.accepted import utc_today  # noqa: PLC0415 - one date for all processes of the run

        today = utc_today()
    return {"accept_unstable": (*accept_unstable, *accepted), "today": today}


def exclusions(context: click.Context, patterns: tuple[str, ...]) -> list[PathTest]:
    """Return a test for each pattern of ``exclude``: those of a configuration are relative to its folder."""
    if not patterns:
        return []
    from ..config.patterns import matches_pattern  # noqa: PLC0415 - only where there are patterns

    resolved = resolved_options(context)
    is_typed = context.get_parameter_source("exclude") is ParameterSource.COMMANDLINE
    from_file = resolved.configuration is not None and not is_typed and "exclude" not in resolved.variables
    folder = resolved.configuration.path.absolute().parent if resolved.configuration and from_file else Path.cwd()
    return [partial(matches_pattern, pattern, folder=str(folder)) for pattern in patterns]


def overrides_by_source(
    context: click.Context, sources: list[Source | UnreadableInput], options: ValidatorOptions
) -> tuple[list[Source | UnreadableInput], dict[str, ValidatorOptions]]:
    """Return the sources with their input formats, and the validator options of those that an override matches.

    All matching overrides apply; a later one replaces an earlier one. The command line and the environment replace
    all of them.
    """
    configuration = resolved_options(context).configuration
    if configuration is None or not configuration.overrides:
        return sources, {}
    fixed = {
        name
        for name, parameter in ((name, name.replace("-", "_")) for name in PER_PATH)
        if parameter in resolved_options(context).variables
        or context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE
    }
    overridden: dict[tuple[int, ...], tuple[ValidatorOptions, InputFormat | None]] = {}
    resolved: list[Source | UnreadableInput] = []
    options_by_source: dict[str, ValidatorOptions] = {}
    for source in sources:
        numbers = () if isinstance(source, UnreadableInput) else matching_overrides(configuration, source.name)
        if isinstance(source, UnreadableInput) or not numbers:
            resolved.append(source)
            continue
        if numbers not in overridden:
            overridden[numbers] = _override(configuration, numbers, options, fixed)
        options_by_source[source.name], input_format = overridden[numbers]
        resolved.append(source if input_format is None else replace(source, format=input_format))
    return resolved, options_by_source


def own_options(context: click.Context, path: str, options: ValidatorOptions) -> ValidatorOptions:
    """Return the validator options of one document after the overrides that match its path."""
    return overrides_by_source(context, [Source(path, InputFormat.JSON)], options)[1].get(path, options)


def sessions_only(
    sources: Sequence[Source | UnreadableInput], options_by_source: Mapping[str, ValidatorOptions]
) -> list[Source | UnreadableInput]:
    """Return the sources without those that an override declares to be of a kind that is never detected."""
    kept: list[Source | UnreadableInput] = []
    others: list[str] = []
    for source in sources:
        own = None if isinstance(source, UnreadableInput) else options_by_source.get(source.name)
        if isinstance(source, UnreadableInput) or own is None or own.kind in {AUTO, *DETECTABLE_KINDS}:
            kept.append(source)
        else:
            others.append(os.path.normpath(source.name))
    if not others:
        return kept
    click.echo(
        f"note: skipped {count_with_examples(others, 'file')} with a different kind in the configuration", err=True
    )
    return kept or [UnreadableInput(others[0], "its `kind` in the configuration is not a session", "pass --kind")]


def matching_overrides(configuration: Configuration, path: str) -> tuple[int, ...]:
    """Return the indices of the overrides that match a path."""
    from ..config.patterns import matches_pattern  # noqa: PLC0415 - only where there are overrides

    folder = str(configuration.path.absolute().parent)
    return tuple(
        number
        for number, override in enumerate(configuration.overrides)
        if any(matches_pattern(pattern, path, folder) for pattern in override.paths)
    )


def _override(
    configuration: Configuration, numbers: Sequence[int], options: ValidatorOptions, fixed: set[str]
) -> tuple[ValidatorOptions, InputFormat | None]:
    """Return the options of a validator after some overrides, and how to read the input."""
    values: dict[str, Any] = {}
    overrides = [configuration.overrides[number] for number in numbers]
    for override in overrides:
        values.update({name: value for name, value in override.options.items() if name not in fixed})
    accepted = (*values.get("accept-unstable", ()), *(entry for override in overrides for entry in override.accepted))
    overridden = replace(
        options,
        kind=values.get("kind", options.kind),
        at=values.get("at", options.at),
        accept_unstable=(*options.accept_unstable, *accepted),
    )
    try:
        overridden.create_validator()
    except KindNotInVersion as error:
        if "kind" not in values:
            raise click.BadParameter(str(error), param_hint="'--kind'") from error
        number = max(number for number in numbers if "kind" in configuration.overrides[number].options)
        problem = configuration.error(str(error), "overrides", number, "kind")
        raise click.UsageError(f"invalid configuration:\n{problem}") from error
    input_format = values.get("input-format", AUTO)
    return overridden, None if input_format == AUTO else InputFormat(input_format)
