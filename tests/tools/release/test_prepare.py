"""What a release writes: hashes into the catalog, and numbers where they belong."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tools.release.catalog_hashes import list_unreleased
from tools.release.prepare import prepare
from tools.release.project import Tree
from tools.release.versions import Version

from .conftest import told

if TYPE_CHECKING:
    from pathlib import Path


def test_listing_writes_the_hashes_of_what_is_not_released(root: Path) -> None:
    """New, changed and missing files of unreleased versions get right; what is listed once is not listed again."""
    assert list_unreleased(Tree(root)) == []
    before = (root / "schemas/catalog.json").read_bytes()
    (root / "schemas/session/1.1.0/internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.1.0/session.json").unlink()
    for folder in ("session/1.10.0", "session/1.9.0", "other/1.0.0"):
        (root / "schemas" / folder).mkdir(parents=True)
        (root / "schemas" / folder / "internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.10.0/examples").mkdir()
    assert list_unreleased(Tree(root)) == [
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
    assert "file-missing" not in " ".join(told(root))
    assert list_unreleased(Tree(root)) == []


def test_listing_leaves_what_is_released(root: Path) -> None:
    """A released file that changed is still refused."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert list_unreleased(Tree(root)) == []
    assert told(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_preparing_writes_the_version_where_it_belongs(root: Path) -> None:
    """What was not released gets a heading of its own, the package its number, and the tree passes as released."""
    steps = prepare(Tree(root), Version(1, 1, 0), "2027-01-31")
    assert steps[-2:] == ["git tag v1.1.0", "python -m build"]
    text = (root / "CHANGELOG.md").read_text()
    assert "## [Unreleased]\n\n## [1.1.0] - 2027-01-31\n\n### Added\n" in text
    assert 'version = "1.1.0"' in (root / "pyproject.toml").read_text()
    assert told(root) == []
    assert Tree(root).released("session") == [Version(1, 0, 0), Version(1, 1, 0)]
