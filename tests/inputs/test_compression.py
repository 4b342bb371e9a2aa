"""Gzip: detected by content, and read up to the point of damage."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import zlib
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

from .conftest import DAMAGED, contents, failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("name", ["a.json.gz", "a.json", "a"])
def test_gzip_is_detected_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    """A gzip file is decompressed regardless of its name, including several members in a row."""
    (tmp_path / name).write_bytes(gzip.compress(b"[1,") + gzip.compress(b"2]"))
    assert contents(name) == [b"[1,2]"]


def test_gz_suffix_requires_gzip_data(tmp_path: Path) -> None:
    """Plain content in a file that ends in .gz is an error, even if it is empty."""
    for data in (b"{}", b"", b"\x1f"):
        (tmp_path / "a.json.gz").write_bytes(data)
        error = failure("a.json.gz")
        assert error.reason == "not gzip data, although the name ends in .gz"
        assert error.hint == "compress it with gzip, or rename it"


@pytest.mark.parametrize("input_format", list(InputFormat))
@pytest.mark.parametrize("end", [2, 3, 9, 10, 11, 15, -8, -4, -1])
def test_truncated_gzip_is_an_error(tmp_path: Path, input_format: InputFormat, end: int) -> None:
    """Gzip data may be cut in its header, its data or its checksum."""
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b'{"a":1}\n' * 50)[:end])
    assert failure("a.json.gz", input_format).reason == DAMAGED


@pytest.mark.parametrize("offset", [2, 3, 12, 20, -6, -2])
def test_damaged_gzip_is_an_error(tmp_path: Path, offset: int) -> None:
    """One changed byte in the header, the data, the checksum or the length is an error."""
    data = bytearray(gzip.compress(bytes(range(200)), mtime=0))
    data[offset] ^= 0xFF
    (tmp_path / "a.json.gz").write_bytes(data)
    assert failure("a.json.gz").reason == DAMAGED


def test_data_after_gzip_is_an_error(tmp_path: Path) -> None:
    """Zeros after the gzip data are padding; any other byte is an error."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1") + b"\x00" * 10)
    assert contents("a.gz") == [b"1"]
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1") + b"x")
    assert failure("a.gz").reason == DAMAGED


@pytest.mark.parametrize(
    ("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_padding_after_compressed_data_is_noted(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    """Zeros and white space after any compressed data leave it intact; other bytes do not."""
    name = f"a.jsonl{suffix}"
    notes: list[str] = []
    (tmp_path / name).write_bytes(compress(b"1\n") + compress(b"2") + b"\0\0 \n")
    (source,) = find_sources([name])
    assert isinstance(source, Source)
    assert [data for _, data in source.records(notes.append)] == [b"1", b"2"]
    assert len(notes) == 1
    assert notes[0].startswith("4 bytes of padding follow the ")
    (tmp_path / name).write_bytes(compress(b"1\n") + b"\n{}garbage")
    assert failure(name, InputFormat.LINES).reason.endswith("data is damaged or ends too early")


@pytest.mark.parametrize("size", [200_000, 1 << 30])
def test_chunks_before_damage_are_whole_lines(tmp_path: Path, size: int) -> None:
    """Every whole line before the damage is read, and the line cut by it is not."""
    lines = [b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)]
    damaged = gzip.compress(b"".join(lines))[:-1000]
    (tmp_path / "a.gz").write_bytes(damaged)
    chunks: list[bytes] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        chunks.extend(Source("a.gz", InputFormat.LINES).iter_chunks(size))
    read = b"".join(chunks)
    readable = zlib.decompressobj(wbits=31).decompress(damaged)
    assert read.splitlines(keepends=True) == lines[: readable.count(b"\n")]


@pytest.mark.parametrize("cut", [1, 8, 9])
def test_truncated_small_file_keeps_its_lines(tmp_path: Path, cut: int) -> None:
    """Lines are kept if the checksum, the size or the end of the data is missing."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"one\ntwo\n")[:-cut])
    chunks: list[bytes] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        chunks.extend(Source("a.gz", InputFormat.LINES).iter_chunks(1 << 20))
    assert b"".join(chunks) == b"one\ntwo\n"


def test_records_before_damage_are_read(tmp_path: Path) -> None:
    """A truncated file of lines yields its whole lines, then the error."""
    lines = b"".join(
        b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)
    )
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-1000])
    records = Source("a.jsonl.gz", InputFormat.LINES).records()
    records_read: list[int] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        records_read.extend(origin.record or 0 for origin, _ in records)
    assert records_read == list(range(1, len(records_read) + 1))
    assert len(records_read) > 10_000
