"""Sources of payloads: files, folders, globs and standard input, plain or compressed."""

from __future__ import annotations

import io
import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, cast

from ..errors import UnreadableInput
from .compression import DamagedData, compression_of, decompressed, ignore_note, uncompressed_name
from .globs import expand_glob, is_glob, walk
from .records import DEFAULT_LIMITS, Limits, Origin, iter_chunks, read_range, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from .compression import OnNote
    from .records import Record

STANDARD_INPUT = "-"
DOCUMENT_SUFFIX = ".json"
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


def find_sources(
    names: list[str],
    input_format: InputFormat | None = None,
    limits: Limits = DEFAULT_LIMITS,
    on_skip: Callable[[str], None] = ignore_note,
) -> Iterator[Source | UnreadableInput]:
    """Yield the sources for ``names``, in order, with an `UnreadableInput` for a name without any.

    A name is a file, a folder (all payload files in it, recursively), a glob or ``-``. ``input_format`` overrides the
    format that file names imply: JSON Lines for some suffixes, one document for all other names. A folder leaves out
    hidden files, as a glob does; ``on_skip`` is called with each that is a payload file.
    """
    for source in _find(names, input_format, on_skip):
        yield replace(source, limits=limits) if isinstance(source, Source) else source


def _find(
    names: list[str], input_format: InputFormat | None, on_skip: Callable[[str], None]
) -> Iterator[Source | UnreadableInput]:
    for name in names:
        if name == STANDARD_INPUT or (os.path.lexists(name) and not os.path.isdir(name)):
            yield _source(name, input_format)
            if "*" in name or "?" in name:
                # A file with such a name must not hide the files that the glob matches.
                others = (path for path in expand_glob(name)[0] if path != name)
                yield from (_file(path, input_format) for path in others if not os.path.isdir(path))
        elif os.path.isdir(name):
            yield from _expand_folder(name, input_format, on_skip)
        elif is_glob(name):
            yield from _expand_pattern(name, input_format, on_skip)
        else:
            yield UnreadableInput(name, "no such file or folder", "check the path and the working directory")


def _source(name: str, input_format: InputFormat | None) -> Source:
    is_lines = uncompressed_name(name).endswith(LINES_SUFFIXES)
    return Source(name, input_format or (InputFormat.LINES if is_lines else InputFormat.JSON))


def _is_payload(name: str) -> bool:
    return uncompressed_name(name).endswith((DOCUMENT_SUFFIX, *LINES_SUFFIXES))


def _file(name: str, input_format: InputFormat | None) -> Source | UnreadableInput:
    """Return the source for a file in a folder; a pipe there is an error, since reading it could block forever."""
    if os.path.exists(name) and not os.path.isfile(name):
        return UnreadableInput(name, "this is a pipe or a device, not a file", "pass its own path to read it")
    return _source(name, input_format)


def _expand_pattern(
    pattern: str, input_format: InputFormat | None, on_skip: Callable[[str], None]
) -> Iterator[Source | UnreadableInput]:
    """Yield the files that a glob matches, and the payloads in folders that it matches."""
    paths, failures = expand_glob(pattern)
    if pattern.rstrip("/").endswith("**"):
        paths = [path for path in paths if _is_payload(path)]
    for name, failure in failures:
        yield unreadable_input(name, failure)
    if not paths and not failures:
        yield UnreadableInput(pattern, "this glob matches nothing", "check the pattern and the working directory")
    for path in paths:
        if os.path.isdir(path):
            yield from _expand_folder(path, input_format, on_skip)
        else:
            yield _file(path, input_format)


def _expand_folder(
    folder: str, input_format: InputFormat | None, on_skip: Callable[[str], None]
) -> Iterator[Source | UnreadableInput]:
    source = None
    for source in _walk(folder, input_format, on_skip):
        yield source
    if source is None:
        hint = "use file names that end in .json, .ndjson or .jsonl, also compressed (.gz, .bz2, .xz, .zst)"
        yield UnreadableInput(folder, "this folder has no payload files", hint)


def _walk(
    folder: str, input_format: InputFormat | None, on_skip: Callable[[str], None]
) -> Iterator[Source | UnreadableInput]:
    """Yield the payload files in a folder, recursively, with an `UnreadableInput` for a folder that cannot be read."""
    failures: list[OSError] = []
    for parent, names in walk(folder, failures):
        yield from _drain_errors(failures)
        for name in names:
            if _is_payload(name) and name.startswith("."):
                on_skip(os.path.join(parent, name))
            elif _is_payload(name):
                yield _file(os.path.join(parent, name), input_format)
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
