"""The project as it is committed, and its sdist and wheel."""

from __future__ import annotations

import shutil
import venv
from typing import TYPE_CHECKING

import pytest

from .distribution import PROJECT, run

if TYPE_CHECKING:
    from pathlib import Path


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
