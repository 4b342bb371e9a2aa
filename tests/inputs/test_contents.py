"""Files and standard input, read as bytes, records and chunks of lines."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, unreadable_input

from .conftest import DAMAGED, contents, failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("data", [b"", b"{}", b"\x1f", b"\x00\xff\n\r\n", b"[]" * 1000])
@pytest.mark.parametrize("name", ["a.json", "a"])
def test_plain_file_is_one_unchanged_record(tmp_path: Path, name: str, data: bytes) -> None:
    """A file is one record with its exact bytes, even if it is blank or broken."""
    (tmp_path / name).write_bytes(data)
    assert contents(name) == [data]


def test_peek_recognizes_plain_files(tmp_path: Path) -> None:
    """Only a regular file has first bytes, and only an uncompressed one is plain."""
    (tmp_path / "plain").write_bytes(b"[1,2,3]")
    (tmp_path / "short").write_bytes(b"1")
    (tmp_path / "packed").write_bytes(gzip.compress(b"[1,2,3]"))
    os.mkfifo(tmp_path / "pipe")
    heads = {name: Source(name, InputFormat.LINES).peek() for name in ("plain", "short", "packed", "pipe", "-", ".")}
    assert heads == {
        "plain": (b"[1,2", True),
        "short": (b"1", True),
        "packed": (b"\x1f\x8b\x08\x00", False),
        "pipe": (b"", False),
        "-": (b"", False),
        ".": (b"", False),
    }
    with pytest.raises(UnreadableInput) as caught:
        Source("missing", InputFormat.LINES).peek()
    assert (caught.value.source, caught.value.reason) == ("missing", "no such file or directory")


def test_each_line_is_one_record(tmp_path: Path) -> None:
    """A file of lines has one record per line, plain or compressed, regardless of its name."""
    (tmp_path / "a.jsonl").write_bytes(b"1\r\n\n2")
    (tmp_path / "b").write_bytes(gzip.compress(b"1\r\n\n2"))
    assert contents("a.jsonl", InputFormat.LINES) == contents("b", InputFormat.LINES) == [b"1", b"2"]
    assert [(origin.record, origin.line) for origin, _ in Source("a.jsonl", InputFormat.LINES).records()] == [
        (1, 1),
        (2, 3),
    ]
    assert [(origin.record, origin.line) for origin, _ in Source("a.jsonl", InputFormat.JSON).records()] == [(None, 1)]


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize("size", [1, 1 << 16, 100_000, 1 << 30])
def test_chunks_are_whole_lines_of_about_one_size(
    tmp_path: Path, compress: Callable[[bytes], bytes], size: int
) -> None:
    """Each chunk ends with a line and has about the size; together the chunks are the content."""
    line = b"x" * 999 + b"\n"
    content = line * 500 + b"the end"
    (tmp_path / "a").write_bytes(compress(content))
    chunks = list(Source("a", InputFormat.LINES).iter_chunks(size))
    assert b"".join(chunks) == content
    *full, rest = filter(None, chunks)
    assert all(-len(line) < len(chunk) - size < (1 << 16) + len(line) and chunk.endswith(line) for chunk in full)
    assert rest.endswith(b"the end")
    assert bool(full) == (size < len(content))


def test_chunk_that_ends_with_a_line_is_not_extended(tmp_path: Path) -> None:
    """If the data read so far ends with a line, the chunk ends there."""
    line = b"x" * 1023 + b"\n"
    (tmp_path / "a").write_bytes(line * 128)
    chunks = list(Source("a", InputFormat.LINES).iter_chunks(1))
    assert b"".join(chunks) == line * 128
    assert all(len(chunk) % 4096 == 0 for chunk in chunks)


def test_reading_a_folder_is_an_error() -> None:
    """The reason is the message of the operating system."""
    assert failure(".").reason == "is a directory"


@pytest.mark.parametrize(
    ("error", "reason", "hint"),
    [
        (
            PermissionError(13, "Permission denied"),
            "permission denied",
            "grant read permission",
        ),
        (OSError(5, "Input/output error"), "input/output error", None),
        (TimeoutError(), "timeouterror", None),
    ],
)
def test_system_error_becomes_reason_and_hint(error: OSError, reason: str, hint: str | None) -> None:
    """A hint is given if one exists, and an error without a message is named by its type."""
    unreadable = unreadable_input("a.json", error)
    assert (unreadable.source, unreadable.reason, unreadable.hint) == ("a.json", reason, hint)


STANDARD_INPUT = """
from chatlayer_session.inputs.sources import InputFormat, Source
from chatlayer_session.errors import UnreadableInput
try:
    print([data for _, data in Source("-", InputFormat.LINES).records()])
except UnreadableInput as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (b"1\n2\n", "[b'1', b'2']"),
        (b"", "[]"),
        (gzip.compress(b"1\n2"), "[b'1', b'2']"),
        (gzip.compress(b"1")[:-3], f"-: {DAMAGED}; fetch or compress it again"),
    ],
    ids=["plain", "empty", "gzip", "cut"],
)
def test_standard_input_is_read_as_bytes(data: bytes, printed: str) -> None:
    """Standard input may be plain or compressed."""
    done = subprocess.run([sys.executable, "-c", STANDARD_INPUT], input=data, capture_output=True, check=True)
    assert done.stdout.decode().strip() == printed


@pytest.mark.skipif(os.name != "posix", reason="a shell closes standard input")
def test_closed_standard_input_is_an_error() -> None:
    """Closed standard input is an unreadable input rather than a crash."""
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1" <&-', sys.executable, STANDARD_INPUT], capture_output=True, check=True
    )
    assert done.stdout.decode().startswith("-: standard input is closed; ")
