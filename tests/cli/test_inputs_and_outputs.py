"""Inputs that are also outputs, inputs that are named twice, and unwritable outputs."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from ..conftest import SCRIPT
from .conftest import heed_permissions

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command


FORMS = {"validate": "sarif", "fields": "csv"}


def bash(folder: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script in a folder."""
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, check=False, timeout=60)


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


@pytest.mark.parametrize("inputs", [["in"], ["in/*.json"], ["in/**"], ["gone", "in"]])
@pytest.mark.parametrize("content", [b"x" * 70_000, b"[{}]", b"{}", b'{"tool": {"name": "chatlayer-session"}}', b" "])
def test_report_over_a_selected_file_is_a_usage_error(
    command: Command, folder: Path, inputs: list[str], content: bytes
) -> None:
    """A folder or a glob selects the file, which is not a report. Nothing is written."""
    tracked = folder / "in" / "a.json"
    tracked.write_bytes(content)
    outcome = command.forked("validate", "--format", "sarif=in/a.json", *inputs)
    assert (outcome.status, outcome.out) == (2, b"")
    assert "the report 'in/a.json' would overwrite an input" in " ".join(outcome.stderr.split())
    assert tracked.read_bytes() == content


@pytest.mark.parametrize("name", ["json", "ndjson", "sarif", "junit", "gitlab", "markdown"])
def test_earlier_report_among_the_inputs_is_replaced(command: Command, folder: Path, name: str) -> None:
    """Every format that shows what it is can be written again, and so can an empty file."""
    report = folder / "in" / "r"
    report.touch()
    (folder / "in" / "invalid.json").write_text("{}")
    contents: list[bytes] = []
    for _ in range(2):
        assert command.forked("validate", "--format", f"{name}=in/r", "in/*").status == 1
        contents.append(report.read_bytes())
    assert contents[0] == contents[1] != b""


@pytest.mark.parametrize("run", [["validate"], ["fields"], ["validate", "--config", "own.toml"]])
def test_report_over_the_configuration_is_a_usage_error(command: Command, folder: Path, run: list[str]) -> None:
    """The configuration stays, whether it is searched or named."""
    name = run[-1] if run[1:] else "chatlayer-session.toml"
    (folder / name).touch()
    outcome = command.forked(*run, "--format", "text", "--format", f"{FORMS[run[0]]}=./{name}", "in")
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"the report '{name}' would overwrite the configuration" in " ".join(outcome.stderr.split())
    assert (folder / name).read_bytes() == b""


def test_redirected_report_among_the_inputs_is_skipped(folder: Path) -> None:
    """The shell creates the file of standard output before the folder is searched."""
    for run in ("validate", "size"):
        done = bash(folder, f"{SCRIPT} {run} --format json . > report.json")
        assert (done.returncode, done.stderr) == (0, b"")
    done = bash(folder, f"{SCRIPT} validate --format ndjson in >> in/valid.json")
    assert done.returncode == 2
    done = bash(folder, f"{SCRIPT} validate --format json=in/valid.json - < in/valid.json")
    assert done.returncode == 2
    assert b"would overwrite an input" in done.stderr


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "out"])
def test_report_to_an_open_file_is_appended(folder: Path, name: str) -> None:
    """The content of the file stays, and so does later output of the shell."""
    (folder / "out").write_text("before\n")
    done = bash(folder, f"{{ {SCRIPT} validate --format junit={name} in; echo after; }} >> out")
    first, *report, last = (folder / "out").read_text().splitlines()
    assert (done.returncode, done.stderr, first, last) == (0, b"", "before", "after")
    assert report[0].startswith("<?xml")
    done = bash(folder, f"{{ {SCRIPT} validate --format text --format json=/dev/fd/3 in 3>> out; }}")
    assert (done.stdout, done.stderr) == (b"1 payload: 1 valid, 0 unstable, 0 invalid\n", b"")
    assert (folder / "out").read_text().startswith("before\n")


def test_report_to_a_process_is_written(folder: Path) -> None:
    """A process substitution of the shell receives the report."""
    done = bash(folder, f"{SCRIPT} validate --format json=>(cat >copy) in; wait $!")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert json.loads((folder / "copy").read_bytes())["summary"]["valid"] == 1


@pytest.mark.parametrize("second", ["json=-", "json=/dev/stdout", "json=/dev/fd/1", "json=out", "json=/proc/self/fd/1"])
def test_two_reports_to_standard_output_are_a_usage_error(folder: Path, second: str) -> None:
    """Under any of its names."""
    done = bash(folder, f"{SCRIPT} validate --format text --format {second} in > out")
    assert (done.returncode, (folder / "out").read_bytes()) == (2, b"")
    assert b"only one format can go" in done.stderr or b"cannot write two reports to 'out'" in done.stderr


def test_dash_is_standard_output(command: Command, folder: Path) -> None:
    """No file of that name is created."""
    assert command.forked("validate", "--format", "json=-", "in").report["summary"]["valid"] == 1
    assert not (folder / "-").exists()


def test_mounted_report_is_written_in_place(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be replaced, and a note says so. Other failures keep the old file."""
    (folder / "r").write_text("old" * 1_000)
    place = (folder / "r").stat().st_ino

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("pathlib.Path.replace", fail)
    for code, status in ((errno.EIO, 4), (errno.EBUSY, 0)):
        for name in ("sarif", "ndjson"):
            outcome = command.forked("validate", "--format", f"{name}=r", "in")
            assert outcome.status == status
            assert ("oldold" in (folder / "r").read_text()) is (code == errno.EIO)
    assert outcome.stderr == "note: r: cannot be replaced, so it was written in place\n"
    assert ((folder / "r").stat().st_ino, list(folder.glob(".report-*"))) == (place, [])


def test_report_in_a_read_only_folder_is_written_in_place(command: Command, folder: Path) -> None:
    """The file is writable, so that a mounted file needs no writable folder."""
    (folder / "locked").mkdir()
    (folder / "locked" / "r").touch()
    (folder / "locked" / "r").chmod(0o666)
    (folder / "locked").chmod(0o555)
    outcome = command("validate", "--format", "json=locked/r", "in", before=heed_permissions)
    assert (outcome.status, outcome.stderr) == (0, "note: locked/r: cannot be replaced, so it was written in place\n")
    assert json.loads((folder / "locked" / "r").read_bytes())["summary"]["valid"] == 1


@pytest.mark.parametrize("name", ["empty", "empty/*"])
def test_folder_with_only_its_report_is_empty(command: Command, folder: Path, name: str) -> None:
    """It is an unreadable input, so that an empty run does not pass."""
    (folder / "empty").mkdir()
    (folder / "empty" / "report.json").touch()
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
