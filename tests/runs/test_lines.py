"""Lines of one source: matched together if possible, else checked one by one."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Rule, Validator, Verdict
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.runs.collector import ListLimit, RunCollector
from chatlayer_session.runs.lines import LinesChecker

from ..conftest import SCRIPT

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult


def result_of(validator: Validator, lines: list[bytes]) -> RunResult:
    """Return the result of checking lines."""
    collector = RunCollector(validator.schema_version, listing=False, source="x")
    LinesChecker(validator, lambda *error: pytest.fail(str(error))).check(b"\n".join([*lines, b""]), collector)
    return collector.run()


def test_duplicate_key_in_a_mixed_block_is_reported(documented: dict[str, Any]) -> None:
    """A duplicate key in an otherwise known line is reported, even if another line keeps the block from matching."""
    good = json.dumps(documented).encode()
    twice = good.replace(b'"locale":', b'"locale": "x", "locale":')
    run = result_of(Validator(), [good, b"{", good, twice, good])
    assert run.verdicts == {Verdict.VALID: 3, Verdict.INVALID: 2}
    assert [(group.record, group.finding.rule) for group in run.groups] == [(2, Rule.SYNTAX), (4, Rule.DUPLICATE_KEY)]


def test_large_line_in_a_block_is_measured(documented: dict[str, Any]) -> None:
    """A line of a known structure with more than 10,000,000 bytes is not matched without its size."""
    validator = Validator(kind="session")
    small = json.dumps({"internal": documented, "notes": "a"}, separators=(",", ":")).encode()
    large = json.dumps({"internal": documented, "notes": "a" * 10_000_000}, separators=(",", ":")).encode()
    validator.validate(small)
    run = result_of(validator, [small, large, b"{", small])
    assert run.verdicts == {Verdict.VALID: 3, Verdict.INVALID: 1}
    assert [(group.record, group.finding.rule) for group in run.groups] == [
        (2, Rule.NEARLY_TOO_LARGE),
        (3, Rule.SYNTAX),
    ]


def test_values_of_lines_are_all_shown(documented: dict[str, Any]) -> None:
    """Findings that show different values are different, on lines that have the same issues too."""
    lines = [json.dumps({**documented, "locale": number}).encode() for number in (1, 2, 2, 3)]
    groups = result_of(Validator(show_values=True), lines).groups
    assert [(group.finding.value, group.count, group.lines) for group in groups] == [
        ("1", 1, (1,)),
        ("2", 2, (2, 3)),
        ("3", 1, (4,)),
    ]
    (group,) = result_of(Validator(), lines).groups
    assert (group.count, group.lines) == (4, (1, 2, 3, 4))


@pytest.mark.parametrize(("invalid", "others"), [(3, 1_000), (1_000, 3)])
def test_lines_beyond_the_list_of_their_verdict_are_counted(
    documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch, invalid: int, others: int
) -> None:
    """Once a list is full, equal findings of its payloads are counted without places; the other list has space."""
    calls: list[bytes] = []
    validate = Validator.validate_fully

    def count(self: Validator, payload: Any, *arguments: Any) -> Any:
        calls.append(payload)
        return validate(self, payload, *arguments)

    monkeypatch.setattr(Validator, "validate_fully", count)
    broken: dict[str, Any] = {"locale": 1} if invalid == 3 else {"channel": "?", "nlp": {"sentiment": "x"}}
    lines = [json.dumps({**documented, **broken}).encode()] * 200
    collector = RunCollector("1.2.0", limit=ListLimit(None, invalid, others), source="x")
    LinesChecker(Validator(use_fast_path=False), lambda *error: pytest.fail(str(error))).check(
        b"\n".join(lines), collector
    )
    run = collector.run()
    assert run.verdicts == {Verdict.INVALID: 200}
    assert {group.count for group in run.groups} == {200}
    assert len(calls) == (4 if invalid == 3 else 200)


def test_line_is_learned_once(documented: dict[str, Any]) -> None:
    """A name that only one line of a run has is not learned from it."""
    learned_decoders.cache_clear()
    validator = Validator()
    line = json.dumps({**documented, "lastHope": 1}).encode()
    assert validator.fast_path is not None
    learned: list[bool] = []
    for _ in range(2):
        result_of(validator, [line])
        learned.append(any(decoder.decoder.unstable for decoder in validator.fast_path.decoders.values()))
    assert learned == [False, True]


def test_group_starts_at_its_first_record(documented: dict[str, Any]) -> None:
    """A line matched by a decoder learned in the same block may come before a line matched earlier."""
    validator = Validator()
    known = json.dumps({**documented, "lastIntent": "a"}).encode()
    validator.validate(known)
    new = {**documented, "offload": {"queue": "a"}}
    run = result_of(validator, [json.dumps(new).encode(), json.dumps({**new, "lastIntent": "a"}).encode(), known])
    assert [(group.finding.pointer, group.record, group.count) for group in run.groups] == [
        ("/offload", 1, 2),
        ("/lastIntent", 2, 2),
    ]


def test_one_broken_line_among_many_is_reported(tmp_path: Path, documented: dict[str, Any]) -> None:
    """The report names the record and the line, and the other 200,000 lines are counted."""
    good = json.dumps(documented, separators=(",", ":")).encode() + b"\n"
    path = tmp_path / "large.jsonl"
    with path.open("wb") as stream:
        for part in (good * 100_000, good[:-3] + b"\n", good * 100_000):
            stream.write(part)
    done = subprocess.run([SCRIPT, "validate", "--format", "json", path], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    report = json.loads(done.stdout)
    counts = {"payloads": 200_001, "valid": 200_000, "unstable": 0, "invalid": 1, "unreadable": 0}
    assert report["summary"] == {**counts, "byRule": {"syntax": 1}}
    assert [(entry["record"], entry["findings"][0]["line"]) for entry in report["payloads"]] == [(100_001, 100_001)]
