"""A table of payloads, writes and answers with their findings, through the library and the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Validator, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("payloads.json").read_bytes())
MINIMUM = 60
STATUS = {"valid": 0, "unstable": 0, "invalid": 1}


def test_table_is_large_and_has_every_verdict() -> None:
    """The table has at least 60 rows, different names, and all verdicts."""
    assert len(TABLE) >= MINIMUM
    assert len({row["name"] for row in TABLE}) == len(TABLE)
    assert {row["verdict"] for row in TABLE} == {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_library_gives_verdict_and_findings_of_the_table(row: dict[str, Any]) -> None:
    """A payload, as text and parsed, has exactly the rules and pointers of its row."""
    validator = Validator(kind=row["kind"])
    for payload in (row["payload"], json.dumps(row["payload"])):
        report = validator.validate(payload)
        findings = [f"{finding.rule.value} {finding.pointer}" for finding in report.findings]
        assert (report.verdict.value, findings) == (row["verdict"], row["findings"])


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in TABLE}))
def test_command_gives_verdict_of_the_table(kind: str, command: Callable[..., Any], tmp_path: Path) -> None:
    """All payloads of a kind, as JSON Lines, get the verdicts of their rows."""
    rows = [row for row in TABLE if row["kind"] == kind]
    (tmp_path / "table.jsonl").write_text("".join(json.dumps(row["payload"]) + "\n" for row in rows))
    outcome = command("validate", "--kind", kind, "--format", "ndjson", str(tmp_path / "table.jsonl"))
    seen = {row["verdict"] for row in rows}
    assert outcome.status == max(STATUS[verdict] for verdict in seen)
    *lines, last = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert last["summary"]["payloads"] == len(rows)
    verdicts = {line["record"]: line["verdict"] for line in lines}
    assert verdicts == {number: row["verdict"] for number, row in enumerate(rows, 1) if row["findings"]}


@pytest.mark.parametrize(
    ("kind", "payload", "hint"),
    [
        ("auto", {"namespace": "a", "data": 1}, "pass `--kind write` if it is a write to a session"),
        (
            "session",
            {"session": [{"namespace": "a", "data": 1}]},
            "pass `--kind answer` if it is the answer of a back end",
        ),
        ("auto", {"action": {"nextDialogstate": "a"}}, "pass `--kind answer` if it is the answer of a back end"),
        ("write", {"session": {"namespace": "a", "data": 1}}, "pass `--kind answer` if it is the answer of a back end"),
    ],
)
def test_write_and_answer_get_one_hint_on_the_kind(kind: str, payload: dict[str, Any], hint: str) -> None:
    """A payload that looks like a different kind has one finding, whose hint names the kind."""
    (finding,) = Validator(kind=kind).validate(payload).findings
    assert finding.hint == hint
