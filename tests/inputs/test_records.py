"""JSON Lines: the records in a stream of lines."""

from __future__ import annotations

import io

import pytest

from chatlayer_session.inputs.records import split_lines


def split(data: bytes) -> list[tuple[int | None, int, bytes | str]]:
    """Return the record number, the line and the data of each record in a stream of bytes."""
    return [(origin.record, origin.line, line) for origin, line in split_lines(io.BytesIO(data))]


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
    ],
)
def test_each_non_blank_line_is_a_record(data: bytes, expected: list[tuple[int, int, bytes]]) -> None:
    """Record numbers skip blank lines and line numbers do not; only LF and CRLF end a line."""
    assert split(data) == expected


def test_lines_of_str_are_records_too() -> None:
    """A text stream and a list of str yield records of str."""
    assert [data for _, data in split_lines(io.StringIO("1\n\n2\r\n"))] == ["1", "2"]
    assert [(origin.record, origin.line) for origin, _ in split_lines(["1", " ", "2"])] == [(1, 1), (2, 3)]
    assert [data for _, data in split_lines([" 1X \r\n", "X\n"])] == [" 1X ", "X"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_stream_in_wide_encoding_is_one_record(codec: str) -> None:
    """A stream in UTF-16 or UTF-32 has no lines of bytes, so the whole stream is one record."""
    data = '{"a":1}\n{"b":2}\n'.encode(codec)
    assert split(data) == [(1, 1, data)]


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
