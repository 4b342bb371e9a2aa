"""Folders and globs leave out some files, and named files are always read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.config.patterns import matches_pattern
from chatlayer_session.inputs.selection import EXCLUDED, Selection
from chatlayer_session.inputs.sources import Source, find_sources

if TYPE_CHECKING:
    from collections.abc import Iterable


def create(names: Iterable[str]) -> None:
    """Create empty files and their folders."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def excluding(*patterns: str, force: bool = False) -> Selection:
    """Return a selection that excludes what the patterns match."""
    return Selection({EXCLUDED: [partial(matches_pattern, text, folder=str(Path.cwd())) for text in patterns]}, force)


def found(selection: Selection, *names: str) -> list[str]:
    """Return the names of the sources, and of inputs that cannot be read."""
    sources = find_sources(list(names), selection=selection)
    return [source.name if isinstance(source, Source) else f"{source.source}!" for source in sources]


@pytest.mark.parametrize("name", [".", "**/*.json", "**", "**/", "*"])
def test_folders_of_other_tools_are_left_out(name: str) -> None:
    """Hidden folders, packages of Node and virtual environments, at any depth; they are remembered by their names."""
    create(["env/pyvenv.cfg", "env/lib/a.json", "x/node_modules/a/b.json", "x/.git/c.json", "x/d.json"])
    if name == "*":
        create(["node_modules/e.json"])
    selection = Selection()
    assert [Path(path) for path in found(selection, name)] == [Path("x/d.json")]
    names = {"env", "x/node_modules", "x/.git", *(["node_modules"] if name == "*" else [])}
    assert {noun: set(paths) for noun, paths in selection.skipped.items()} == {"folder": names}


def test_named_folders_of_other_tools_are_read() -> None:
    """A folder that is named is searched, as the whole input or as a part of a glob."""
    create(
        ["node_modules/a.json", "node_modules/b/node_modules/c.json", "x/.git/d.json", "env/pyvenv.cfg", "env/e.json"]
    )
    selection = Selection()
    assert found(selection, "env", "x/.git/*.json", "**/.git/*.json") == [
        "env/e.json",
        "x/.git/d.json",
        "x/.git/d.json",
    ]
    assert "x/.git" not in selection.skipped.get("folder", [])
    assert found(selection, "node_modules") == ["node_modules/a.json"]
    assert selection.skipped["folder"][-1] == "node_modules/b/node_modules"


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["*"], []),
        (["b"], ["a.json"]),
        (["b/"], ["a.json"]),
        (["b/**"], ["a.json"]),
        (["b/*.json"], ["a.json", "b/d/e.json"]),
        (["e.json", "a.*"], ["b/c.json"]),
        (["./a.json"], ["b/c.json", "b/d/e.json"]),
        (["c"], ["a.json", "b/c.json", "b/d/e.json"]),
    ],
)
def test_excluded_files_and_folders_are_left_out(patterns: list[str], expected: list[str]) -> None:
    """A folder and globs leave out the same. If everything in a folder is excluded, it has no error of its own."""
    create(["a.json", "b/c.json", "b/d/e.json", "b/f.txt"])
    for name in (".", "./", "**/*.json", "**"):
        selection = excluding(*patterns)
        assert [str(Path(path)) for path in found(selection, name)] == expected
        assert bool(selection.excluded) == (len(expected) < 3)


def test_what_is_named_is_read() -> None:
    """A named file or folder is read even if a pattern matches it; the other patterns still apply in the folder."""
    create(["b/c.json", "b/d/e.json", "b/x.json", "g.json"])
    selection = excluding("b", "x.json", "g.json")
    assert found(selection, "b", "g.json", "b/x.json") == ["b/c.json", "b/d/e.json", "g.json", "b/x.json"]
    assert found(selection, "b/*.json", "b/**/*.json", "b/d*") == ["b/c.json", "b/c.json", "b/d/e.json", "b/d/e.json"]
    assert selection.skipped == {"excluded file": ["b/x.json"] * 3}
    assert found(excluding("d"), "**/d") == []


def test_force_excludes_what_is_named() -> None:
    """Hooks name every file."""
    create(["b/c.json", "b/x.json", "g.json"])
    selection = excluding("b/x.json", "g.json", force=True)
    assert found(selection, "g.json", "b/c.json", "b/x.json", "b") == ["b/c.json", "b/c.json"]
    assert found(excluding("b", force=True), "b", "b/c.json", "b/*", "-") == ["-"]


def test_links_to_folders_are_remembered() -> None:
    """They are not searched, which is no secret; a link that is named is searched."""
    create(["a/b.json"])
    Path("link").symlink_to("a")
    for name in (".", "**/*.json"):
        selection = Selection()
        assert [str(Path(path)) for path in found(selection, name)] == ["a/b.json"]
        assert selection.skipped == {"linked folder": ["link"]}
    assert found(Selection(), "link") == ["link/b.json"]


def test_hidden_files_are_remembered_if_they_would_match() -> None:
    """A glob remembers those that its last step would match, and none that it names."""
    create(["a/.b.json", "a/.c.txt", ".d.json", "e.json"])
    for name, hidden in ((".", [".d.json", "a/.b.json"]), ("**/*.json", [".d.json", "a/.b.json"]), ("**/.b.json", [])):
        selection = Selection()
        found(selection, name)
        assert sorted(selection.skipped.get("hidden file", [])) == hidden
