"""What several commands take on their command line: pointers to payloads, and how to report and where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import NotAPointer
from ..pointers import Selection
from .writing import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def read_pointer(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a JSON Pointer; what is none is a usage error."""
    try:
        return str(Selection.parse(value))
    except NotAPointer as error:
        raise click.BadParameter(str(error), context, parameter) from error


def read_pointers(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Return JSON Pointers; what is none is a usage error."""
    return tuple(read_pointer(context, parameter, value) for value in values)


def read_single_pointer(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a JSON Pointer to one place; what is none, or has a ``*``, is a usage error."""
    if Selection.parse(read_pointer(context, parameter, value)).several:
        message = f"{value!r} can select several payloads; name one, as in /data/0/session"
        raise click.BadParameter(message, context, parameter)
    return value


def outputs_reader(
    formats: Sequence[str],
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[Output, ...]]:
    """Return what reads ``FORMAT`` and ``FORMAT=FILE``; anything else, or two for standard output, is a usage error."""

    def read_outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
        outputs: list[Output] = []
        for value in values:
            name, named, path = value.partition("=")
            if name not in formats:
                message = f"there is no format {name!r}; choose from {', '.join(formats)}"
                raise click.BadParameter(message, context, parameter)
            if named and not path:
                message = f"{value!r} names no file; write {name} for standard output, or {name}=FILE"
                raise click.BadParameter(message, context, parameter)
            outputs.append(Output(name, Path(path) if path else None))
        if sum(output.path is None for output in outputs) > 1:
            message = "only one format can go to standard output; give the others a file, as in json=report.json"
            raise click.BadParameter(message, context, parameter)
        return tuple(outputs)

    return read_outputs
