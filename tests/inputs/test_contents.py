"""Files and standard input to bytes, records and chunks of lines."""

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
def test_a_plain_file_is_one_record_byte_for_byte(tmp_path: Path, name: str, data: bytes) -> None:
    """Blank and broken ones too."""
    (tmp_path / name).write_bytes(data)
    assert contents(name) == [data]


def test_the_first_bytes_tell_whether_a_file_is_what_it_holds(tmp_path: Path) -> None:
    """A compressed file is not; of standard input, pipes and folders, which are not looked into, nothing is said."""
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
    with pytest.raises(UnreadableInput) as refused:
        Source("missing", InputFormat.LINES).peek()
    assert (refused.value.source, refused.value.reason) == ("missing", "no such file or directory")


def test_a_file_of_lines_has_a_record_for_each(tmp_path: Path) -> None:
    """Plain or compressed, whatever the file is called."""
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
def test_chunks_are_about_a_size_and_end_with_a_line(
    tmp_path: Path, compress: Callable[[bytes], bytes], size: int
) -> None:
    """Each is filled up to the end of the line that it ends in; together they are the content."""
    line = b"x" * 999 + b"\n"
    content = line * 500 + b"the end"
    (tmp_path / "a").write_bytes(compress(content))
    chunks = list(Source("a", InputFormat.LINES).iter_chunks(size))
    assert b"".join(chunks) == content
    *whole, rest = filter(None, chunks)
    assert all(size <= len(chunk) < size + (1 << 16) + len(line) and chunk.endswith(line) for chunk in whole)
    assert rest.endswith(b"the end")
    assert bool(whole) == (size < len(content))


def test_a_chunk_that_ends_with_a_line_is_not_filled_up(tmp_path: Path) -> None:
    """The piece that was read ends there by itself."""
    line = b"x" * 1023 + b"\n"
    (tmp_path / "a").write_bytes(line * 128)
    chunks = list(Source("a", InputFormat.LINES).iter_chunks(1))
    assert b"".join(chunks) == line * 128
    assert all(len(chunk) % 4096 == 0 for chunk in chunks)


def test_a_folder_read_as_a_file_is_told() -> None:
    """As what the system says of it."""
    assert failure(".").reason == "is a directory"


@pytest.mark.parametrize(
    ("error", "reason", "hint"),
    [
        (
            PermissionError(13, "Permission denied"),
            "permission denied",
            "give the user that runs this the right to read it",
        ),
        (OSError(5, "Input/output error"), "input/output error", None),
        (TimeoutError(), "timeouterror", None),
    ],
)
def test_what_the_system_says_is_told(error: OSError, reason: str, hint: str | None) -> None:
    """With the cure where there is one; a failure without words is told by its name."""
    told = unreadable_input("a.json", error)
    assert (told.source, told.reason, told.hint) == ("a.json", reason, hint)


STANDARD_INPUT = """
from chatlayer_session.inputs.sources import InputFormat, Source
from chatlayer_session.errors import UnreadableInput
try:
    print([data for _, data in Source("-", InputFormat.LINES).records()])
except UnreadableInput as refused:
    print(refused)
"""


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (b"1\n2\n", "[b'1', b'2']"),
        (b"", "[]"),
        (gzip.compress(b"1\n2"), "[b'1', b'2']"),
        (gzip.compress(b"1")[:-3], f"-: {DAMAGED}; fetch or compress it anew"),
    ],
    ids=["plain", "empty", "gzip", "cut"],
)
def test_standard_input_is_read_in_bytes(data: bytes, printed: str) -> None:
    """Plain or compressed."""
    done = subprocess.run([sys.executable, "-c", STANDARD_INPUT], input=data, capture_output=True, check=True)
    assert done.stdout.decode().strip() == printed


@pytest.mark.skipif(os.name != "posix", reason="a shell closes standard input")
def test_closed_standard_input_is_told() -> None:
    """Instead of a failure of the interpreter."""
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1" <&-', sys.executable, STANDARD_INPUT], capture_output=True, check=True
    )
    assert done.stdout.decode().startswith("-: standard input is closed; ")
