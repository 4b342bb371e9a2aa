"""The release rules: a project in order passes, and each mistake is refused by its rule."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tools.release.catalog_hashes import list_unreleased
from tools.release.checks import refusals
from tools.release.project import Project

from .conftest import CHANGELOG, breaking, change, git, refused

PROJECT = Path(__file__).resolve().parents[3]


def test_project_in_order_passes(root: Path) -> None:
    """Nothing is refused, neither between releases nor under a version that the changes allow."""
    assert refused(root) == []
    assert refused(root, "1.1.0") == []
    assert refused(root, "2.0.0") == []


def test_changed_released_file_is_refused(root: Path) -> None:
    """A released file whose hash differs from the catalog is refused."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert refused(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_released_file_with_new_hash_is_refused(root: Path) -> None:
    """A released file that changed together with its hash differs from the tag of the last release."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", "v1.0.0")
    assert refused(root) == []
    file = root / "schemas/session/1.0.0/internal.json"
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(b"{}")
    change(root, old, hashlib.sha256(b"{}").hexdigest(), "schemas/catalog.json")
    assert refused(root) == ["released-file-changed schemas/session/1.0.0"]


def test_missing_released_file_is_refused(root: Path) -> None:
    """A released file must exist, and removing its version from the catalog does not help."""
    shutil.rmtree(root / "schemas/session/1.0.0")
    missing = "file-missing schemas/session/1.0.0/"
    assert refused(root) == [f"{missing}internal.json", f"{missing}session.json"]
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.0.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    assert refused(root) == ["released-version-missing schemas/session/1.0.0"]


def test_version_missing_from_catalog_is_refused(root: Path) -> None:
    """Each folder of schemas must be in the catalog."""
    shutil.copytree(root / "schemas/session/1.1.0", root / "schemas/session/1.2.0")
    assert refused(root) == ["version-not-listed schemas/session/1.2.0"]


def test_too_small_schema_bump_is_refused(root: Path) -> None:
    """The refusal names the version that the changes require."""
    assert refused(root, compare=breaking) == [
        "version-not-bumped schemas/session/1.1.0",
        "wrong-direction schemas/session/1.1.0",
    ]
    first = refusals(Project(root), breaking, None)[0]
    assert str(first) == (
        "schemas/session/1.1.0: refused[version-not-bumped] the changes since 1.0.0 require a major version\n"
        "  hint: rename it to 2.0.0, or undo the change; "
        "see `chatlayer-session compat schemas/session/1.0.0 schemas/session/1.1.0`"
    )


def test_schema_without_entry_is_refused(root: Path) -> None:
    """The change log must name each file of a new version by its path."""
    change(root, "`schemas/session/1.1.0/session.json`", "another")
    assert refused(root) == ["no-changelog-entry schemas/session/1.1.0/session.json"]


def test_entry_without_action_is_refused(root: Path) -> None:
    """An entry must say who must act, or that no action is needed."""
    change(root, "1.1.0/session.json`. No action needed.", "1.1.0/session.json`.")
    assert refused(root) == [
        "no-direction schemas/session/1.1.0/internal.json",
        "no-direction schemas/session/1.1.0/session.json",
    ]


def test_entry_that_names_broken_readers_passes(root: Path) -> None:
    """An entry with an action for the readers that a change breaks is enough."""
    change(root, "1.1.0/session.json`. No action needed.", "1.1.0/session.json`. **Action:** readers must adapt.")
    assert refused(root, compare=breaking) == ["version-not-bumped schemas/session/1.1.0"]


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0", "0.9.0", ""])
def test_package_version_must_be_newest_release(root: Path, version: str) -> None:
    """pyproject.toml and CHANGELOG.md must agree."""
    change(root, '"1.0.0"', f'"{version}"', "pyproject.toml")
    assert refused(root) == ["package-version pyproject.toml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## [Unreleased]", "## [2.0.0]"),
        ("] - 2026-11-22", "]"),
        ("] - 2026-11-22", "] - 2026-13-22"),
        ("## [1.0.0]", "## [1.0]"),
        ("### Added\n\n- Add version", "### News\n\n- Add version"),
    ],
)
def test_changelog_out_of_order_is_refused(root: Path, old: str, new: str) -> None:
    """[Unreleased] comes first, releases have a version and a date, and all groups are known."""
    change(root, old, new)
    assert "changelog-order CHANGELOG.md" in refused(root)


@pytest.mark.parametrize("target", ["1.0.1", "1.0.0", "0.9.0"])
def test_too_small_release_is_refused(root: Path, target: str) -> None:
    """A new minor schema version requires a minor release, and no version is released twice."""
    assert refused(root, target) == [f"package-version version {target}"]


def test_release_without_entries_is_refused(root: Path) -> None:
    """A release needs an entry under [Unreleased]."""
    shutil.rmtree(root / "schemas/session/1.1.0")
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.1.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    head, _, tail = CHANGELOG.partition("### Added")
    (root / "CHANGELOG.md").write_text(head + tail.partition("## [1.0.0]")[1] + tail.partition("## [1.0.0]")[2])
    assert refused(root) == []
    assert refused(root, "1.0.1") == ["nothing-to-release version 1.0.1"]


def freeze(root: Path) -> None:
    """Mark the unreleased schema version as frozen, as an entry can before the first release."""
    change(root, "1.1.0/session.json`. No action needed.", "1.1.0/session.json`. No action needed. **Frozen.**")


def test_frozen_file_is_protected_before_a_release(root: Path) -> None:
    """A frozen file that changed is refused, and `list` does not accept its new hash."""
    freeze(root)
    assert refused(root) == []
    (root / "schemas/session/1.1.0/internal.json").write_bytes(b"{}")
    assert list_unreleased(Project(root)) == []
    assert refused(root) == ["released-file-changed schemas/session/1.1.0/internal.json"]


def test_frozen_version_cannot_be_removed(root: Path) -> None:
    """Removing a frozen version from the catalog and the folder is refused."""
    freeze(root)
    shutil.rmtree(root / "schemas/session/1.1.0")
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.1.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    assert refused(root) == ["released-version-missing schemas/session/1.1.0"]


def test_the_project_freezes_its_four_versions() -> None:
    """Two versions of the session and two of the report are frozen before the first release; no other family is."""
    project = Project(PROJECT)
    frozen = {family: [str(version) for version in project.released(family)] for family in project.catalog}
    assert {family: versions for family, versions in frozen.items() if versions} == {
        "session": ["1.0.0", "1.1.0"],
        "report": ["1.0.0", "2.0.0"],
    }
    listed = {
        (family, version, name)
        for family, versions in frozen.items()
        for version in versions
        for name in project.catalog[family][version]
    }
    assert listed == project.changelog.frozen_files()
