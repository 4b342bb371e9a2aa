"""Sources whose bytes come in small pieces, end at a limit, or need a module that is missing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.compression import compression_of, decompressed, ignore_note
from chatlayer_session.inputs.records import Limits
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

from .conftest import contents, failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COMPRESSORS = [gzip.compress, bz2.compress, lzma.compress]


class Pieces(io.RawIOBase):
    """A stream that returns a few bytes at a time, as a slow pipe does."""

    def __init__(self, data: bytes) -> None:
        """Start at the first byte of ``data``."""
        self.data = io.BytesIO(data)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # any buffer
        """Read at most three bytes."""
        piece = self.data.read(3)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("compress", COMPRESSORS)
def test_compressed_data_may_come_in_small_pieces(compress: Callable[[bytes], bytes]) -> None:
    """A piece that decompresses to nothing yet is not the end, and neither is padding between two streams."""
    raw: Any = io.BufferedReader(Pieces(compress(b"[1,") + b"\0" * 9 + compress(b"2]") + b"\0" * 9), 3)
    start: Any = io.BufferedReader(io.BytesIO(compress(b"")))
    compression = compression_of(start, "a")
    assert compression is not None
    notes: list[str] = []
    assert decompressed(raw, "a", compression, notes.append).read() == b"[1,2]"
    assert notes == [f"9 bytes of padding follow the {compression.name} data"]


@pytest.mark.parametrize("compress", COMPRESSORS)
def test_small_data_may_decompress_to_much(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """The content does not end where the compressed bytes end."""
    (tmp_path / "a").write_bytes(compress(b" " * 2_000_000) + compress(b"1"))
    assert contents("a") == [b" " * 2_000_000 + b"1"]


@pytest.mark.parametrize("padding", [1, 2, 70_000, 200_000])
def test_padding_of_any_length_is_counted(tmp_path: Path, padding: int) -> None:
    """It is read in pieces, whose bytes are added up."""
    (tmp_path / "a").write_bytes(gzip.compress(b"1") + b"\0" * padding)
    notes: list[str] = []
    assert [data for _, data in Source("a", InputFormat.JSON).records(notes.append)] == [b"1"]
    assert b"".join(Source("a", InputFormat.LINES).iter_chunks(9, notes.append)) == b"1"
    assert notes == [f"{padding:,} bytes of padding follow the gzip data"] * 2


def test_missing_module_is_named_by_its_compression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some Pythons are built without a module; the user can still decompress the file."""
    (tmp_path / "a.json").write_bytes(bz2.compress(b"{}"))
    monkeypatch.setitem(sys.modules, "bz2", None)
    error = failure("a.json")
    reason = "bzip2 data, which this Python cannot read"
    assert error.args == ("a.json", reason, "decompress it first", None, None)
    assert isinstance(error.__cause__, ImportError)


def test_wrong_suffix_names_the_file(tmp_path: Path) -> None:
    """The error has the name under which the file was found."""
    (tmp_path / "a.json.xz").write_bytes(b"{}")
    error = failure("a.json.xz")
    reason = "not xz data, although the name ends in .xz"
    assert error.args == ("a.json.xz", reason, "compress it with xz, or rename it", None, None)


def test_document_at_its_limit_is_read(tmp_path: Path) -> None:
    """One byte more is an error that names the limit."""
    (tmp_path / "a.json").write_bytes(b"[1, 2]")
    (source,) = find_sources(["a.json"], limits=Limits(document=6))
    assert isinstance(source, Source)
    assert [data for _, data in source.records(ignore_note)] == [b"[1, 2]"]
    (source,) = find_sources(["a.json"], limits=Limits(document=5))
    assert isinstance(source, Source)
    with pytest.raises(UnreadableInput) as caught:
        list(source.records(ignore_note))
    assert caught.value.args[:2] == ("a.json", "larger than 5 bytes")


def test_records_of_lines_have_name_and_limits(tmp_path: Path) -> None:
    """A line beyond the limit of the source is an error in its place."""
    (tmp_path / "a.jsonl").write_bytes(b"12\n123456\n3\n")
    (source,) = find_sources(["a.jsonl"], limits=Limits(line=4))
    assert isinstance(source, Source)
    (_, first), (origin, second), (_, third) = source.records()
    assert (first, third) == (b"12", b"3")
    assert isinstance(second, UnreadableInput)
    assert (origin.source, second.source) == ("a.jsonl", "a.jsonl")
    assert second.reason.endswith("longer than 4 bytes")


@pytest.mark.parametrize("name", ["a*", "a?"])
def test_glob_that_is_a_name_matches_other_files_too(tmp_path: Path, name: str) -> None:
    """A file with such a name comes first and once; folders that match are not read."""
    for file in (name, "ab", "ac"):
        (tmp_path / file).touch()
    (tmp_path / "ad").mkdir()
    (tmp_path / "ad" / "x.json").touch()
    sources = list(find_sources([name], InputFormat.LINES))
    assert sources == [Source(file, InputFormat.LINES) for file in (name, "ab", "ac")]
