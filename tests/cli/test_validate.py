"""The output and the exit codes of `chatlayer-session validate`, run as a process."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import CorruptInstallation
from chatlayer_session.checks.payloads import PayloadChecker
from chatlayer_session.cli.commands.validate import status_of
from chatlayer_session.findings import Verdict
from chatlayer_session.reporters.runs.json import REPORT_VERSION
from chatlayer_session.runs.results import RunResult

if TYPE_CHECKING:
    from ..conftest import Command

SCRIPT = Path(sys.executable).with_name("chatlayer-session")


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with one payload of each verdict."""
    for name, change in (("valid", {}), ("unstable", {"lastIntent": "x"}), ("invalid", {"botId": 1})):
        (tmp_path / f"{name}.json").write_text(json.dumps({**documented, **change}))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["valid.json"], 0),
        (["unstable.json"], 0),
        (["invalid.json"], 1),
        (["--fail-on", "unstable", "valid.json"], 0),
        (["--fail-on", "unstable", "valid.json", "unstable.json"], 3),
        (["--fail-on", "unstable", "--accept-unstable", "/lastIntent", "unstable.json"], 0),
        (["--fail-on", "unstable", "unstable.json", "invalid.json"], 1),
        (["--fail-on", "invalid", "unstable.json", "invalid.json"], 1),
        (["--fail-on", "never", "unstable.json", "invalid.json"], 0),
        (["--fail-on", "never", "invalid.json", "absent.json"], 4),
        (["invalid.json", "absent.json"], 4),
        (["--quiet", "invalid.json"], 1),
        (["--kind", "session", "valid.json"], 1),
        (["--at", "/nothing", "valid.json"], 1),
        (["--nonsense"], 2),
        ([], 2),
    ],
)
def test_exit_code_is_the_most_severe(command: Command, folder: Path, arguments: list[str], status: int) -> None:
    """Exit codes 0 to 4 mean what the help says."""
    del folder
    assert command("validate", *arguments).status == status


@pytest.mark.parametrize(
    ("defects", "unreadable", "invalid", "unstable", "written", "status"),
    [
        (1, True, 1, 1, False, 70),
        (0, True, 1, 1, True, 4),
        (0, False, 1, 1, False, 4),
        (0, False, 1, 1, True, 1),
        (0, False, 0, 1, True, 3),
        (0, False, 0, 0, True, 0),
    ],
)
def test_most_severe_exit_code_wins(
    defects: int, invalid: int, unstable: int, status: int, *, unreadable: bool, written: bool
) -> None:
    """The order is: internal error, unreadable or unwritable, invalid, unstable."""
    verdicts = {Verdict.INVALID: invalid, Verdict.UNSTABLE: unstable}
    failures: Any = ("an input",) if unreadable else ()
    run = RunResult("1.0.0", verdicts, {}, (), (), failures, internal_errors=defects)
    assert status_of(run, "unstable", written=written) == status


def test_text_report_has_the_format_of_compilers(command: Command, folder: Path) -> None:
    """Each finding has file, line and column, with the hint below and the counts at the end."""
    del folder
    outcome = command("validate", "invalid.json", "unstable.json", "valid.json")
    column = 1 + len((command.folder / "unstable.json").read_text().split('"lastIntent"')[0])
    assert outcome.stdout == (
        "invalid.json:1:11: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        f"unstable.json:1:{column}: unstable[unstable-field] /lastIntent: "
        "unstable field (source: Chatlayer documentation, solving bot issues); may change without notice\n"
        "  hint: use a documented field instead, or accept this one with `--accept-unstable POINTER`\n"
        "3 payloads: 1 valid, 1 unstable, 1 invalid\n"
    )
    assert outcome.stderr == ""


def test_valid_payload_gives_one_line(command: Command, folder: Path) -> None:
    """It has the counts."""
    del folder
    assert command("validate", "valid.json").stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"


def test_module_is_the_command(folder: Path) -> None:
    """`python -m chatlayer_session` works like the script."""
    arguments = ["validate", "invalid.json"]
    runs = [
        subprocess.run([*start, *arguments], capture_output=True, cwd=folder, check=False)
        for start in ([SCRIPT], [sys.executable, "-m", "chatlayer_session"])
    ]
    assert (runs[0].returncode, runs[0].stdout) == (runs[1].returncode, runs[1].stdout)
    assert runs[0].returncode == 1


def test_json_report_lists_payloads_with_findings(command: Command, folder: Path) -> None:
    """Payloads without findings are only counted."""
    del folder
    report = command(
        "validate", "--format", "json", "invalid.json", "unstable.json", "valid.json", "absent.json"
    ).report
    assert report["summary"] == {
        "payloads": 3,
        "valid": 1,
        "unstable": 1,
        "invalid": 1,
        "unreadable": 1,
        "byRule": {"wrong-type": 1, "unstable-field": 1},
    }
    assert [(payload["source"], payload["verdict"]) for payload in report["payloads"]] == [
        ("invalid.json", "invalid"),
        ("unstable.json", "unstable"),
    ]
    assert [failure["source"] for failure in report["unreadable"]] == ["absent.json"]


