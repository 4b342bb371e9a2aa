"""The project to release: its version, its schema files, its change log and its tags."""

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
class Project:
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
        """The entries of schemas/catalog.json, by family, version and name."""
        families: dict[str, dict[str, dict[str, Any]]] = json.loads(
            (self.root / "schemas" / "catalog.json").read_bytes()
        )["families"]
        return families

    def versions(self, family: str) -> list[Version]:
        """Return the versions of a family in the catalog, oldest first."""
        return sorted(version for text in self.catalog[family] if (version := Version.parse(text)))

    def released(self, family: str) -> list[Version]:
        """Return the versions of a family whose files are frozen according to CHANGELOG.md, oldest first."""
        names = {text for name, text, _ in self.changelog.frozen_files() if name == family}
        return sorted(version for text in names if (version := Version.parse(text)))

    def corrections(self, family: str, version: Version) -> frozenset[str]:
        """Return the places of a version at which a wrong rule is corrected: schema name, ``#`` and JSON Pointer."""
        names = self.catalog[family][str(version)]
        return frozenset(
            f"{name}.json#{correction.get('pointer', '')}"
            for name, entry in names.items()
            for correction in entry.get("corrects", ())
        )

    def folder(self, family: str, version: Version) -> Path:
        """Return the folder of a version's files."""
        return self.root / "schemas" / family / str(version)

    def hash_of(self, family: str, version: str, name: str) -> str | None:
        """Return the SHA-256 of a schema file; None if it is missing."""
        file = self.root / "schemas" / family / version / f"{name}.json"
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None

    def tags(self) -> list[str]:
        """Return the tags of the repository whose root is the project's; none without git.

        The project can be a folder in a different repository, whose tags have nothing to do with it.
        """
        try:
            prefix, tags = (
                subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
                for arguments in (("rev-parse", "--show-prefix"), ("tag", "--list"))
            )
        except FileNotFoundError:
            return []
        is_root = prefix.returncode == 0 and not prefix.stdout.strip()
        return tags.stdout.split() if is_root and tags.returncode == 0 else []

    def changed_since(self, tag: str, path: str) -> bool:
        """Return whether a file of a tag is different or missing now; ``path`` is a glob from the root."""
        command = ["git", "diff", "--quiet", "--diff-filter=MDRT", tag, "--", f":(glob){path}"]
        return subprocess.run(command, cwd=self.root, check=False).returncode == 1
