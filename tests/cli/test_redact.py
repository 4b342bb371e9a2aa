"""`chatlayer-session redact`: fixtures from real payloads."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Redactor

if TYPE_CHECKING:
    from ..conftest import Command

SESSION = b'{\n  "internal": {"sessionId": "32470123456"},\n  "order": {"city": "Antwerpen", "status": "sent"}\n}\n'
KEY = b"0123456789abcdef"


def test_document_keeps_its_layout(command: Command) -> None:
    """Standard output is the redacted text, with the line break at the end of the file."""
    (command.folder / "key").write_bytes(KEY + b"\n")
    outcome = command("redact", "--key-file", "key", "-", stdin=SESSION)
    assert (outcome.status, outcome.err) == (0, b"")
    assert outcome.out == Redactor(key=KEY).redact(SESSION)
    assert b"32470123456" not in outcome.out
    assert b"Antwerpen" not in outcome.out


def test_run_without_a_key_makes_a_new_one(command: Command) -> None:
    """Two runs have different stand-ins, so that they cannot be compared."""
    one, two = (command.forked("redact", "-", stdin=SESSION).out for _ in range(2))
    assert one != two
    assert len(one) == len(two) == len(SESSION)


def test_lines_are_redacted_one_by_one(command: Command) -> None:
    """Equal values in different records have equal stand-ins; a record that is not JSON is reported and left out."""
    lines = b'{"internal": {}, "id": 4711}\n\n{"id": \n{"internal": {}, "id": 4711}\n'
    (command.folder / "log.ndjson.gz").write_bytes(gzip.compress(lines))
    outcome = command("redact", "log.ndjson.gz")
    first, second = outcome.out.splitlines()
    assert outcome.status == 1
    assert first == second != lines.splitlines()[0]
    assert outcome.stderr.startswith("log.ndjson.gz:3:7: error[syntax]: the text ends ")


def test_options_reach_the_redactor(command: Command) -> None:
    """Kept places and names stay, in payloads inside a document."""
    document = b'{"data": [%s]}' % SESSION
    arguments = ("--at", "/data/*", "--keep", "/order/status", "--keep-names")
    outcome = command.forked("redact", *arguments, "-", stdin=document)
    (session,) = json.loads(outcome.out)["data"]
    assert session["order"].keys() == {"city", "status"}
    assert session["order"]["status"] == "sent"
    assert session["order"]["city"] != "Antwerpen"


def test_output_file_is_written_whole_or_not_at_all(command: Command) -> None:
    """The file is replaced at the end; the input itself and a folder are refused."""
    source, target = command.folder / "in.json", command.folder / "out.json"
    source.write_bytes(SESSION)
    assert command.forked("redact", "--out", "out.json", "in.json").status == 0
    assert json.loads(target.read_bytes())["order"].keys() != {"city", "status"}
    outcome = command.forked("redact", "--out", "./in.json", "in.json")
    assert outcome.status == 2
    assert "'in.json' is the input; write to a different file" in outcome.stderr
    assert source.read_bytes() == SESSION
    outcome = command.forked("redact", "--out", "no/out.json", "in.json")
    assert (outcome.status, outcome.stderr) == (4, "no/out.json: cannot write the payload: No such file or directory\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--key-file", "short", "-"),
            "the key has 2 bytes; use at least 16, such as those that `openssl rand -hex 32`",
        ),
        (("--key-file", "none", "-"), "cannot read 'none': No such file or directory"),
        (("--keep", "order", "-"), "invalid JSON Pointer 'order'"),
        (("--schema-version", "1.0.0", "--kind", "write", "-"), "kind 'write'"),
    ],
)
def test_misuse_is_a_usage_error(command: Command, arguments: tuple[str, ...], message: str) -> None:
    """Nothing is redacted, and the message says what to pass."""
    (command.folder / "short").write_bytes(b"ab")
    outcome = command.forked("redact", *arguments)
    assert (outcome.status, outcome.out) == (2, b"")
    assert message in " ".join(outcome.stderr.split())


def test_missing_and_large_inputs_are_unreadable(command: Command) -> None:
    """The exit code is that of `validate`."""
    assert command.forked("redact", "none.json").status == 4
    large = b'{"internal": {}, "x": "' + b"y" * (1 << 20) + b'"}'
    outcome = command.forked("redact", "--max-document-size", "1", "-", stdin=large)
    assert (outcome.status, outcome.out) == (4, b"")
    assert "larger than 1,048,576 bytes" in outcome.stderr
