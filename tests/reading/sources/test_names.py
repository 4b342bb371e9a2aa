"""What a user names to be read."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.reading.sources import Form, Source, find_sources, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

DAMAGED = "the gzip data is damaged or ends too early"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let names be relative to a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


def names(*given: str, form: Form | None = None) -> list[str]:
    """Return the names of what is found, and the reasons where nothing is."""
    return [
        each.name if isinstance(each, Source) else f"{each.source}: {each.reason}"
        for each in find_sources(list(given), form)
    ]


def contents(name: str, form: Form = Form.JSON) -> list[bytes | str]:
    """Return the data of the records in a source."""
    return [record.data for record in Source(name, form).records()]


def failure(name: str, form: Form = Form.JSON) -> UnreadableInput:
    """Return why a source cannot be read."""
    with pytest.raises(UnreadableInput) as refused:
        list(Source(name, form).records())
    return refused.value


def test_a_file_is_a_source_by_the_name_it_was_given(tmp_path: Path) -> None:
    """Whatever its suffix; a name is kept as it was typed, and a file named twice is two sources."""
    (tmp_path / "a.txt").write_bytes(b"1")
    given = ["a.txt", "./a.txt", str(tmp_path / "a.txt"), "a.txt"]
    assert names(*given) == given


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.json", Form.JSON),
        ("a", Form.JSON),
        ("a.txt", Form.JSON),
        ("a.json.gz", Form.JSON),
        ("a.ndjson", Form.LINES),
        ("a.jsonl", Form.LINES),
        ("a.JSONL", Form.LINES),
        ("a.ndjson.gz", Form.LINES),
        ("a.jsonl.gz", Form.LINES),
        ("a.jsonl.json", Form.JSON),
    ],
)
def test_the_name_tells_the_form(tmp_path: Path, name: str, form: Form) -> None:
    """Unless a form is given, which overrides every name."""
    (tmp_path / name).touch()
    assert list(find_sources([name])) == [Source(name, form)]
    assert list(find_sources([name], Form.LINES)) == [Source(name, Form.LINES)]
    assert list(find_sources([name], Form.JSON)) == [Source(name, Form.JSON)]


def test_a_name_that_stands_for_nothing_is_told() -> None:
    """In its place between the others; a glob says that it matches nothing."""
    assert names("missing.json", "-", "*.json", "") == [
        "missing.json: there is no such file or folder",
        "-",
        "*.json: this glob matches nothing",
        ": there is no such file or folder",
    ]
    [refused] = find_sources(["missing.json"])
    assert isinstance(refused, UnreadableInput)
    assert refused.hint == "check the path and the working directory"


def test_a_folder_stands_for_the_payloads_below_it(tmp_path: Path) -> None:
    """Sorted, hidden folders and other files left out."""
    for name in (
        "b.json",
        "a.jsonl",
        "c.json.gz",
        "d.NDJSON",
        "e.txt",
        "f.jsonc",
        "sub/g.json",
        "sub/deep/h.ndjson.gz",
        ".git/i.json",
    ):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).touch()
    assert names("in") == [
        "in/a.jsonl",
        "in/b.json",
        "in/c.json.gz",
        "in/d.NDJSON",
        "in/sub/g.json",
        "in/sub/deep/h.ndjson.gz",
    ]


def test_a_form_that_is_given_holds_for_what_folders_and_globs_stand_for(tmp_path: Path) -> None:
    """Whatever the names say."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").touch()
    for given, name in (("in", "in/a.json"), ("i?", "in/a.json"), ("in/*.json", "in/a.json")):
        assert list(find_sources([given], Form.LINES)) == [Source(name, Form.LINES)]


