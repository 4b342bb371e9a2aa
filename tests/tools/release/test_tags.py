"""Tags that the gate holds to the scheme, and tags that it leaves alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from .conftest import git, told

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("tag", ["nightly", "v1", "ci-1.0.0", "build/12", "verified", "20261122"])
def test_a_tag_that_is_no_release_is_left_alone(root: Path, tag: str) -> None:
    """Platforms set tags of their own, and a moving tag names the newest release of a major version."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert told(root) == []


def test_tags_of_a_repository_around_the_tree_are_left_alone(root: Path, tmp_path: Path) -> None:
    """A source that was unpacked in somebody's repository is not held to that one's tags."""
    inner = tmp_path / "vendored"
    shutil.copytree(root, inner, ignore=shutil.ignore_patterns("vendored"))
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all")
    git(root, "tag", "v9.9.9")
    assert told(root) == ["tag-scheme tag v9.9.9"]
    assert told(inner) == []


@pytest.mark.parametrize(
    ("tag", "refused"), [("1.0.0", True), ("v1.0", True), ("v9.9.9", True), ("v1.0.0-rc1", True), ("v1.0.0", False)]
)
def test_a_tag_beyond_the_scheme_is_refused(root: Path, tag: str, *, refused: bool) -> None:
    """A tag is v and a version that CHANGELOG.md has."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert told(root) == ([f"tag-scheme tag {tag}"] if refused else [])
