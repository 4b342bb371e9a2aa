"""JSON Lines: the records in a stream of lines."""

from __future__ import annotations

import io
from typing import Any

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.records import Limits, iter_chunks, read_range, split_lines

SMALL = Limits(line=10)


def split(data: bytes, limits: Limits = SMALL) -> list[tuple[int | None, int, bytes | str | None]]:
    """Return the record number, the line and the data of each record in a stream of bytes; None if it is too long."""
    return [
        (origin.record, origin.line, None if isinstance(line, UnreadableInput) else line)
        for origin, line in split_lines(io.BytesIO(data), limits=limits)
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", []),
        (b"1", [(1, 1, b"1")]),
        (b"1\n", [(1, 1, b"1")]),
        (b"1\n2\n", [(1, 1, b"1"), (2, 2, b"2")]),
        (b"1\n2", [(1, 1, b"1"), (2, 2, b"2")]),
        (b"1\r\n2\r\n", [(1, 1, b"1"), (2, 2, b"2")]),
        (b"\n \n1\n\t\r\n2\n\n", [(1, 3, b"1"), (2, 5, b"2")]),
        (b" 1 \n", [(1, 1, b" 1 ")]),
        (b"1X\r\n", [(1, 1, b"1X")]),
        (b"1\r2\n", [(1, 1, b"1\r2")]),
        (b"1\x0b2\x0c\x85\x1c\n3", [(1, 1, b"1\x0b2\x0c\x85\x1c"), (2, 2, b"3")]),
        ("1\u2028\n".encode(), [(1, 1, "1\u2028".encode())]),
        (b"{\n\xff\n}", [(1, 1, b"{"), (2, 2, b"\xff"), (3, 3, b"}")]),
        (b"\x0b\n\xc2\xa0\n", [(1, 1, b"\x0b"), (2, 2, b"\xc2\xa0")]),
        (b"\x00\n1\n", [(1, 1, b"\x00"), (2, 2, b"1")]),
        (b"1234567890\n\n12345678901\n1", [(1, 1, b"1234567890"), (2, 3, None), (3, 4, b"1")]),
        (b"1" * 100, [(1, 1, None)]),
        (b" " * 11 + b"\n1", [(1, 1, None), (2, 2, b"1")]),
    ],
)
def test_each_non_blank_line_is_a_record(data: bytes, expected: list[tuple[int, int, bytes]]) -> None:
    """Record numbers skip blank lines and line numbers do not; only LF and CRLF end a line.

    A line beyond the limit is a record that cannot be read.
    """
    assert split(data) == expected
    assert split("\n".join(["x", "\u00a0\u0085\u2028\u3000"]).encode(), Limits())[1][0] == 2


@pytest.mark.parametrize(
    "data", [b"1\n22\n\n333", b"1\r\n" + b"x" * 40 + b"\n2\n", b"x" * 40, b"\n" * 9, b"x" * 40 + b"\n"]
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_chunks_and_ranges_have_the_lines_of_the_stream(data: bytes, size: int) -> None:
    """Each line is in one chunk and in one range; a line beyond the limit is shortened, but stays beyond it."""
    stream = io.BytesIO(data)
    ranges = [read_range(stream, start, min(start + size, len(data)), 10) for start in range(0, len(data), size)]
    chunks = list(iter_chunks(io.BufferedReader(_Pieces(data)), size, 10))
    for parts in (ranges, chunks):
        # A line that was cut at the end of a range has lost its line feed.
        whole = b"".join(part if part.endswith(b"\n") or len(part) < 12 else part + b"\n" for part in parts)
        assert split(whole) == split(data)
        assert max(map(len, parts)) <= size + 12
    assert all(chunk.endswith(b"\n") for chunk in chunks[:-1])


class _Pieces(io.RawIOBase):
    """A pipe that gives one or two bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._stream.readinto(memoryview(buffer)[:2])


def test_line_beyond_the_limit_names_its_place_and_the_option() -> None:
    """The message contains no data, and its numbers change when the record follows others."""
    ((_, unreadable),) = split_lines(["x" * 11], "a.jsonl", SMALL)
    assert isinstance(unreadable, UnreadableInput)
    assert str(unreadable.at(4, 5)) == (
        "a.jsonl: record 4, line 5: longer than 10 bytes; raise the limit with --max-line-size"
    )


def test_limit_of_str_counts_bytes() -> None:
    """A line of str has the length of its UTF-8."""
    for line, is_read in (("é" * 5, True), ("é" * 6, False), ("x" * 10, True), ("\ud800" * 4, False)):
        ((_, data),) = split_lines([line], limits=SMALL)
        assert isinstance(data, str) is is_read


def test_lines_of_str_are_records_too() -> None:
    """A text stream and a list of str yield records of str."""
    assert [data for _, data in split_lines(io.StringIO("1\n\n2\r\n"))] == ["1", "2"]
    assert [(origin.record, origin.line) for origin, _ in split_lines(["1", " ", "2"])] == [(1, 1), (2, 3)]
    assert [data for _, data in split_lines([" 1X \r\n", "X\n"])] == [" 1X ", "X"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_stream_in_wide_encoding_is_one_record(codec: str) -> None:
    """A stream in UTF-16 or UTF-32 has no lines of bytes: its first bytes are the record, which names the encoding."""
    data = '{"a":1}\n{"b":2}\n'.encode(codec)
    assert split(data) == [(1, 1, data[:4])]
    assert split(data, Limits(line=1)) == [(1, 1, data[:4])]
    assert list(iter_chunks(io.BufferedReader(_Pieces(data)), 1, 10)) == [data[:4]]
    ((_, record),) = split_lines(['{\0\n\0"\0', "}\0"])
    assert record == b"{\0 \0"


def test_byte_order_mark_stays_in_the_first_record() -> None:
    """The byte order mark is reported for the record that contains it."""
    assert split(b"\xef\xbb\xbf1\n2") == [(1, 1, b"\xef\xbb\xbf1"), (2, 2, b"2")]


def test_records_are_read_lazily() -> None:
    """Nothing is read beyond the record that is requested."""
    stream = iter([b"1\n", b"2\n"])
    assert next(split_lines(stream))[1] == b"1"
    assert next(stream) == b"2\n"


def test_origin_contains_no_payload_data() -> None:
    """An origin may end up in a log: it contains the name of the source, the record and the line."""
    ((origin, _),) = split_lines(["secret"], "a.jsonl")
    assert repr(origin) == "Origin(source='a.jsonl', record=1, line=1)"
