"""Sources to results: divided into tasks and put together again, whatever the division."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from chatlayer_session import Rule, Validator, Verdict
from chatlayer_session.bulk import tasks as bulk_tasks
from chatlayer_session.bulk.examining import Settings
from chatlayer_session.bulk.lines import LinesChecker
from chatlayer_session.bulk.tasks import Documents, Lines, Result, results
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.reading.sources import find_sources
from chatlayer_session.reporters import json as json_reporter
from chatlayer_session.runs import Collector, Run

SCRIPT = Path(sys.executable).with_name("chatlayer-session")


def describe(error: BaseException) -> str:
    """Return the name of an exception's class."""
    return type(error).__name__


def run_over(names: list[str], jobs: int = 1, *, listing: bool = True) -> Run:
    """Return what is found in sources."""
    collector = Collector("1.0.0", listing=listing)
    records = lines = 0
    for result in results(list(find_sources(names)), Settings({}, describe, listing), jobs):
        if isinstance(result, UnreadableInput):
            collector.add(result)
            continue
        if not isinstance(result.task, Lines) or result.task.is_first:
            records = lines = 0
        assert isinstance(result.gathering, Collector)
        collector.merge(result.gathering, records, lines)
        records, lines = records + result.records, lines + result.lines
    return collector.run()


