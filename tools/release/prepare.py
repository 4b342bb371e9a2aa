"""Write a release: a dated section in CHANGELOG.md, and the version in pyproject.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .project import Project
    from .versions import Version


def prepare(project: Project, version: Version, date: str) -> list[str]:
    """Write the version and its date (``YYYY-MM-DD``); return the commands to run next."""
    changelog, metadata = project.root / "CHANGELOG.md", project.root / "pyproject.toml"
    text = metadata.read_text(encoding="utf-8")
    numbered = re.sub(r'^version = "[^"]*"$', f'version = "{version}"', text, count=1, flags=re.MULTILINE)
    changelog.write_text(project.changelog.dated(version, date), encoding="utf-8")
    metadata.write_text(numbered, encoding="utf-8")
    return [
        "bash .ci/run",
        f'git commit --all --message "Release {version}"',
        f"git tag v{version}",
        "python -m build",
    ]
