"""`chatlayer-session validate`, run as a process: what it writes, and with which status it ends."""

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

from chatlayer_session import CorruptInstallation, Kind
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.cli.commands.validate import status_of
from chatlayer_session.findings import Verdict
from chatlayer_session.reporters.runs.json import REPORT_VERSION
from chatlayer_session.runs.results import RunResult
from chatlayer_session.spec.catalog import packaged_catalog

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
def test_the_exit_status_tells_the_worst(command: Command, folder: Path, arguments: list[str], status: int) -> None:
    """0, 1, 2, 3 and 4 mean what the help says, and the worst of what happened wins."""
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
def test_the_worst_status_wins(
    defects: int, invalid: int, unstable: int, status: int, *, unreadable: bool, written: bool
) -> None:
    """A defect outweighs what could not be read or written, that an invalid payload, and that an unstable one."""
    verdicts = {Verdict.INVALID: invalid, Verdict.UNSTABLE: unstable}
    failures: Any = ("an input",) if unreadable else ()
    run = RunResult("1.0.0", verdicts, {}, (), (), failures, internal_errors=defects)
    assert status_of(run, "unstable", written=written) == status


def test_the_report_is_in_the_manner_of_compilers(command: Command, folder: Path) -> None:
    """One line a finding with file, line and column, the hint under it, and the counts at the end."""
    del folder
    outcome = command("validate", "invalid.json", "unstable.json", "valid.json")
    column = 1 + len((command.folder / "unstable.json").read_text().split('"lastIntent"')[0])
    assert outcome.stdout == (
        "invalid.json:1:11: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        f"unstable.json:1:{column}: unstable[unstable-field] /lastIntent: "
        "unstable field (see Chatlayer documentation, solving bot issues); may change without notice\n"
        "  hint: read a documented field, or accept this one with `--accept-unstable POINTER`\n"
        "3 payloads: 1 valid, 1 unstable, 1 invalid\n"
    )
    assert outcome.stderr == ""


def test_a_valid_payload_gives_one_line(command: Command, folder: Path) -> None:
    """Without findings there are the counts only."""
    del folder
    assert command("validate", "valid.json").stdout == "1 payload: 1 valid, 0 unstable, 0 invalid\n"


def test_the_module_is_the_command(folder: Path) -> None:
    """`python -m chatlayer_session` does the same as the script."""
    arguments = ["validate", "invalid.json"]
    runs = [
        subprocess.run([*start, *arguments], capture_output=True, cwd=folder, check=False)
        for start in ([SCRIPT], [sys.executable, "-m", "chatlayer_session"])
    ]
    assert (runs[0].returncode, runs[0].stdout) == (runs[1].returncode, runs[1].stdout)
    assert runs[0].returncode == 1


def test_the_json_report_counts_all_and_lists_what_has_findings(command: Command, folder: Path) -> None:
    """Valid payloads without findings are counted and not listed."""
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
    assert [(each["source"], each["verdict"]) for each in report["payloads"]] == [
        ("invalid.json", "invalid"),
        ("unstable.json", "unstable"),
    ]
    assert [each["source"] for each in report["unreadable"]] == ["absent.json"]


@pytest.mark.parametrize(
    "options", [(), ("--show-values",), ("--max-findings", "1"), ("--max-findings", "0"), ("--at", "/x")]
)
def test_every_json_report_keeps_to_its_schema(
    command: Command, folder: Path, documented: dict[str, Any], options: tuple[str, ...]
) -> None:
    """Whatever was read and asked for, the report is one that its schema describes."""
    lines = "\n".join(["{", json.dumps(documented), json.dumps({"internal": {}})])
    (folder / "lines.ndjson").write_text(lines)
    report = command("validate", "--format", "json", *options, folder, "absent.json").report
    assert report["summary"]["payloads"] == 6
    listed = sum(len(each["findings"]) for each in report["payloads"])
    assert listed + report.get("omitted", 0) == sum(report["summary"]["byRule"].values())


def test_a_list_that_was_cut_says_so(command: Command, folder: Path) -> None:
    """With --max-findings all findings are counted, the first are listed, and both reports tell of the others."""
    del folder
    outcome = command("validate", "--max-findings", "1", "invalid.json", "unstable.json")
    assert outcome.stdout.splitlines()[2:] == [
        "1 more finding not shown because of --max-findings",
        "2 payloads: 0 valid, 1 unstable, 1 invalid",
    ]
    report = command("validate", "--max-findings", "1", "--format", "json", "invalid.json", "unstable.json").report
    assert (report["omitted"], len(report["payloads"])) == (1, 1)


def test_values_are_shown_on_request(command: Command, folder: Path) -> None:
    """With --show-values a line ends with the payload's text of the field."""
    (folder / "live.json").write_text((folder / "valid.json").read_text().replace('"DRAFT"', '"draft"'))
    assert ' ("draft")\n' in command("validate", "--show-values", "live.json").stdout
    assert "draft" not in command("validate", "live.json").stdout


def test_quiet_writes_nothing_to_standard_output(command: Command, folder: Path) -> None:
    """The status tells; reports that go to a file are written all the same."""
    outcome = command("validate", "-q", "--format", "text", "--format", "json=r.json", "invalid.json")
    assert (outcome.out, outcome.err, outcome.status) == (b"", b"", 1)
    assert json.loads((folder / "r.json").read_bytes())["summary"]["invalid"] == 1


