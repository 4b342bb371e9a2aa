"""One run of one contender in a separate process, with the CPU time and memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .workloads import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

_EDGE = 1 << 16


@dataclass(frozen=True, slots=True)
class Sample:
    """The CPU time (user and system) and the elapsed time of a run in seconds, and the memory of its largest process.

    ``head`` and ``tail`` are the start and the end of its output.
    """

    cpu: float
    wall: float
    memory: int
    status: int
    head: str
    tail: str


def run(command: list[str], output: Path) -> Sample:
    """Run a command with its output in a file."""
    environment = {**os.environ, "NO_COLOR": "1"}
    with output.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
        # The usage from wait4 includes the children that the process waited for.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    head, tail = _edges(output)
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, process.returncode, head, tail)


def warm(path: Path) -> None:
    """Read a file once, so that no contender has to wait for the disk."""
    block = bytearray(1 << 20)
    with path.open("rb", buffering=0) as stream:
        while stream.readinto(block):
            pass


def _edges(path: Path) -> tuple[str, str]:
    with path.open("rb") as stream:
        head = stream.read(_EDGE)
        stream.seek(max(0, path.stat().st_size - _EDGE))
        return head.decode(errors="replace"), stream.read().decode(errors="replace")
