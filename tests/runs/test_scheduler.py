"""Sources divided into tasks: the division changes no result."""

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
def test_chunk_size_changes_no_result(lines_file: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Records, lines and findings are those of the whole file, for any chunk size."""
    whole = run_over([str(lines_file)])
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", size)
    assert run_over([str(lines_file)]) == whole
    compressed = lines_file.with_suffix(".jsonl.gz")
    compressed.write_bytes(gzip.compress(lines_file.read_bytes()))
    report = json_reporter.to_dict(run_over([str(compressed)]))
    expected = json_reporter.to_dict(whole)
    for entry in (*report["payloads"], *expected["payloads"]):
        del entry["source"]
    assert report == expected
    assert [entry["record"] for entry in expected["payloads"]] == [2, 3, 5, 7, 8, 9]


def test_repeated_source_starts_at_record_one(lines_file: Path) -> None:
    """Records and lines of a source read again start from 1."""
    entries = json_reporter.to_dict(run_over([str(lines_file), str(lines_file)]))["payloads"]
    assert entries[: len(entries) // 2] == entries[len(entries) // 2 :]


def test_documents_are_batched_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch ends when it is full, or at a source of lines or an unreadable input."""
    monkeypatch.setattr(scheduler, "DOCUMENTS_PER_TASK", 2)
    for name in ("a.json", "b.json", "c.json", "d.jsonl", "e.json"):
        (tmp_path / name).write_text("{}")
    names = [str(tmp_path / name) for name in ("a.json", "b.json", "c.json", "gone", "d.jsonl", "e.json")]
    tasks: list[object] = []
    for result in run_tasks(list(find_sources(names)), partial(ValidationAnalysis, ValidatorOptions()), 1):
        task = result.task if isinstance(result, TaskResult) else result
        tasks.append(len(task.sources) if isinstance(task, DocumentsTask) else type(task))
    assert tasks == [2, 1, UnreadableInput, LinesTask, 1]


def test_two_processes_give_the_same_report(tmp_path: Path, lines_file: Path) -> None:
    """A file that is large enough for several processes gives exactly the same report."""
    large = tmp_path / "large.ndjson"
    block = mostly_valid(lines_file)
    large.write_bytes(block * (24_000_000 // len(block)))
    for arguments in (["--format", "text"], ["--format", "json", "--max-findings", "2000"]):
        runs = [
            subprocess.run([SCRIPT, "validate", *arguments, "--jobs", jobs, large], capture_output=True, check=False)
            for jobs in ("1", "2")
        ]
        assert runs[0].returncode == 1
        assert runs[0].stdout == runs[1].stdout
        assert runs[1].stderr == b""


def test_findings_with_different_hints_are_two_groups(tmp_path: Path, documented: dict[str, Any]) -> None:
    """A field with two different hints makes two groups, each counted from its first record."""
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    path = tmp_path / "log.jsonl"
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    path.write_text("".join(json.dumps(payload) + "\n" for payload in [*payloads, *payloads, payloads[1]]))
    groups = [(group.record, group.count, group.finding.hint) for group in run_over([str(path)], listing=False).groups]
    accept = "use a documented field instead, or accept this one with `--accept-unstable POINTER`"
    assert groups == [(1, 2, "did you mean `messageType`?"), (2, 3, accept)]


def test_unreadable_source_hides_no_other(tmp_path: Path, lines_file: Path) -> None:
    """With several processes, a missing file is reported as with one, and later files are checked."""
    large = tmp_path / "large.ndjson"
    large.write_bytes(mostly_valid(lines_file) * 400)
    names = [str(large), str(tmp_path / "gone.json"), str(lines_file)]
    assert large.stat().st_size > scheduler.SINGLE_PROCESS_BYTES
    one, two = run_over(names, 1, listing=False), run_over(names, 2, listing=False)
    assert (one.verdicts, one.rules, one.groups) == (two.verdicts, two.rules, two.groups)
    assert [str(failure) for failure in one.unreadable] == [str(failure) for failure in two.unreadable]
    assert [failure.source for failure in two.unreadable] == [names[1]]
