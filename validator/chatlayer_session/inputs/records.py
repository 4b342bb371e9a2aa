"""JSON Lines: a stream of bytes to one record a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..parsing.decode import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Record:
    """A document to be checked, and the ``line`` of the source it starts on, from 1.

    ``number`` counts the records of a stream from 1, blank lines not counted; it is None for a whole document.
    """

    number: int | None
    line: int
    data: bytes | str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: the source's name, the record's number in it, and the line it starts on."""

    source: str | None = None
    record: int | None = None
    line: int = 1


UNKNOWN_ORIGIN = Origin()
"""The origin of a document of which nothing is known."""


def split_lines(lines: Iterable[bytes | str]) -> Iterator[Record]:
    """Yield the records of a stream of lines; blank lines are passed over, a line break may be LF or CRLF.

    A stream in UTF-16 or UTF-32 has no lines of bytes: it becomes one record.
    """
    number = 0
    stream = iter(lines)
    for line, raw in enumerate(stream, 1):
        data = raw.rstrip("\r\n") if isinstance(raw, str) else raw.rstrip(b"\r\n")
        if line == 1 and isinstance(raw, bytes) and wide_encoding(raw):
            yield Record(1, 1, raw + b"".join(each for each in stream if isinstance(each, bytes)))
            return
        if data.strip():
            number += 1
            yield Record(number, line, data)
