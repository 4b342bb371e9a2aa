"""Inputs that are also outputs, inputs that are named twice, and unwritable outputs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import heed_permissions

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with a valid payload in a subfolder."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "valid.json").write_text(json.dumps(documented), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["a" * 300, f"{'a' * 300}/report.json"])
@pytest.mark.parametrize("run", [("validate", "sarif"), ("validate", "ndjson"), ("fields", "json")])
def test_report_with_a_too_long_name_is_reported(
    command: Command, folder: Path, run: tuple[str, str], name: str
) -> None:
    """It is an unwritable report, and the payloads are still validated."""
    del folder
    subcommand, form = run
    outcome = command.forked(subcommand, "--format", f"{form}={name}", "--format", "text", "in")
    assert outcome.status == 4
    assert outcome.stderr.endswith(": cannot write the report: File name too long\n")
    assert "valid" in outcome.stdout or "payload" in outcome.stdout


def test_report_in_a_locked_folder_is_reported(command: Command, folder: Path) -> None:
    """It is an unwritable report."""
    (folder / "locked").mkdir()
    (folder / "locked").chmod(0)
    arguments = ["--format", "json=locked/report.json", "--format", "text", "in"]
    outcome = command("validate", *arguments, before=heed_permissions)
    assert outcome.status == 4
    assert outcome.stderr == "locked/report.json: cannot write the report: Permission denied\n"
    assert outcome.stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"


@pytest.mark.parametrize("run", [("validate",), ("fields",), ("size",), ("baseline",)])
@pytest.mark.parametrize("names", [("-", "-"), ("-", "in", "-")])
def test_standard_input_can_be_named_once(
    command: Command, folder: Path, run: tuple[str, ...], names: tuple[str]
) -> None:
    """Named twice it is a usage error."""
    content = (folder / "in" / "valid.json").read_bytes()
    outcome = command.forked(*run, *names, stdin=content)
    assert (outcome.status, outcome.out) == (2, b"")
    assert "standard input can be read only once; pass - once" in " ".join(outcome.stderr.split())
    assert command.forked(*run, "-", "in", stdin=content).status == 0


@pytest.mark.parametrize("run", ["validate", "fields"])
@pytest.mark.parametrize("inputs", [["in"], ["in/*"], ["in/**"], ["in/**/*.json"], ["."], ["in", "in/valid.json"]])
def test_report_among_the_inputs_is_skipped(command: Command, folder: Path, run: str, inputs: list[str]) -> None:
    """A folder that contains its report can be validated repeatedly, with the same result."""
    report = folder / "in" / "report.json"
    assert command.forked(run, "--format", "json=in/report.json", *inputs).status == 0
    first = report.read_bytes()
    outcome = command.forked(run, "--format", "json=in/report.json", *inputs)
    assert (outcome.status, outcome.err) == (0, b"")
    assert report.read_bytes() == first
    if run == "validate":
        # A report that this run does not write is a file like any other.
        (folder / "in" / "older.json").write_bytes(first)
        assert command.forked(run, "--format", "json=in/report.json", *inputs).status == 1


def test_report_with_a_second_name_is_skipped(command: Command, folder: Path) -> None:
    """A link to the report is the same file, and so is a link that it is written through."""
    (folder / "in" / "link.json").symlink_to("../report.json")
    (folder / "report.json").write_text("[]", encoding="utf-8")
    for name in ("report.json", "in/link.json"):
        outcome = command.forked("validate", "--format", f"gitlab={name}", "in")
        assert (outcome.status, outcome.err) == (0, b"")


@pytest.mark.parametrize("inputs", [["in/report.json"], ["in", "in/report.json"], ["in/report.json", "in"]])
def test_report_named_as_an_input_is_a_usage_error(command: Command, folder: Path, inputs: list[str]) -> None:
    """Also if a folder contains it. Nothing is written."""
    report = folder / "in" / "report.json"
    report.write_bytes(b"{}")
    outcome = command.forked("validate", "--format", "gitlab=in/report.json", *inputs)
    assert (outcome.status, outcome.out) == (2, b"")
    assert "the report 'in/report.json' would overwrite an input" in " ".join(outcome.stderr.split())
    assert report.read_bytes() == b"{}"


@pytest.mark.parametrize("name", ["empty", "empty/*"])
def test_folder_with_only_its_report_is_empty(command: Command, folder: Path, name: str) -> None:
    """It is an unreadable input, so that an empty run does not pass."""
    (folder / "empty").mkdir()
    (folder / "empty" / "report.json").write_text("{}", encoding="utf-8")
    outcome = command.forked("validate", "--format", "json=empty/report.json", "--format", "text", name)
    assert outcome.status == 4
    assert outcome.stdout.splitlines()[:2] == [
        f"{name}: unreadable: contains only a report of this run",
        "  hint: check the path and the working directory",
    ]


def test_schema_with_a_too_long_name_is_unreadable(command: Command) -> None:
    """`compat` reports it and ends with exit code 4."""
    name = "a" * 300
    outcome = command("compat", name, "1.1.0")
    assert (outcome.status, outcome.err.decode()) == (4, f"{name}: file name too long\n")
