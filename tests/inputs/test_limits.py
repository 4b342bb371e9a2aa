"""Limits of lines and documents at their exact values, and streams whose first bytes come in pieces."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.inputs.records import (
    Limits,
    Origin,
    exceeds,
    is_blank,
    iter_chunks,
    read_range,
    split_lines,
    wide_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDE = '{"a": 1}\n'


def texts(lines: Any, limit: int = 100) -> list[tuple[int | None, int, bytes | str | None]]:
    """Return record, line and text of each record; None for a line beyond its limit."""
    records = split_lines(lines, "s", Limits(line=limit))
    return [(origin.record, origin.line, data if isinstance(data, bytes | str) else None) for origin, data in records]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("ab", 2, False), ("ab", 1, True), ("é", 1, True), ("é", 2, False), ("€€", 5, True), ("€€", 6, False)],
)
def test_limit_counts_bytes_of_utf8(text: str, limit: int, expected: bool) -> None:  # noqa: FBT001 - a result
    """A text is beyond its limit from the first byte more on, as str and as bytes."""
    assert exceeds(text, limit) is exceeds(text.encode(), limit) is expected


def test_errors_name_limit_and_option() -> None:
    """An origin without a source has an empty one, and a whole document has no line."""
    limits = Limits(line=7, document=1_000)
    error = Origin().beyond_document(limits)
    assert error.args == ("", "larger than 1,000 bytes", "raise the limit with --max-document-size", None, None)
    error = Origin("a", 2, 3).beyond_line(limits)
    assert error.args == ("a", "longer than 7 bytes", "raise the limit with --max-line-size", 2, 3)


@pytest.mark.parametrize("blank", ["", " \t\r\n", b" \t\r\n"])
def test_only_white_space_of_json_is_blank(blank: str | bytes) -> None:
    """A form feed is white space in Python, but not in JSON."""
    assert is_blank(blank)
    assert not is_blank("\f")
    assert not is_blank(b"\f")


@pytest.mark.parametrize("line", ["a" * 6, b"a" * 6])
@pytest.mark.parametrize("ending", [True, False])
def test_line_at_its_limit_is_read(line: str | bytes, ending: bool) -> None:  # noqa: FBT001 - a form of the stream
    """The line feed does not count, and a line beyond the limit leaves the next one as it is."""
    feed: Any = "\n" if isinstance(line, str) else b"\n"
    make: Any = io.StringIO if isinstance(line, str) else io.BytesIO
    stream: Any = line + feed + line * 9 + feed + line + (feed if ending else feed[:0])
    expected = [(1, 1, line), (2, 2, None), (3, 3, line)]
    assert texts(make(stream), 6) == expected
    assert texts(stream.split(feed), 6) == expected


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("limit", [1, 100])
def test_wide_stream_in_pieces_is_one_record(codec: str, limit: int) -> None:
    """A list of lines that were split at every line feed, with or without it, is still recognized."""
    data = (WIDE * 3).encode(codec)
    start = wide_record(data)
    assert start is not None
    whole, split = data.splitlines(keepends=True), data.split(b"\n")
    pieces: list[Iterable[bytes]] = [whole, split, io.BytesIO(data)]
    for lines in pieces:
        assert texts(lines, limit) == [(1, 1, start)]


@pytest.mark.parametrize("first", ["[", "{", "1", "\n", "é"])
def test_short_first_lines_are_no_sign_of_a_wide_stream(first: str) -> None:
    """The first two bytes of two lines are no start of UTF-16."""
    expected = [] if first == "\n" else [first]
    assert [text for *_, text in texts([first, "2", "3"])] == [*expected, "2", "3"]
    assert [text for *_, text in texts([first.encode(), b"2"])] == [*map(str.encode, expected), b"2"]


def chunks(data: bytes, size: int, limit: int) -> list[bytes]:
    """Return the chunks of a stream that are not empty."""
    stream: Any = io.BufferedReader(io.BytesIO(data))
    return list(filter(None, iter_chunks(stream, size, limit)))


def test_rest_of_a_long_line_is_dropped() -> None:
    """Chunks have whole lines, and of a line beyond its limit only what shows it."""
    long = b"a" * (3 << 16)
    found = b"".join(chunks(b"1\n" + long + b"\n2\n3\n", 10, 20))
    first, kept, *others = found.split(b"\n")
    assert (first, others) == (b"1", [b"2", b"3", b""])
    assert 20 < len(kept) < len(long)
    assert chunks(b"1\n2\n3\n", 2, 20) == [b"1\n2\n3\n"]


@pytest.mark.parametrize("size", range(1, 9))
def test_ranges_have_each_line_once(size: int) -> None:
    """A line is in the range in which it starts, wherever the borders are."""
    data = b"12\n3\n\n4567\n8"
    stream = io.BytesIO(data)
    parts = [read_range(stream, at, min(at + size, len(data)), 100) for at in range(0, len(data), size)]
    assert b"".join(parts) == data
    for part in parts[:-1]:
        assert not part or part.endswith(b"\n")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("breaks", ["\n", "\n\n", " \n"])
def test_wide_stream_may_start_with_line_breaks(codec: str, breaks: str) -> None:
    """Its first bytes are then spread over several lines, with or without their line feeds."""
    data = (breaks + WIDE).encode(codec)
    for lines in (data.splitlines(keepends=True), data.split(b"\n"), io.BytesIO(data)):
        ((origin, record),) = split_lines(lines, "s", Limits(line=100))
        assert (origin.source, origin.line) == ("s", 1)
        assert record == wide_record(data)
    decoded = data.decode("latin-1")
    for texts_of in (decoded.splitlines(keepends=True), decoded.split("\n")):
        assert len(list(split_lines(texts_of))) == 1


@pytest.mark.parametrize("extra", range(4))
def test_line_after_a_long_one_is_read(extra: int) -> None:
    """It does not matter whether the line feed is the last character that is read at once."""
    expected = [(1, 1, "a" * 6 if not extra else None), (2, 2, "next")]
    text = "a" * (6 + extra) + "\nnext\n"
    assert texts(io.StringIO(text), 6) == expected
    assert texts(io.BytesIO(text.encode()), 6) == [
        (record, line, data.encode() if isinstance(data, str) else data) for record, line, data in expected
    ]


def test_line_of_a_whole_piece_is_kept() -> None:
    """A line that reaches its limit at the end of a piece goes on in the next one."""
    size = 1 << 16
    data = b"1\n" + b"a" * (size - 2) + b"b\n2\n"
    for limit in (size - 2, size - 1, size):
        assert b"".join(chunks(data, 1 << 20, limit)) == data
    assert [len(chunk) for chunk in chunks(b"1\n" * size, size, 9)] == [size, size]
