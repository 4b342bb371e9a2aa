"""Runs that are disturbed at random: what was finished is in the report, and what is missing is named."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..conftest import conforming

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 6_000
EVERY = 10
"""Of so many lines, one is invalid."""
PROGRAM = """
import os
try:
    from chatlayer_session.__main__ import main
    from chatlayer_session.runs.interrupts import hold_interrupts
    with hold_interrupts():
        from chatlayer_session.runs import scheduler
    scheduler.CHUNK_SIZE, scheduler.SINGLE_PROCESS_BYTES = 100_000, {single}
except KeyboardInterrupt:
    os._exit(130)
main()
"""
"""The command, with small tasks: 20 tasks keep two processes busy."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STREAMS = ("", "<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full")


@dataclass
class Disturbed:
    """A run of the command in a session of its own: its exit code, and what it wrote."""

    folder: Path
    arguments: tuple[str, ...] = ()
    redirect: str = ""
    single: int = 0
    before: Callable[[], None] | None = None
    status: int = 0
    err: bytes = b""
    start: float = field(default_factory=time.monotonic)

    def run(self, disturb: Callable[[subprocess.Popen[bytes]], None] | None = None) -> Disturbed:
        """Run it, with a disturbance, until no process is left that has a copy of its pipe."""
        alive, inherited = os.pipe()
        line = f'exec "$0" "$@" {self.redirect}'
        program = [sys.executable, "-c", PROGRAM.format(single=self.single), "validate"]
        process = subprocess.Popen(
            ["/bin/sh", "-c", line, *program, "--jobs", "2", "--max-findings", "9999", *self.arguments, "log.ndjson"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=[inherited],
            start_new_session=True,
            preexec_fn=self._prepare,
        )
        os.close(inherited)
        if disturb is not None:
            disturb(process)
        _, self.err = process.communicate(timeout=60)
        os.read(alive, 1)
        os.close(alive)
        self.status = process.returncode
        return self

    def _prepare(self) -> None:
        # Tests that run in the background ignore signals.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        if self.before is not None:
            self.before()

    def report(self) -> dict[str, Any] | None:
        """Return the JSON report if it was written; no temporary file is left."""
        assert list(self.folder.glob(".report-*")) == []
        path = self.folder / "report.json"
        return conforming(path.read_bytes()) if path.exists() else None


def assert_accounts_for_lines(report: dict[str, Any], *, complete: bool) -> None:
    """Each line up to the last one reached is a payload or named as lost, and each invalid payload is reported."""
    messages = [entry["message"] for entry in report["unreadable"]]
    # The interrupt cost nothing, or lines in the middle of the file only, if all others were finished.
    complete = complete or not messages or messages[-1].startswith("lines ")
    lost: set[int] = set()
    for message in messages if complete else messages[:-1]:
        match = re.match(r"lines ([\d,]+) to ([\d,]+) were not analysed: ", message)
        assert match is not None, message
        first, last = (int(number.replace(",", "")) for number in match.groups())
        lost |= set(range(first, last + 1))
    reached = report["summary"]["payloads"] + len(lost)
    if complete:
        assert reached == LINES
    else:
        after = f"not analysed after line {reached:,}: interrupted"
        assert messages[-1] == (after if reached else "not analysed: interrupted")
    found = {entry["record"] for entry in report["payloads"]}
    assert found == {line for line in range(EVERY, reached + 1, EVERY) if line not in lost}


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with a log in which one of ten lines is invalid."""
    good, wrong = (json.dumps(value) for value in (documented, {**documented, "botId": 5}))
    lines = (good if number % EVERY else wrong for number in range(1, LINES + 1))
    (tmp_path / "log.ndjson").write_text("".join(f"{line}\n" for line in lines))
    return tmp_path


def send_signals(chance: random.Random) -> Callable[[subprocess.Popen[bytes]], None]:
    """Return a function that sends one or two signals at random moments."""

    def disturb(process: subprocess.Popen[bytes]) -> None:
        time.sleep(chance.uniform(0.0, 1.2))
        for _ in range(chance.choice([1, 1, 2])):
            number = chance.choice(SIGNALS)
            if process.poll() is None:
                chance.choice([os.kill, os.killpg])(process.pid, number)
            time.sleep(chance.uniform(0.0, 0.1))

    return disturb


def kill_workers(chance: random.Random) -> Callable[[subprocess.Popen[bytes]], None]:
    """Return a function that kills worker processes at random moments."""

    def disturb(process: subprocess.Popen[bytes]) -> None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for _ in range(chance.randint(1, 4)):
            deadline = time.monotonic() + 10
            while process.poll() is None and time.monotonic() < deadline:
                workers = children.read_text().split() if children.exists() else []
                if workers:
                    time.sleep(chance.uniform(0.0, 0.02))
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(chance.choice(workers)), signal.SIGKILL)
                    break
                time.sleep(0.002)

    return disturb


@pytest.mark.parametrize("seed", range(12))
def test_signals_at_random_moments(folder: Path, seed: int) -> None:
    """The report has what was finished, and the exit code is that of a signal."""
    chance = random.Random(seed)
    run = Disturbed(folder, ("--format", "json=report.json"), single=chance.choice([0, 10**9]))
    run.run(send_signals(chance))
    report = run.report()
    if report is None:
        # The signal came before the run began, or again while reports were written.
        assert run.status in {130, 143, 129, -signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}
        assert re.fullmatch(rb"(interrupted; the report is incomplete\n)?(\n?interrupted\n)?", run.err)
    else:
        assert run.status in {1, 130, 143, 129}, run.err
        assert_accounts_for_lines(report, complete=run.status == 1)


@pytest.mark.parametrize("seed", range(8))
def test_workers_killed_at_random_moments(folder: Path, seed: int) -> None:
    """Killed processes lose only the lines that the report names, and the exit code is 70."""
    run = Disturbed(folder, ("--format", "json=report.json")).run(kill_workers(random.Random(seed)))
    report = run.report()
    assert report is not None
    assert run.status == (70 if report["unreadable"] else 1)
    assert_accounts_for_lines(report, complete=True)


@pytest.mark.parametrize("redirect", STREAMS)
def test_streams_that_cannot_be_used(folder: Path, redirect: str) -> None:
    """A closed or full stream changes no report in a file, and the exit code is 4 if a report is lost."""
    run = Disturbed(folder, ("--format", "json=report.json", "--format", "text"), redirect).run()
    report = run.report()
    assert report is not None
    assert run.status == (4 if ">&-" in redirect.replace("2>&-", "") or redirect == ">/dev/full" else 1), run.err
    assert_accounts_for_lines(report, complete=True)


@pytest.mark.parametrize("size", [0, 100, 100_000])
def test_full_disk_keeps_the_old_report(folder: Path, size: int) -> None:
    """A report that does not fit leaves the old one and no temporary file, and the exit code is 4."""
    (folder / "report.json").write_bytes(b"")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    run = Disturbed(folder, ("--format", "json=report.json"), before=limit).run()
    assert run.status == 4
    assert run.err == b"report.json: cannot write the report: File too large\n"
    assert (folder / "report.json").read_bytes() == b""
    assert list(folder.glob(".report-*")) == []
