"""A project with a release, and the reasons that a tree is refused for."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.compat.changes import Bump
from tools.release.checks import Demand, refusals
from tools.release.project import Tree
from tools.release.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- `schema/session`: version 1.1.0, `schemas/session/1.1.0/internal.json`
  and `schemas/session/1.1.0/session.json`; nobody has to act.

## [1.0.0] - 2026-11-22

### Added

- `schema/session`: `schemas/session/1.0.0/internal.json` and `schemas/session/1.0.0/session.json`; nobody has to act.
"""


def harmless(family: str, old: Version, new: Version) -> Demand:
    """Demand a minor version, as added fields do."""
    del family, old, new
    return Demand(Bump.MINOR, frozenset())


def breaking(family: str, old: Version, new: Version) -> Demand:
    """Demand a major version, as a removed field does."""
    del family, old, new
    return Demand(Bump.MAJOR, frozenset({"readers"}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with one released version of a family and one that is not."""
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


def told(
    root: Path,
    target: str | None = None,
    demand: Callable[[str, Version, Version], Demand] = harmless,
) -> list[str]:
    """Return the rules that a tree is refused by, with their places."""
    found = refusals(Tree(root), demand, None if target is None else Version.parse(target))
    return [f"{each.rule} {each.place}" for each in found]


def change(root: Path, old: str, new: str, file: str = "CHANGELOG.md") -> None:
    """Replace text in a file of the project; it must be there."""
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def git(root: Path, *arguments: str) -> None:
    """Run git in the project as nobody in particular."""
    identity = ["-c", "user.name=Guest", "-c", "user.email=guest@example.invalid"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)
