"""The environment of a recipe: an empty Python environment, a wheel of this package, and a git hook."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOOK = "https://github.com/python-jsonschema/check-jsonschema"
HOOK_VERSION = re.compile(r"rev: (\S+)")


def create_environment(block: str, parent: Path) -> dict[str, str]:
    """Return environment variables for a block of commands: a new Python environment.

    If the block names this package, its wheel is in the folder of the recipe, as the document says.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PRE_COMMIT_HOME": str(parent / "pre-commit")}
    if "pip install" in block:
        create_venv(parent / "venv")
        environment["PATH"] = f"{parent / 'venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    if "chatlayer_session-*.whl" in block:
        _build_wheel(parent)
    if "go run" in block:
        # Go finds the packages that Debian installed.
        environment |= {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(parent / "go")}
    if HOOK in block:
        environment |= _hook_repository(block, parent, environment)
    return environment


def create_venv(folder: Path) -> None:
    """Create an empty environment that uses the pip of this one, because installing pip takes longest."""
    venv.create(folder)
    pip = folder / "bin" / "pip"
    pip.write_text(f'#!/bin/sh\nexec {sys.executable} -m pip --python {folder}/bin/python "$@"\n', encoding="utf-8")
    pip.chmod(0o755)


def _build_wheel(parent: Path) -> None:
    """Build a wheel of this package in the folder of the recipe."""
    source = parent / "source"
    tracked = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], PROJECT, dict(os.environ))
    for name in tracked.splitlines():
        if (PROJECT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(parent / "recipe"), "."]
    run_checked(command, source, dict(os.environ))


def _hook_repository(block: str, parent: Path, environment: dict[str, str]) -> dict[str, str]:
    """Return settings that make git clone the hook from a local repository, built from its sdist."""
    version = HOOK_VERSION.findall(block)[0]
    pip = [str(parent / "venv" / "bin" / "pip"), "download", "--quiet", "--no-deps", "--no-binary", "check-jsonschema"]
    run_checked([*pip, f"check-jsonschema=={version}"], parent, environment)
    (archive,) = parent.glob("check_jsonschema-*.tar.gz")
    shutil.unpack_archive(archive, parent, filter="data")
    repository = parent / archive.name.removesuffix(".tar.gz")
    author = ["-c", "user.name=Guest", "-c", "user.email=guest@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "-m", version], ["tag", version]):
        run_checked(["git", *command], repository, environment)
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{repository}.insteadOf", "GIT_CONFIG_VALUE_0": HOOK}


def validate_in_vscode(folder: Path, payloads: list[str], environment: dict[str, str]) -> str:
    """Validate payloads by the settings of a workspace, with the language service of VS Code; return its output."""
    run_checked(["npm", "install", "--silent", "vscode-json-languageservice@5"], folder, environment)
    shutil.copy(Path(__file__).parent / "vscode.mjs", folder / "check.mjs")
    return run(["node", "check.mjs", *payloads], folder, environment)


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command, which may fail, and return its output; a validator fails when it rejects a payload."""
    return _run(command, folder, environment).stdout


def run_checked(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command, which must succeed, and return its output.

    Raises:
        RuntimeError: it failed; the message has its output.
    """
    process = _run(command, folder, environment)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{process.stdout}")
    return process.stdout


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True
    )
