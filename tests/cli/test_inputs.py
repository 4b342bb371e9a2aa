"""Inputs of the command: files, folders, globs and standard input, whole and damaged, with any name."""

from __future__ import annotations

import gzip
import json
import os
import pty
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import document

from .conftest import heed_permissions

if TYPE_CHECKING:
    from chatlayer_session.spec.fields import KnownFields

    from ..conftest import Command

SCRIPT = Path(sys.executable).with_name("chatlayer-session")
VALID = "1 payload: 1 valid, 0 unstable, 0 invalid\n"


@pytest.fixture
def payload(documented: dict[str, Any]) -> bytes:
    """Return a valid payload on one line."""
    return json.dumps(documented).encode()


def test_bad_file_does_not_hide_others(command: Command, tmp_path: Path, payload: bytes) -> None:
    """Unreadable, corrupt, empty, valid and invalid files are all reported."""
    folder = tmp_path / "payloads"
    folder.mkdir()
    (folder / "forbidden.json").write_bytes(payload)
    (folder / "forbidden.json").chmod(0)
    (folder / "corrupt.json.gz").write_bytes(gzip.compress(payload)[:-20])
    (folder / "empty.json").touch()
    (folder / "valid.json").write_bytes(payload)
    (folder / "invalid.json").write_bytes(payload.replace(b'"DRAFT"', b'"OLD"'))
    outcome = command("validate", "payloads", before=heed_permissions)
    assert outcome.status == 4
    assert [line.split(" ")[0:2] for line in outcome.stdout.splitlines() if line.startswith("payloads")] == [
        ["payloads/empty.json:1:1:", "error[syntax]:"],
        ["payloads/invalid.json:1:92:", "error[value-not-allowed]"],
        ["payloads/corrupt.json.gz:", "unreadable:"],
        ["payloads/forbidden.json:", "unreadable:"],
    ]
    assert outcome.stdout.splitlines()[-1] == ("3 payloads: 1 valid, 0 unstable, 2 invalid; 2 inputs could not be read")
    assert "forbidden.json: unreadable: permission denied\n  hint: grant read permission" in outcome.stdout


