"""Reports of a run: several formats, streams, and atomic files."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from chatlayer_session import validate
from chatlayer_session.cli.output import Output, ReportWriter
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.runs.collector import RunCollector

if TYPE_CHECKING:
    from ..conftest import Command

SCRIPT = str(Path(sys.executable).with_name("chatlayer-session"))
FILES = [word for name in FORMATS.names for word in ("--format", f"{name}=r.{name}")]


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with a payload of each verdict, and a file with all of them as lines."""
    payloads = [json.dumps({**documented, **change}) for change in ({}, {"lastIntent": "x"}, {"botId": 1})]
    for name, payload in zip(("valid", "unstable", "invalid"), payloads, strict=True):
        (tmp_path / f"{name}.json").write_text(payload)
    (tmp_path / "lines.ndjson").write_text("\n".join(payloads * 3))
    return tmp_path


def test_every_format_is_written_in_one_run(command: Command, folder: Path) -> None:
    """To files and standard output, and all reports have the same findings."""
    outcome = command.forked(
        "validate", *FILES, "--format", "text", "invalid.json", "unstable.json", "lines.ndjson", "gone"
    )
    assert outcome.status == 4
    assert outcome.err == b""
    written = {name: (folder / f"r.{name}").read_text(encoding="utf-8") for name in FORMATS.names}
    assert written["text"] == outcome.stdout
    report = json.loads(written["json"])
    assert report["summary"]["byRule"] == {"wrong-type": 4, "unstable-field": 4}
    *payloads, last = map(json.loads, written["ndjson"].splitlines())
    assert payloads == report["payloads"]
    assert last["summary"] == report["summary"]
    (run,) = json.loads(written["sarif"])["runs"]
    assert sum(result["occurrenceCount"] for result in run["results"]) == 8
    suites = fromstring(written["junit"])
    assert (suites.get("failures"), suites.get("errors")) == ("4", "1")
    assert len(json.loads(written["gitlab"])) == 5
    assert written["github"].count("::error ") == 3
    assert written["markdown"].count("| wrong-type |") == 2


@pytest.mark.parametrize("name", FORMATS.names)
def test_every_format_can_use_standard_output(command: Command, folder: Path, name: str) -> None:
    """The output is the same as in a file."""
    outcome = command.forked("validate", "--format", name, "--format", f"{name}=r", "invalid.json", "lines.ndjson")
    assert outcome.status == 1
    assert outcome.stdout == (folder / "r").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", [(), ("--show-values",)])
@pytest.mark.parametrize("name", FORMATS.names)
def test_values_are_shown_only_on_request(command: Command, folder: Path, name: str, option: tuple[str, ...]) -> None:
    """Each format shows values with `--show-values`, and only then."""
    (folder / "live.json").write_text((folder / "valid.json").read_text().replace('"DRAFT"', '"qzjx"'))
    assert ("qzjx" in command.forked("validate", "--format", name, *option, "live.json").stdout) is bool(option)


@pytest.mark.parametrize("name", FORMATS.names)
def test_max_findings_applies_to_every_format(command: Command, folder: Path, name: str) -> None:
    """With `--max-findings 1` the second finding is counted and not listed."""
    del folder
    written = command.forked(
        "validate", "--format", name, "--max-findings", "1", "invalid.json", "unstable.json"
    ).stdout
    assert "expected a string" in written
    # In SARIF the pages of rules have examples.
    listed = json.dumps(json.loads(written)["runs"][0]["results"]) if name == "sarif" else written
    assert "lastIntent" not in listed.replace("`lastIntent`", "")


def test_stream_is_written_during_the_run(folder: Path) -> None:
    """The lines of a source can be read before the next source exists."""
    os.mkfifo(folder / "slow.ndjson")
    arguments = [SCRIPT, "validate", "--format", "ndjson", "invalid.json", "slow.ndjson"]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with (folder / "slow.ndjson").open("wb", buffering=0) as pipe:
            first = json.loads(process.stdout.readline())
            pipe.write((folder / "unstable.json").read_bytes())
        rest = [json.loads(line) for line in process.stdout.read().splitlines()]
    assert (first["source"], first["verdict"]) == ("invalid.json", "invalid")
    assert [line.get("source") for line in rest] == ["slow.ndjson", None]
    assert rest[1]["summary"]["payloads"] == 2


def test_closed_stream_is_not_an_error(folder: Path) -> None:
    """The run is completed, and the exit code is that of the payloads."""
    (folder / "many.ndjson").write_text("{}\n" * 5_000)
    arguments = [SCRIPT, "validate", "--format", "ndjson", "many.ndjson"]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.parametrize(("names", "kept"), [(["ndjson"], 0), (["ndjson", "text"], 0), (["ndjson", "json"], 3)])
def test_stream_keeps_no_reports_in_memory(folder: Path, names: list[str], kept: int) -> None:
    """Reports are kept only for formats that are written at the end."""
    outputs = tuple(Output(name, folder / f"r.{name}") for name in names)
    reports = ReportWriter(outputs, quiet=False)
    collector = RunCollector("1.1.0", on_report=reports.add, keep_reports=reports.keeps_reports)
    for line in (folder / "invalid.json").read_bytes(), b"{", b"[]":
        collector.add(validate(line))
    assert len(collector.run().listed) == kept
    assert reports.close(collector.run())
    assert len((folder / "r.ndjson").read_text().splitlines()) == 4


