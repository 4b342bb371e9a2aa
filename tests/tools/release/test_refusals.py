"""The gate before a release: the tree as it is passes, and each wrong release is refused for its reason."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tools.release.checks import refusals
from tools.release.project import Tree

from .conftest import CHANGELOG, breaking, change, git, told

if TYPE_CHECKING:
    from pathlib import Path


def test_a_tree_in_order_passes(root: Path) -> None:
    """Work can go on from it, and it can be released as the version that its changes demand."""
    assert told(root) == []
    assert told(root, "1.1.0") == []
    assert told(root, "2.0.0") == []


def test_a_released_file_that_changed_is_refused(root: Path) -> None:
    """The hash in the catalog tells."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert told(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_a_released_file_whose_hash_was_changed_with_it_is_refused(root: Path) -> None:
    """The tag of the last release tells, where there is one."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", "v1.0.0")
    assert told(root) == []
    file = root / "schemas/session/1.0.0/internal.json"
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(b"{}")
    change(root, old, hashlib.sha256(b"{}").hexdigest(), "schemas/catalog.json")
    assert told(root) == ["released-file-changed schemas/session/1.0.0"]


def test_a_released_file_that_is_gone_is_refused(root: Path) -> None:
    """Whether its entry in the catalog stays or goes."""
    shutil.rmtree(root / "schemas/session/1.0.0")
    missing = "file-missing schemas/session/1.0.0/"
    assert told(root) == [f"{missing}internal.json", f"{missing}session.json"]
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.0.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    assert told(root) == ["released-version-missing schemas/session/1.0.0"]


def test_a_version_that_the_catalog_does_not_list_is_refused(root: Path) -> None:
    """A folder alone is no version."""
    shutil.copytree(root / "schemas/session/1.1.0", root / "schemas/session/1.2.0")
    assert told(root) == ["version-not-listed schemas/session/1.2.0"]


def test_a_schema_version_that_is_not_raised_enough_is_refused(root: Path) -> None:
    """The refusal names the version that the changes demand."""
    assert told(root, demand=breaking) == [
        "version-not-bumped schemas/session/1.1.0",
        "wrong-direction schemas/session/1.1.0",
    ]
    first = refusals(Tree(root), breaking, None)[0]
    assert str(first) == (
        "schemas/session/1.1.0: refused[version-not-bumped] the changes since 1.0.0 demand a major version\n"
        "  hint: make it 2.0.0, or undo the change; "
        "compat schemas/session/1.0.0 schemas/session/1.1.0 shows which"
    )


def test_a_schema_without_an_entry_is_refused(root: Path) -> None:
    """Each file of a new version is named by its path."""
    change(root, "`schemas/session/1.1.0/session.json`", "another")
    assert told(root) == ["no-changelog-entry schemas/session/1.1.0/session.json"]


def test_an_entry_that_does_not_say_who_has_to_act_is_refused(root: Path) -> None:
    """Saying what changed is not enough."""
    change(root, "1.1.0/session.json`; nobody has to act.", "1.1.0/session.json`.")
    assert told(root) == [
        "no-direction schemas/session/1.1.0/internal.json",
        "no-direction schemas/session/1.1.0/session.json",
    ]


def test_an_entry_that_names_the_broken_ones_passes(root: Path) -> None:
    """A major version whose readers are told is no lie."""
    change(root, "1.1.0/session.json`; nobody has to act.", "1.1.0/session.json`; readers have to act.")
    assert told(root, demand=breaking) == ["version-not-bumped schemas/session/1.1.0"]


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0", "0.9.0", ""])
def test_a_package_version_that_is_not_the_newest_release_is_refused(root: Path, version: str) -> None:
    """pyproject.toml and CHANGELOG.md agree."""
    change(root, '"1.0.0"', f'"{version}"', "pyproject.toml")
    assert told(root) == ["package-version pyproject.toml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## [Unreleased]", "## [2.0.0]"),
        ("] - 2026-11-22", "]"),
        ("] - 2026-11-22", "] - 2026-13-22"),
        ("## [1.0.0]", "## [1.0]"),
        ("### Added\n\n- `schema/session`: version", "### News\n\n- `schema/session`: version"),
    ],
)
def test_a_change_log_out_of_order_is_refused(root: Path, old: str, new: str) -> None:
    """Unreleased comes first, releases have versions and dates, and groups are the known ones."""
    change(root, old, new)
    assert "changelog-order CHANGELOG.md" in told(root)


@pytest.mark.parametrize(
    ("target", "place"),
    [("1.0.1", "version 1.0.1"), ("1.0.0", "version 1.0.0"), ("0.9.0", "version 0.9.0")],
)
def test_a_release_that_is_not_raised_enough_is_refused(root: Path, target: str, place: str) -> None:
    """A new minor version of a schema makes a minor release at least, and no number comes twice."""
    assert told(root, target) == [f"package-version {place}"]


def test_a_release_of_nothing_is_refused(root: Path) -> None:
    """There must be an entry to release."""
    for version in ("1.1.0",):
        shutil.rmtree(root / f"schemas/session/{version}")
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.1.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    head, _, tail = CHANGELOG.partition("### Added")
    (root / "CHANGELOG.md").write_text(head + tail.partition("## [1.0.0]")[1] + tail.partition("## [1.0.0]")[2])
    assert told(root) == []
    assert told(root, "1.0.1") == ["nothing-to-release version 1.0.1"]
