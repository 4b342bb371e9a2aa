"""The project as it is committed, its sdist and wheel, and helpers that run a program and compare folders."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project as it would be committed, so that a build does not change the tree."""
    copy = tmp_path_factory.mktemp("source") / "project"
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    for name in run(*command, folder=PROJECT).splitlines():
        if (PROJECT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("built")
    builder = tmp_path_factory.mktemp("builder")
    venv.create(builder, with_pip=True)
    python = builder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "build", "hatchling>=1.27", folder=builder)
    # Without options, `build` makes the sdist, and the wheel from the sdist.
    run(python, "-m", "build", "--no-isolation", "--outdir", folder, source, folder=folder)
    return folder