def test_a_folder_without_payloads_is_told(tmp_path: Path) -> None:
    """With the names that payloads have."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "readme.txt").touch()
    [refused] = find_sources(["in"])
    assert isinstance(refused, UnreadableInput)
    assert (refused.source, refused.reason) == ("in", "this folder holds no payloads")
    assert refused.hint == "payloads are files ending in .json, .json.gz, .ndjson, .jsonl, .ndjson.gz, .jsonl.gz"


def test_a_glob_stands_for_what_it_matches(tmp_path: Path) -> None:
    """Files of any name, and folders as such."""
    for name in ("b.json", "a.txt", "sub/c.json", "sub/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert names("*.json") == ["b.json"]
    assert names("*") == ["a.txt", "b.json", "sub/c.json"]
    assert names("**/*.json") == ["b.json", "sub/c.json"]
    assert names("[ab].*") == ["a.txt", "b.json"]
    [refused] = find_sources(["?.jsonl"])
    assert isinstance(refused, UnreadableInput)
    assert (refused.source, refused.reason) == ("?.jsonl", "this glob matches nothing")
    assert refused.hint == "check the pattern and the working directory"


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    """What exists under a name is meant by it."""
    (tmp_path / "[a].json").touch()
    (tmp_path / "a.json").touch()
    assert names("[a].json") == ["[a].json"]


def test_a_link_to_nowhere_is_told_when_it_is_read(tmp_path: Path) -> None:
    """It is there, so that it is not silently left out."""
    (tmp_path / "a.json").symlink_to("nowhere")
    assert names("a.json") == ["a.json"]
    assert failure("a.json").reason == "no such file or directory"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """A folder that links to itself is not walked into again."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").touch()
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert names("in") == ["in/a.json"]


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
    heads = {name: Source(name, Form.LINES).head() for name in ("plain", "short", "packed", "pipe", "-", ".")}
    assert heads == {
        "plain": (b"[1,2", True),
        "short": (b"1", True),
        "packed": (b"\x1f\x8b\x08\x00", False),
        "pipe": (b"", False),
        "-": (b"", False),
        ".": (b"", False),
    }
    with pytest.raises(UnreadableInput) as refused:
        Source("missing", Form.LINES).head()
    assert (refused.value.source, refused.value.reason) == ("missing", "no such file or directory")


def test_a_file_of_lines_has_a_record_for_each(tmp_path: Path) -> None:
    """Plain or compressed, whatever the file is called."""
    (tmp_path / "a.jsonl").write_bytes(b"1\r\n\n2")
    (tmp_path / "b").write_bytes(gzip.compress(b"1\r\n\n2"))
    assert contents("a.jsonl", Form.LINES) == contents("b", Form.LINES) == [b"1", b"2"]
    assert [(each.number, each.line) for each in Source("a.jsonl", Form.LINES).records()] == [(1, 1), (2, 3)]
    assert [(each.number, each.line) for each in Source("a.jsonl", Form.JSON).records()] == [(None, 1)]


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


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("kept", [2, 3, 9, 10, 11, 15, -8, -4, -1])
def test_gzip_that_ends_too_early_is_told(tmp_path: Path, form: Form, kept: int) -> None:
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


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize("size", [1, 1 << 16, 100_000, 1 << 30])
def test_chunks_are_about_a_size_and_end_with_a_line(
    tmp_path: Path, compress: Callable[[bytes], bytes], size: int
) -> None:
    """Each is filled up to the end of the line that it ends in; together they are the content."""
    line = b"x" * 999 + b"\n"
    content = line * 500 + b"the end"
    (tmp_path / "a").write_bytes(compress(content))
    chunks = list(Source("a", Form.LINES).chunks(size))
    assert b"".join(chunks) == content
    # The file is read in pieces of 65,536 bytes, which end in the middle of a line.
    pieces = -(-size // (1 << 16))
    length = -(-pieces * (1 << 16) // len(line)) * len(line)
    full, rest = divmod(len(content), length)
    assert [len(chunk) for chunk in chunks[:full]] == [length] * full
    assert sum(map(len, chunks[full:])) == rest


def test_a_chunk_that_ends_with_a_line_is_not_filled_up(tmp_path: Path) -> None:
    """The piece that was read ends there by itself."""
    line = b"x" * 1023 + b"\n"
    (tmp_path / "a").write_bytes(line * 128)
    assert [len(chunk) for chunk in Source("a", Form.LINES).chunks(1 << 16)] == [1 << 16, 1 << 16, 0]


@pytest.mark.parametrize("size", [200_000, 1 << 30])
def test_the_chunks_before_the_damage_are_whole_lines(tmp_path: Path, size: int) -> None:
    """The line that the damage cuts is not among them, and all are but those of the piece that cannot be read."""
    lines = [b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)]
    damaged = gzip.compress(b"".join(lines))[:-1000]
    (tmp_path / "a.gz").write_bytes(damaged)
    chunks: list[bytes] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        chunks.extend(Source("a.gz", Form.LINES).chunks(size))
    read = b"".join(chunks)
    assert read.splitlines(keepends=True) == lines[: read.count(b"\n")]
    there = len(zlib.decompressobj(wbits=31).decompress(damaged))
    assert there - (1 << 16) - 2 * len(lines[-1]) < len(read) < there


def test_the_records_before_the_damage_are_read(tmp_path: Path) -> None:
    """A cut file of lines gives the lines that are whole, then the reason."""
    lines = b"".join(
        b"%d %s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(20_000)
    )
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-1000])
    records = Source("a.jsonl.gz", Form.LINES).records()
    seen: list[int] = []
    with pytest.raises(UnreadableInput, match=DAMAGED):
        seen.extend(record.number or 0 for record in records)
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 10_000


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
    told = unreadable("a.json", error)
    assert (told.source, told.reason, told.hint) == ("a.json", reason, hint)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told_with_its_cure(tmp_path: Path) -> None:
    """So is a folder that may not be looked into."""
    (tmp_path / "in").mkdir()
    for name in ("a.json", "in/b.json"):
        (tmp_path / name).touch()
    (tmp_path / "a.json").chmod(0)
    (tmp_path / "in").chmod(0)
    refused = failure("a.json")
    assert (refused.reason, refused.hint) == ("permission denied", "give the user that runs this the right to read it")
    assert names("in") == ["in: permission denied"]
    (tmp_path / "in").chmod(0o700)


