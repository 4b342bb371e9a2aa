"""Globs: what they match, in which order, and where they do not go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.globs import expand_glob, is_glob
from chatlayer_session.inputs.sources import Source, find_sources

if TYPE_CHECKING:
    from collections.abc import Iterable


def made(names: Iterable[str]) -> None:
    """Make empty files, and the folders that they lie in."""
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
def test_a_glob_matches(pattern: str, expected: list[str]) -> None:
    """A star inside a name, two as a step for any depth from none on; each path once, sorted, spelled as asked for."""
    made(["a.txt", "b.json", "logs/c.json", "logs/deep/d.json", "logs/deep/e/d.json", "logs-2/f.json"])
    assert expand_glob(pattern) == (expected, [])
    here = f"{Path.cwd()}/"
    assert expand_glob(here + pattern) == ([here + each for each in expected], [])


def test_a_path_is_spelled_as_the_pattern_is() -> None:
    """A folder that the pattern starts in stays, and none is added."""
    made(["logs/c.json"])
    assert expand_glob("./logs/**/c.json")[0] == ["./logs/c.json"]
    assert expand_glob("./**/c.json")[0] == ["./logs/c.json"]
    assert expand_glob("logs/../**/c.json")[0] == ["logs/../logs/c.json"]


def test_hidden_folders_and_files_are_passed_over() -> None:
    """Unless they are named."""
    made([".git/a.json", ".b.json", "c.json"])
    assert expand_glob("**/*.json")[0] == ["c.json"]
    assert expand_glob("**")[0] == ["c.json"]
    assert expand_glob(".git/**")[0] == [".git/a.json"]
    assert expand_glob("**/.b.json")[0] == [".b.json"]


def test_folders_whose_names_have_stars_and_brackets_are_gone_into() -> None:
    """A name that was found stands for itself."""
    made(["[ab]/x.json", "a/x.json", "d*/e/x.json", "dd/e/x.json"])
    assert expand_glob("[[]*/**/x.json")[0] == ["[ab]/x.json"]
    assert expand_glob("**/x.json")[0] == ["[ab]/x.json", "a/x.json", "d*/e/x.json", "dd/e/x.json"]


def test_folders_in_folders_of_the_same_name_are_not_told_of_twice() -> None:
    """The outer ones stand for all that is in them."""
    made(["s-2/a.json", "s/b.json", "s/t/s/c.json", "t/s/d.json"])
    assert expand_glob("**/s")[0] == ["s", "t/s"]
    assert [each.name for each in find_sources(["**/s"]) if isinstance(each, Source)] == [
        "s/b.json",
        "s/t/s/c.json",
        "t/s/d.json",
    ]


def test_a_link_to_a_folder_above_is_not_followed() -> None:
    """Neither are its files told many times, nor do two of them take forever; a link that is named is followed."""
    made(["a/x.json", "b/y.json"])
    for link in ("a/up", "a/up-again", "b/up"):
        Path(link).symlink_to("..", target_is_directory=True)
    assert expand_glob("**/*.json")[0] == ["a/x.json", "b/y.json"]
    assert expand_glob("a/up/**/*.json")[0] == ["a/up/a/x.json", "a/up/b/y.json"]
    assert expand_glob("**/up/b/*.json")[0] == ["a/up/b/y.json", "b/up/b/y.json"]


def test_a_link_to_a_file_is_a_file() -> None:
    """Also one that leads nowhere, so that it is told of and not left out."""
    made(["a/x.json"])
    Path("a/y.json").symlink_to("x.json")
    Path("a/z.json").symlink_to("nowhere")
    assert expand_glob("**/*.json")[0] == ["a/x.json", "a/y.json", "a/z.json"]


@pytest.mark.parametrize(
    ("pattern", "folder", "file"),
    [("**/*.json", "locked", "a/x.json"), ("in/**/*.json", "in/locked", "in/a/x.json"), ("**/*.jsonl", "locked", None)],
)
def test_a_folder_that_cannot_be_looked_into_is_told_beside_what_matches(
    monkeypatch: pytest.MonkeyPatch, pattern: str, folder: str, file: str | None
) -> None:
    """By its name as the pattern would spell it, with the reason and the cure; nothing else is said to be missing."""
    made([f"{start}{name}" for start in ("", "in/") for name in ("a/x.json", "locked/y.json")])
    look = os.scandir

    # Root may look into everything, so that a folder without permission would not do.
    def scandir(path: str) -> object:
        if os.path.normpath(path) == folder:
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    paths, [(name, failure)] = expand_glob(pattern)
    assert (name, type(failure)) == (folder, PermissionError)
    assert (file in paths) if file else not paths
    told, *sources = find_sources([pattern])
    assert isinstance(told, UnreadableInput)
    assert (told.source, told.reason) == (folder, "permission denied")
    assert told.hint == "give the user that runs this the right to read it"
    assert [each.name for each in sources if isinstance(each, Source)] == paths


def test_two_stars_with_other_characters_in_their_step_are_one() -> None:
    """They go into no folders, and match files by any name."""
    made(["logs/dataX", "logs/a/moreX"])
    assert [each.name for each in find_sources(["logs/**X"]) if isinstance(each, Source)] == ["logs/dataX"]


def test_a_name_is_a_glob_by_its_characters() -> None:
    """A star, a question mark or a bracket."""
    assert [name for name in ("a*", "a?", "[a]", "a", "**", "-") if is_glob(name)] == ["a*", "a?", "[a]", "**"]
