"""No input causes a traceback or an undocumented exit code."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.cli.exit_codes import Status

from ..conftest import SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..conftest import Command, Outcome

COUNT = 1000
DOCUMENTED = {status.value for status in Status} - {Status.INTERNAL_ERROR.value}
NOTE = rb"(note: no line is a payload in -; if a document spans several lines, pass --input-format json\n)?"
PIECES = [
    *(bytes([byte]) for byte in range(256)),
    *(b"{", b"}", b"[", b"]", b":", b",", b'"', b"'", b"\\", b"\\u", b"\\ud83d", b"//", b"/*", b"NaN", b"-", b"1e999"),
    *(b"null", b"None", b"undefined", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", b"\xed\xa0\x80", b"\r\n", b"..."),
    *(b"[" * 600, b'{"a":' * 501, b'"internal"', b'"internal":{', b'"nlp":', b"9" * 5000, "\u2028\u202e".encode()),
]


def random_bytes() -> Iterator[bytes]:
    """Yield random bytes: uniform ones, and combinations of JSON tokens."""
    chance = random.Random(1)
    for index in range(COUNT):
        if index % 2:
            yield chance.randbytes(chance.choice([0, 1, 2, 3, 4, 10, 100, 1000]))
        else:
            yield b"".join(chance.choices(PIECES, k=chance.randint(1, 40)))


def mutated_payloads(examples: Path) -> Iterator[bytes]:
    """Yield the example payloads with bytes replaced, removed, repeated, moved or inserted."""
    chance = random.Random(2)
    originals = [file.read_bytes() for file in sorted(examples.glob("**/*.json"))]
    for _ in range(COUNT):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.choice([1, 1, 2, 5, 20])):
            start = chance.randrange(len(data) + 1)
            end = min(len(data), start + chance.choice([0, 0, 1, 2, 50]))
            data[start:end] = chance.choice([chance.choice(PIECES), bytes(data[start:end]) * 2, b""])
        chosen = bytes(data)
        yield gzip.compress(chosen)[: -chance.randint(1, 30)] if chance.random() < 0.05 else chosen


def assert_orderly(outcome: Outcome, data: bytes) -> None:
    """Fail if a run ended with a traceback, an unexpected message or an undocumented exit code."""
    assert outcome.status in DOCUMENTED, data
    assert re.fullmatch(NOTE, outcome.err), data
    assert b"Traceback" not in outcome.out, data


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kind", ["random", "mutated"])
def test_random_standard_input_is_handled(command: Command, examples: Path, kind: str, part: int) -> None:
    """Half of the random byte strings and of the mutated payloads, as documents and as lines."""
    every = list(random_bytes() if kind == "random" else mutated_payloads(examples))
    assert len(every) == COUNT
    for index, data in enumerate(every[part::8]):
        form = ("--format", "json") if index % 3 == 0 else ()
        lines = ("--input-format", "lines") if index % 2 else ()
        assert_orderly(command.forked("validate", *form, *lines, "-", stdin=data), data)


@pytest.mark.parametrize("kind", ["random", "mutated"])
def test_random_files_are_handled(command: Command, examples: Path, tmp_path: Path, kind: str) -> None:
    """All of them are in one folder, and each file is counted as a payload or as unreadable."""
    for index, data in enumerate(random_bytes() if kind == "random" else mutated_payloads(examples)):
        (tmp_path / f"{index}.json").write_bytes(data)
    outcome = command("validate", "--format", "json=r.json", ".")
    assert_orderly(outcome, b"")
    summary = json.loads((tmp_path / "r.json").read_bytes())["summary"]
    assert summary["payloads"] + summary["unreadable"] == COUNT
    assert summary["invalid"] > COUNT // 2


def test_internal_error_would_be_noticed(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has exit code 70 in a forked run, so that the other tests can fail."""
    monkeypatch.setattr("chatlayer_session.validator.load_document", None)
    outcome = command.forked("validate", "-", stdin=b"{}")
    assert outcome.status == Status.INTERNAL_ERROR
    with pytest.raises(AssertionError):
        assert_orderly(outcome, b"{}")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
@pytest.mark.parametrize(
    ("tail", "status", "rules"),
    [
        (b'"' + b"n" * 400_000 + b'":[0' + b",NaN" * 20_000 + b"]", 1, {"unstable-field": 1, "not-a-number": 20_000}),
        (b'"nlp":{"intents":[' + b"1" + b",1" * 1_499_999 + b"]}", 1, {"wrong-type": 1_500_000}),
        (b",".join(b'"x%d":1' % number for number in range(300_000)), 0, {"unstable-field": 300_000}),
    ],
    ids=["findings in a long name", "wrong items", "unknown members"],
)
def test_many_findings_fit_in_a_gigabyte(
    tmp_path: Path, documented: dict[str, Any], tail: bytes, status: int, rules: dict[str, int]
) -> None:
    """The report lists the first findings and counts all of them, however many one payload has."""
    documented.pop("nlp")
    head = json.dumps(documented).encode()[:-1] + b","
    (tmp_path / "a.json").write_bytes(head + (b"" if b'"nlp"' in tail else b'"nlp":{},') + tail + b"}")
    done = subprocess.run(
        ["prlimit", f"--as={1 << 30}", SCRIPT, "validate", "--format", "json", "--max-findings", "5", "a.json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, b"")
    report = json.loads(done.stdout)
    assert (report["summary"]["byRule"], report["omitted"]) == (rules, sum(rules.values()) - 5)
