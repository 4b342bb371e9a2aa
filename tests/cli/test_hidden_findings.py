"""Findings that options hide: reports leave them out and count them, and nothing else changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from chatlayer_session import Rule
from chatlayer_session.config.discovery import CONFIG_FILE
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.rules import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

ALL = [word for name in FORMATS.names for word in ("--format", f"{name}=r.{name}")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with a document and lines that have findings of each severity."""
    note, unstable, error = {"channel": "fax"}, {"lastIntent": "x"}, {"botId": 1}
    (tmp_path / "a.json").write_text(json.dumps({**documented, **note, **unstable, **error}))
    lines = [documented, {**documented, **note}, *[{**documented, **unstable}] * 30, {**documented, **error}]
    (tmp_path / "b.ndjson").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


@pytest.mark.parametrize(
    ("options", "shown", "hidden"),
    [
        (("--severity", "note"), {"wrong-type", "unstable-field", "unknown-value"}, 0),
        (("--severity", "unstable"), {"wrong-type", "unstable-field"}, 2),
        (("--severity", "error"), {"wrong-type"}, 33),
        (("--hide", "unknown-value"), {"wrong-type", "unstable-field"}, 2),
        (("--hide", "unstable-field", "--hide", "accepted-expired"), {"wrong-type", "unknown-value"}, 31),
        (("--hide", "unstable-field"), {"wrong-type", "unknown-value"}, 31),
        (("--severity", "unstable", "--every"), {"wrong-type", "unstable-field"}, 2),
    ],
)
def test_every_format_hides_and_counts_the_same(
    command: Command, folder: Path, options: tuple[str, ...], shown: set[str], hidden: int
) -> None:
    """No format shows a hidden rule, each counts what is hidden, and verdicts and exit code stay the same."""
    outcome = command.forked("validate", *ALL, *options, "a.json", "b.ndjson")
    assert (outcome.status, outcome.err) == (1, b"")
    written = {name: (folder / f"r.{name}").read_text(encoding="utf-8") for name in FORMATS.names}
    report = json.loads(written["json"])
    assert report["summary"]["byRule"] == {"wrong-type": 2, "unstable-field": 31, "unknown-value": 2}
    assert [report["summary"][name] for name in ("valid", "unstable", "invalid")] == [2, 30, 2]
    assert {finding["rule"] for entry in report["payloads"] for finding in entry["findings"]} == shown
    assert report.get("omitted", 0) == hidden
    *entries, last = map(json.loads, written["ndjson"].splitlines())
    assert (entries, last.get("omitted", 0)) == (report["payloads"], hidden)
    results = json.loads(written["sarif"])["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == shown
    assert {entry["check_name"] for entry in json.loads(written["gitlab"])} - {"omitted"} == shown
    for name in ("text", "github", "markdown", "junit"):
        assert {rule for rule in report["summary"]["byRule"] if rule in written[name]} == shown, name
    note = f"{hidden} findings hidden by --severity or --hide"
    for name in set(FORMATS.names) - {"json", "ndjson"}:
        assert written[name].replace("\\", "").count(note) == bool(hidden), name
    assert fromstring(written["junit"]).get("failures") == "2"


def test_severity_below_the_shown_one_lists_no_payload(command: Command) -> None:
    """A payload whose findings are all hidden is counted in its verdict, and does not use up the list."""
    outcome = command(
        "validate", "--format", "json", "--severity", "error", "--max-findings", "2", "b.ndjson", "a.json"
    )
    report = json.loads(outcome.out)
    assert [(entry["source"], entry["verdict"]) for entry in report["payloads"]] == [
        ("b.ndjson", "invalid"),
        ("a.json", "invalid"),
    ]


@pytest.mark.parametrize("rule", [rule.value for rule in Rule if rule.severity is Severity.ERROR])
def test_error_cannot_be_hidden(command: Command, folder: Path, rule: str) -> None:
    """A report must show why a payload is invalid: on the command line, in the environment and in a file."""
    outcome = command.forked("validate", "--hide", rule, "a.json")
    assert outcome.status == 2
    assert f"'{rule}' reports errors, which cannot be hidden; available: byte-order-mark, " in outcome.stderr
    assert command("validate", "a.json", env={"CHATLAYER_SESSION_HIDE": rule}).status == 2
    (folder / CONFIG_FILE).write_text(f'hide = ["{rule}"]\n')
    outcome = command.forked("validate", "a.json")
    assert outcome.status == 2
    assert f"'{rule}' reports errors, which cannot be hidden" in outcome.stderr


@pytest.mark.parametrize("options", [("--severity", "error"), ("--hide", "unstable-field")])
def test_what_fails_the_run_cannot_be_hidden(command: Command, options: tuple[str, ...]) -> None:
    """With `--fail-on unstable` a report must show the unstable fields."""
    outcome = command.forked("validate", "--fail-on", "unstable", *options, "a.json")
    assert outcome.status == 2
    assert "would hide what --fail-on unstable fails on: unstable-field" in outcome.stderr
    assert command.forked("validate", "--fail-on", "unstable", "--hide", "unknown-value", "b.ndjson").status == 1


def test_configuration_hides_findings(command: Command, folder: Path) -> None:
    """Both options are keys, and the command line replaces them."""
    (folder / CONFIG_FILE).write_text('severity = "unstable"\nhide = ["unstable-field"]\n')
    assert "33 findings hidden" in command.forked("validate", "a.json", "b.ndjson").stdout
    assert "31 findings hidden" in command.forked("validate", "--severity", "note", "a.json", "b.ndjson").stdout


def test_unstable_lines_checked_in_bulk_are_named(command: Command, folder: Path, documented: dict[str, Any]) -> None:
    """Ten lines of 100,000 with an unstable field are all named, in one process and in several."""
    bad = [123, 15_000, 15_001, 20_000, 31_000, 47_111, 60_000, 80_000, 99_998, 99_999]
    clean, unstable = json.dumps(documented), json.dumps({**documented, "lastIntent": "x"})
    lines = [clean] * 100_000
    for number in bad:
        lines[number - 1] = unstable
    (folder / "large.jsonl").write_text("\n".join(lines))
    for jobs in ("1", "2"):
        first = command.forked("validate", "--jobs", jobs, "large.jsonl").stdout.partition("\n")[0]
        assert first.startswith("large.jsonl:123:")
        assert first.endswith(f"(10 times, lines {', '.join(map(str, bad))})")


def test_every_finding_is_listed_on_request(command: Command, folder: Path) -> None:
    """With `--every` each one has its own line with its column, entry, result or row, up to the limit."""
    outcome = command.forked("validate", "--every", *ALL, "b.ndjson")
    assert outcome.status == 1
    written = {name: (folder / f"r.{name}").read_text(encoding="utf-8") for name in FORMATS.names}
    unstable = [line for line in written["text"].splitlines() if "unstable[" in line]
    assert [line.partition(": ")[0].split(":")[1] for line in unstable] == [str(number) for number in range(3, 33)]
    assert not any("times" in line for line in unstable)
    results = json.loads(written["sarif"])["runs"][0]["results"]
    assert [result["occurrenceCount"] for result in results] == [1] * 32
    assert len({entry["fingerprint"] for entry in json.loads(written["gitlab"])}) == 32
    limited = command.forked("validate", "--every", "--max-findings", "4", "b.ndjson").stdout
    assert limited.count("unstable[") == 3
    assert "28 more findings not shown because of --max-findings" in limited


def test_default_limit_of_every_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings beyond it are counted, with the option that raises it."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_LISTED", 5)
    text = command.forked("validate", "--every", "b.ndjson").stdout
    assert (text.count("unstable["), text.count("error[")) == (4, 1)
    assert "26 more findings not shown because there are too many; list more with --max-findings" in text
