"""`chatlayer-session generate`, run as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Rule
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.corruptions import CORRUPTIBLE_RULES

if TYPE_CHECKING:
    from ..conftest import Command

SCRIPT = Path(sys.executable).with_name("chatlayer-session")

# Digests of the output for version 1.0.0, on every version of Python. A new digest means that a seed gives different
# payloads than before: add that to the change log.
DIGESTS = {
    "": "e53f8d0ec7bc6910d87ee0dcdbd0ea79f481ce5be6a6b24efc69f64fc676fcce",
    "--kind internal --with-unstable": "266ca47b842a41454d3587f548a1179e57a057976b911ceb594b79e13ae79339",
    "--invalid syntax": "9ab0dba8faba6928feb9f2a2cd1083b821a2eeb3231f1a6dba1d81a0cacce61f",
    "--invalid wrong-type --kind internal": "0c4b002a12dd0cc1330d6317a2132fe8211c381d10a9af4f686a81e192dcac1a",
}


def test_one_valid_session_is_printed_by_default(command: Command) -> None:
    """It is one line of the newest version."""
    outcome = command("generate")
    assert (outcome.status, outcome.err, outcome.out.count(b"\n")) == (0, b"", 1)
    assert "internal" in json.loads(outcome.out)
    checked = command.forked("validate", "--format", "json", "-", stdin=outcome.out).report
    assert checked["summary"]["valid"] == 1
    assert checked["payloads"] == []


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        *(
            (kind.value, rule.value)
            for kind in DETECTABLE_KINDS
            for rule in CORRUPTIBLE_RULES
            if rule is not Rule.RESERVED_NAMESPACE
        ),
        *(("write", rule) for rule in ("reserved-namespace", "wrong-type", "missing-field", "encoding", "too-deep")),
    ],
)
def test_each_payload_breaks_only_the_named_rule(command: Command, kind: str, rule: str) -> None:
    """`validate` reports one finding for each line."""
    count = 2 if "large" in rule else 25
    made = command.forked("generate", "--kind", kind, "--invalid", rule, "--count", str(count), "--seed", "5")
    assert (made.status, made.err) == (0, b"")
    validated_kind = "write" if kind == "write" else "auto"
    options = ("--kind", validated_kind, "--input-format", "lines", "--format", "json")
    report = command.forked("validate", *options, "-", stdin=made.out).report
    assert report["summary"]["payloads"] == count
    assert report["summary"]["byRule"] == {rule: count}
    assert {len(entry["findings"]) for entry in report["payloads"]} == {1}


@pytest.mark.parametrize("rule", [None, "missing-field"])
def test_with_unstable_adds_fields_to_each_payload(command: Command, rule: str | None) -> None:
    """Also in payloads that break a rule."""
    invalid = ("--invalid", rule) if rule else ()
    made = command.forked("generate", "--with-unstable", "--count", "30", *invalid)
    report = command.forked("validate", "--input-format", "lines", "--format", "json", "-", stdin=made.out).report
    rules = [Counter(finding["rule"] for finding in entry["findings"]) for entry in report["payloads"]]
    assert len(rules) == 30
    assert all(1 <= counts["unstable-field"] <= 5 for counts in rules)
    assert {counts["missing-field"] for counts in rules} == {1 if rule else 0}
    assert {counts.total() - counts["unstable-field"] - counts["missing-field"] for counts in rules} == {0}


@pytest.mark.parametrize("options", DIGESTS)
def test_seed_gives_equal_payloads_everywhere(command: Command, options: str) -> None:
    """Bytes are equal on every version of Python, for a schema version that never changes."""
    outcome = command("generate", "--schema-version", "1.0.0", "--count", "60", "--seed", "7", *options.split())
    assert sha256(outcome.out).hexdigest() == DIGESTS[options]


def test_count_does_not_change_payloads(command: Command) -> None:
    """Fewer payloads are the first of more; a different seed gives different payloads."""
    few, many, other = (
        command.forked("generate", "--count", count, "--seed", seed).out.splitlines()
        for count, seed in (("3", "1"), ("9", "1"), ("9", "2"))
    )
    assert (len(few), len(many), len(other)) == (3, 9, 9)
    assert many[:3] == few
    assert not set(many) & set(other)
    assert command.forked("generate", "--count", "0").out == b""


def test_out_writes_one_file_per_payload(command: Command) -> None:
    """The folder is created, names are in the order of the payloads, and old files are replaced."""
    for seed in ("1", "2"):
        outcome = command.forked("generate", "--out", "made/here", "--count", "10", "--seed", seed)
        assert (outcome.status, outcome.out, outcome.err) == (0, b"", b"")
        files = sorted((command.folder / "made" / "here").iterdir())
        assert [file.name for file in files] == [f"session-{number:02}.json" for number in range(1, 11)]
        lines = command.forked("generate", "--count", "10", "--seed", seed).out.splitlines()
        assert [json.loads(file.read_bytes()) for file in files] == [json.loads(line) for line in lines]
    assert files[0].read_text(encoding="utf-8").startswith('{\n  "internal": {\n    "botId": "')
    summary = command.forked("validate", "--format", "json", "made").report["summary"]
    assert (summary["payloads"], summary["valid"]) == (10, 10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--invalid", "mising-field"], "unknown rule 'mising-field'; did you mean 'missing-field'?"),
        (["--invalid", "Too_Deep"], "unknown rule 'Too_Deep'; did you mean 'too-deep'?"),
        (["--invalid", "nonsense"], "unknown rule 'nonsense'; available: syntax, encoding, duplicate-key"),
        (["--schema-version", "7"], "unknown schema version '7'; available: 1.0.0"),
        (["--invalid", "expired"], "a single payload cannot break the rule 'expired'; available: syntax, encoding"),
        (
            ["--invalid", "reserved-namespace"],
            "a payload of kind session cannot break the rule reserved-namespace alone",
        ),
        (["--kind", "auto"], "unknown kind 'auto'; available: internal, session"),
        (["--kind", "write", "--schema-version", "1.0.0"], "schema version 1.0.0 has no kind 'write'"),
        (["--count", "-1"], "must be a whole number, at least 0"),
        (["--seed", "x"], "must be a whole number\n"),
        (["payload.json"], "unexpected extra argument"),
    ],
)
def test_usage_error_has_a_fix(command: Command, arguments: list[str], message: str) -> None:
    """The exit code is 2, and nothing is generated."""
    outcome = command("generate", *arguments)
    assert (outcome.status, outcome.out) == (2, b"")
    assert message in outcome.stderr


def test_unwritable_output_is_reported(command: Command) -> None:
    """A file in place of a folder, a folder in place of a file, and a full disk end with exit code 4."""
    (command.folder / "file").write_text("x")
    (command.folder / "taken" / "session-1.json").mkdir(parents=True)
    for folder, name in (("file", "file"), ("taken", "taken/session-1.json")):
        outcome = command.forked("generate", "--out", folder)
        assert outcome.status == 4
        assert outcome.stderr.startswith(f"{name}: cannot write the payload: ")
    full = subprocess.run(f"{SCRIPT} generate > /dev/full", shell=True, capture_output=True, check=False)  # noqa: S602 - the shell is the point
    assert (full.returncode, full.stderr) == (
        4,
        b"chatlayer-session: cannot write the output: No space left on device\n",
    )
    closed = subprocess.run(f"{SCRIPT} generate >&-", shell=True, capture_output=True, check=False)  # noqa: S602 - the shell is the point
    assert closed.returncode == 4
    assert closed.stderr == b"chatlayer-session: standard output is closed; pass --out FOLDER\n"


def test_closed_pipe_is_not_an_error() -> None:
    """The run ends early with exit code 0."""
    process = subprocess.Popen(
        [SCRIPT, "generate", "--count", "100000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"internal"')
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (0, b"")
    process.stderr.close()


def test_generate_imports_no_heavy_library(command: Command) -> None:
    """It needs neither Hypothesis nor the reference engine."""
    for name in ("hypothesis", "jsonschema", "pytest"):
        (command.folder / f"{name}.py").write_text("raise ImportError")
    outcome = command("generate", "--count", "2", env={"PYTHONPATH": str(command.folder)})
    assert (outcome.status, outcome.err, outcome.out.count(b"\n")) == (0, b"", 2)


def test_every_corruptible_rule_is_listed_by_rules(command: Command) -> None:
    """The help refers to `rules`, which lists them all."""
    listed = {line.split()[0] for line in command("rules").stdout.splitlines()}
    assert {rule.value for rule in CORRUPTIBLE_RULES} <= listed == {rule.value for rule in Rule}
