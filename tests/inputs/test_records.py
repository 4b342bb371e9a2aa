"""JSON Lines: which line is which record."""

from __future__ import annotations

import io

import pytest

from chatlayer_session.inputs.records import split_lines


def split(data: bytes) -> list[tuple[int | None, int, bytes | str]]:
    """Return number, line and data of the records in a stream of bytes."""
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
def test_each_line_that_is_not_blank_is_a_record(data: bytes, expected: list[tuple[int, int, bytes]]) -> None:
    """Records count from 1 without blank lines, lines with them; only LF and CRLF end a line."""
    assert split(data) == expected


def test_lines_of_text_are_records_too() -> None:
    """A text stream or a list gives its lines as they are."""
    assert [data for _, data in split_lines(io.StringIO("1\n\n2\r\n"))] == ["1", "2"]
    assert [(origin.record, origin.line) for origin, _ in split_lines(["1", " ", "2"])] == [(1, 1), (2, 3)]
    assert [data for _, data in split_lines([" 1X \r\n", "X\n"])] == [" 1X ", "X"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_stream_in_another_encoding_is_one_record(codec: str) -> None:
    """Its line breaks are not those of bytes: the whole stream is handed on, to be told as one."""
    data = '{"a":1}\n{"b":2}\n'.encode(codec)
    assert split(data) == [(1, 1, data)]


def test_a_byte_order_mark_is_left_to_the_first_record() -> None:
    """It is told of the record it stands in."""
    assert split(b"\xef\xbb\xbf1\n2") == [(1, 1, b"\xef\xbb\xbf1"), (2, 2, b"2")]


def test_records_come_one_at_a_time() -> None:
    """Nothing is read of a stream beyond the record that is asked for."""
    stream = iter([b"1\n", b"2\n"])
    assert next(split_lines(stream))[1] == b"1"
    assert next(stream) == b"2\n"


def test_an_origin_names_the_source_and_no_payload() -> None:
    """An origin may end up in a log: it has the name of the source, the record and the line."""
    ((origin, _),) = split_lines(["secret"], "a.jsonl")
    assert repr(origin) == "Origin(source='a.jsonl', record=1, line=1)"
