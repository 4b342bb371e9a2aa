"""Helpers of the packaging tests: run a program, and compare folders."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, folder: Path) -> str:
    """Run a program, which must succeed, and return its output."""
    process = subprocess.run(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert process.returncode == 0, process.stdout
    return process.stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of each file in a folder by path, without the caches of Python."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.glob("**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in contents(folder).items()}


def export_hashes() -> dict[str, str]:
    """Return the SHA-256 of each file of a whole export by path, as the golden manifest lists them."""
    golden: dict[str, str] = json.loads((PROJECT / "tests/spec/export/manifest.json").read_bytes())
    return golden
