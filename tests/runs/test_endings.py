"""Runs that are interrupted or killed: the report so far is written, and no process is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..conftest import SCRIPT
from .conftest import mostly_valid

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def running_command(folder: Path, lines_file: Path) -> Generator[subprocess.Popen[bytes]]:
    """Run two processes on lines from a pipe: they have read most of 40 MB, and wait for more."""
    os.mkfifo(folder / "pipe.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "--jobs", "2", folder / "pipe.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Tests that run in the background ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    block = mostly_valid(lines_file)
    with (folder / "pipe.ndjson").open("wb", buffering=0) as pipe:
        for _ in range(40_000_000 // len(block)):
            pipe.write(block)
        yield process


def test_interrupt_writes_the_report_so_far(tmp_path: Path, lines_file: Path) -> None:
    """Ctrl-C ends all processes with the report so far, one message and exit code 130."""
    with running_command(tmp_path, lines_file) as process:
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"interrupted; this is what was found so far\n"
    counted = re.search(rb"^([\d,]+) payloads: ", out, re.MULTILINE)
    assert counted is not None
    assert int(counted[1].replace(b",", b"")) > 10_000


def test_killed_worker_ends_the_run_with_a_report(tmp_path: Path, lines_file: Path) -> None:
    """The source of the killed process is unreadable, earlier results are reported, and the exit code is 4."""
    with running_command(tmp_path, lines_file) as process:
        children = _children(process.pid)
        assert len(children) == 2
        for child in children:
            os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert b"a worker process was ended by SIGKILL, and the rest was not checked" in out
    assert b"payloads: " in out


def test_no_worker_outlives_a_killed_command(tmp_path: Path, lines_file: Path) -> None:
    """When the command is killed, its processes notice and end."""
    with running_command(tmp_path, lines_file) as process:
        assert len(_children(process.pid)) == 2
        process.kill()
        # All processes share the pipes, which close when the last process ends.
        assert process.communicate(timeout=60) == (b"", b"")


def _children(parent: int) -> list[int]:
    """Return the processes started by a process, once there are two."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    for _ in range(100):
        children = [int(child) for child in path.read_text().split()]
        if len(children) >= 2:
            return children
        time.sleep(0.05)
    return []
