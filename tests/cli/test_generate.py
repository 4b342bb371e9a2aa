"""`chatlayer-session generate`, run as people run it."""

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

# The output for version 1.0.0, which never changes, on every version of Python. Other digests mean that a seed gives
# other payloads than it gave to those who rely on it: say so in the change log.
DIGESTS = {
    "": "b11b14c3920dd80993f79a1e3b39f77a5cc9e694038b86cd21ce218a93571b0d",
    "--kind internal --with-unstable": "f1c3a1bb56286009c86675ca561f13e0f1b88887567839bd040d46a976c346f7",
    "--invalid syntax": "faa84f31e51527a10480f282dd40a360c0e865f3444f29198270dd934921dbfa",
    "--invalid wrong-type --kind internal": "e108ea7355257044b7ca87d5a58bb74fd9b6e9f28189658479bef86f5534872d",
}


def test_by_default_one_valid_session_is_printed(command: Command) -> None:
    """On one line, of the newest version."""
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
def test_each_payload_breaks_the_rule_that_is_named_and_no_other(command: Command, kind: str, rule: str) -> None:
    """Held to the schemas by the other command, each line has one finding."""
    count = 2 if "large" in rule else 25
    made = command.forked("generate", "--kind", kind, "--invalid", rule, "--count", str(count), "--seed", "5")
    assert (made.status, made.err) == (0, b"")
    told = "write" if kind == "write" else "auto"
    options = ("--kind", told, "--input-format", "lines", "--format", "json")
    report = command.forked("validate", *options, "-", stdin=made.out).report
    assert report["summary"]["payloads"] == count
    assert report["summary"]["byRule"] == {rule: count}
    assert {len(entry["findings"]) for entry in report["payloads"]} == {1}


@pytest.mark.parametrize("rule", [None, "missing-field"])
def test_unstable_fields_are_in_each_payload_if_asked_for(command: Command, rule: str | None) -> None:
    """Alone, or beside what else is wrong."""
    invalid = ("--invalid", rule) if rule else ()
    made = command.forked("generate", "--with-unstable", "--count", "30", *invalid)
    report = command.forked("validate", "--input-format", "lines", "--format", "json", "-", stdin=made.out).report
    rules = [Counter(finding["rule"] for finding in entry["findings"]) for entry in report["payloads"]]
    assert len(rules) == 30
    assert all(1 <= each["unstable-field"] <= 5 for each in rules)
    assert {each["missing-field"] for each in rules} == {1 if rule else 0}
    assert {each.total() - each["unstable-field"] - each["missing-field"] for each in rules} == {0}


@pytest.mark.parametrize("options", DIGESTS)
def test_a_seed_gives_the_same_payloads_everywhere(command: Command, options: str) -> None:
    """To the byte, on every version of Python, for a schema version that never changes."""
    outcome = command("generate", "--schema-version", "1.0.0", "--count", "60", "--seed", "7", *options.split())
    assert sha256(outcome.out).hexdigest() == DIGESTS[options]


def test_fewer_payloads_are_the_first_of_more_and_another_seed_gives_others(command: Command) -> None:
    """The count changes nothing but how many there are; the seed changes all."""
    few, many, other = (
        command.forked("generate", "--count", count, "--seed", seed).out.splitlines()
        for count, seed in (("3", "1"), ("9", "1"), ("9", "2"))
    )
    assert (len(few), len(many), len(other)) == (3, 9, 9)
    assert many[:3] == few
    assert not set(many) & set(other)
    assert command.forked("generate", "--count", "0").out == b""


def test_files_are_written_one_a_payload(command: Command) -> None:
    """In a folder that is made if need be, with names in the order of the payloads; old ones give way to new ones."""
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
        (["--count", "-1"], "-1 is not in the range x>=0"),
        (["--seed", "x"], "'x' is not a valid integer"),
        (["payload.json"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_told_with_its_cure(command: Command, arguments: list[str], message: str) -> None:
    """Status 2, one message, and nothing made."""
    outcome = command("generate", *arguments)
    assert (outcome.status, outcome.out) == (2, b"")
    assert message in outcome.stderr


def test_what_cannot_be_written_is_told(command: Command) -> None:
    """A folder that is a file, a file that is a folder, and an output that takes nothing: status 4 and the name."""
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


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    """However many payloads were still to come."""
    process = subprocess.Popen(
        [SCRIPT, "generate", "--count", "100000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"internal"')
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (0, b"")
    process.stderr.close()


def test_neither_hypothesis_nor_the_reference_engine_is_imported(command: Command) -> None:
    """Without the extra installed it works, and it starts quickly."""
    for name in ("hypothesis", "jsonschema", "pytest"):
        (command.folder / f"{name}.py").write_text("raise ImportError")
    outcome = command("generate", "--count", "2", env={"PYTHONPATH": str(command.folder)})
    assert (outcome.status, outcome.err, outcome.out.count(b"\n")) == (0, b"", 2)


def test_the_help_names_every_rule_by_the_command_that_lists_them(command: Command) -> None:
    """No rule that can be broken is unknown to `rules`."""
    listed = {line.split()[0] for line in command("rules").stdout.splitlines()}
    assert {rule.value for rule in CORRUPTIBLE_RULES} <= listed == {rule.value for rule in Rule}
