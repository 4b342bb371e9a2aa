"""What several commands take on their command line: pointers to payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import NotAPointer
from ..pointers import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence


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
