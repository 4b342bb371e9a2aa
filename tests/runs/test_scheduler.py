"""Sources to results: divided into tasks and put together again, whatever the division."""

from __future__ import annotations

import gzip
import json
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.runs import json as json_reporter
from chatlayer_session.runs import scheduler
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.scheduler import DocumentsTask, LinesTask, TaskResult, run_tasks
from chatlayer_session.validator import ValidatorOptions

from ..conftest import SCRIPT
from .conftest import mostly_valid, run_over

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [1, 100, 577, 1000, 1500, 1 << 20])
def test_the_division_of_a_file_changes_nothing(lines_file: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Whatever the size of the chunks, records, lines and findings are those of the file as a whole."""
    whole = run_over([str(lines_file)])
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", size)
    assert run_over([str(lines_file)]) == whole
    compressed = lines_file.with_suffix(".jsonl.gz")
    compressed.write_bytes(gzip.compress(lines_file.read_bytes()))
    found = json_reporter.to_dict(run_over([str(compressed)]))
    expected = json_reporter.to_dict(whole)
    for entry in (*found["payloads"], *expected["payloads"]):
        del entry["source"]
    assert found == expected
    assert [entry["record"] for entry in expected["payloads"]] == [2, 3, 5, 7, 8, 9]


def test_the_same_source_twice_is_counted_from_one_both_times(lines_file: Path) -> None:
    """Records and lines of the second reading do not go on from the first."""
    entries = json_reporter.to_dict(run_over([str(lines_file), str(lines_file)]))["payloads"]
    assert entries[: len(entries) // 2] == entries[len(entries) // 2 :]


def test_documents_are_taken_in_batches_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch ends where it is full or where a source of lines or an unreadable one comes in between."""
    monkeypatch.setattr(scheduler, "DOCUMENTS_PER_TASK", 2)
    for name in ("a.json", "b.json", "c.json", "d.jsonl", "e.json"):
        (tmp_path / name).write_text("{}")
    names = [str(tmp_path / name) for name in ("a.json", "b.json", "c.json", "gone", "d.jsonl", "e.json")]
    kinds: list[object] = []
    for result in run_tasks(list(find_sources(names)), partial(ValidationAnalysis, ValidatorOptions()), 1):
        task = result.task if isinstance(result, TaskResult) else result
        kinds.append(len(task.sources) if isinstance(task, DocumentsTask) else type(task))
    assert kinds == [2, 1, UnreadableInput, LinesTask, 1]


def test_two_processes_report_what_one_does(tmp_path: Path, lines_file: Path) -> None:
    """A file that is large enough for several processes gives the same report, to the letter."""
    large = tmp_path / "large.ndjson"
    block = mostly_valid(lines_file)
    large.write_bytes(block * (24_000_000 // len(block)))
    for arguments in (["--format", "text"], ["--format", "json", "--max-findings", "2000"]):
        outcomes = [
            subprocess.run([SCRIPT, "validate", *arguments, "--jobs", jobs, large], capture_output=True, check=False)
            for jobs in ("1", "2")
        ]
        assert outcomes[0].returncode == 1
        assert outcomes[0].stdout == outcomes[1].stdout
        assert outcomes[1].stderr == b""


def test_equal_findings_are_grouped_by_what_is_told(tmp_path: Path, documented: dict[str, Any]) -> None:
    """A field with two different hints makes two groups, each counted from its first record."""
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    path = tmp_path / "log.jsonl"
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    path.write_text("".join(json.dumps(payload) + "\n" for payload in [*payloads, *payloads, payloads[1]]))
    groups = [(group.record, group.count, group.finding.hint) for group in run_over([str(path)], listing=False).groups]
    accept = "read a documented field instead, or accept this one with --accept-unstable"
    assert groups == [(1, 2, "did you mean `messageType`?"), (2, 3, accept)]


def test_an_unreadable_source_among_large_ones_hides_nothing(tmp_path: Path, lines_file: Path) -> None:
    """With several processes at work, a missing file is told as with one, and the files behind it are checked."""
    large = tmp_path / "large.ndjson"
    large.write_bytes(mostly_valid(lines_file) * 400)
    names = [str(large), str(tmp_path / "gone.json"), str(lines_file)]
    assert large.stat().st_size > scheduler.SINGLE_PROCESS_BYTES
    one, two = run_over(names, 1, listing=False), run_over(names, 2, listing=False)
    assert (one.verdicts, one.rules, one.groups) == (two.verdicts, two.rules, two.groups)
    assert [str(each) for each in one.unreadable] == [str(each) for each in two.unreadable]
    assert [each.source for each in two.unreadable] == [names[1]]
