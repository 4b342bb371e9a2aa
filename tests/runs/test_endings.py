"""Runs that are interrupted or killed: the report so far is written, and no process is left."""

from __future__ import annotations

import contextlib
import gc
import json
import multiprocessing
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from chatlayer_session.cli.progress import collect
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.runs import scheduler
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.validator import ValidatorOptions

from ..conftest import SCRIPT
from .conftest import mostly_valid

if TYPE_CHECKING:
    from collections.abc import Generator

    from chatlayer_session.runs.results import RunResult


@contextmanager
def running_command(folder: Path, block: bytes) -> Generator[subprocess.Popen[bytes]]:
    """Run two processes on lines from a pipe: they have read most of 40 MB, and wait for more."""
    os.mkfifo(folder / "pipe.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "--jobs", "2", folder / "pipe.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with (folder / "pipe.ndjson").open("wb", buffering=0) as pipe:
        for _ in range(40_000_000 // len(block)):
            pipe.write(block)
        yield process


def test_interrupt_writes_the_report_so_far(tmp_path: Path, lines_file: Path) -> None:
    """Ctrl-C ends all processes with the report so far, one message and exit code 130."""
    with running_command(tmp_path, mostly_valid(lines_file)) as process:
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"interrupted; the report is incomplete\n"
    counted = re.search(rb"^([\d,]+) payloads: ", out, re.MULTILINE)
    assert counted is not None
    assert int(counted[1].replace(b",", b"")) > 10_000


@pytest.mark.parametrize("is_pipe", [False, True])
def test_every_format_names_what_an_interrupt_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_pipe: bool
) -> None:
    """The report of an interrupted run never looks like that of a successful one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 9)
    for name, content in (("done.ndjson", "{}\n"), ("a.ndjson", "{}\n" * 9), ("b.json", "{}"), ("c.json", "{}")):
        Path(name).write_text(content)
    results: Any = scheduler.run_tasks

    def interrupted(*arguments: Any) -> Generator[Any]:
        for number, result in enumerate(results(*arguments)):
            if number == 3:
                raise KeyboardInterrupt
            # The size of a pipe is unknown.
            yield replace(result, task=replace(result.task, end=0)) if is_pipe else result

    monkeypatch.setattr("chatlayer_session.cli.progress.run_tasks", interrupted)
    run = _collect(Path("done.ndjson"), Path("a.ndjson"), Path("b.json"), Path("c.json"), jobs=1)
    assert [(failure.source, failure.reason) for failure in run.unreadable] == [
        ("a.ndjson", "not analysed after line 6: interrupted"),
        ("b.json", "not analysed, and 1 more input: interrupted"),
    ]
    assert run.payloads == 7
    written = {name: FORMATS.load(name).render(run, Style()) for name in FORMATS.names}
    assert all("not analysed after line 6: interrupted" in report for report in written.values())
    (invocation,) = json.loads(written["sarif"])["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert fromstring(written["junit"]).get("errors") == "2"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signal_ends_a_run_like_an_interrupt(
    tmp_path: Path, lines_file: Path, number: signal.Signals, status: int
) -> None:
    """SIGTERM and SIGHUP: the report so far, one line, 128 and the number of the signal as status."""
    with running_command(tmp_path, mostly_valid(lines_file)) as process:
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert err == b"interrupted; the report is incomplete\n"
    assert re.search(rb"^[\d,]+ payloads: ", out, re.MULTILINE)


def test_killed_idle_workers_lose_nothing(tmp_path: Path, lines_file: Path) -> None:
    """Processes that died while they waited for lines are replaced, and every payload is counted."""
    # Results without findings are small, so that no worker waits for the command to read one.
    block = (lines_file.read_bytes().partition(b"\n")[0] + b"\n") * 100
    with running_command(tmp_path, block) as process:
        children = _children(process.pid)
        assert len(children) == 2
        for child in children:
            _wait_for(child, "S")
            os.kill(child, signal.SIGKILL)
            _wait_for(child, "Z")
    out, err = process.communicate(timeout=60)
    payloads = 40_000_000 // len(block) * 100
    assert (process.returncode, out) == (
        0,
        f"{payloads:,} payloads: {payloads:,} valid, 0 unstable, 0 invalid\n".encode(),
    ), err


def test_killed_busy_worker_loses_only_its_lines(
    lines_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lost lines are named by their numbers, lines after them keep theirs, and lost records are counted."""
    path = _file_of_tasks(tmp_path, mostly_valid(lines_file), 60, monkeypatch, alone=10)
    complete = _collect(path)
    mark = tmp_path / "killed"
    check = LinesChecker.check

    def dying(self: LinesChecker, *arguments: Any) -> tuple[int, int]:
        if multiprocessing.parent_process() is not None:
            # Exclusive creation: of two workers at this point, only one dies.
            with contextlib.suppress(FileExistsError):
                mark.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        return check(self, *arguments)

    monkeypatch.setattr(LinesChecker, "check", dying)
    run = _collect(path)
    (failure,) = run.unreadable
    lost = re.fullmatch(
        r"lines ([\d,]+) to ([\d,]+) were not analysed: a worker process was ended by SIGKILL", failure.reason
    )
    assert lost is not None
    first, last = (int(number.replace(",", "")) for number in lost.groups())
    lines = path.read_bytes().split(b"\n")[first - 1 : last]
    assert run.internal_errors == sum(bool(line.strip()) for line in lines)
    assert run.payloads + run.internal_errors == complete.payloads
    places = {(group.record, group.finding.line) for group in run.groups}
    assert places <= {(report.record, finding.line) for report in complete.listed for finding in report.findings}


def test_interrupt_during_a_merge_drops_no_result(
    lines_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is merged as a whole, and those of tasks that are at work are merged or named."""
    path = _file_of_tasks(tmp_path, mostly_valid(lines_file), 20, monkeypatch, alone=0)
    payloads = _collect(path).payloads // 20
    merge = RunCollector.merge

    def interrupted(self: RunCollector, *arguments: Any) -> None:
        if not self.run().payloads:
            signal.raise_signal(signal.SIGINT)
        merge(self, *arguments)

    monkeypatch.setattr(RunCollector, "merge", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run = _collect(path)
    finally:
        signal.signal(signal.SIGINT, before)
    lost = [failure for failure in run.unreadable if failure.reason.startswith("lines")]
    assert run.payloads // payloads + len(lost) >= 2


def _file_of_tasks(folder: Path, block: bytes, count: int, monkeypatch: pytest.MonkeyPatch, *, alone: int) -> Path:
    """Write a file of equal blocks, each of which is a task; one process reads the first ``alone`` of them."""
    path = folder / "large.ndjson"
    path.write_bytes(block * count)
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", len(block))
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", alone * len(block))
    return path


def _wait_for(process: int, state: str) -> None:
    """Wait until a process is in a state, such as S for sleeping, whenever it is looked at in half a second."""
    for _ in range(100):
        states: set[str] = set()
        for _ in range(10):
            states.add(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0])
            time.sleep(0.05)
        if states == {state}:
            return
    pytest.fail(f"process {process} is never in the state {state}")


def _collect(*paths: Path, jobs: int = 2) -> RunResult:
    """Return the result of a run over files."""
    collector = RunCollector("1.1.0")
    threshold = gc.get_threshold()
    try:
        collect(
            list(find_sources(list(map(str, paths)))), partial(ValidationAnalysis, ValidatorOptions()), jobs, collector
        )
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    return collector.run()


def test_no_worker_outlives_a_killed_command(tmp_path: Path, lines_file: Path) -> None:
    """When the command is killed, its processes notice and end."""
    with running_command(tmp_path, mostly_valid(lines_file)) as process:
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
