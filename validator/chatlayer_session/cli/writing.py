"""Reports to where they were asked for: standard output and files, each whatever becomes of the others."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..reporters import reporter
from ..reporters.style import Style
from ..showing import fit
from ..version import TOOL_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..runs import Run


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file to write it to; None is standard output."""

    format: str
    path: Path | None


def write(run: Run, outputs: tuple[Output, ...], *, quiet: bool) -> bool:
    """Write the run in every format asked for, and say whether all could be written."""
    written = True
    for output in outputs:
        if output.path is not None:
            written &= write_file(output.path, reporter(output.format).render(run, Style()))
        elif not quiet:
            written &= write_standard_output(run, output.format)
    return written


def write_standard_output(run: Run, name: str) -> bool:
    """Write the run to standard output, in colour if it is a terminal, and say whether it worked."""
    return write_rendered(lambda style: reporter(name).render(run, style))


def write_rendered(render: Callable[[Style], str]) -> bool:
    """Write what ``render`` returns to standard output, in colour if it is a terminal, and say whether it worked."""
    if sys.stdout is None:
        click.echo(
            f"{TOOL_NAME}: standard output is closed; open it, or name a file where --format takes one", err=True
        )
        return False
    style = Style(coloured=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    content = render(style)
    try:
        sys.stdout.write(content)
        sys.stdout.flush()
    except OSError as error:
        return give_up_standard_output(error)
    return True


def give_up_standard_output(error: OSError) -> bool:
    """Drop what could not be written, so that it does not fail anew at exit, and say whether that is all right."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        # Whoever reads the output has seen enough.
        return True
    click.echo(f"{TOOL_NAME}: the output cannot be written: {error.strerror or 'unknown reason'}", err=True)
    return False


def write_file(path: Path, content: str) -> bool:
    """Write a report to a file, and say whether it worked; if it did not, a file that was there is as it was."""
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            # A device or a pipe is written to; a rename would put a file in its place.
            path.write_text(content, encoding="utf-8")
        else:
            replace_file(path, content)
    except OSError as error:
        click.echo(f"{fit(str(path))}: the report cannot be written: {error.strerror}", err=True)
        return False
    return True


def permissions(path: Path) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def replace_file(path: Path, content: str) -> None:
    """Write a file whole or not at all, with the permissions that it had."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".report-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        Path(temporary).chmod(permissions(path))
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
