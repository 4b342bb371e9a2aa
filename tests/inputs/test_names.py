"""Files, folders and globs to the sources that they stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

from .conftest import failure, names


def test_a_file_is_a_source_by_the_name_it_was_given(tmp_path: Path) -> None:
    """Whatever its suffix; a name is kept as it was typed, and a file named twice is two sources."""
    (tmp_path / "a.txt").write_bytes(b"1")
    given = ["a.txt", "./a.txt", str(tmp_path / "a.txt"), "a.txt"]
    assert names(*given) == given


@pytest.mark.parametrize(
    ("name", "form"),
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
def test_the_name_tells_the_form(tmp_path: Path, name: str, form: InputFormat) -> None:
    """Unless a form is given, which overrides every name."""
    (tmp_path / name).touch()
    assert list(find_sources([name])) == [Source(name, form)]
    assert list(find_sources([name], InputFormat.LINES)) == [Source(name, InputFormat.LINES)]
    assert list(find_sources([name], InputFormat.JSON)) == [Source(name, InputFormat.JSON)]


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
        assert list(find_sources([given], InputFormat.LINES)) == [Source(name, InputFormat.LINES)]


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


def test_a_recursive_glob_gives_each_file_once(tmp_path: Path) -> None:
    """Folders that it matches are not walked again, and at its end only files that are named as payloads count."""
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
        found = list(find_sources([f"{tmp_path}/{pattern}"]))
        assert [each.name for each in found if isinstance(each, Source)] == [str(inner / name) for name in expected]


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
    assert file == Source(str(tmp_path / "a.json"), InputFormat.JSON)
    assert isinstance(pipe, UnreadableInput)
    assert (pipe.source, pipe.reason) == (str(tmp_path / "pipe.json"), "this is a pipe or a device, not a file")
    assert pipe.hint == "name it itself to have it read"