def test_lists_have_a_default_limit(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It applies to findings of invalid payloads and of others, and the report counts what it leaves out."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_LISTED", 30)
    lines = [(folder / f"{name}.json").read_text() for name in ("unstable", "invalid")]
    (folder / "many.ndjson").write_text("\n".join([lines[0]] * 50 + [lines[1]]))
    report = command.forked("validate", "--format", "json", "many.ndjson").report
    assert (len(report["payloads"]), report["omitted"]) == (31, 20)
    assert report["payloads"][-1]["verdict"] == "invalid"
    assert report["summary"]["byRule"]["unstable-field"] == 50
    whole = command.forked("validate", "--format", "json", "--max-findings", "20000", "many.ndjson").report
    assert len(whole["payloads"]) == 51


@pytest.mark.parametrize("name", FORMATS.names)
def test_report_is_written_through_a_link(command: Command, folder: Path, name: str) -> None:
    """The link stays, and its target is replaced with the same permissions."""
    (folder / "reports").mkdir()
    target = folder / "reports" / "r"
    target.write_text("old" * 100_000)
    target.chmod(0o640)
    before = target.stat().st_ino
    (folder / "link").symlink_to(Path("reports", "r"))
    assert command.forked("validate", "--format", f"{name}=link", "valid.json").status == 0
    assert (folder / "link").is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.stat().st_ino != before
    assert "oldold" not in target.read_text()
    assert [path.name for path in (folder / "reports").iterdir()] == ["r"]


@pytest.mark.parametrize("name", ["text", "ndjson"])
def test_failed_report_keeps_the_old_file(command: Command, folder: Path, name: str) -> None:
    """A full disk, a folder and a link to itself are reported, and the exit code is 4."""
    (folder / "taken").mkdir()
    (folder / "loop").symlink_to("loop")
    (folder / "old").write_text("old")
    for place, reason in (
        ("taken", "Is a directory"),
        ("loop", "Too many levels of symbolic links"),
        ("no/r", "No such file or directory"),
        ("/dev/full", "No space left on device"),
    ):
        outcome = command.forked("validate", "--format", f"{name}={place}", "--format", "json=ok.json", "invalid.json")
        assert (outcome.status, outcome.stderr) == (4, f"{place}: cannot write the report: {reason}\n")
        assert json.loads((folder / "ok.json").read_bytes())["summary"]["invalid"] == 1
    outcome = command("validate", "--format", f"{name}=old", "lines.ndjson", before=full_disk)
    assert (outcome.status, outcome.stderr) == (4, "old: cannot write the report: File too large\n")
    assert (folder / "old").read_text() == "old"
    assert list(folder.glob(".report-*")) == []


def full_disk() -> None:
    """Limit the size of files to a few bytes, like a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


@pytest.mark.parametrize(
    ("reports", "inputs"),
    [
        (["junit=invalid.json"], ["valid.json", "invalid.json"]),
        (["ndjson=./invalid.json"], [".", "invalid.json"]),
        (["text", "sarif=link"], ["invalid.json"]),
        (["text", "sarif=invalid.json"], ["link"]),
        (["text=hard"], ["invalid.json"]),
    ],
)
def test_report_over_an_input_is_rejected(
    command: Command, folder: Path, reports: list[str], inputs: list[str]
) -> None:
    """Under any name of the input, and nothing is read or written."""
    (folder / "link").symlink_to("invalid.json")
    (folder / "hard").hardlink_to(folder / "invalid.json")
    before = (folder / "invalid.json").read_bytes()
    options = [word for report in reports for word in ("--format", report)]
    outcome = command.forked("validate", *options, *inputs)
    name = Path(reports[-1].partition("=")[2])
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"the report '{name}' would overwrite an input" in " ".join(outcome.stderr.split())
    assert (folder / "invalid.json").read_bytes() == before


def test_two_reports_in_one_file_are_rejected(command: Command, folder: Path) -> None:
    """A device accepts several reports."""
    (folder / "link").symlink_to("r")
    for second in ("r", "./r", "link"):
        outcome = command.forked("validate", "--format", "gitlab=r", "--format", f"sarif={second}", "valid.json")
        assert outcome.status == 2
        assert "cannot write two reports to" in outcome.stderr
        assert not (folder / "r").exists()
    assert (
        command.forked("validate", "--format", "json=/dev/null", "--format", "text=/dev/null", "valid.json").status == 0
    )


def test_report_is_written_to_a_pipe_behind_a_link(folder: Path) -> None:
    """A path such as /dev/stdout leads to a pipe, which has no path of its own."""
    done = subprocess.run(
        [SCRIPT, "validate", "--quiet", "--format", "ndjson=/dev/stdout", "invalid.json"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout.splitlines()[-1])["summary"]["invalid"] == 1


def test_quiet_does_not_affect_files(command: Command, folder: Path) -> None:
    """A stream to standard output is not written, and one to a file is."""
    outcome = command.forked("validate", "-q", "--format", "ndjson", "--format", "ndjson=r", "invalid.json")
    assert (outcome.out, outcome.status) == (b"", 1)
    assert len((folder / "r").read_text().splitlines()) == 2


def test_closed_standard_output_is_reported_once(command: Command, folder: Path) -> None:
    """By whole reports and by streams, and files are still written."""
    del folder
    for name in ("text", "ndjson"):
        outcome = command(
            "validate", "--format", name, "--format", "json=r", "lines.ndjson", before=lambda: os.close(1)
        )
        assert outcome.status == 4
        assert outcome.stderr.count("standard output is closed") == 1
