"""Notes on standard error about a whole run: files that are likely not what their names say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

NOTE = "note: no line is a payload in {}; for one document over several lines, pass --input-format json\n"


def test_a_document_over_several_lines_that_is_read_as_lines_is_noted(
    command: Command, tmp_path: Path, documented: dict[str, Any]
) -> None:
    """With the option that reads it whole, which is right about it."""
    (tmp_path / "pretty.jsonl").write_text(json.dumps(documented, indent=2), encoding="utf-8")
    outcome = command("validate", "pretty.jsonl")
    assert (outcome.status, outcome.stderr) == (1, NOTE.format("pretty.jsonl"))
    outcome = command("validate", "--input-format", "json", "pretty.jsonl")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"


def test_such_documents_are_noted_together(command: Command, tmp_path: Path) -> None:
    """Ten are named, standard input as well, and the others counted."""
    for number in range(11):
        (tmp_path / f"{number:02}.jsonl").write_text("{\n}\n", encoding="utf-8")
    outcome = command("validate", "--input-format", "lines", "-", ".", stdin=b"{\n}")
    named = ", ".join(["-", *(f"./{number:02}.jsonl" for number in range(9))])
    assert outcome.stderr == NOTE.format(f"{named} and 2 more")


def test_lines_of_which_some_are_payloads_are_not_noted(
    command: Command, tmp_path: Path, documented: dict[str, Any]
) -> None:
    """Nor are a single line, lines of JSON that are no payloads, and a document that is read as one."""
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
