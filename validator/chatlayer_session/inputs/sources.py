"""Sources of payloads: files, folders, globs and standard input, plain or compressed."""

from __future__ import annotations

import glob
import io
import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from ..errors import UnreadableInput
from .compression import DamagedData, compression_of, decompressed, ignore_note, uncompressed_name
from .globs import expand_glob, literal_folder, walk
from .records import DEFAULT_LIMITS, Limits, Origin, iter_chunks, read_range, split_lines
from .selection import PAYLOAD_SUFFIXES, Selection

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from .compression import OnNote
    from .records import Record

STANDARD_INPUT = "-"
LINES_SUFFIXES = (".ndjson", ".jsonl")
_PIECE_SIZE = 1 << 16


class InputFormat(str, Enum):
    """The format of a source: one JSON document, or one document per line."""

    JSON = "json"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input, with its name as given; more than the ``limits`` is not read."""

    name: str
    format: InputFormat
    limits: Limits = DEFAULT_LIMITS

    def records(self, on_note: OnNote = ignore_note) -> Iterator[Record]:
        """Yield the documents of the source, each with its origin.

        Raises:
            UnreadableInput: the source cannot be opened, reading fails, or a whole document exceeds its limit.
        """
        with _readable(self.name, on_note) as stream:
            if self.format is InputFormat.LINES:
                yield from split_lines(stream, self.name, self.limits)
            else:
                origin = Origin(self.name)
                content = io.BytesIO()
                while piece := stream.read1(_PIECE_SIZE):
                    content.write(piece)
                    if content.tell() > self.limits.document:
                        raise origin.beyond_document(self.limits)
                yield origin, content.getvalue()

    def iter_chunks(self, size: int, on_note: OnNote = ignore_note) -> Iterator[bytes]:
        """Yield the content in chunks of about ``size`` bytes, each of whole lines.

        Raises:
            UnreadableInput: the source cannot be opened, or reading fails.
        """
        with _readable(self.name, on_note) as stream:
            yield from iter_chunks(stream, size, self.limits.line)

    def read_range(self, start: int, end: int) -> bytes:
        """Return the lines of a plain file that start in a range of its bytes, the last one to its end.

        Raises:
            UnreadableInput: the file cannot be opened, or reading fails.
        """
        with _readable(self.name) as stream:
            return read_range(stream, start, end, self.limits.line)

    def peek(self) -> tuple[bytes, bool]:
        """Return the first bytes of a regular file, and whether it is a plain, uncompressed file.

        Standard input and pipes can be read only once, so their first bytes are not read.

        Raises:
            UnreadableInput: the source cannot be opened, or its name promises compressed data that it does not have.
        """
        if self.name == STANDARD_INPUT:
            return b"", False
        try:
            if not stat.S_ISREG(os.stat(self.name).st_mode):
                return b"", False
            with open(self.name, "rb") as raw:
                return raw.peek(4)[:4], compression_of(raw, self.name) is None
        except OSError as error:
            raise unreadable_input(self.name, error) from error


class EmptyInput(UnreadableInput):
    """A folder without payload files, or a glob that matches nothing."""


def find_sources(
    names: list[str],
    input_format: InputFormat | None = None,
    limits: Limits = DEFAULT_LIMITS,
    selection: Selection | None = None,
) -> Iterator[Source | UnreadableInput]:
    """Yield the sources for ``names``, in order, with an `UnreadableInput` for a name without any.

    A name is a file, a folder (all payload files in it, recursively), a glob or ``-``. ``input_format`` overrides the
    format that file names imply: JSON Lines for some suffixes, one document for all other names. ``selection`` decides
    what is left out. A name of which it leaves out everything has no sources.
    """
    try:
        for source in _find(names, input_format, selection or Selection()):
            yield replace(source, limits=limits) if isinstance(source, Source) else source
    except UnreadableInput as error:
        # What is left out is unknown.
        yield error


def _find(
    names: list[str], input_format: InputFormat | None, selection: Selection
) -> Iterator[Source | UnreadableInput]:
    for name in names:
        if name == STANDARD_INPUT:
            yield _source(name, input_format)
        elif os.path.lexists(name):
            if selection.excludes_named(name):
                continue
            if os.path.isdir(name):
                yield from _expand_folder(name, input_format, selection.inside(name))
                continue
            yield _source(name, input_format)
            if "*" in name or "?" in name:
                # A file with such a name must not hide the files that the glob matches.
                others = (path for path in _expand(name, selection)[0] if path != name)
                yield from (_file(path, input_format) for path in others if not os.path.isdir(path))
        elif glob.has_magic(name):
            yield from _expand_pattern(name, input_format, selection)
        else:
            yield UnreadableInput(name, "no such file or folder", "check the path and the working directory")


def file_key(name: str) -> str:
    """Return a text that is equal for the ways to write the path of a file, through links to folders too.

    A link to a file and the file are different, and so are the names of a file with several names.
    """
    folder, base = os.path.split(name)
    return os.path.join(_real_folder(folder, os.getcwd()), base)


@lru_cache(maxsize=256)
def _real_folder(folder: str, working_directory: str) -> str:
    return os.path.realpath(os.path.join(working_directory, folder))


def _source(name: str, input_format: InputFormat | None) -> Source:
    is_lines = uncompressed_name(name).endswith(LINES_SUFFIXES)
    return Source(name, input_format or (InputFormat.LINES if is_lines else InputFormat.JSON))


def _file(name: str, input_format: InputFormat | None) -> Source | UnreadableInput:
    """Return the source for a file in a folder; a pipe there is an error, since reading it could block forever."""
    if os.path.exists(name) and not os.path.isfile(name):
        return UnreadableInput(name, "this is a pipe or a device, not a file", "pass its own path to read it")
    return _source(name, input_format)


def _expand(pattern: str, selection: Selection) -> tuple[list[str], list[tuple[str, OSError]]]:
    """Return the paths that a glob matches and ``selection`` does not leave out, and the folders with errors."""
    paths, failures = expand_glob(pattern, selection)
    if pattern.rstrip("/").endswith("**"):
        paths = [path for path in paths if uncompressed_name(path).endswith(selection.suffixes)]
    return [path for path in paths if not selection.excludes(path, is_folder=os.path.isdir(path))], failures


def _expand_pattern(
    pattern: str, input_format: InputFormat | None, selection: Selection
) -> Iterator[Source | UnreadableInput]:
    """Yield the files that a glob matches, and the payloads in folders that it matches."""
    selection, excluded = selection.inside(literal_folder(pattern)), selection.excluded
    paths, failures = _expand(pattern, selection)
    for name, failure in failures:
        yield unreadable_input(name, failure)
    if not paths and not failures and selection.excluded == excluded:
        yield EmptyInput(pattern, "this glob matches nothing", "check the pattern and the working directory")
    for path in paths:
        if os.path.isdir(path):
            yield from _expand_folder(path, input_format, selection)
        else:
            yield _file(path, input_format)


def _expand_folder(
    folder: str, input_format: InputFormat | None, selection: Selection
) -> Iterator[Source | UnreadableInput]:
    source, excluded = None, selection.excluded
    for source in _walk(folder, input_format, selection):
        yield source
    if source is None and selection.excluded == excluded:
        *others, last = selection.suffixes
        hint = f"use file names that end in {', '.join(others)} or {last}, also compressed (.gz, .bz2, .xz, .zst)"
        noun = "payload files" if selection.suffixes == PAYLOAD_SUFFIXES else "files to read"
        yield EmptyInput(folder, f"this folder has no {noun}", hint)


def _walk(folder: str, input_format: InputFormat | None, selection: Selection) -> Iterator[Source | UnreadableInput]:
    """Yield the payload files in a folder, recursively, with an `UnreadableInput` for a folder that cannot be read."""
    failures: list[OSError] = []
    for parent, names in walk(folder, failures, selection):
        yield from _drain_errors(failures)
        for name in names:
            path = os.path.join(parent, name)
            if not uncompressed_name(name).endswith(selection.suffixes):
                continue
            if name.startswith("."):
                selection.skip("hidden file", path)
            elif not selection.excludes(path):
                yield _file(path, input_format)
    yield from _drain_errors(failures)


def _drain_errors(failures: list[OSError]) -> Iterator[UnreadableInput]:
    """Empty a list of errors on folders, and yield an `UnreadableInput` for each."""
    while failures:
        failure = failures.pop(0)
        yield unreadable_input(failure.filename, failure)


@contextmanager
def _readable(name: str, on_note: OnNote = ignore_note) -> Generator[io.BufferedReader]:
    """Open a source for reading, decompressed; failures while it is read become `UnreadableInput`."""
    try:
        with _opened(name) as raw:
            compression = compression_of(raw, name)
            yield raw if compression is None else decompressed(raw, name, compression, on_note)
    except DamagedData as error:
        raise UnreadableInput(name, str(error), "fetch or compress it again") from error
    except OSError as error:
        raise unreadable_input(name, error) from error


@contextmanager
def _opened(name: str) -> Generator[io.BufferedReader]:
    if name != STANDARD_INPUT:
        with open(name, "rb") as stream:
            yield stream
    elif sys.stdin is None:
        raise UnreadableInput(name, "standard input is closed", "pass a file, or pipe the payload in")
    else:
        yield cast("io.BufferedReader", sys.stdin.buffer)


def unreadable_input(name: str, error: OSError) -> UnreadableInput:
    """Return the `UnreadableInput` for an error of the file system."""
    reason = (error.strerror or type(error).__name__).lower()
    hint = "grant read permission" if isinstance(error, PermissionError) else None
    return UnreadableInput(name, reason, hint)
