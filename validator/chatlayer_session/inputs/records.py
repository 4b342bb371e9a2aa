"""The records in a stream of JSON Lines, the origin of a record, and the limits within which records are read.

This module alone decides where a line ends, which lines are blank and which stream has no lines, for every input.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, TextIO, TypeAlias

from ..errors import UnreadableInput
from ..parsing.decode import wide_encoding

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator

MEGABYTE = 1 << 20
"""Bytes in the unit of limits."""

OUT_OF_MEMORY = "too little memory to read it"
"""Why a record is unreadable that is within the limits, but not within the memory."""

_PIECE_SIZE = 1 << 16
_BLANK = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """The maximum decompressed bytes of a ``line`` of JSON Lines, without its line feed, and of a ``document``."""

    line: int = 64 * MEGABYTE
    document: int = 256 * MEGABYTE


DEFAULT_LIMITS = Limits()
"""The limits where none are given."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a document: the name of its source, its record number, and the line on which it starts.

    ``record`` counts the records of JSON Lines from 1, blank lines not counted; it is None for a whole document.
    """

    source: str | None = None
    record: int | None = None
    line: int = 1

    def unreadable(self, reason: str, hint: str | None = None) -> UnreadableInput:
        """Return the `UnreadableInput` for a document of this origin."""
        return UnreadableInput(self.source or "", reason, hint, self.record, self.line if self.record else None)

    def beyond_line(self, limits: Limits) -> UnreadableInput:
        """Return the `UnreadableInput` for a line that exceeds its limit."""
        return self.unreadable(f"longer than {limits.line:,} bytes", "raise the limit with --max-line-size")

    def beyond_document(self, limits: Limits) -> UnreadableInput:
        """Return the `UnreadableInput` for a document that exceeds its limit."""
        return self.unreadable(f"larger than {limits.document:,} bytes", "raise the limit with --max-document-size")


UNKNOWN_ORIGIN = Origin()
"""The origin of a document without a known source."""

Record: TypeAlias = "tuple[Origin, bytes | str | UnreadableInput]"
"""The origin of a document, and its text, or the reason why it cannot be read."""


def is_blank(line: bytes | str) -> bool:
    """Return whether a line has only white space of JSON."""
    return not (line.strip(" \t\r\n") if isinstance(line, str) else line.strip(_BLANK))


def exceeds(text: bytes | bytearray | str, limit: int) -> bool:
    """Return whether a text has more bytes in UTF-8 than ``limit``."""
    if isinstance(text, str) and len(text) <= limit < 4 * len(text):
        return len(text.encode(errors="surrogatepass")) > limit
    return len(text) > limit


def wide_record(start: bytes) -> bytes | None:
    """Return the only record of a stream that starts like UTF-16 or UTF-32; None for any other stream.

    Such a stream has no lines of bytes. Its only finding names the encoding, for which the first four bytes suffice.
    """
    start = start[:4].translate(bytes.maketrans(b"\r\n", b"  "))
    return start if wide_encoding(start) else None


def _may_be_wide(start: bytes) -> bool:
    """Return whether `wide_record` needs more of a stream than its ``start``."""
    return len(start) < 2 or (len(start) < 4 and (0 in start or start[0] in b"\xfe\xff"))


def split_lines(
    lines: BinaryIO | TextIO | Iterable[bytes | str], source: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Record]:
    """Yield the records of a stream of lines; blank lines are skipped.

    A line break is LF or CRLF. A stream in UTF-16 or UTF-32 cannot be split into lines of bytes: it is one record.
    """
    stream = _bounded_lines(lines, limits.line)
    first: list[bytes | str] = []
    start = b""
    while _may_be_wide(start) and (raw := next(stream, None)) is not None:
        # A list can have its lines without their line feeds.
        start += b"\n" if first and not start.endswith(b"\n") else b""
        start += raw[:4].encode(errors="surrogatepass") if isinstance(raw, str) else raw[:4]
        first.append(raw)
    wide = wide_record(start)
    if wide is not None:
        for _ in stream:
            continue
        yield Origin(source, 1), wide
        return
    record = 0
    for line, raw in enumerate(chain(first, stream), 1):
        data = raw.removesuffix("\n") if isinstance(raw, str) else raw.removesuffix(b"\n")
        if exceeds(data, limits.line):
            record += 1
            origin = Origin(source, record, line)
            yield origin, origin.beyond_line(limits)
        elif not is_blank(data):
            record += 1
            yield Origin(source, record, line), data.rstrip("\r") if isinstance(data, str) else data.rstrip(b"\r")


def _bounded_lines(lines: BinaryIO | TextIO | Iterable[bytes | str], limit: int) -> Iterator[bytes | str]:
    """Yield lines; of a line in a file that exceeds ``limit``, the start that shows it."""
    read = getattr(lines, "readline", None)
    if read is None:
        yield from lines
        return
    # At least what `wide_record` needs.
    size = max(limit, 4) + 2
    while line := read(size):
        rest = line
        while len(rest) == size and not _ends(rest):
            rest = read(size)
        yield line


def _ends(line: bytes | str) -> bool:
    return line.endswith("\n") if isinstance(line, str) else line.endswith(b"\n")


def iter_chunks(stream: io.BufferedReader, size: int, limit: int) -> Iterator[bytes]:
    """Yield the lines of a stream in chunks of about ``size`` bytes, each of whole lines.

    Of a line that exceeds ``limit``, enough is kept to show it. If reading fails, the whole lines before the failure
    are yielded first.
    """
    pieces: list[bytes] = []
    length = unfinished = 0
    try:
        for piece in _pieces(stream):
            # The rest of a line that is too long is dropped.
            kept = piece if unfinished <= limit else piece[piece.find(b"\n") :] if b"\n" in piece else b""
            pieces.append(kept)
            length += len(kept)
            end = kept.rfind(b"\n") + 1
            unfinished = len(kept) - end + (0 if end else unfinished)
            if length >= size and end:
                pieces[-1] = kept[:end]
                yield b"".join(pieces)
                pieces, length = [kept[end:]], unfinished
    except (Exception, KeyboardInterrupt):
        # The last piece may end in the middle of a line.
        lines, line_break, _ = b"".join(pieces).rpartition(b"\n")
        yield lines + line_break
        raise
    yield b"".join(pieces)


def _pieces(stream: io.BufferedReader) -> Iterator[bytes]:
    """Yield the content of a stream in pieces; of a stream without lines, its only record."""
    start = b""
    # One call decompresses little, so data before a damaged part is not lost.
    while _may_be_wide(start) and (piece := stream.read1(_PIECE_SIZE)):
        start += piece
    wide = wide_record(start)
    yield start if wide is None else wide
    while piece := stream.read1(_PIECE_SIZE):
        if wide is None:
            yield piece


def read_range(stream: BinaryIO, start: int, end: int, limit: int) -> bytes:
    """Return the lines that start in a range of bytes of a file, the last one to its end.

    Of a line that exceeds ``limit``, enough is kept to show it.
    """
    if start:
        stream.seek(start - 1)
        skipped = stream.readline(end - start + 1)
        start += len(skipped) - 1
        if start >= end or not skipped.endswith(b"\n"):
            return b""
    stream.seek(end - 1)
    end += len(stream.readline(limit + 2)) - 1
    stream.seek(start)
    # One read: joining two pieces would copy all bytes into newly allocated memory.
    return stream.read(end - start)
