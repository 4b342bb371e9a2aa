"""The documents in a stream of JSON Lines, and the origin of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..parsing.decode import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a document: the name of its source, its record number, and the line on which it starts.

    ``record`` counts the records of JSON Lines from 1, blank lines not counted; it is None for a whole document.
    """

    source: str | None = None
    record: int | None = None
    line: int = 1


UNKNOWN_ORIGIN = Origin()
"""The origin of a document without a known source."""


def split_lines(lines: Iterable[bytes | str], source: str | None = None) -> Iterator[tuple[Origin, bytes | str]]:
    """Yield the records of a stream of lines, each with its origin; blank lines are skipped.

    A line break is LF or CRLF. A stream in UTF-16 or UTF-32 cannot be split into lines of bytes: it is one record.
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
