"""A log of JSON Lines, and the result of a run over sources."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.scheduler import LinesTask, run_tasks
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult


def run_over(names: list[str], jobs: int = 1, *, listing: bool = True) -> RunResult:
    """Return the result of a run over these sources."""
    collector = RunCollector("1.0.0", listing=listing)
    records = lines = 0
    for result in run_tasks(
        list(find_sources(names)), partial(ValidationAnalysis, ValidatorOptions(), listing=listing), jobs
    ):
        if isinstance(result, UnreadableInput):
            collector.add_unreadable(result)
            continue
        if not isinstance(result.task, LinesTask) or result.task.is_first:
            records = lines = 0
        assert isinstance(result.accumulator, RunCollector)
        collector.merge(result.accumulator, records, lines)
        records, lines = records + result.records, lines + result.lines
    return collector.run()


@pytest.fixture
def lines_file(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """A file of JSON Lines with valid, unstable and broken records and blank lines, without a final line break."""
    good = json.dumps(documented, separators=(",", ":"))
    unstable = json.dumps({**documented, "lastIntent": "a:b"})
    wrong = json.dumps({**documented, "botId": 5})
    path = tmp_path / "log.ndjson"
    path.write_text(
        "\n".join([good, unstable, "", wrong, good + "\r", good[:-9], " ", good, unstable, '{"a":1}{', wrong])
    )
    return path


def mostly_valid(lines_file: Path) -> bytes:
    """Return whole lines, mostly valid as in a log, followed by those of the file."""
    content = lines_file.read_bytes() + b"\n"
    return content.partition(b"\n")[0].join([b""] + [b"\n"] * 100) + content
