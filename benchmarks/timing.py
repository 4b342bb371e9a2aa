"""One run of one contender: a process of its own, with the CPU time and the memory of all the processes it starts."""

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
    """What a run took: seconds of CPU (user and system), seconds on the clock, and the bytes of its largest process.

    ``head`` and ``tail`` are the first and the last of what it printed.
    """

    cpu: float
    wall: float
    memory: int
    status: int
    head: str
    tail: str


def run(command: list[str], output: Path) -> Sample:
    """Run a command with everything it prints in a file."""
    environment = {**os.environ, "NO_COLOR": "1"}
    with output.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
        # What wait4 tells covers the children that the process has waited for, too.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    head, tail = _edges(output)
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, process.returncode, head, tail)


def warm(path: Path) -> None:
    """Read a file once, so that no contender is the one that waits for the disk."""
    block = bytearray(1 << 20)
    with path.open("rb", buffering=0) as stream:
        while stream.readinto(block):
            pass


def _edges(path: Path) -> tuple[str, str]:
    with path.open("rb") as stream:
        head = stream.read(_EDGE)
        stream.seek(max(0, path.stat().st_size - _EDGE))
        return head.decode(errors="replace"), stream.read().decode(errors="replace")
