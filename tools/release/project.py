"""The tree that is to be released: its numbers, its schema files, and what was released before."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .changelog import Changelog
from .versions import Version

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE_VERSION = re.compile(r'^version = "(?P<version>[^"]+)"$', re.MULTILINE)


@dataclass(frozen=True)
class Tree:
    """A checkout of the project."""

    root: Path

    @cached_property
    def changelog(self) -> Changelog:
        """CHANGELOG.md."""
        return Changelog((self.root / "CHANGELOG.md").read_text(encoding="utf-8"))

    @cached_property
    def package_version(self) -> str:
        """The version in pyproject.toml; empty if it has none."""
        match = _PACKAGE_VERSION.search((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        return match["version"] if match else ""

    @cached_property
    def catalog(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Families, versions and names in schemas/catalog.json, each with its entry."""
        families: dict[str, dict[str, dict[str, Any]]] = json.loads(
            (self.root / "schemas" / "catalog.json").read_bytes()
        )["families"]
        return families

    def versions(self, family: str) -> list[Version]:
        """Return the versions of a family in the catalog, oldest first."""
        return sorted(version for each in self.catalog[family] if (version := Version.parse(each)))

    def released(self, family: str) -> list[Version]:
        """Return the versions of a family that a dated section of the change log names, oldest first."""
        named = {
            version
            for section in self.changelog.released
            for entry in section.entries
            for name, text, _ in entry.files()
            if name == family and (version := Version.parse(text))
        }
        return sorted(named)

    def folder(self, family: str, version: Version) -> Path:
        """Return where the files of a version lie."""
        return self.root / "schemas" / family / str(version)

    def hash_of(self, family: str, version: str, name: str) -> str | None:
        """Return the SHA-256 of a schema file; None if it is not there."""
        file = self.root / "schemas" / family / version / f"{name}.json"
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None

    def tags(self) -> list[str]:
        """Return the tags of the repository that this is the root of; none where it is no such root, or git is absent.

        A tree may lie in a repository of something else, whose tags say nothing of it.
        """
        try:
            within, listed = (
                subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
                for arguments in (("rev-parse", "--show-prefix"), ("tag", "--list"))
            )
        except FileNotFoundError:
            return []
        is_root = within.returncode == 0 and not within.stdout.strip()
        return listed.stdout.split() if is_root and listed.returncode == 0 else []

    def changed_since(self, tag: str, path: str) -> bool:
        """Say whether files that were there at a tag are different or gone; ``path`` is a glob from the root."""
        command = ["git", "diff", "--quiet", "--diff-filter=MDRT", tag, "--", f":(glob){path}"]
        return subprocess.run(command, cwd=self.root, check=False).returncode == 1
