"""What a user names to be read: files, folders, globs and standard input, plain or compressed."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, cast

from ..errors import UnreadableInput
from .globs import expand_glob, is_glob
from .records import Origin, split_lines

if TYPE_CHECKING:
    import io
    from collections.abc import Generator, Iterator

STANDARD_INPUT = "-"
DOCUMENT_SUFFIXES = (".json", ".json.gz")
LINES_SUFFIXES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
_PIECE_SIZE = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"


class InputFormat(str, Enum):
    """How payloads lie in a source: one JSON document, or one document on each line."""

    JSON = "json"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input, by the name it was given."""

    name: str
    format: InputFormat

    def records(self) -> Iterator[tuple[Origin, bytes | str]]:
        """Yield the documents of the source, each with its origin.

        Raises:
            UnreadableInput: the source cannot be opened, or cannot be read on.
        """
        with _readable(self.name) as stream:
            if self.format is InputFormat.LINES:
                yield from split_lines(stream, self.name)
            else:
                yield Origin(self.name), stream.read()

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        """Yield the content in pieces of about ``size`` bytes that end with a line.

        Raises:
            UnreadableInput: the source cannot be opened, or cannot be read on.
        """
        with _readable(self.name) as stream:
            pieces: list[bytes] = []
            length = 0
            try:
                # What one call decompresses is there before the next one meets damage.
                while piece := stream.read1(_PIECE_SIZE):
                    pieces.append(piece)
                    length += len(piece)
                    if length >= size:
                        pieces.append(b"" if piece.endswith(b"\n") else stream.readline())
                        yield b"".join(pieces)
                        pieces, length = [], 0
            except (Exception, KeyboardInterrupt):
                # The lines that are whole were read before the failure; the last piece may end inside one.
                whole = b"".join(pieces).rpartition(b"\n")
                yield whole[0] + whole[1]
                raise
            yield b"".join(pieces)

    def peek(self) -> tuple[bytes, bool]:
        """Return the first bytes of a file, and whether its bytes are the content; nothing of what is no plain file.

        Standard input and pipes can be read once only, so they are not looked into.

        Raises:
            UnreadableInput: the source cannot be opened.
        """
        if self.name == STANDARD_INPUT:
            return b"", False
        try:
            if not stat.S_ISREG(os.stat(self.name).st_mode):
                return b"", False
            with open(self.name, "rb") as raw:
                start = raw.peek(4)[:4]
                return start, not start.startswith(_GZIP_MAGIC)
        except OSError as error:
            raise unreadable_input(self.name, error) from error


def find_sources(names: list[str], form: InputFormat | None = None) -> Iterator[Source | UnreadableInput]:
    """Yield the sources that ``names`` stand for, and in their places the names that stand for nothing.

    A name is a file, a folder (all files in and below it whose names end as payloads' do), a glob or ``-``.
    ``form`` overrides what the names of the files say; other names than those of JSON Lines mean one document.
    """
    for name in names:
        if name == STANDARD_INPUT or (os.path.lexists(name) and not os.path.isdir(name)):
            yield _source(name, form)
        elif os.path.isdir(name):
            yield from _expand_folder(name, form)
        elif is_glob(name):
            yield from _expand_pattern(name, form)
        else:
            yield UnreadableInput(name, "there is no such file or folder", "check the path and the working directory")


def _source(name: str, form: InputFormat | None) -> Source:
    is_lines = name.lower().endswith(LINES_SUFFIXES)
    return Source(name, form or (InputFormat.LINES if is_lines else InputFormat.JSON))


def _is_payload(name: str) -> bool:
    return name.lower().endswith(DOCUMENT_SUFFIXES + LINES_SUFFIXES)


def _file(name: str, form: InputFormat | None) -> Source | UnreadableInput:
    """Return the source for a file that was found in a folder: a pipe there would be waited for without end."""
    if os.path.exists(name) and not os.path.isfile(name):
        return UnreadableInput(name, "this is a pipe or a device, not a file", "name it itself to have it read")
    return _source(name, form)


def _expand_pattern(pattern: str, form: InputFormat | None) -> Iterator[Source | UnreadableInput]:
    """Yield what a glob stands for: the files that it matches, and the payloads in folders."""
    paths, failures = expand_glob(pattern)
    if pattern.rstrip("/").endswith("**"):
        paths = [path for path in paths if _is_payload(path)]
    for name, failure in failures:
        yield unreadable_input(name, failure)
    if not paths and not failures:
        yield UnreadableInput(pattern, "this glob matches nothing", "check the pattern and the working directory")
    for path in paths:
        if os.path.isdir(path):
            yield from _expand_folder(path, form)
        else:
            yield _file(path, form)


def _expand_folder(folder: str, form: InputFormat | None) -> Iterator[Source | UnreadableInput]:
    found = None
    for found in _walk(folder, form):
        yield found
    if found is None:
        suffixes = ", ".join(DOCUMENT_SUFFIXES + LINES_SUFFIXES)
        yield UnreadableInput(folder, "this folder holds no payloads", f"payloads are files ending in {suffixes}")


def _walk(folder: str, form: InputFormat | None) -> Iterator[Source | UnreadableInput]:
    """Yield the payloads in and below a folder, and in their places the folders that cannot be looked into."""
    failures: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=failures.append):
        yield from _drain_errors(failures)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if _is_payload(name):
                yield _file(os.path.join(place, name), form)
    yield from _drain_errors(failures)


def _drain_errors(failures: list[OSError]) -> Iterator[UnreadableInput]:
    """Empty a list of what failed on the way through a folder, and yield what each comes to, by the folder's name."""
    while failures:
        failure = failures.pop(0)
        yield unreadable_input(failure.filename, failure)


@contextmanager
def _readable(name: str) -> Generator[io.BufferedReader]:
    """Open a source for reading, decompressed; failures on the way become `UnreadableInput`."""
    try:
        with _opened(name) as raw:
            if raw.peek(2)[:2] == _GZIP_MAGIC:
                with _decompressed(name, raw) as content:
                    yield content
            elif name.lower().endswith(".gz"):
                raise UnreadableInput(
                    name, "the name says gzip, but the content is not", "compress it with gzip, or rename it"
                )
            else:
                yield raw
    except OSError as error:
        raise unreadable_input(name, error) from error


@contextmanager
def _decompressed(name: str, raw: io.BufferedReader) -> Generator[io.BufferedReader]:
    # Imported when there is something to decompress: most payloads are not.
    import gzip  # noqa: PLC0415 - slow to load
    import zlib  # noqa: PLC0415 - slow to load

    try:
        with gzip.GzipFile(fileobj=raw) as content:
            yield cast("io.BufferedReader", content)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableInput(
            name, "the gzip data is damaged or ends too early", "fetch or compress it anew"
        ) from error


@contextmanager
def _opened(name: str) -> Generator[io.BufferedReader]:
    if name != STANDARD_INPUT:
        with open(name, "rb") as stream:
            yield stream
    elif sys.stdin is None:
        raise UnreadableInput(name, "standard input is closed", "name a file, or pipe the payload in")
    else:
        yield cast("io.BufferedReader", sys.stdin.buffer)


def unreadable_input(name: str, error: OSError) -> UnreadableInput:
    """Return what a failure of the file system comes to."""
    reason = (error.strerror or type(error).__name__).lower()
    hint = "give the user that runs this the right to read it" if isinstance(error, PermissionError) else None
    return UnreadableInput(name, reason, hint)