@pytest.mark.parametrize(
    "options", [(), ("--show-values",), ("--max-findings", "1"), ("--max-findings", "0"), ("--at", "/x")]
)
def test_json_report_matches_its_schema(
    command: Command, folder: Path, documented: dict[str, Any], options: tuple[str, ...]
) -> None:
    """Regardless of inputs and options."""
    lines = "\n".join(["{", json.dumps(documented), json.dumps({"internal": {}})])
    (folder / "lines.ndjson").write_text(lines)
    report = command("validate", "--format", "json", *options, folder, "absent.json").report
    assert report["summary"]["payloads"] == 6
    listed = sum(len(payload["findings"]) for payload in report["payloads"])
    assert listed + report.get("omitted", 0) == sum(report["summary"]["byRule"].values())


def test_limited_list_counts_the_rest(command: Command, folder: Path) -> None:
    """With `--max-findings` all findings are counted, and both reports mention those that are not listed."""
    del folder
    outcome = command("validate", "--max-findings", "1", "invalid.json", "unstable.json")
    assert outcome.stdout.splitlines()[2:] == [
        "1 more finding not shown because of --max-findings",
        "2 payloads: 0 valid, 1 unstable, 1 invalid",
    ]
    report = command("validate", "--max-findings", "1", "--format", "json", "invalid.json", "unstable.json").report
    assert (report["omitted"], len(report["payloads"])) == (1, 1)


def test_values_are_shown_on_request(command: Command, folder: Path) -> None:
    """With `--show-values` a line ends with the text of the field."""
    (folder / "live.json").write_text((folder / "valid.json").read_text().replace('"DRAFT"', '"draft"'))
    assert ' ("draft")\n' in command("validate", "--show-values", "live.json").stdout
    assert "draft" not in command("validate", "live.json").stdout


def test_quiet_prints_nothing(command: Command, folder: Path) -> None:
    """The exit code stays, and reports to files are written."""
    outcome = command("validate", "-q", "--format", "text", "--format", "json=r.json", "invalid.json")
    assert (outcome.out, outcome.err, outcome.status) == (b"", b"", 1)
    assert json.loads((folder / "r.json").read_bytes())["summary"]["invalid"] == 1


def test_report_can_go_to_a_file(command: Command, folder: Path) -> None:
    """Several formats are written in one run. A new file has default permissions, and an old one is replaced."""
    (folder / "r.json").write_text("old")
    outcome = command(
        "validate", "--format", "text", "--format", "json=r.json", "--format", "text=r.txt", "invalid.json"
    )
    assert outcome.status == 1
    assert (folder / "r.txt").read_text() == outcome.stdout
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((folder / "r.json").stat().st_mode) == 0o666 & ~mask
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_unwritable_report_does_not_affect_others(command: Command, folder: Path) -> None:
    """The other reports are written, the exit code is 4, and the existing file stays."""
    (folder / "taken").mkdir()
    for place, reason in (("no/r.json", "No such file or directory"), ("taken", "Is a directory")):
        outcome = command("validate", "--format", f"json={place}", "--format", "text", "invalid.json")
        assert outcome.status == 4
        assert outcome.stderr == f"{place}: cannot write the report: {reason}\n"
        assert outcome.stdout.endswith("1 payload: 0 valid, 0 unstable, 1 invalid\n")
    assert list((folder / "taken").iterdir()) == []