@pytest.fixture
def lines_file(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """A file of JSON Lines with valid, unstable and broken records and blank lines, without a last line break."""
    good = json.dumps(documented, separators=(",", ":"))
    unstable = json.dumps({**documented, "lastIntent": "a:b"})
    wrong = json.dumps({**documented, "botId": 5})
    path = tmp_path / "log.ndjson"
    path.write_text(
        "\n".join([good, unstable, "", wrong, good + "\r", good[:-9], " ", good, unstable, '{"a":1}{', wrong])
    )
    return path


def mostly_valid(lines_file: Path) -> bytes:
    """Return whole lines of which most are valid, as in a log, with the lines of the file among them."""
    content = lines_file.read_bytes() + b"\n"
    return content.partition(b"\n")[0].join([b""] + [b"\n"] * 100) + content


@pytest.mark.parametrize("size", [1, 100, 577, 1000, 1500, 1 << 20])
def test_the_division_of_a_file_changes_nothing(lines_file: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Whatever the size of the chunks, records, lines and findings are those of the file as a whole."""
    whole = run_over([str(lines_file)])
    monkeypatch.setattr(bulk_tasks, "CHUNK_SIZE", size)
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
    monkeypatch.setattr(bulk_tasks, "BATCH", 2)
    for name in ("a.json", "b.json", "c.json", "d.jsonl", "e.json"):
        (tmp_path / name).write_text("{}")
    names = [str(tmp_path / name) for name in ("a.json", "b.json", "c.json", "gone", "d.jsonl", "e.json")]
    kinds: list[object] = []
    for result in results(list(find_sources(names)), Settings({}, describe), 1):
        task = result.task if isinstance(result, Result) else result
        kinds.append(len(task.sources) if isinstance(task, Documents) else type(task))
    assert kinds == [2, 1, UnreadableInput, Lines, 1]


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


def test_an_interrupt_tells_what_was_found_so_far(tmp_path: Path, lines_file: Path) -> None:
    """Ctrl-C in the midst of several processes: the report so far, one line, status 130, and no process is left."""
    os.mkfifo(tmp_path / "pipe.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "--jobs", "2", tmp_path / "pipe.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Where tests run in the background, interrupts are ignored from the start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    block = mostly_valid(lines_file)
    with (tmp_path / "pipe.ndjson").open("wb", buffering=0) as pipe:
        for _ in range(40_000_000 // len(block)):
            pipe.write(block)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"interrupted; this is what was found so far\n"
    counted = re.search(rb"^([\d,]+) payloads: ", out, re.MULTILINE)
    assert counted is not None
    assert int(counted[1].replace(b",", b"")) > 10_000


def test_a_worker_that_is_killed_ends_the_run_with_a_report(tmp_path: Path, lines_file: Path) -> None:
    """The source that it was at is told as unreadable, what was found before is reported, and the status is 4."""
    os.mkfifo(tmp_path / "pipe.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "--jobs", "2", tmp_path / "pipe.ndjson"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    block = mostly_valid(lines_file)
    with (tmp_path / "pipe.ndjson").open("wb", buffering=0) as pipe:
        for _ in range(40_000_000 // len(block)):
            pipe.write(block)
        children = _children(process.pid)
        assert len(children) == 2
        for child in children:
            os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert b"a worker process was ended by SIGKILL, and the rest was not checked" in out
    assert b"payloads: " in out


def test_no_worker_outlives_a_killed_command(tmp_path: Path, lines_file: Path) -> None:
    """When the command itself is killed, its processes notice and end: what they hold open is closed."""
    os.mkfifo(tmp_path / "pipe.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "--jobs", "2", tmp_path / "pipe.ndjson"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    block = mostly_valid(lines_file)
    with (tmp_path / "pipe.ndjson").open("wb", buffering=0) as pipe:
        for _ in range(40_000_000 // len(block)):
            pipe.write(block)
        assert len(_children(process.pid)) == 2
        process.kill()
        # The pipes are shared with the processes: their end is the end of the last of them.
        assert process.communicate(timeout=60) == (b"", b"")


def _children(parent: int) -> list[int]:
    """Return the processes started by a process, once there are any."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    for _ in range(100):
        children = [int(child) for child in path.read_text().split()]
        if len(children) >= 2:
            return children
        time.sleep(0.05)
    return []


def test_equal_findings_are_grouped_by_what_is_told(tmp_path: Path, documented: dict[str, Any]) -> None:
    """A field with two different hints makes two groups, each counted from its first record."""
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    path = tmp_path / "log.jsonl"
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    path.write_text("".join(json.dumps(payload) + "\n" for payload in [*payloads, *payloads, payloads[1]]))
    groups = [(group.record, group.count, group.finding.hint) for group in run_over([str(path)], listing=False).groups]
    accept = "read a documented field instead, or accept this one with --accept-unstable"
    assert groups == [(1, 2, "did you mean `messageType`?"), (2, 3, accept)]


def checked(validator: Validator, lines: list[bytes]) -> Run:
    """Return what a checker of lines finds."""
    collector = Collector(validator.schema_version, listing=False)
    LinesChecker(validator, lambda *defect: pytest.fail(str(defect))).check("x", b"\n".join([*lines, b""]), collector)
    return collector.run()


def test_a_duplicate_key_among_lines_taken_one_by_one_is_found(documented: dict[str, Any]) -> None:
    """A line of a known shape is told for a key that it has twice, where another keeps the block from passing."""
    good = json.dumps(documented).encode()
    twice = good.replace(b'"locale":', b'"locale": "x", "locale":')
    run = checked(Validator(), [good, b"{", good, twice, good])
    assert run.verdicts == {Verdict.VALID: 3, Verdict.INVALID: 2}
    assert [(group.record, group.finding.rule) for group in run.groups] == [(2, Rule.SYNTAX), (4, Rule.DUPLICATE_KEY)]


def test_a_large_line_among_others_is_weighed(documented: dict[str, Any]) -> None:
    """A line of a shape that is known, with more than 10,000,000 bytes, is not vouched for without its size."""
    validator = Validator(kind="session")
    small = json.dumps({"internal": documented, "notes": "a"}, separators=(",", ":")).encode()
    large = json.dumps({"internal": documented, "notes": "a" * 10_000_000}, separators=(",", ":")).encode()
    validator.validate(small)
    run = checked(validator, [small, large, b"{", small])
    assert run.verdicts == {Verdict.VALID: 3, Verdict.INVALID: 1}
    assert [(group.record, group.finding.rule) for group in run.groups] == [
        (2, Rule.NEARLY_TOO_LARGE),
        (3, Rule.SYNTAX),
    ]


def test_a_group_is_told_with_its_first_record_whichever_shape_takes_that(documented: dict[str, Any]) -> None:
    """A line that only a shape learned in the same block takes comes before one that an earlier shape took."""
    validator = Validator()
    known = json.dumps({**documented, "lastIntent": "a"}).encode()
    validator.validate(known)
    new = {**documented, "offload": {"queue": "a"}}
    run = checked(validator, [json.dumps(new).encode(), json.dumps({**new, "lastIntent": "a"}).encode(), known])
    assert [(group.finding.pointer, group.record, group.count) for group in run.groups] == [
        ("/offload", 1, 2),
        ("/lastIntent", 2, 2),
    ]


def test_one_broken_line_in_the_midst_of_many_is_reported(tmp_path: Path, documented: dict[str, Any]) -> None:
    """With its record and line, by as many processes as there are cores; the other 200,000 lines are counted."""
    good = json.dumps(documented, separators=(",", ":")).encode() + b"\n"
    path = tmp_path / "large.jsonl"
    with path.open("wb") as stream:
        for part in (good * 100_000, good[:-3] + b"\n", good * 100_000):
            stream.write(part)
    done = subprocess.run([SCRIPT, "validate", "--format", "json", path], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    found = json.loads(done.stdout)
    counts = {"payloads": 200_001, "valid": 200_000, "unstable": 0, "invalid": 1, "unreadable": 0}
    assert found["summary"] == {**counts, "byRule": {"syntax": 1}}
    assert [(entry["record"], entry["findings"][0]["line"]) for entry in found["payloads"]] == [(100_001, 100_001)]


def test_an_unreadable_source_among_large_ones_hides_nothing(tmp_path: Path, lines_file: Path) -> None:
    """With several processes at work, a missing file is told as with one, and the files behind it are checked."""
    large = tmp_path / "large.ndjson"
    large.write_bytes(mostly_valid(lines_file) * 400)
    names = [str(large), str(tmp_path / "gone.json"), str(lines_file)]
    assert large.stat().st_size > bulk_tasks.ALONE
    one, two = run_over(names, 1, listing=False), run_over(names, 2, listing=False)
    assert (one.verdicts, one.rules, one.groups) == (two.verdicts, two.rules, two.groups)
    assert [str(each) for each in one.unreadable] == [str(each) for each in two.unreadable]
    assert [each.source for each in two.unreadable] == [names[1]]
