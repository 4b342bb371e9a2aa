"""Notes on standard error about a whole run: documents read as lines, and accepted fields without effect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

NOTE = "note: no line is a payload in {}; if a document spans several lines, pass --input-format json\n"


def test_document_read_as_lines_is_noted(command: Command, tmp_path: Path, documented: dict[str, Any]) -> None:
    """The note has the option that reads it as a document, and that option works."""
    (tmp_path / "pretty.jsonl").write_text(json.dumps(documented, indent=2), encoding="utf-8")
    outcome = command("validate", "pretty.jsonl")
    assert (outcome.status, outcome.stderr) == (1, NOTE.format("pretty.jsonl"))
    outcome = command("validate", "--input-format", "json", "pretty.jsonl")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"


def test_documents_read_as_lines_are_noted_together(command: Command, tmp_path: Path) -> None:
    """Ten files are named, standard input included, and the others are counted."""
    for number in range(11):
        (tmp_path / f"{number:02}.jsonl").write_text("{\n}\n", encoding="utf-8")
    outcome = command("validate", "--input-format", "lines", "-", ".", stdin=b"{\n}")
    named = ", ".join(["-", *(f"./{number:02}.jsonl" for number in range(9))])
    assert outcome.stderr == NOTE.format(f"{named} and 2 more")


def test_ordinary_lines_are_not_noted(command: Command, tmp_path: Path, documented: dict[str, Any]) -> None:
    """A file with a valid line, a single line, lines with other JSON, and a file read as a document."""
    payload = json.dumps(documented).encode()
    for name, content in {
        "one.jsonl": b"{\n",
        "last.jsonl": b"{\n" + payload,
        "first.jsonl": payload + b"\n}\n}\n",
        "shape.jsonl": b"{}\n[]\n",
        "later.jsonl": b"{}\n{\n",
        "whole.json": b"{\n",
    }.items():
        (tmp_path / name).write_bytes(content)
        outcome = command("validate", name)
        assert (outcome.status, outcome.stderr) == (1, ""), name


@pytest.mark.parametrize(
    ("pointers", "note"),
    [
        (["/botId"], '1 accepted field is stable and needs no entry: "/botId"'),
        (
            ["/internal/botId", "/nlp/intents/*", "/nlp/intents/0/name", "/nlp/entities/0/x", "/user"],
            '5 accepted fields are stable and need no entry: "/internal/botId", "/nlp/intents/*", '
            '"/nlp/intents/0/name", "/nlp/entities/0/x", "/user"',
        ),
        (
            ["/history", "/user/lastName", "/botIdd", "/botId/x", "", "/internal", "/internal/internal/botId"],
            '7 accepted fields matched nothing in this run: "/history", "/user/lastName", "/botIdd", "/botId/x", "", '
            '"/internal", "/internal/internal/botId"',
        ),
    ],
)
def test_stable_accepted_fields_are_noted(
    command: Command, tmp_path: Path, documented: dict[str, Any], pointers: list[str], note: str
) -> None:
    """Accepting a stable field has no effect. Unmatched fields have a note of their own."""
    (tmp_path / "payload.json").write_text(json.dumps(documented), encoding="utf-8")
    accept = [f"--accept-unstable={pointer}" for pointer in pointers]
    for extra in ([], ["--explain-versions"]):
        outcome = command.forked("validate", *extra, *accept, "payload.json")
        assert (outcome.status, outcome.stderr) == (0, f"note: {note}\n")


def test_stable_and_unmatched_fields_are_noted_separately(
    command: Command, tmp_path: Path, documented: dict[str, Any]
) -> None:
    """The selected schema version decides which fields are stable."""
    (tmp_path / "payload.json").write_text(json.dumps({**documented, "extra": 1}), encoding="utf-8")
    accept = [f"--accept-unstable={pointer}" for pointer in ("/gone", "/locale", "/extra")]
    for extra in ([], ["--explain-versions"], ["--explain-versions", "--schema-version", "1.0.0"]):
        outcome = command.forked("validate", *extra, *accept, "payload.json")
        assert outcome.stderr.splitlines() == [
            'note: 1 accepted field is stable and needs no entry: "/locale"',
            'note: 1 accepted field matched nothing in this run: "/gone"',
        ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_version_report_has_the_same_notes(
    command: Command, tmp_path: Path, documented: dict[str, Any], jobs: str
) -> None:
    """A match in one line of one process counts, and so does a match in a source with overrides."""
    line = json.dumps({**documented, "often": "x" * 4000}) + "\n"
    (tmp_path / "big.ndjson").write_text(line * 1500 + json.dumps({**documented, "rare": 1}) + "\n", encoding="utf-8")
    (tmp_path / "own.json").write_text(json.dumps({**documented, "own": 1}), encoding="utf-8")
    (tmp_path / "chatlayer-session.toml").write_text(
        '[[overrides]]\npaths = ["own.json"]\n[[overrides.accepted]]\npointer = "/own"\nreason = "r"\n'
        "until = 9999-12-31\n"
    )
    accept = [f"--accept-unstable={pointer}" for pointer in ("/often", "/rare", "/gone")]
    outcome = command("validate", "--explain-versions", "--jobs", jobs, *accept, "big.ndjson", "own.json")
    assert (outcome.status, outcome.stderr) == (
        0,
        'note: 1 accepted field matched nothing in this run: "/gone"\n',
    )


def test_accepted_field_is_noted_before_it_ends(command: Command, documented: dict[str, Any]) -> None:
    """From 14 days before its last day to that day, in the order of the days, if a payload of the run has it."""
    payload = json.dumps({**documented, "lastIntent": "a", "history": [], "input": {}}).encode()
    entries = {"history": "2026-12-31", "lastIntent": "2026-12-20", "isPaused": "2026-12-20", "input": "2027-12-31"}
    (command.folder / "chatlayer-session.toml").write_text(
        "".join(
            f'[[accepted]]\npointer = "/{name}"\nreason = "x"\nuntil = {until}\n' for name, until in entries.items()
        )
    )
    unmatched = 'note: 1 accepted field matched nothing in this run: "/isPaused"'
    last = 'note: 1 field is accepted only until 2026-12-20: "/lastIntent"'
    history = 'note: 1 field is accepted only until 2026-12-31: "/history"'
    for today, notes in {
        "2026-12-05": [],
        "2026-12-06": [last],
        "2026-12-17": [last, history],
        "2026-12-20": [last, history],
        "2026-12-21": [history],
    }.items():
        outcome = command("validate", "--today", today, "-", stdin=payload)
        assert [line for line in outcome.stderr.splitlines() if line != unmatched] == notes, today
