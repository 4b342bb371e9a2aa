"""JSON Lines: a stream of lines to the documents in it, each with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..parsing.decode import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: the name of its source, its record number there, and the line it starts on.

    ``record`` counts the records of JSON Lines from 1, blank lines not counted; it is None for a whole document.
    """

    source: str | None = None
    record: int | None = None
    line: int = 1


UNKNOWN_ORIGIN = Origin()
"""The origin of a document of which nothing is known."""


def split_lines(lines: Iterable[bytes | str], source: str | None = None) -> Iterator[tuple[Origin, bytes | str]]:
    """Yield the records of a stream of lines, each with its origin; blank lines are skipped.

    A line break is LF or CRLF. A stream in UTF-16 or UTF-32 has no lines of bytes: it is one record.
    """
    record = 0
    stream = iter(lines)
    for line, raw in enumerate(stream, 1):
        data = raw.rstrip("\r\n") if isinstance(raw, str) else raw.rstrip(b"\r\n")
        if line == 1 and isinstance(raw, bytes) and wide_encoding(raw):
            yield Origin(source, 1), raw + b"".join(rest for rest in stream if isinstance(rest, bytes))
            return
        if data.strip():
            record += 1
            yield Origin(source, record, line), data