@pytest.mark.parametrize("name", ["all", "all/**/*.json", "**/*.json", "all/**"])
def test_locked_folder_is_reported(name: str, command: Command, tmp_path: Path, payload: bytes) -> None:
    """Both a folder and a glob above it report it, and the files beside it are read."""
    (tmp_path / "all" / "closed").mkdir(parents=True)
    (tmp_path / "all" / "closed").chmod(0)
    (tmp_path / "all" / "open.json").write_bytes(payload)
    outcome = command("validate", name, before=heed_permissions)
    assert outcome.status == 4
    assert outcome.stdout.startswith("all/closed: unreadable: permission denied\n")
    assert "1 payload: 1 valid" in outcome.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent.json", "no such file or folder"),
        ("*.json", "this glob matches nothing"),
        ("empty", "this folder has no payload files"),
        ("broken-link.json", "no such file or directory"),
    ],
)
def test_input_without_a_match_is_reported(command: Command, tmp_path: Path, name: str, reason: str) -> None:
    """The exit code is 4, never 0."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("{}")
    if name == "broken-link.json":
        (tmp_path / name).symlink_to("nowhere.json")
    outcome = command("validate", name)
    assert outcome.status == 4
    assert outcome.stdout.startswith(f"{name}: unreadable: {reason}\n")
    assert outcome.stdout.endswith("0 payloads: 0 valid, 0 unstable, 0 invalid; 1 input could not be read\n")


def test_globs_and_folders_find_payload_files(command: Command, tmp_path: Path, payload: bytes) -> None:
    """Documents and JSON Lines, compressed or not, at any depth, without other files and hidden folders."""
    for folder in ("a/b", ".hidden"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".hidden" / "x.json").write_bytes(b"{")
    (tmp_path / "a" / "notes.md").write_bytes(b"{")
    (tmp_path / "a" / "one.JSON").write_bytes(payload)
    (tmp_path / "a" / "b" / "two.json.gz").write_bytes(gzip.compress(payload))
    (tmp_path / "a" / "three.ndjson").write_bytes(payload + b"\n" + payload)
    (tmp_path / "a" / "b" / "four.jsonl.gz").write_bytes(gzip.compress(payload + b"\r\n\r\n" + payload))
    for name in (".", "a", "a*", "**"):
        assert command("validate", name).status in {0, 1}
    assert command("validate", "a").stdout == "6 payloads: 6 valid, 0 unstable, 0 invalid\n"
    assert command("validate", ".").stdout == "6 payloads: 6 valid, 0 unstable, 0 invalid\n"
    assert command("validate", "**/*.gz").stdout == "3 payloads: 3 valid, 0 unstable, 0 invalid\n"


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_a_document_or_lines(command: Command, payload: bytes, *, packed: bool) -> None:
    """Compression is detected, and JSON Lines need an option."""
    pack = gzip.compress if packed else bytes
    assert command("validate", "-", stdin=pack(payload)).stdout == VALID
    lines = command("validate", "--input-format", "lines", "-", stdin=pack(payload + b"\n{}\n" + payload))
    assert lines.status == 1
    assert lines.stdout.startswith("-:2:1: error[missing-field]: this object has none of the fields of `internal`\n")
    assert lines.stdout.endswith("3 payloads: 2 valid, 0 unstable, 1 invalid\n")


def test_input_format_overrides_the_file_name(command: Command, tmp_path: Path, payload: bytes) -> None:
    """A file of JSON Lines with a different suffix can be read, and the other way round."""
    (tmp_path / "log.txt").write_bytes(payload + b"\n" + payload)
    (tmp_path / "one.ndjson").write_bytes(json.dumps(json.loads(payload), indent=1).encode())
    assert command("validate", "--input-format", "lines", "log.txt").stdout.startswith("2 payloads: 2 valid")
    assert command("validate", "--input-format", "json", "one.ndjson").stdout == VALID
    assert command("validate", "log.txt").status == 1


def test_truncated_stream_gives_its_first_records(command: Command, tmp_path: Path, payload: bytes) -> None:
    """Records before the cut of a compressed log are reported, and so is the input."""
    noise = [os.urandom(300).hex().encode() for _ in range(200)]
    data = gzip.compress(b"\n".join(payload.replace(b"Greeting", text) for text in noise))
    (tmp_path / "log.ndjson.gz").write_bytes(data[: len(data) // 2])
    report = command("validate", "--format", "json", "log.ndjson.gz")
    assert report.status == 4
    assert report.report["summary"]["valid"] > 50
    assert report.report["unreadable"] == [
        {
            "source": "log.ndjson.gz",
            "message": "the gzip data is damaged or ends too early",
            "hint": "fetch or compress it again",
        }
    ]


def test_skipped_and_hidden_inputs_are_reported(command: Command, tmp_path: Path, payload: bytes) -> None:
    """A folder and a glob leave out the same hidden files, and a folder that a glob cannot list is unreadable."""
    (tmp_path / "all" / "closed").mkdir(parents=True)
    for name in ("all/._a.json", "all/.b.json", "all/c.json", "all/closed/d.json"):
        (tmp_path / name).write_bytes(payload)
    outcome = command("validate", "all")
    assert (outcome.status, outcome.stdout[:11]) == (0, "2 payloads:")
    assert outcome.stderr == "note: skipped 2 hidden files (all/._a.json, all/.b.json); name a path to read it\n"
    assert command("validate", "all/**/*.json").stdout == outcome.stdout
    assert command("validate", "all/.b.json").stdout == VALID
    (tmp_path / "all/.b.json").unlink()
    assert command("validate", "all").stderr == "note: skipped 1 hidden file (all/._a.json); name a path to read it\n"
    (tmp_path / "all" / "closed").chmod(0)
    locked = command("validate", "all/*/*.json", "all/*.json", before=heed_permissions)
    assert (locked.status, locked.stdout) == (
        4,
        "all/closed: unreadable: permission denied\n  hint: grant read permission\n"
        "1 payload: 1 valid, 0 unstable, 0 invalid; 1 input could not be read\n",
    )


def test_deep_folders_and_a_file_named_like_a_glob_hide_nothing(
    command: Command, tmp_path: Path, payload: bytes
) -> None:
    """Folders are searched at any depth, and a file named `*.json` does not stop a glob."""
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1300):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("deep.json", os.O_WRONLY | os.O_CREAT, dir_fd=folder))
    os.close(folder)
    for name in ("*.json", "b.json"):
        (tmp_path / name).write_bytes(payload)
    outputs = [command("validate", name).stdout for name in (".", "**/*.json", "*.json")]
    # pytest removes the folder with recursion, which fails.
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)
    assert ["3 payloads: 2 valid, 0 unstable, 1 invalid" in output for output in outputs] == [True, True, False]
    assert outputs[2] == "2 payloads: 2 valid, 0 unstable, 0 invalid\n"


@pytest.mark.parametrize("run", ["validate", "validate --explain-versions", "fields", "size", "baseline"])
def test_input_beyond_a_limit_hides_no_other(command: Command, tmp_path: Path, payload: bytes, run: str) -> None:
    """A long line is an unreadable record with its place, a large document an unreadable input, also compressed."""
    megabyte = b" " * (1 << 20)
    lines = payload + b"\n\n" + megabyte + b"1\n" + payload + b"\n" + megabyte + megabyte
    for name, data in (("a.ndjson", lines), ("c.json", megabyte + payload), ("d.json", megabyte[:-900] + payload)):
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    limits = ("--max-line-size", "1", "--max-document-size", "1")
    outcome = command(*run.split(), *limits, ".")
    assert outcome.status == 4
    for place in ("a.ndjson", "a.ndjson.gz"):
        for record in ("record 2, line 3", "record 4, line 5"):
            assert f"{place}: unreadable: {record}: longer than 1,048,576 bytes" in outcome.stdout + outcome.stderr
    for place in ("c.json", "c.json.gz"):
        assert f"{place}: unreadable: larger than 1,048,576 bytes" in outcome.stdout + outcome.stderr
    if run == "validate":
        assert outcome.stdout.endswith("6 payloads: 6 valid, 0 unstable, 0 invalid; 6 inputs could not be read\n")
    both = command("validate", "--input-format", "lines", *limits, "-", stdin=gzip.compress(lines))
    assert (both.status, both.stdout.count("longer than")) == (4, 2)
    assert command("diff", *limits, "d.json", "c.json").stderr == (
        "c.json: larger than 1,048,576 bytes; raise the limit with --max-document-size\n"
    )


@pytest.mark.parametrize("run", ["validate", "validate --explain-versions", "fields", "size", "baseline"])
def test_record_that_needs_too_much_memory_hides_no_other(
    command: Command, tmp_path: Path, payload: bytes, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    """A document or line whose analysis runs out of memory is unreadable, with the status for that."""
    original = document.load_document

    def load(content: object, known: KnownFields, *selection: Any) -> document.Document:
        if isinstance(content, bytes) and b"too much" in content:
            raise MemoryError
        return original(content, known, *selection)

    for module in ("validator", "analyses.fields.analysis", "writes.load"):
        monkeypatch.setattr(f"chatlayer_session.{module}.load_document", load)
    huge = payload.replace(b'"DRAFT"', b'"too much"')
    (tmp_path / "a.ndjson").write_bytes(payload + b"\n\n" + huge + b"\n" + payload)
    (tmp_path / "b.json").write_bytes(huge)
    (tmp_path / "c.json").write_bytes(payload)
    outcome = command.forked(*run.split(), "a.ndjson", "b.json", "c.json")
    assert outcome.status == 4
    assert "a.ndjson: unreadable: record 2, line 3: too little memory to read it\n" in outcome.stdout + outcome.stderr
    assert "b.json: unreadable: too little memory to read it\n" in outcome.stdout + outcome.stderr
    if run == "validate":
        assert outcome.stdout.endswith("3 payloads: 3 valid, 0 unstable, 0 invalid; 2 inputs could not be read\n")
    assert command.forked("diff", "b.json", "c.json").status == 4


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_expanding_input_ends_with_a_report_in_little_memory(command: Command, tmp_path: Path, payload: bytes) -> None:
    """Half a gigabyte of zeros, as a document and as a line, does not exceed the memory of the process."""
    with gzip.open(tmp_path / "a.json.gz", "wb", compresslevel=1) as stream:
        for _ in range(512):
            stream.write(bytes(1 << 20))
    content = (tmp_path / "a.json.gz").read_bytes()
    (tmp_path / "b.jsonl.gz").write_bytes(content + gzip.compress(b"\n" + payload))
    (tmp_path / "c.json").write_bytes(b"[" + b"1," * 40_000_000 + b"1]")

    def restrict() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

    outcome = command("validate", "--max-document-size", "100", ".", before=restrict)
    assert outcome.status == 4
    assert [line.partition(": ")[2] for line in outcome.stdout.splitlines() if ": unreadable: " in line] == [
        "unreadable: larger than 104,857,600 bytes",
        "unreadable: record 1, line 1: longer than 67,108,864 bytes",
        "unreadable: too little memory to read it",
    ]
    assert outcome.stdout.endswith("1 payload: 1 valid, 0 unstable, 0 invalid; 3 inputs could not be read\n")


@pytest.mark.parametrize(
    "name",
    [
        b"two words.json",
        "caf\u00e9 \U0001f600.json".encode(),
        b"[x]*?.json",
        b"bad\xff\xfename.json",
        b"new\nline.json",
    ],
)
@pytest.mark.parametrize("env", [{}, {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}], ids=["utf-8", "ascii"])
def test_file_can_have_any_name(
    command: Command, tmp_path: Path, payload: bytes, name: bytes, env: dict[str, str]
) -> None:
    """It is read, named and counted under any encoding of the terminal, and control characters are escaped."""
    path = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118 - pathlib takes no bytes
    with open(path, "wb") as stream:  # noqa: PTH123 - pathlib takes no bytes
        stream.write(payload.replace(b'"DRAFT"', b"1"))
    for arguments in ((name,), (".",)):
        outcome = command("validate", *arguments, env=env)
        assert outcome.status == 1
        assert outcome.err == b""
        assert len(outcome.out.splitlines()) == 3
        assert b"\xff" not in outcome.out
        report = command("validate", "--format", "json", *arguments, env=env).report
        assert json.dumps(report, ensure_ascii=False).encode()
        assert report["summary"]["invalid"] == 1
    absent = command("validate", b"absent" + name.replace(b"[", b"").replace(b"*?", b""), env=env)
    assert (absent.status, absent.err) == (4, b"")


def test_name_with_a_leading_dash_needs_two_dashes(command: Command, tmp_path: Path, payload: bytes) -> None:
    """Without them it is an option."""
    (tmp_path / "-x.json").write_bytes(payload)
    assert command("validate", "--", "-x.json").stdout == VALID
    assert command("validate", "./-x.json").stdout == VALID
    assert command("validate", "-x.json").status == 2


def test_closed_standard_input_is_reported() -> None:
    """It is an unreadable input."""
    done = subprocess.run(["/bin/sh", "-c", f"{SCRIPT} validate - <&-"], capture_output=True, check=False)
    assert done.returncode == 4
    assert done.stdout.startswith(b"-: unreadable: standard input is closed\n")
    assert done.stderr == b""


def test_closed_standard_output_is_reported(tmp_path: Path, payload: bytes) -> None:
    """The message is on standard error, and missing if nothing was to be printed."""
    (tmp_path / "a.json").write_bytes(payload)
    run = f"{SCRIPT} validate {tmp_path}/a.json"
    done = subprocess.run(["/bin/sh", "-c", f"{run} >&-"], capture_output=True, check=False)
    message = b"chatlayer-session: standard output is closed; redirect it to a file\n"
    assert (done.returncode, done.stderr) == (4, message)
    done = subprocess.run(["/bin/sh", "-c", f"{run} --quiet >&-"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", ["rules", "schema list", "schema show /locale", "schema path", "--help", "--version"])
def test_text_without_standard_output_is_reported(words: str) -> None:
    """A command that only prints ends with exit code 4, and without a message if standard error is closed too."""
    message = b"chatlayer-session: standard output is closed; redirect it to a file\n"
    for redirect, expected in ((">&-", message), (">&- 2>&-", b""), ("<&- >&- 2>&-", b"")):
        done = subprocess.run(["/bin/sh", "-c", f"{SCRIPT} {words} {redirect}"], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (4, expected)
    done = subprocess.run(["/bin/sh", "-c", f"{SCRIPT} {words} <&- 2>&-"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture
def long_report(tmp_path: Path) -> Path:
    """Return a file whose report is longer than the buffer of any pipe."""
    lines = (json.dumps({"internal": {f"field{index}": index}}) for index in range(3000))
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    return tmp_path / "many.jsonl"


@pytest.mark.parametrize("form", ["text", "json"])
def test_closed_pipe_is_not_an_error(long_report: Path, form: str) -> None:
    """There is no traceback, and the exit code is that of the payloads."""
    arguments: list[str | Path] = [SCRIPT, "validate", "--format", form, long_report]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 1


@pytest.mark.parametrize(
    "command_line", ["validate {}", "validate --format json {}", "rules", "explain syntax", "--help"]
)
def test_full_disk_is_reported(long_report: Path, command_line: str) -> None:
    """One line is on standard error, and the exit code is 4."""
    with Path("/dev/full").open("wb") as full:
        arguments: list[str | Path] = [SCRIPT, *command_line.format(long_report).split()]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b"chatlayer-session: cannot write the output: No space left on device\n"
    assert done.returncode == 4


def test_failed_output_does_not_affect_others(long_report: Path, tmp_path: Path) -> None:
    """A report to a file is written, in any order of the outputs."""
    with Path("/dev/full").open("wb") as full:
        arguments: list[str | Path] = [
            *(SCRIPT, "validate", "--format", "text", "--format", "json=r.json", long_report),
        ]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.DEVNULL, cwd=tmp_path, check=False)
    assert done.returncode == 4
    assert json.loads((tmp_path / "r.json").read_bytes())["summary"]["payloads"] == 3000


def on_a_terminal(arguments: list[str | Path], env: dict[str, str]) -> bytes:
    """Return the output of a command that has a terminal as its standard output."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(SCRIPT, [str(SCRIPT), *map(str, arguments)], env)  # noqa: S606 - no shell is wanted
    written = b""
    try:
        while chunk := os.read(terminal, 65536):
            written += chunk
    except OSError:
        # Linux reports the end of a terminal like this.
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    return written