def test_a_report_goes_to_a_file_beside_standard_output(command: Command, folder: Path) -> None:
    """Several formats are written in one run; the file has the permissions of a new file, and replaces an old one."""
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


def test_a_report_that_cannot_be_written_loses_nothing(command: Command, folder: Path) -> None:
    """The other reports are written, the status is 4, and what stood in the place is left."""
    (folder / "taken").mkdir()
    for place, reason in (("no/r.json", "No such file or directory"), ("taken", "Is a directory")):
        outcome = command("validate", "--format", f"json={place}", "--format", "text", "invalid.json")
        assert outcome.status == 4
        assert outcome.stderr == f"{place}: cannot write the report: {reason}\n"
        assert outcome.stdout.endswith("1 payload: 0 valid, 0 unstable, 1 invalid\n")
    assert list((folder / "taken").iterdir()) == []


def test_a_device_is_written_to_and_not_replaced(command: Command, folder: Path) -> None:
    """A report sent to a link leaves the link; one sent to a pipe goes down the pipe."""
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
        (["--max-findings", "-1"], "Invalid value for '--max-findings': -1 is not in the range"),
        (
            ["--input-format", "csv"],
            "Invalid value for '--input-format': unknown format 'csv'; available: auto, json, lines",
        ),
        (["--no-such"], "unknown option '--no-such'"),
    ],
)
def test_wrong_usage_names_the_option(command: Command, folder: Path, arguments: list[str], complaint: str) -> None:
    """The status is 2, and the message names the option and what it takes."""
    del folder
    outcome = command("validate", *arguments, "valid.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert complaint in outcome.stderr


def test_several_payloads_in_one_document_are_counted(command: Command, tmp_path: Path, documented: Any) -> None:
    """With --at and a star each payload is one of the counts, with its place in the report."""
    document = {"data": [{"session": {"internal": documented}}, {"session": {**documented, "botId": 1}}]}
    (tmp_path / "store.json").write_text(json.dumps(document))
    report = command("validate", "--at", "/data/*/session", "--format", "json", "store.json").report
    assert (report["summary"]["valid"], report["summary"]["invalid"]) == (1, 1)
    assert [(each["at"], each["kind"]) for each in report["payloads"]] == [("/data/1/session", "internal")]


def test_an_interrupt_ends_the_run_with_130(tmp_path: Path, documented: dict[str, Any]) -> None:
    """Ctrl-C while a slow pipe is read: no traceback, and the status says interrupted."""
    os.mkfifo(tmp_path / "slow.ndjson")
    process = subprocess.Popen(
        [SCRIPT, "validate", "slow.ndjson"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Where tests run in the background, interrupts are ignored from the start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # Opening waits until the command opens the other end: it is reading by then.
    with (tmp_path / "slow.ndjson").open("wb", buffering=0) as pipe:
        pipe.write(json.dumps(documented).encode() + b"\n")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.endswith(b"0 invalid\n")
    assert err.strip() == b"interrupted; the report is incomplete"


def test_a_defect_is_told_without_the_payload_and_hides_nothing(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is 70, one line tells type and place, and the other payloads are reported."""
    engine: Any = engine_for(packaged_catalog(), "1.0.0", Kind.INTERNAL).__class__
    check = engine.check

    def broken(self: Any, instance: Any) -> Any:
        if instance.get("botId") == 1:
            raise RuntimeError(json.dumps(instance))
        return check(self, instance)

    monkeypatch.setattr(engine, "check", broken)
    lines = ((folder / f"{name}.json").read_text() for name in ("valid", "invalid", "unstable"))
    (folder / "lines.jsonl").write_text("\n".join(lines))
    outcome = command.forked("validate", "invalid.json", "unstable.json", "lines.jsonl")
    assert outcome.status == 70
    file_line, record_line = outcome.stderr.splitlines()
    assert file_line.startswith("invalid.json: internal error: RuntimeError at checks/payloads.py:")
    assert record_line.startswith("lines.jsonl, record 2: internal error: RuntimeError at checks/payloads.py:")
    assert outcome.stdout.endswith("3 payloads: 1 valid, 2 unstable, 0 invalid; 2 payloads could not be checked\n")
    assert "Greeting" not in outcome.stdout + outcome.stderr


def test_a_defect_while_reading_hides_nothing(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source at which reading itself fails unforeseen is told, and the next one is read."""
    monkeypatch.setattr("chatlayer_session.runs.lines.BLOCK_SIZE", None)
    (folder / "lines.jsonl").write_text("{}")
    outcome = command.forked("validate", "lines.jsonl", "valid.json")
    assert outcome.status == 70
    assert outcome.stderr.startswith("lines.jsonl: internal error: TypeError at runs/lines.py:")
    assert outcome.stdout.startswith("1 payload: 1 valid")


def test_a_damaged_installation_is_told_with_its_cure(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its schemas the command says what to do."""
    del folder
    monkeypatch.setattr("chatlayer_session.validator.packaged_catalog", damaged)
    outcome = command.forked("validate", "valid.json")
    assert (outcome.status, outcome.out) == (70, b"")
    assert outcome.stderr == "chatlayer-session: the schema files are missing; reinstall chatlayer-session\n"


def damaged() -> None:
    """Fail as the catalog does where its files are not there."""
    raise CorruptInstallation("the schema files are missing")
