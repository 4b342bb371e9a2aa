"""Turning what is not released yet into a release: the change log gets its section, the package its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .project import Tree
    from .versions import Version


def prepare(tree: Tree, version: Version, date: str) -> list[str]:
    """Write the version into CHANGELOG.md, with its date (``YYYY-MM-DD``), and into pyproject.toml.

    Returns what a person has to do next, a command each.
    """
    changelog, project = tree.root / "CHANGELOG.md", tree.root / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    numbered = re.sub(r'^version = "[^"]*"$', f'version = "{version}"', text, count=1, flags=re.MULTILINE)
    changelog.write_text(tree.changelog.dated(version, date), encoding="utf-8")
    project.write_text(numbered, encoding="utf-8")
    return [
        "bash .ci/run",
        f'git commit --all --message "Release {version}"',
        f"git tag v{version}",
        "python -m build",
    ]
