"""The project's root, and ways to run programs and to look at folders."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, folder: Path) -> str:
    """Run a program that must end well, and return what it writes."""
    done = subprocess.run(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths in it, those aside that Python makes when it runs them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.glob("**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }
