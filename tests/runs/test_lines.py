"""Lines of one file: taken together where they are alike, and one by one where they are not."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Rule, Validator, Verdict
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker

from ..conftest import SCRIPT

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult


def checked(validator: Validator, lines: list[bytes]) -> RunResult:
    """Return what a checker of lines finds."""
    collector = RunCollector(validator.schema_version, listing=False, source="x")
    LinesChecker(validator, lambda *error: pytest.fail(str(error))).check(b"\n".join([*lines, b""]), collector)
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
