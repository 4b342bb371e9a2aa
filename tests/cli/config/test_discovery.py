"""Configuration files that are found and cannot be read: the gate that they set is never off without a word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..conftest import heed_permissions
from .conftest import OWN, PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...conftest import Command


SCRIPT = Path(sys.executable).with_name("chatlayer-session")


def locked(path: Path) -> None:
    """Make a file that nobody may read."""
    path.write_text('[tool.chatlayer-session]\nfail-on = "unstable"\n')
    path.chmod(0)


def into_a_locked_folder(path: Path) -> None:
    """Make a link to a file in a folder that nobody may look into."""
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
        (OWN, lambda path: path.symlink_to("gone.toml"), NOT_FOUND),
        (
            OWN,
            lambda path: path.symlink_to(path.name),
            "cannot follow this link: Too many levels of symbolic",
        ),
        (OWN, into_a_locked_folder, "cannot follow this link: Permission denied"),
        (OWN, os.mkfifo, NO_FILE),
        (OWN, os.mkdir, NO_FILE),
        (OWN, lambda path: path.symlink_to("/dev/zero"), NO_FILE),
        (OWN, locked, LOCKED),
        (PROJECT, lambda path: path.symlink_to("gone.toml"), NOT_FOUND),
        (PROJECT, os.mkfifo, NO_FILE),
        (PROJECT, os.mkdir, NO_FILE),
        (PROJECT, locked, LOCKED),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    command: Command, payload: Path, name: str, make: Callable[[Path], object], reason: str
) -> None:
    """With its path and the reason, and it is never waited for."""
    make(command.folder / name)
    outcome = command("validate", payload, before=heed_permissions)
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"invalid configuration:\n{name}: {reason}" in outcome.stderr


def test_such_a_file_above_is_told_and_can_be_passed_over(command: Command, payload: Path) -> None:
    """As any other configuration."""
    (command.folder / PROJECT).symlink_to("gone.toml")
    command.folder = payload.parent
    outcome = command.forked("validate", "payload.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"\n../{PROJECT}: {NOT_FOUND}; remove it, or pass --no-config\n" in outcome.stderr
    assert command.forked("validate", "--no-config", "payload.json").status == 0


@pytest.mark.parametrize("run", [["config", "show"], ["baseline", "logs"], ["baseline", "--write", "logs"]])
def test_the_other_commands_tell_it_too(command: Command, payload: Path, run: list[str]) -> None:
    """And write nothing in its place."""
    del payload
    (command.folder / OWN).symlink_to("gone.toml")
    outcome = command.forked(*run)
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"{OWN}: {NOT_FOUND}; remove it, or pass --no-config\n" in outcome.stderr
    assert not (command.folder / "gone.toml").exists()


def test_a_nearer_file_that_can_be_read_holds(command: Command, payload: Path) -> None:
    """What lies above it is not asked for."""
    (command.folder / OWN).symlink_to("gone.toml")
    (payload.parent / OWN).write_text('fail-on = "unstable"\n')
    command.folder = payload.parent
    assert command.forked("validate", payload).status == 3


def test_a_link_to_a_file_holds(command: Command, payload: Path) -> None:
    """A link that leads somewhere is as good as the file."""
    (command.folder / "shared.toml").write_text('fail-on = "unstable"\n')
    (command.folder / OWN).symlink_to("shared.toml")
    assert command.forked("validate", payload).status == 3


def test_a_folder_above_that_may_not_be_looked_into_has_no_configuration(command: Command, payload: Path) -> None:
    """Nobody can tell what is in it, and it is not in the way of a run without a configuration."""
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


def test_a_pipe_that_is_named_is_read(payload: Path) -> None:
    """As a shell makes them for what another program writes."""
    shell = f"{SCRIPT} validate --config <(echo 'fail-on = \"unstable\"') {payload}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
