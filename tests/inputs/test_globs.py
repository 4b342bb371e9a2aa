"""Globs: what they match, in which order, and which folders they skip."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.globs import expand_glob
from chatlayer_session.inputs.sources import EmptyInput, Source, find_sources

if TYPE_CHECKING:
    from collections.abc import Iterable


def create(names: Iterable[str]) -> None:
    """Create empty files and their folders."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.json", ["b.json"]),
        ("?.json", ["b.json"]),
        ("[!b].*", ["a.txt"]),
        ("logs*", ["logs", "logs-2"]),
        ("logs*/*", ["logs-2/f.json", "logs/c.json", "logs/deep"]),
        ("**/*.json", ["b.json", "logs-2/f.json", "logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json"]),
        ("**/**/*.json", ["b.json", "logs-2/f.json", "logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json"]),
        ("logs/**/d.json", ["logs/deep/d.json", "logs/deep/e/d.json"]),
        ("logs*/**/?.json", ["logs-2/f.json", "logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json"]),
        ("**/deep/**/d.json", ["logs/deep/d.json", "logs/deep/e/d.json"]),
        ("**/deep", ["logs/deep"]),
        ("**/l*", ["logs", "logs-2"]),
        ("logs/**", ["logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json"]),
        ("logs/**/", ["logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json"]),
        ("lo**/c.json", ["logs/c.json"]),
        ("nowhere/**/*.json", []),
        ("nowhere*/**", []),
        ("b.json/**", []),
    ],
)
def test_glob_matches(pattern: str, expected: list[str]) -> None:
    """A star matches inside a name and two stars any depth; paths are sorted and unique, and start like the pattern."""
    create(["a.txt", "b.json", "logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json", "logs-2/f.json"])
    assert expand_glob(pattern) == (expected, [])
    prefix = f"{Path.cwd()}/"
    assert expand_glob(prefix + pattern) == ([prefix + path for path in expected], [])


def test_paths_start_like_the_pattern() -> None:
    """A path starts with the folder of the pattern, and with no other."""
    create(["logs/c.json"])
    assert expand_glob("./logs/**/c.json")[0] == ["./logs/c.json"]
    assert expand_glob("./**/c.json")[0] == ["./logs/c.json"]
    assert expand_glob("logs/../**/c.json")[0] == ["logs/../logs/c.json"]


def test_hidden_files_and_folders_are_skipped() -> None:
    """A hidden file or folder matches only if the pattern names it."""
    create([".git/a.json", ".b.json", "c.json"])
    assert expand_glob("**/*.json")[0] == ["c.json"]
    assert expand_glob("**")[0] == ["c.json"]
    assert expand_glob(".git/**")[0] == [".git/a.json"]
    assert expand_glob("**/.b.json")[0] == [".b.json"]


def test_wildcards_in_folder_names_are_literal() -> None:
    """A folder whose name has a star or brackets is searched like any other."""
    create(["[ab]/x.json", "a/x.json", "d*/e/x.json", "dd/e/x.json"])
    assert expand_glob("[[]*/**/x.json")[0] == ["[ab]/x.json"]
    assert expand_glob("**/x.json")[0] == ["[ab]/x.json", "a/x.json", "d*/e/x.json", "dd/e/x.json"]


def test_nested_matching_folders_are_read_once() -> None:
    """Of matching folders inside each other, only the outermost is read."""
    create(["s-2/a.json", "s/b.json", "s/t/s/c.json", "t/s/d.json"])
    assert expand_glob("**/s")[0] == ["s", "t/s"]
    assert [source.name for source in find_sources(["**/s"]) if isinstance(source, Source)] == [
        "s/b.json",
        "s/t/s/c.json",
        "t/s/d.json",
    ]


def test_links_to_parent_folders_are_not_followed() -> None:
    """A link to a parent folder adds no paths and no endless loop; a link named in the pattern is followed."""
    create(["a/x.json", "b/y.json"])
    for link in ("a/up", "a/up-again", "b/up"):
        Path(link).symlink_to("..", target_is_directory=True)
    assert expand_glob("**/*.json")[0] == ["a/x.json", "b/y.json"]
    assert expand_glob("a/up/**/*.json")[0] == ["a/up/a/x.json", "a/up/b/y.json"]
    assert expand_glob("**/up/b/*.json")[0] == ["a/up/b/y.json", "b/up/b/y.json"]


def test_link_to_a_file_is_a_file() -> None:
    """A link to a file matches, even if its target is missing, so that it is reported when read."""
    create(["a/x.json"])
    Path("a/y.json").symlink_to("x.json")
    Path("a/z.json").symlink_to("nowhere")
    assert expand_glob("**/*.json")[0] == ["a/x.json", "a/y.json", "a/z.json"]


@pytest.mark.parametrize(
    ("pattern", "folder", "file"),
    [("**/*.json", "locked", "a/x.json"), ("in/**/*.json", "in/locked", "in/a/x.json"), ("**/*.jsonl", "locked", None)],
)
def test_locked_folder_is_reported_beside_matches(
    monkeypatch: pytest.MonkeyPatch, pattern: str, folder: str, file: str | None
) -> None:
    """A folder that cannot be read is reported by name with reason and hint, and hides no match."""
    create([f"{start}{name}" for start in ("", "in/") for name in ("a/x.json", "locked/y.json")])
    original = os.scandir

    # Root can read every folder, so missing permission is simulated.
    def scandir(path: str) -> object:
        if os.path.normpath(path) == folder:
            raise PermissionError(13, "Permission denied", path)
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    paths, [(name, failure)] = expand_glob(pattern)
    assert (name, type(failure)) == (folder, PermissionError)
    assert (file in paths) if file else not paths
    unreadable, *sources = find_sources([pattern])
    assert isinstance(unreadable, UnreadableInput)
    assert (unreadable.source, unreadable.reason) == (folder, "permission denied")
    assert unreadable.hint == "grant read permission"
    assert [source.name for source in sources if isinstance(source, Source)] == paths


@pytest.mark.parametrize("pattern", ["*/x.json", "**/*/x.json", "./*/x.json", "*/**/x.json", "*/*.json"])
def test_locked_folders_hide_no_folder_after_them(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    """Each is reported once, and a file among the folders is none."""
    create(["a", "b/x.json", "c/x.json", "d/x.json", "e/x.json"])
    original = os.scandir

    def scandir(path: str) -> object:
        if os.path.normpath(path) in {"b", "d"}:
            raise PermissionError(13, "Permission denied", path)
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    paths, failures = expand_glob(pattern)
    assert [os.path.normpath(path) for path in paths] == ["c/x.json", "e/x.json"]
    assert sorted(os.path.normpath(name) for name, _ in failures) == ["b", "d"]
    assert all(isinstance(failure, PermissionError) for _, failure in failures)


def test_two_stars_within_a_name_are_one() -> None:
    """Two stars beside other characters match within one name, and enter no folders."""
    create(["logs/dataX", "logs/a/moreX"])
    assert [source.name for source in find_sources(["logs/**X"]) if isinstance(source, Source)] == ["logs/dataX"]


def test_wildcard_characters_make_a_glob() -> None:
    """A name with a star, a question mark or a bracket is a glob."""
    names = ("a*", "a?", "[a]", "a", "**")
    assert [name for name in names if isinstance(next(find_sources([name])), EmptyInput)] == ["a*", "a?", "[a]", "**"]
