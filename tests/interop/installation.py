"""The Node packages, installed once for each lock file, outside the project."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

NODE = Path(__file__).resolve().parent / "node"
LOCK = NODE / "package-lock.json"


@cache
def node_folder() -> Path:
    """Return the folder with the scripts and the packages of the lock file; install them if necessary.

    The folder is in the user's cache, and its name is a hash of its content.

    Raises:
        AssertionError: npm is missing or could not install the packages; the message has its output.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    sources = sorted(path for path in NODE.iterdir() if path.is_file())
    content = b"".join(path.name.encode() + path.read_bytes() for path in sources)
    folder = caches / "chatlayer-session-interop" / hashlib.sha256(content).hexdigest()[:16]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _install(folder, sources)
    return folder


def _install(folder: Path, sources: list[Path]) -> None:
    # It has a temporary name until it is complete: several processes may install it, and any can be interrupted.
    partial = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        for source in sources:
            shutil.copy(source, partial)
        npm = shutil.which("npm")
        assert npm, "npm is missing, but Node is installed; install npm, or remove node from PATH"
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=partial, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"npm ci failed:\n{done.stdout}{done.stderr}"
        try:
            partial.rename(folder)
        except OSError:
            assert folder.is_dir(), f"cannot create {folder}"
    finally:
        shutil.rmtree(partial, ignore_errors=True)
