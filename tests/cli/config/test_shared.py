"""One configuration for every command that reads payloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import CONFIG_FILE

if TYPE_CHECKING:
    from ...conftest import Command

CONFIGURATION = """\
at = "/data"
exclude = ["broken"]
format = ["sarif=report.sarif"]
[[overrides]]
paths = ["pages/**"]
at = "/pages/*"
[[overrides]]
paths = ["writes"]
kind = "write"
at = ""
"""


@pytest.fixture
def gate(command: Command, documented: dict[str, Any]) -> Command:
    """Return a folder with a configuration, sessions at two places, a write, and a file that is excluded."""
    for name, content in (
        ("a.json", {"data": {"internal": documented}}),
        ("pages/b.json", {"pages": [{"internal": documented}, {"internal": documented}]}),
        ("pages/empty.json", {"pages": []}),
        ("writes/c.json", {"namespace": "order", "data": {"id": 1}}),
        ("broken/d.json", {"data": 1}),
    ):
        (command.folder / name).parent.mkdir(exist_ok=True)
        (command.folder / name).write_text(json.dumps(content))
    (command.folder / CONFIG_FILE).write_text(CONFIGURATION)
    return command


def test_validate_and_baseline_use_it(gate: Command) -> None:
    """Also those of writes."""
    assert gate.forked("validate", "--format", "text", ".").stdout == "4 payloads: 4 valid, 0 unstable, 0 invalid\n"
    outcome = gate.forked("baseline", ".")
    assert (outcome.status, outcome.stderr) == (
        0,
        "note: skipped 1 excluded folder (broken); name a path to read it\n",
    )


def test_fields_uses_it(gate: Command) -> None:
    """It leaves out writes, and the report of `validate` is not written."""
    outcome = gate.forked("fields", "--format", "json", ".")
    assert (outcome.status, json.loads(outcome.out)["summary"]["payloads"]) == (0, 3)
    assert outcome.stderr == (
        "note: skipped 1 excluded folder (broken); name a path to read it\n"
        "note: skipped 1 file (writes/c.json) with a different kind in the configuration\n"
    )
    assert gate.forked("fields", "writes").status == 4
    without = gate.forked("fields", "--no-config", "--format", "json", ".")
    assert json.loads(without.out)["summary"]["payloads"] == 5
    assert not (gate.folder / "report.sarif").exists()


def test_size_uses_it(gate: Command) -> None:
    """It measures the sessions at their places."""
    outcome = gate.forked("size", "--format", "json", ".")
    assert outcome.status == 0
    assert [entry["at"] for entry in json.loads(outcome.out)["payloads"]] == ["/data", "/pages/0", "/pages/1"]
    assert gate.forked("size", "writes").status == 4


def test_diff_uses_it(gate: Command) -> None:
    """The place of the session before, and the kind of the document after."""
    outcome = gate.forked("diff", "a.json", "a.json")
    assert (outcome.status, outcome.stdout) == (0, "0 read-only changes, 0 allowed changes\n")
    written = gate.forked("diff", "a.json", "writes/c.json")
    assert (written.status, "allowed /order" in written.stdout) == (0, True)
    several = gate.forked("diff", "pages/b.json", "pages/b.json")
    assert (several.status, "can select several payloads" in several.stderr) == (2, True)
    other = gate.forked("diff", "a.json", "pages/b.json")
    assert (other.status, "a different `at`" in other.stderr) == (2, True)
    assert gate.forked("diff", "--at", "/pages/0", "pages/b.json", "pages/b.json").status == 0


@pytest.mark.parametrize("run", [["fields", "."], ["size", "."]])
def test_value_that_only_other_commands_accept_names_its_file(gate: Command, run: list[str]) -> None:
    """The option was not typed, so the message says where it is from; the command line replaces it."""
    (gate.folder / CONFIG_FILE).write_text('kind = "write"\n')
    outcome = gate.forked(*run)
    assert outcome.status == 2
    assert "unknown kind 'write'" in outcome.stderr
    assert f"{CONFIG_FILE}:1:1 sets it, so pass --kind or --no-config" in outcome.stderr
    assert gate.forked(*run, "--kind", "auto", "--at", "/data", "--exclude", "[bpw]*").status == 0


EMPTY = {"e.jsonl": "", "blank.ndjson": "\n \t\r\n", "page.json": '{"data": []}', "packages/package.json": "{}"}


@pytest.mark.parametrize("run", ["validate", "validate --explain-versions", "fields", "size", "baseline"])
def test_run_without_payload_fails(command: Command, run: str) -> None:
    """Every form of nothing is unreadable, and only `--allow-empty` accepts it."""
    for name, text in EMPTY.items():
        (command.folder / name).parent.mkdir(exist_ok=True)
        (command.folder / name).write_text(text)
    (command.folder / "empty").mkdir()
    for paths in (
        ["e.jsonl"],
        ["blank.ndjson"],
        ["--at", "/data/*/session", "page.json"],
        ["empty"],
        ["none*.json"],
        ["--exclude", "package.json", "packages"],
        ["e.jsonl", "blank.ndjson", "empty"],
    ):
        outcome = command.forked(*run.split(), *paths)
        assert (outcome.status, "unreadable" in outcome.stdout + outcome.stderr) == (4, True), paths
        allowed = command.forked(*run.split(), "--allow-empty", *paths)
        assert (allowed.status, "note: no payload was checked\n" in allowed.stderr) == (0, True), paths
    assert command.forked(*run.split(), "--allow-empty", "missing.json").status == 4


def test_file_is_read_once(command: Command, documented: dict[str, Any]) -> None:
    """However its path is written; a link to it and a second name of it are files of their own."""
    (command.folder / "in").mkdir()
    path = command.folder / "in" / "a.json"
    path.write_text(json.dumps(documented))
    (command.folder / "link").symlink_to("in")
    names = ["in/a.json", "./in/a.json", str(path), "link/a.json", "in", "in/*.json", "in/../in/a.json"]
    for run in (["validate"], ["validate", "--explain-versions"], ["fields"], ["baseline"]):
        assert command.forked(*run, *names, "--config", "/dev/null").status == 0
    assert command.forked("validate", *names).stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"
    (command.folder / "in" / "b.json").symlink_to("a.json")
    (command.folder / "in" / "c.json").hardlink_to(path)
    assert command.forked("validate", *names).stdout == "3 payloads: 3 valid, 0 unstable, 0 invalid\n"
    twice = command.forked("validate", "-", "/dev/stdin")
    assert (twice.status, "standard input can be read only once" in twice.stderr) == (2, True)
