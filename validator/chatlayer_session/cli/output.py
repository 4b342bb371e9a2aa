"""Write reports to standard output and to files; a failure of one does not affect the others."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from ..atomic import AtomicFile
from ..escaping import escape_control
from ..reporters.runs import FORMATS
from ..reporters.style import Style
from ..version import TOOL_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..findings import Report
    from ..reporters.registry import ReportStream
    from ..runs.results import RunResult


COLOR = "chatlayer_session.color"
"""The key of the value of ``--color`` in the data of the running command."""

TEXT = "text"
"""The format for people; all others are for programs."""


_OWN_REPORT = re.compile(
    rb"""\s*(?:
    \{\s*"version":\s*"[\d.]+",\s*"tool":\s*\{\s*"name":\s*"%(tool)s"
    | \{\s*"\$schema":\s*"[^"]+",\s*"version":\s*"[\d.]+",\s*"runs":\s*\[\s*\{\s*"tool":\s*\{\s*
        "driver":\s*\{\s*"name":\s*"%(tool)s"
    | \{"source":(?:null|"(?:[^"\\]|\\.)*"),"record":(?:null|\d+),"at":"
    | \[\s*(?:\]\s*\Z|\{\s*"description":\s*"(?:[^"\\]|\\.)*",\s*"check_name":)
    | <\?xml[^>]*>\s*<testsuites\ name="%(tool)s"
    | \#\#\#\ %(tool)s\n
    )"""
    % {b"tool": TOOL_NAME.encode()},
    re.VERBOSE,
)
"""The start of a report of this program in a format that shows it."""

_HEAD_LENGTH = 1 << 16


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file to write it to; None is standard output."""

    format: str
    path: Path | None = None


class ReportWriter:
    """Writes the reports of one run, in every requested format. With ``quiet``, none goes to standard output."""

    def __init__(self, outputs: tuple[Output, ...], *, quiet: bool) -> None:
        outputs = tuple(output for output in outputs if output.path is not None or not quiet)
        reports = [(output, FORMATS.load(output.format)) for output in outputs]
        self._whole = [(output, report) for output, report in reports if report.stream is None]
        self._streams = [_StreamWriter(output, report.stream) for output, report in reports if report.stream]
        self.lists_payloads = any(report.lists_payloads for _, report in reports)
        """Whether any report lists payloads."""
        self.keeps_reports = any(report.lists_payloads for _, report in self._whole)
        """Whether any report needs the list of payloads at the end of the run."""

    def add(self, report: Report) -> None:
        """Write a payload to the reports that list payloads during the run."""
        for stream in self._streams:
            stream.add(report)

    def close(self, run: RunResult) -> bool:
        """Write the other reports, and return whether all could be written."""
        written = [stream.close(run) for stream in self._streams]
        written += [write_report(output, partial(report.render, run)) for output, report in self._whole]
        return all(written)


class _StreamWriter:
    """A report that is written during the run. The first failure is reported, and ends it."""

    def __init__(self, output: Output, stream: ReportStream[RunResult]) -> None:
        self._path = output.path
        self._format = output.format
        self._stream = stream
        self._file: AtomicFile | None = None
        self._listed = 0
        self._written = True
        if self._path is not None:
            try:
                self._file = AtomicFile(self._path)
            except OSError as error:
                self._fail(self._path, error)

    def add(self, report: Report) -> None:
        """Write the entry of a payload."""
        self._listed += len(report.findings)
        self._write(self._stream.payload(report))

    def close(self, run: RunResult) -> bool:
        """Write the summary, and return whether all could be written."""
        self._write(self._stream.summary(run, self._listed))
        if self._written and self._file is not None and self._path is not None:
            try:
                _commit(self._file, self._path)
            except OSError as error:
                self._fail(self._path, error)
        return self._written

    def _write(self, text: str) -> None:
        if not self._written:
            return
        if self._file is None or self._path is None:
            self._written = write_stdout(text, self._format)
            return
        try:
            self._file.write(text)
        except OSError as error:
            self._fail(self._path, error)
            self._file.discard()

    def _fail(self, path: Path, error: OSError) -> None:
        self._written = False
        _warn_unwritable(path, error)


def write_report(output: Output, render: Callable[[Style], str]) -> bool:
    """Render to standard output, in color as `is_colored` says, or to a file; return whether it could be written."""
    if output.path is None:
        return write_stdout(render(Style(color=is_colored())), output.format)
    return write_file(output.path, render(Style()))


def is_colored() -> bool:
    """Return whether standard output gets color: as ``--color`` or a variable says, else on a terminal."""
    context = click.get_current_context(silent=True)
    choice = "auto" if context is None else context.meta.get(COLOR, "auto")
    if choice != "auto":
        return bool(choice == "always")
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return sys.stdout is not None and sys.stdout.isatty()


def write_stdout(content: str, form: str) -> bool:
    """Write to standard output, and return whether it worked; a closed pipe is not a failure.

    ``form`` is the name of the format: `TEXT` uses the encoding of the console, all others UTF-8.
    """
    if sys.stdout is None:
        click.echo(f"{TOOL_NAME}: standard output is closed; redirect it to a file", err=True)
        return False
    try:
        if form == TEXT:
            sys.stdout.write(content)
        else:
            sys.stdout.buffer.write(content.encode(errors="backslashreplace"))
        sys.stdout.flush()
    except OSError as error:
        return discard_stdout(error)
    return True


def discard_stdout(error: OSError) -> bool:
    """Discard unwritten output, so that it does not fail again at exit, and return whether the error is harmless."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        # The reader closed the pipe: it needs no more output.
        return True
    problem = f"cannot write the output: {error.strerror or 'unknown reason'}"
    if isinstance(error, FileNotFoundError):
        problem = "the working directory no longer exists; change to a different one"
    click.echo(f"{TOOL_NAME}: {problem}", err=True)
    return False


def write_file(path: Path, content: str) -> bool:
    """Write a report to a file, and return whether it worked; on failure, an existing file stays unchanged."""
    try:
        replacement = AtomicFile(path)
        try:
            replacement.write(content)
            _commit(replacement, path)
        finally:
            replacement.discard()
    except OSError as error:
        _warn_unwritable(path, error)
        return False
    return True


def _commit(file: AtomicFile, path: Path) -> None:
    if not file.commit():
        click.echo(f"note: {escape_control(str(path))}: cannot be replaced, so it was written in place", err=True)


def is_own_report(path: Path) -> bool:
    """Return whether a file is empty, or starts as a report of this program does; False if it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_LENGTH)
    except OSError:
        return False
    return not head or _OWN_REPORT.match(head) is not None


def _warn_unwritable(path: Path, error: OSError) -> None:
    click.echo(f"{escape_control(str(path))}: cannot write the report: {error.strerror}", err=True)
