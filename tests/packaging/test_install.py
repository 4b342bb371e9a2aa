"""The commands that install without a clone, as README.md and docs/how-to/install.md show them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import venv
from typing import TYPE_CHECKING

import pytest

from .distribution import PROJECT, run

if TYPE_CHECKING:
    from pathlib import Path


def bash_blocks(document: str) -> list[str]:
    """Return the `bash` blocks of a document."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    return re.findall(r"^```bash\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def installer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with pip, pipx and uv."""
    folder = tmp_path_factory.mktemp("installer")
    venv.create(folder, with_pip=True)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "pipx", "uv", folder=folder)
    return folder


def test_commands_install_the_wheel(built: Path, installer: Path, tmp_path: Path) -> None:
    """Each command of README.md, typed in the folder of the wheel, installs a command that runs."""
    (wheel,) = built.glob("*.whl")
    shutil.copy(wheel, tmp_path)
    commands = bash_blocks("README.md")[2].splitlines()
    assert bash_blocks("docs/how-to/install.md")[1].splitlines() == commands
    assert [command.split()[0] for command in commands] == ["pipx", "uv", "pip"]
    programs = (tmp_path / "pipx" / "bin", tmp_path / "uv" / "bin", installer / "bin")
    environment = {
        **os.environ,
        "PATH": f"{installer / 'bin'}:{os.environ['PATH']}",
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(programs[0]),
        "UV_TOOL_DIR": str(tmp_path / "uv"),
        "UV_TOOL_BIN_DIR": str(programs[1]),
    }
    environment.pop("PYTHONPATH", None)
    for command, folder in zip(commands, programs, strict=True):
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        printed = subprocess.run(
            [folder / "chatlayer-session", "--version"], env=environment, capture_output=True, text=True, check=True
        ).stdout
        assert re.fullmatch(r"chatlayer-session \d+\.\d+\.\d+.*\n", printed)


def test_wheel_is_built_as_documented(source: Path, installer: Path) -> None:
    """The first command of docs/how-to/install.md, typed in a clone, writes the wheel there."""
    command = bash_blocks("docs/how-to/install.md")[0]
    environment = {**os.environ, "PATH": f"{installer / 'bin'}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-c", command], cwd=source, env=environment, capture_output=True, check=True)
    (wheel,) = source.glob("*.whl")
    wheel.unlink()
