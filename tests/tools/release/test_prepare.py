"""The files that `list` and `prepare` write."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tools.release.__main__ import prepare
from tools.release.catalog_hashes import list_unreleased
from tools.release.project import Project
from tools.release.versions import Version

from .conftest import refused

if TYPE_CHECKING:
    from pathlib import Path


def test_list_updates_hashes_of_unreleased_files(root: Path) -> None:
    """New, changed and missing files of unreleased versions are updated once; the output names them."""
    assert list_unreleased(Project(root)) == []
    before = (root / "schemas/catalog.json").read_bytes()
    (root / "schemas/session/1.1.0/internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.1.0/session.json").unlink()
    for folder in ("session/1.10.0", "session/1.9.0", "other/1.0.0"):
        (root / "schemas" / folder).mkdir(parents=True)
        (root / "schemas" / folder / "internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.10.0/examples").mkdir()
    assert list_unreleased(Project(root)) == [
        "schemas/other/1.0.0/internal.json",
        "schemas/session/1.1.0/internal.json",
        "schemas/session/1.1.0/session.json",
        "schemas/session/1.10.0/internal.json",
        "schemas/session/1.9.0/internal.json",
    ]
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())["families"]
    assert list(catalog) == ["session", "other"]
    assert list(catalog["session"]) == ["1.0.0", "1.1.0", "1.9.0", "1.10.0"]
    assert catalog["session"]["1.1.0"] == {"internal": {"sha256": hashlib.sha256(b"{}").hexdigest()}}
    assert catalog["session"]["1.0.0"] == json.loads(before)["families"]["session"]["1.0.0"]
    assert "file-missing" not in " ".join(refused(root))
    assert list_unreleased(Project(root)) == []


def test_list_keeps_hashes_of_released_files(root: Path) -> None:
    """A released file that changed is still refused after `list`."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert list_unreleased(Project(root)) == []
    assert refused(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_prepare_writes_version_and_section(root: Path) -> None:
    """The unreleased entries get a dated section, the package its version, and the project passes the check."""
    steps = prepare(Project(root), Version(1, 1, 0), "2027-01-31")
    assert steps[-2:] == ["git tag v1.1.0", "python -m build"]
    text = (root / "CHANGELOG.md").read_text()
    assert "## [Unreleased]\n\n## [1.1.0] - 2027-01-31\n\n### Added\n" in text
    assert 'version = "1.1.0"' in (root / "pyproject.toml").read_text()
    assert refused(root) == []
    assert Project(root).released("session") == [Version(1, 0, 0), Version(1, 1, 0)]