PLAIN = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")


@pytest.mark.parametrize(
    ("typed", "env", "coloured"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"CHATLAYER_SESSION_COLOR": "never"}, False),
    ],
)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_terminal_gets_color(
    tmp_path: Path, payload: bytes, typed: tuple[str, ...], env: dict[str, str], *, coloured: bool
) -> None:
    """Unless NO_COLOR is set to a value; `--color` decides before all variables."""
    (tmp_path / "a.json").write_bytes(payload.replace(b'"DRAFT"', b"1"))
    inherited = {name: value for name, value in os.environ.items() if name not in PLAIN}
    written = on_a_terminal(["validate", *typed, tmp_path / "a.json"], {**inherited, **env})
    assert b"wrong-type" in written
    assert (b"\x1b[1;31merror[wrong-type]\x1b[0m" in written) is coloured
    assert (b"\x1b" in written) is coloured


@pytest.mark.parametrize(
    "run", [("validate",), ("fields",), ("size", "--top", "1"), ("diff", "b.json"), ("compat", "1.0.0")]
)
def test_pipe_gets_color_on_request(command: Command, payload: bytes, run: tuple[str, ...]) -> None:
    """With `--color always` or a variable, in every command with color, and never in a file."""
    (command.folder / "a.json").write_bytes(payload.replace(b'"DRAFT"', b"1").replace(b"{", b'{"odd": 1, ', 1))
    (command.folder / "b.json").write_bytes(payload)
    last = "1.1.0" if run[0] == "compat" else "a.json"
    plain = dict.fromkeys(PLAIN, "")
    for typed, env, coloured in (
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ):
        written = command(*run, *typed, last, env={**plain, **env}).out
        assert (b"\x1b[" in written) is coloured, (typed, env)
    if run[0] in {"validate", "fields"}:
        command(*run, "--color", "always", "--format", "text=r.txt", last)
        assert b"\x1b" not in (command.folder / "r.txt").read_bytes()


def test_usage_error_without_standard_error() -> None:
    """With standard error closed, the exit code is still 2."""
    done = subprocess.run(["/bin/sh", "-c", f"{SCRIPT} validate --nonsense 2>&-"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"")


def test_removed_working_directory_is_named(tmp_path: Path) -> None:
    """The message does not blame the output."""
    folder = tmp_path / "gone"
    script = f"mkdir {folder} && cd {folder} && rmdir {folder} && {SCRIPT} validate x.json"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    expected = b"chatlayer-session: the working directory no longer exists; change to a different one\n"
    assert (done.returncode, done.stdout, done.stderr) == (4, b"", expected)
