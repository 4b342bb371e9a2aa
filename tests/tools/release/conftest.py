"""A project with a released and an unreleased schema version, and helpers to change it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.compat.changes import Bump
from tools.release.checks import RequiredBump, refusals
from tools.release.project import Project
from tools.release.versions import Version

if TYPE_CHECKING:
    from pathlib import Path

    from tools.release.checks import Compare

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- Add version 1.1.0: `schemas/session/1.1.0/internal.json`
  and `schemas/session/1.1.0/session.json`. No action needed.

## [1.0.0] - 2026-11-22

### Added

- Add `schemas/session/1.0.0/internal.json` and `schemas/session/1.0.0/session.json`. No action needed.
"""


def harmless(family: str, old: Version, new: Version) -> RequiredBump:
    """Require a minor version, as added fields do."""
    del family, old, new
    return RequiredBump(Bump.MINOR, frozenset())


def breaking(family: str, old: Version, new: Version) -> RequiredBump:
    """Require a major version, as a removed field does."""
    del family, old, new
    return RequiredBump(Bump.MAJOR, frozenset({"readers"}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project in which version 1.0.0 of a family is released and 1.1.0 is not."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.0.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    families: dict[str, dict[str, dict[str, dict[str, str]]]] = {"session": {}}
    for version in ("1.0.0", "1.1.0"):
        folder = tmp_path / "schemas" / "session" / version
        folder.mkdir(parents=True)
        families["session"][version] = {}
        for name in ("internal", "session"):
            content = json.dumps({"$id": f"urn:chatlayer-session:session:{version}:{name}"}).encode()
            (folder / f"{name}.json").write_bytes(content)
            families["session"][version][name] = {"sha256": hashlib.sha256(content).hexdigest()}
    (tmp_path / "schemas" / "catalog.json").write_text(json.dumps({"families": families}))
    return tmp_path


def refused(root: Path, target: str | None = None, compare: Compare = harmless) -> list[str]:
    """Return the rules that refuse a project, each with its place."""
    version = None if target is None else Version.parse(target)
    return [f"{refusal.rule} {refusal.place}" for refusal in refusals(Project(root), compare, version)]


def change(root: Path, old: str, new: str, file: str = "CHANGELOG.md") -> None:
    """Replace a text that a file of the project contains."""
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def git(root: Path, *arguments: str) -> None:
    """Run git in the project, under an invented identity."""
    identity = ["-c", "user.name=Guest", "-c", "user.email=guest@example.invalid"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)
