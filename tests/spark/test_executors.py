"""Spark loses no result, and counts none twice, when an executor is killed."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.archive import processes
from chatlayer_session import spark
from chatlayer_session.spark import splits

from .results import OPTIONS, plain, wanted_summary

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PATIENCE = 120
"""Seconds to wait for a moment at which an executor can be killed."""


def test_killed_executor_loses_and_repeats_nothing(session: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An executor is killed while some partitions are finished and one is not; the result is that of the command."""
    monkeypatch.setattr(splits, "CHUNK_SIZE", 200_000)
    monkeypatch.setattr(splits, "PARTITION_BYTES", 200_000)
    source = folder / "large.jsonl"
    source.write_bytes((folder / "0.jsonl").read_bytes() * 60)
    wanted = wanted_summary(source)
    seen: list[str] = []
    killer = threading.Thread(target=_kill_an_executor, args=(session.sparkContext.statusTracker(), seen), daemon=True)
    killer.start()
    found = spark.summary(str(source), options=OPTIONS)
    killer.join()
    assert seen == ["killed", "a task failed"]
    assert plain(found) == plain(wanted)


def _kill_an_executor(tracker: Any, seen: list[str]) -> None:
    """Kill an executor once a task has ended and others run, and wait until Spark has seen that a task failed."""
    deadline = time.monotonic() + PATIENCE
    while len(seen) < 2 and time.monotonic() < deadline:
        stages = [stage for number in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(number))]
        if not seen and any(stage.numCompletedTasks and stage.numActiveTasks > 1 for stage in stages):
            _executors()[0].kill()
            seen.append("killed")
        elif seen and any(stage.numFailedTasks for stage in stages):
            seen.append("a task failed")
        time.sleep(0.01)


def _executors() -> list[psutil.Process]:
    """Return the executors of the Spark of this process."""
    found = []
    for process in processes():
        with suppress(psutil.NoSuchProcess):
            if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in process.cmdline():
                found.append(process)
    return found
