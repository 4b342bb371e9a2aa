"""Which files git ignores: the same as git says."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from chatlayer_session.errors import MissingExtra
from chatlayer_session.inputs.gitignore import gitignore_test
from chatlayer_session.inputs.selection import IGNORED, Selection
from chatlayer_session.inputs.sources import Source, find_sources

ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(*arguments: str) -> str:
    """Run git without the configuration of the user, and return its output."""
    done = subprocess.run(["git", *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout


def read(*names: str) -> list[str]:
    """Return the files that are read, and the reasons of others."""
    sources = find_sources(list(names), selection=Selection({IGNORED: [gitignore_test()]}))
    return [os.path.normpath(source.name) if isinstance(source, Source) else source.reason for source in sources]


def write(files: dict[str, str]) -> None:
    """Write files with their folders."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


PATTERNS = [
    "*.json",
    "a",
    "a/",
    "/a",
    "b*",
    "!b.json",
    "!*.json",
    "a/*",
    "**/a",
    "a/**",
    "!a/",
    "/a/b/",
    "[ab].json",
    "c?",
]
PATTERNS += [
    "**/",
    "*",
    "!*",
    "!*/",
    "!a/**",
    "# a",
    "\\#a",
    "a ",
    "[z-a]",
    "\\",
    "!",
    "",
    "a/**/c.json",
    "/*",
    "!/a",
    "*/b",
    "?.json",
    "[!a].json",
]


@pytest.mark.parametrize("seed", range(40))
def test_files_are_those_that_git_does_not_ignore(seed: int) -> None:
    """In nested folders with patterns of their own, and with ``info/exclude``."""
    chosen = random.Random(seed)
    steps = ["a", "b", "cd"]
    folders = ["", *steps, *(f"{one}/{other}" for one in steps for other in steps)]
    git("init", "-q")
    for folder in folders:
        write({f"{folder}/{name}.json".lstrip("/"): "1" for name in steps})
    for name in [*chosen.sample([f"{folder}/.gitignore".lstrip("/") for folder in folders], 4), ".git/info/exclude"]:
        write({name: "\r\n".join(chosen.choices(PATTERNS, k=3)) + "\n"})
    expected = git("ls-files", "--others", "--exclude-standard", "--", "*.json").split()
    ours = read(".")
    assert sorted(ours) == sorted(expected)
    assert read("**/*.json") == sorted(expected)


def test_work_trees_share_the_patterns_of_their_repository() -> None:
    """A work tree and a folder below its root use ``info/exclude`` of the repository."""
    Path("main").mkdir()
    git("-C", "main", "init", "-q")
    git("-C", "main", "-c", "user.name=a", "-c", "user.email=b", "commit", "-q", "--allow-empty", "-m", "c")
    git("-C", "main", "worktree", "add", "-q", "../tree")
    write({"main/.git/info/exclude": "x.json\n", "tree/a/x.json": "1", "tree/a/y.json": "1"})
    assert read("tree") == ["tree/a/y.json"]
    os.chdir("tree/a")
    assert read(".") == ["y.json"]


def test_without_repository_the_working_directory_is_the_root() -> None:
    """Patterns above it do not apply."""
    write({".gitignore": "x.json", "in/.gitignore": "y.json", "in/x.json": "1", "in/y.json": "1", "in/z/y.json": "1"})
    os.chdir("in")
    assert read(".") == ["x.json"]
    assert read("..") == ["../in/x.json"]


def test_ignored_folder_that_is_named_is_read() -> None:
    """Recorded payloads are often ignored files."""
    git("init", "-q")
    write({".gitignore": "logs/\n*.json\n", "logs/a.jsonl": "1", "b.json": "1", "c.jsonl": "1"})
    assert read(".") == ["c.jsonl"]
    assert read("logs", "b.json", "logs/*") == ["logs/a.jsonl", "b.json", "logs/a.jsonl"]


def test_patterns_that_cannot_be_read_end_the_search() -> None:
    """What they ignore is unknown."""
    git("init", "-q")
    write({"a/x.json": "1"})
    Path("a/.gitignore").symlink_to(".gitignore")
    assert [reason for reason in read("a") if "x.json" not in reason] == ["too many levels of symbolic links"]


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the package and the extra."""
    monkeypatch.setitem(sys.modules, "pathspec", None)
    with pytest.raises(MissingExtra, match=r"needs pathspec, which is not installed; .* extra 'gitignore'"):
        gitignore_test()
