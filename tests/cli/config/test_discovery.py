"""Configuration files that exist but cannot be read: a gate is never turned off silently."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..conftest import heed_permissions
from .conftest import CONFIG_FILE, PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...conftest import Command


SCRIPT = Path(sys.executable).with_name("chatlayer-session")


def without_permission(path: Path) -> None:
    """Create a file that nobody may read."""
    path.write_text('[tool.chatlayer-session]\nfail-on = "unstable"\n')
    path.chmod(0)


def link_into_locked_folder(path: Path) -> None:
    """Create a link to a file in a folder that nobody may enter."""
    folder = path.with_name("locked")
    folder.mkdir()
    (folder / "gate.toml").touch()
    path.symlink_to("locked/gate.toml")
    folder.chmod(0)


NOT_FOUND = "cannot follow this link: No such file or directory"
NO_FILE = "is not a regular file"
LOCKED = "cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        (CONFIG_FILE, lambda path: path.symlink_to("gone.toml"), NOT_FOUND),
        (
            CONFIG_FILE,
            lambda path: path.symlink_to(path.name),
            "cannot follow this link: Too many levels of symbolic",
        ),
        (CONFIG_FILE, link_into_locked_folder, "cannot follow this link: Permission denied"),
        (CONFIG_FILE, os.mkfifo, NO_FILE),
        (CONFIG_FILE, os.mkdir, NO_FILE),
        (CONFIG_FILE, lambda path: path.symlink_to("/dev/zero"), NO_FILE),
        (CONFIG_FILE, without_permission, LOCKED),
        (PROJECT_FILE, lambda path: path.symlink_to("gone.toml"), NOT_FOUND),
        (PROJECT_FILE, os.mkfifo, NO_FILE),
        (PROJECT_FILE, os.mkdir, NO_FILE),
        (PROJECT_FILE, without_permission, LOCKED),
    ],
)
def test_unreadable_configuration_is_reported(
    command: Command, payload: Path, name: str, make: Callable[[Path], object], reason: str
) -> None:
    """The message has the path and the reason, and the run never blocks."""
    make(command.folder / name)
    outcome = command("validate", payload, before=heed_permissions)
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"invalid configuration:\n{name}: {reason}" in outcome.stderr


def test_unreadable_configuration_above_can_be_ignored(command: Command, payload: Path) -> None:
    """It is reported with its path, and `--no-config` ignores it."""
    (command.folder / PROJECT_FILE).symlink_to("gone.toml")
    command.folder = payload.parent
    outcome = command.forked("validate", "payload.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"\n../{PROJECT_FILE}: {NOT_FOUND}; remove it, or pass --no-config\n" in outcome.stderr
    assert command.forked("validate", "--no-config", "payload.json").status == 0


@pytest.mark.parametrize("run", [["config", "show"], ["baseline", "logs"], ["baseline", "--write", "logs"]])
def test_other_commands_report_unreadable_configuration(command: Command, payload: Path, run: list[str]) -> None:
    """They write nothing in its place."""
    del payload
    (command.folder / CONFIG_FILE).symlink_to("gone.toml")
    outcome = command.forked(*run)
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"{CONFIG_FILE}: {NOT_FOUND}; remove it, or pass --no-config\n" in outcome.stderr
    assert not (command.folder / "gone.toml").exists()


def test_nearest_configuration_hides_unreadable_one(command: Command, payload: Path) -> None:
    """Files above the nearest configuration are not read."""
    (command.folder / CONFIG_FILE).symlink_to("gone.toml")
    (payload.parent / CONFIG_FILE).write_text('fail-on = "unstable"\n')
    command.folder = payload.parent
    assert command.forked("validate", payload).status == 3


def test_link_to_a_configuration_is_followed(command: Command, payload: Path) -> None:
    """A link to a readable file works like the file."""
    (command.folder / "shared.toml").write_text('fail-on = "unstable"\n')
    (command.folder / CONFIG_FILE).symlink_to("shared.toml")
    assert command.forked("validate", payload).status == 3


def test_locked_folder_above_has_no_configuration(command: Command, payload: Path) -> None:
    """A run without a configuration works below a folder that it may not read."""
    inner = payload.parent / "inner"
    inner.mkdir()
    content = payload.read_bytes()

    def enter() -> None:
        heed_permissions()
        os.chdir(inner)
        payload.parent.chmod(0)

    outcome = command("validate", "-", stdin=content, before=enter)
    payload.parent.chmod(0o755)
    assert (outcome.status, outcome.err) == (0, b"")


def test_named_pipe_is_read(payload: Path) -> None:
    """`--config` accepts the process substitution of a shell."""
    shell = f"{SCRIPT} validate --config <(echo 'fail-on = \"unstable\"') {payload}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
