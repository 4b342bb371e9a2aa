"""What changed in the exports since a git revision."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "validator/chatlayer_session"


class RevisionError(Exception):
    """A revision does not exist, or its schemas cannot be exported."""


def diff_exports(project: Path, revision: str) -> Iterator[str]:
    """Yield the lines of a unified diff for each export that differs from the revision's.

    The exports of the revision are written by its own code from its own schemas, in a temporary folder.

    Raises:
        RevisionError: the repository of ``project`` has no such revision, or either side cannot be exported.
    """
    with tempfile.TemporaryDirectory() as folder:
        _extract(project, revision, Path(folder))
        old = _exports(Path(folder), revision)
    new = _exports(project, "the working tree")
    for path in sorted(old.keys() | new.keys()):
        old_lines, new_lines = (side.get(path, "").splitlines() for side in (old, new))
        old_name = f"{revision}:{path}" if path in old else "/dev/null"
        new_name = path if path in new else "/dev/null"
        yield from unified_diff(old_lines, new_lines, old_name, new_name, lineterm="")


def _extract(project: Path, revision: str, folder: Path) -> None:
    name = ["git", "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
    commit = subprocess.run(name, cwd=project, capture_output=True, text=True, check=False).stdout.strip()
    if not commit:
        raise RevisionError(f"unknown revision {revision!r}")
    archive = subprocess.run(["git", "archive", commit], cwd=project, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def _exports(project: Path, name: str) -> dict[str, str]:
    """Return the text of each export by path; the command writes them, because older code has different modules."""
    if not (project / PACKAGE).is_dir():
        # Python would run an installed package instead.
        raise RevisionError(f"the schemas of {name} cannot be exported: it has no folder {PACKAGE}")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "chatlayer_session", "schema", "export", "--out", "exports"]
        environment = {**os.environ, "PYTHONPATH": str((project / PACKAGE).parent)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RevisionError(f"the schemas of {name} cannot be exported:\n{done.stderr.rstrip()}")
        root = Path(folder, "exports")
        return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.json")}