STANDARD_INPUT = """
from chatlayer_session.reading.sources import Form, Source
from chatlayer_session.errors import UnreadableInput
try:
    print([record.data for record in Source("-", Form.LINES).records()])
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


@pytest.mark.parametrize(("locked", "told"), [("b", ["a", "b", "c"]), ("c", ["a", "b", "c"]), ("", [""])])
def test_a_folder_that_cannot_be_looked_into_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, told: list[str]
) -> None:
    """It is told in its place, the folder that was named as well."""
    for name in "abc":
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "x.json").touch()
    look = os.scandir

    # Root may look into everything, so that a folder without permission would not do.
    def scandir(path: str) -> object:
        if path == f"in/{locked}":
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    names_seen: list[str] = []
    for each in find_sources(["in/" if not locked else "in"]):
        if isinstance(each, Source):
            names_seen.append(Path(each.name).parent.name)
        else:
            assert (each.source, each.reason) == (f"in/{locked}", "permission denied")
            assert each.hint == "give the user that runs this the right to read it"
            names_seen.append(locked)
    assert names_seen == told


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path: Path) -> None:
    """Only a pipe that is named itself is read."""
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "a.json").write_text("{}")
    found = list(find_sources([str(tmp_path)]))
    [file, pipe] = found
    assert file == Source(str(tmp_path / "a.json"), Form.JSON)
    assert isinstance(pipe, UnreadableInput)
    assert (pipe.source, pipe.reason) == (str(tmp_path / "pipe.json"), "this is a pipe or a device, not a file")
    assert pipe.hint == "name it itself to have it read"


def test_a_recursive_glob_gives_each_file_once(tmp_path: Path) -> None:
    """Folders that it matches are not walked again, and at its end only files that are named as payloads count."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for name in ("x.json", "readme.md"):
        (inner / name).write_text("{}")
    for pattern, names in (
        ("**", ["x.json"]),
        ("**/", ["x.json"]),
        ("**/*.json", ["x.json"]),
        ("**/*", ["readme.md", "x.json"]),
    ):
        found = list(find_sources([f"{tmp_path}/{pattern}"]))
        assert [each.name for each in found if isinstance(each, Source)] == [str(inner / name) for name in names]
