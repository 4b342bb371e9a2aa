"""Tags of releases follow a scheme; other tags are ignored."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from .conftest import git, refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("tag", ["nightly", "v1", "ci-1.0.0", "build/12", "verified", "20261122"])
def test_tag_that_is_not_a_version_is_ignored(root: Path, tag: str) -> None:
    """Build platforms set their own tags, and a moving tag names the newest release of a major version."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert refused(root) == []


def test_tags_of_surrounding_repository_are_ignored(root: Path, tmp_path: Path) -> None:
    """A source that was unpacked in a different repository is not checked against its tags."""
    inner = tmp_path / "vendored"
    shutil.copytree(root, inner, ignore=shutil.ignore_patterns("vendored"))
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all")
    git(root, "tag", "v9.9.9")
    assert refused(root) == ["tag-scheme tag v9.9.9"]
    assert refused(inner) == []


@pytest.mark.parametrize(
    ("tag", "is_refused"), [("1.0.0", True), ("v1.0", True), ("v9.9.9", True), ("v1.0.0-rc1", True), ("v1.0.0", False)]
)
def test_tag_outside_the_scheme_is_refused(root: Path, tag: str, *, is_refused: bool) -> None:
    """A tag of a release is `v` and a version that CHANGELOG.md contains."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert refused(root) == ([f"tag-scheme tag {tag}"] if is_refused else [])
