"""Gzip: told by its first bytes, and read up to where it is damaged."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source

from .conftest import DAMAGED, contents, failure

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["a.json.gz", "a.json", "a"])
def test_gzip_is_told_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    """A file is decompressed whatever it is called, several members one after the other."""
    (tmp_path / name).write_bytes(gzip.compress(b"[1,") + gzip.compress(b"2]"))
    assert contents(name) == [b"[1,2]"]


def test_a_name_that_says_gzip_is_held_to_it(tmp_path: Path) -> None:
    """Plain content under it is told, an empty file too."""
    for data in (b"{}", b"", b"\x1f"):
        (tmp_path / "a.json.gz").write_bytes(data)
        refused = failure("a.json.gz")
        assert refused.reason == "the name says gzip, but the content is not"
        assert refused.hint == "compress it with gzip, or rename it"


@pytest.mark.parametrize("form", list(InputFormat))
@pytest.mark.parametrize("kept", [2, 3, 9, 10, 11, 15, -8, -4, -1])
def test_gzip_that_ends_too_early_is_told(tmp_path: Path, form: InputFormat, kept: int) -> None:
    """Cut in its header, in its data, or in its checksum."""
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b'{"a":1}\n' * 50)[:kept])
    assert failure("a.json.gz", form).reason == DAMAGED


@pytest.mark.parametrize("offset", [2, 3, 12, 20, -6, -2])
def test_gzip_that_is_damaged_is_told(tmp_path: Path, offset: int) -> None:
    """One byte changed in its header, its data, its checksum or its length."""
    data = bytearray(gzip.compress(bytes(range(200)), mtime=0))
    data[offset] ^= 0xFF
    (tmp_path / "a.json.gz").write_bytes(data)
    assert failure("a.json.gz").reason == DAMAGED


def test_what_follows_the_gzip_data_is_told(tmp_path: Path) -> None:
    """Zeros are padding, anything else is damage."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1") + b"\x00" * 10)
    assert contents("a.gz") == [b"1"]
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1") + b"x")
    assert failure("a.gz").reason == DAMAGED


@pytest.mark.parametrize("size", [200_000, 1 << 30])
def test_the_chunks_before_the_damage_are_whole_lines(tmp_path: Path, size: int) -> None:
    """All of them that the data before it holds; the line that the damage cuts is not among them."""
    lines = [b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)]
    damaged = gzip.compress(b"".join(lines))[:-1000]
    (tmp_path / "a.gz").write_bytes(damaged)
    chunks: list[bytes] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        chunks.extend(Source("a.gz", InputFormat.LINES).iter_chunks(size))
    read = b"".join(chunks)
    there = zlib.decompressobj(wbits=31).decompress(damaged)
    assert read.splitlines(keepends=True) == lines[: there.count(b"\n")]


@pytest.mark.parametrize("cut", [1, 8, 9])
def test_lines_that_are_whole_are_kept_where_the_end_of_a_small_file_is_missing(tmp_path: Path, cut: int) -> None:
    """Its checksum and size may be cut off, or the last of its data."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"one\ntwo\n")[:-cut])
    chunks: list[bytes] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        chunks.extend(Source("a.gz", InputFormat.LINES).iter_chunks(1 << 20))
    assert b"".join(chunks) == b"one\ntwo\n"


def test_the_records_before_the_damage_are_read(tmp_path: Path) -> None:
    """A cut file of lines gives the lines that are whole, then the reason."""
    lines = b"".join(
        b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)
    )
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-1000])
    records = Source("a.jsonl.gz", InputFormat.LINES).records()
    seen: list[int] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        seen.extend(origin.record or 0 for origin, _ in records)
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 10_000