def test_device_is_not_replaced(command: Command, folder: Path) -> None:
    """A report to a link keeps the link, and a report to a pipe goes through the pipe."""
    (folder / "link").symlink_to("target.json")
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE)
    assert command("validate", "--format", "json=link", "--format", "text=pipe", "valid.json").status == 0
    assert reader.communicate()[0] == b"1 payload: 1 valid, 0 unstable, 0 invalid\n"
    assert (folder / "link").is_symlink()
    assert json.loads((folder / "target.json").read_bytes())["version"] == REPORT_VERSION
    assert (folder / "pipe").is_fifo()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--format", "xml"], "Invalid value for '--format': unknown format 'xml'; available: text, json"),
        (["--format", "json="], "Invalid value for '--format': 'json=' has no file name"),
        (
            ["--format", "text", "--format", "json"],
            "Invalid value for '--format': only one format can go to standard output",
        ),
        (
            ["--kind", "bot"],
            "Invalid value for '--kind': unknown kind 'bot'; available: auto, internal, session, write",
        ),
        (
            ["--schema-version", "2"],
            "Invalid value for '--schema-version': unknown schema version '2'; available: 1.0.0",
        ),
        (["--at", "session"], "Invalid value for '--at': invalid JSON Pointer 'session'"),
        (["--accept-unstable", "x"], "Invalid value for '--accept-unstable': invalid JSON Pointer 'x'"),
        (
            ["--fail-on", "note"],
            "Invalid value for '--fail-on': unknown verdict 'note'; available: invalid, unstable, never",
        ),
        (["--max-findings", "-1"], "Invalid value for '--max-findings': must be a whole number, at least 0"),
        (
            ["--input-format", "csv"],
            "Invalid value for '--input-format': unknown format 'csv'; available: auto, json, lines",
        ),
        (["--no-such"], "unknown option '--no-such'"),
    ],
)
def test_usage_error_names_the_option(command: Command, folder: Path, arguments: list[str], complaint: str) -> None:
    """The exit code is 2, and the message has the allowed values."""
    del folder
    outcome = command("validate", *arguments, "valid.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert complaint in outcome.stderr


def test_payloads_in_one_document_are_counted(command: Command, tmp_path: Path, documented: Any) -> None:
    """With `--at` and `*`, each payload counts and has its place in the report."""
    document = {"data": [{"session": {"internal": documented}}, {"session": {**documented, "botId": 1}}]}
    (tmp_path / "store.json").write_text(json.dumps(document))
    report = command("validate", "--at", "/data/*/session", "--format", "json", "store.json").report
    assert (report["summary"]["valid"], report["summary"]["invalid"]) == (1, 1)
    assert [(payload["at"], payload["kind"]) for payload in report["payloads"]] == [("/data/1/session", "internal")]


def test_interrupt_ends_the_run_with_130(tmp_path: Path, documented: dict[str, Any]) -> None:
    """There is no traceback, and the message says that the report is incomplete."""
    os.mkfifo(tmp_path / "slow.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "slow.ndjson"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Opening blocks until the command opens the other end to read.
    with (tmp_path / "slow.ndjson").open("wb", buffering=0) as pipe:
        pipe.write(json.dumps(documented).encode() + b"\n")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"slow.ndjson: unreadable: not analysed" in out
    assert out.endswith(b"0 invalid; 1 input could not be read\n")
    assert err.strip() == b"interrupted; the report is incomplete"


def test_internal_error_does_not_hide_other_payloads(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 70, and one line has the type and the place of the error, without payload data."""
    check: Any = PayloadChecker._check

    def broken(self: Any, kind: Any, instance: Any) -> Any:
        if instance.get("botId") == 1:
            raise RuntimeError(json.dumps(instance))
        return check(self, kind, instance)

    monkeypatch.setattr(PayloadChecker, "_check", broken)
    lines = ((folder / f"{name}.json").read_text() for name in ("valid", "invalid", "unstable"))
    (folder / "lines.jsonl").write_text("\n".join(lines))
    outcome = command.forked("validate", "invalid.json", "unstable.json", "lines.jsonl")
    assert outcome.status == 70
    for form in ("json", "ndjson", "gitlab", "github"):
        written = command.forked("validate", "--format", form, "invalid.json", "lines.jsonl").stdout
        assert written.count("internal error: RuntimeError at checks/payloads.py:") == 1
    file_line, record_line = outcome.stderr.splitlines()
    assert file_line.startswith("invalid.json: internal error: RuntimeError at checks/payloads.py:")
    assert record_line.startswith("lines.jsonl, record 2: internal error: RuntimeError at checks/payloads.py:")
    assert outcome.stdout.endswith("3 payloads: 1 valid, 2 unstable, 0 invalid; 2 payloads could not be checked\n")
    assert "Greeting" not in outcome.stdout + outcome.stderr


def test_internal_error_while_reading_hides_nothing(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source is reported, and the next one is read."""
    monkeypatch.setattr("chatlayer_session.runs.lines.BLOCK_SIZE", None)
    (folder / "lines.jsonl").write_text("{}")
    outcome = command.forked("validate", "lines.jsonl", "valid.json")
    assert outcome.status == 70
    assert outcome.stderr.startswith("lines.jsonl: internal error: TypeError at runs/lines.py:")
    assert outcome.stdout.startswith("1 payload: 1 valid")


def test_corrupt_installation_is_reported(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its schemas the command says how to fix it."""
    del folder
    monkeypatch.setattr("chatlayer_session.validator.packaged_catalog", corrupt)
    outcome = command.forked("validate", "valid.json")
    assert (outcome.status, outcome.out) == (70, b"")
    assert outcome.stderr == "chatlayer-session: the schema files are missing; reinstall chatlayer-session\n"


def corrupt() -> None:
    """Fail like a catalog without files."""
    raise CorruptInstallation("the schema files are missing")
