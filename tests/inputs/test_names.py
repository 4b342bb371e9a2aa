"""The sources for files, folders and globs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

from .conftest import failure, names_of


def test_file_keeps_its_given_name(tmp_path: Path) -> None:
    """A file of any suffix is a source under the name as typed, and a file named twice is two sources."""
    (tmp_path / "a.txt").write_bytes(b"1")
    names = ["a.txt", "./a.txt", str(tmp_path / "a.txt"), "a.txt"]
    assert names_of(*names) == names


@pytest.mark.parametrize(
    ("name", "input_format"),
    [
        ("a.json", InputFormat.JSON),
        ("a", InputFormat.JSON),
        ("a.txt", InputFormat.JSON),
        ("a.json.gz", InputFormat.JSON),
        ("a.ndjson", InputFormat.LINES),
        ("a.jsonl", InputFormat.LINES),
        ("a.JSONL", InputFormat.LINES),
        ("a.ndjson.gz", InputFormat.LINES),
        ("a.jsonl.gz", InputFormat.LINES),
        ("a.jsonl.json", InputFormat.JSON),
    ],
)
def test_suffix_determines_the_format(tmp_path: Path, name: str, input_format: InputFormat) -> None:
    """The suffix determines the format, unless a format is given."""
    (tmp_path / name).touch()
    assert list(find_sources([name])) == [Source(name, input_format)]
    assert list(find_sources([name], InputFormat.LINES)) == [Source(name, InputFormat.LINES)]
    assert list(find_sources([name], InputFormat.JSON)) == [Source(name, InputFormat.JSON)]


def test_name_without_source_is_unreadable() -> None:
    """A missing file and a glob without matches are unreadable inputs in the order of the names."""
    assert names_of("missing.json", "-", "*.json", "") == [
        "missing.json: no such file or folder",
        "-",
        "*.json: this glob matches nothing",
        ": no such file or folder",
    ]
    [unreadable] = find_sources(["missing.json"])
    assert isinstance(unreadable, UnreadableInput)
    assert unreadable.hint == "check the path and the working directory"


def test_folder_yields_its_payload_files(tmp_path: Path) -> None:
    """A folder yields its payload files recursively and sorted, without hidden folders and other files."""
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
    assert names_of("in") == [
        "in/a.jsonl",
        "in/b.json",
        "in/c.json.gz",
        "in/d.NDJSON",
        "in/sub/g.json",
        "in/sub/deep/h.ndjson.gz",
    ]


def test_given_format_applies_to_folders_and_globs(tmp_path: Path) -> None:
    """A given format overrides the suffixes of files in folders and globs."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").touch()
    for name in ("in", "i?", "in/*.json"):
        assert list(find_sources([name], InputFormat.LINES)) == [Source("in/a.json", InputFormat.LINES)]


def test_folder_without_payload_files_is_unreadable(tmp_path: Path) -> None:
    """The hint lists the suffixes of payload files."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "readme.txt").touch()
    [unreadable] = find_sources(["in"])
    assert isinstance(unreadable, UnreadableInput)
    assert (unreadable.source, unreadable.reason) == ("in", "this folder has no payload files")
    assert (
        unreadable.hint == "use file names that end in .json, .ndjson or .jsonl, also compressed (.gz, .bz2, .xz, .zst)"
    )


def test_glob_yields_files_and_folders(tmp_path: Path) -> None:
    """A glob yields files of any name, and the payload files of folders."""
    for name in ("b.json", "a.txt", "sub/c.json", "sub/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert names_of("*.json") == ["b.json"]
    assert names_of("*") == ["a.txt", "b.json", "sub/c.json"]
    assert names_of("**/*.json") == ["b.json", "sub/c.json"]
    assert names_of("[ab].*") == ["a.txt", "b.json"]
    [unreadable] = find_sources(["?.jsonl"])
    assert isinstance(unreadable, UnreadableInput)
    assert (unreadable.source, unreadable.reason) == ("?.jsonl", "this glob matches nothing")
    assert unreadable.hint == "check the pattern and the working directory"


def test_recursive_glob_yields_each_file_once(tmp_path: Path) -> None:
    """Matching folders are not searched again, and two stars at the end match only payload files."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for name in ("x.json", "readme.md"):
        (inner / name).write_text("{}")
    for pattern, expected in (
        ("**", ["x.json"]),
        ("**/", ["x.json"]),
        ("**/*.json", ["x.json"]),
        ("**/*", ["readme.md", "x.json"]),
    ):
        sources = find_sources([f"{tmp_path}/{pattern}"])
        names = [source.name for source in sources if isinstance(source, Source)]
        assert names == [str(inner / name) for name in expected]


def test_existing_file_wins_over_its_glob(tmp_path: Path) -> None:
    """A name of an existing file is that file, even if it has wildcard characters."""
    (tmp_path / "[a].json").touch()
    (tmp_path / "a.json").touch()
    assert names_of("[a].json") == ["[a].json"]


def test_dangling_link_fails_when_it_is_read(tmp_path: Path) -> None:
    """A link with a missing target is a source, so that it is not silently ignored."""
    (tmp_path / "a.json").symlink_to("nowhere")
    assert names_of("a.json") == ["a.json"]
    assert failure("a.json").reason == "no such file or directory"


def test_loop_of_links_ends(tmp_path: Path) -> None:
    """A folder that links to itself is searched once."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").touch()
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert names_of("in") == ["in/a.json"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root can read every file")
def test_missing_permission_has_a_hint(tmp_path: Path) -> None:
    """A file and a folder without read permission are unreadable inputs."""
    (tmp_path / "in").mkdir()
    for name in ("a.json", "in/b.json"):
        (tmp_path / name).touch()
    (tmp_path / "a.json").chmod(0)
    (tmp_path / "in").chmod(0)
    unreadable = failure("a.json")
    assert (unreadable.reason, unreadable.hint) == ("permission denied", "grant read permission")
    assert names_of("in") == ["in: permission denied"]
    (tmp_path / "in").chmod(0o700)


@pytest.mark.parametrize(("locked", "expected"), [("b", ["a", "b", "c"]), ("c", ["a", "b", "c"]), ("", [""])])
def test_locked_folder_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, expected: list[str]
) -> None:
    """A folder that cannot be read is reported in order, even if it is the named folder."""
    for name in "abc":
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "x.json").touch()
    original = os.scandir

    # Root can read every folder, so missing permission is simulated.
    def scandir(path: str) -> object:
        if path == f"in/{locked}":
            raise PermissionError(13, "Permission denied", path)
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    folders: list[str] = []
    for source in find_sources(["in/" if not locked else "in"]):
        if isinstance(source, Source):
            folders.append(Path(source.name).parent.name)
        else:
            assert (source.source, source.reason) == (f"in/{locked}", "permission denied")
            assert source.hint == "grant read permission"
            folders.append(locked)
    assert folders == expected


def test_pipe_in_a_folder_is_not_read(tmp_path: Path) -> None:
    """A pipe in a folder is an unreadable input; only a pipe named directly is read."""
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "a.json").write_text("{}")
    [file, pipe] = find_sources([str(tmp_path)])
    assert file == Source(str(tmp_path / "a.json"), InputFormat.JSON)
    assert isinstance(pipe, UnreadableInput)
    assert (pipe.source, pipe.reason) == (str(tmp_path / "pipe.json"), "this is a pipe or a device, not a file")
    assert pipe.hint == "pass its own path to read it"
