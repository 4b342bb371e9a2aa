"""The output and the exit codes of ``chatlayer-session diff``."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

BEFORE: dict[str, Any] = {"internal": {"botId": "1", "user": {"firstName": "Guest"}}, "order": {"a": 1}, "old": None}
ALLOWED: dict[str, Any] = {
    "internal": {"user": {"firstName": "Guest"}, "botId": "1"},
    "order": {"a": 2, "b": 3},
    "new": "",
}
REFUSED: dict[str, Any] = {"internal": {"botId": 1, "user": {}, "x": []}, "order": {"a": 1}, "old": None}


@pytest.fixture
def folder(command: Command) -> Path:
    """Return the folder of the command with a session before and two after a write."""
    for name, content in (("before", BEFORE), ("allowed", ALLOWED), ("refused", REFUSED)):
        (command.folder / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    return command.folder


@pytest.mark.usefixtures("folder")
def test_changes_of_internal_are_errors(command: Command) -> None:
    """Each has its place in the session after the write, and the exit code is 1."""
    done = command.forked("diff", "before.json", "refused.json")
    assert done.stdout == (
        "refused.json:3:12: error[read-only] /internal/botId: changed from a string to a number; "
        "`internal` is read-only\n"
        "refused.json:4:11: error[read-only] /internal/user/firstName: removed (string); "
        "`internal` is read-only\n"
        "refused.json:5:3: error[read-only] /internal/x: added (array); `internal` is read-only\n"
        "  hint: leave `internal` unchanged, and write to a variable; see `chatlayer-session explain read-only`\n"
        "3 read-only changes, 0 allowed changes\n"
    )
    assert (done.status, done.stderr) == (1, "")


@pytest.mark.usefixtures("folder")
def test_changes_of_variables_are_allowed(command: Command) -> None:
    """They are listed by variable, without its content, and the exit code is 0."""
    done = command.forked("diff", "before.json", "allowed.json")
    assert done.stdout == (
        "allowed.json: allowed /order: changed in 2 places (object)\n"
        "allowed.json: allowed /old: removed (null)\n"
        "allowed.json: allowed /new: added (string)\n"
        "0 read-only changes, 3 allowed changes\n"
    )
    assert (done.status, done.stderr) == (0, "")


@pytest.mark.usefixtures("folder")
def test_show_values_lists_places_inside_variables(command: Command) -> None:
    """Each deepest place has a line, and findings show values."""
    done = command.forked("diff", "--show-values", "before.json", "allowed.json")
    assert "allowed /order/a: changed (number)\n" in done.stdout
    assert "allowed /order/b: added (number)\n" in done.stdout
    done = command.forked("diff", "--show-values", "before.json", "refused.json")
    assert "/internal/botId: changed from a string to a number; `internal` is read-only (1)\n" in done.stdout


def test_variables_of_the_platform_are_marked(command: Command) -> None:
    """Text and JSON say which changed variables the platform writes, also for places inside them and for writes."""
    internal = BEFORE["internal"]
    before = {"internal": internal, "sys": {"a": {"b": 1}}, "botId": "1", "order": {"sys": 1}}
    after = {"internal": internal, "sys": {"a": {"b": 2}}, "order": {"sys": 2}, "events": []}
    for name, content in (("before", before), ("after", after), ("write", {"namespace": "apps.x", "data": 1})):
        (command.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    done = command.forked("diff", "before.json", "after.json")
    assert done.stdout == (
        "after.json: allowed /sys: changed in 1 place (object); written by the platform\n"
        "after.json: allowed /botId: removed (string); written by the platform\n"
        "after.json: allowed /order: changed in 1 place (object)\n"
        "after.json: allowed /events: added (array); written by the platform\n"
        "0 read-only changes, 4 allowed changes\n"
    )
    done = command.forked("diff", "before.json", "after.json", "--show-values", "--format", "json")
    (payload,) = done.report["payloads"]
    assert [(change["pointer"], change.get("writtenBy")) for change in payload["changes"]] == [
        ("/sys/a/b", "platform"),
        ("/botId", "platform"),
        ("/order/sys", None),
        ("/events", "platform"),
    ]
    done = command.forked("diff", "before.json", "write.json", "--kind", "write")
    assert done.stdout.startswith("write.json: allowed /apps: added (object); written by the platform\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("after", "status", "findings", "changes"), [("refused", 1, 3, 0), ("allowed", 0, 0, 3)])
def test_json_report_has_findings_and_changes(
    command: Command, after: str, status: int, findings: int, changes: int
) -> None:
    """It is valid under the report schema, and lists the payload even without findings."""
    done = command.forked("diff", "before.json", f"{after}.json", "--format", "json")
    (payload,) = done.report["payloads"]
    assert (done.status, len(payload["findings"]), len(payload["changes"])) == (status, findings, changes)
    assert (payload["source"], payload["kind"]) == (f"{after}.json", "session")
    if changes:
        assert payload["changes"][0] == {
            "pointer": "/order",
            "change": "changed",
            "before": "object",
            "after": "object",
            "places": 2,
        }


@pytest.mark.usefixtures("folder")
def test_one_session_can_be_standard_input(command: Command) -> None:
    """Both cannot."""
    done = command.forked("diff", "-", "refused.json", stdin=json.dumps(REFUSED).encode())
    assert (done.status, done.stdout) == (0, "0 read-only changes, 0 allowed changes\n")
    done = command.forked("diff", "before.json", "-", stdin=json.dumps(REFUSED).encode())
    assert (done.status, done.stdout[:27]) == (1, "-:1:24: error[read-only] /i")
    done = command.forked("diff", "-", "-")
    assert (done.status, done.stdout) == (2, "")
    assert "only one of BEFORE and AFTER can be standard input" in done.stderr


def test_sessions_inside_documents_are_compared(command: Command) -> None:
    """The place is the same in both documents, which can be compressed."""
    (command.folder / "a.json.gz").write_bytes(gzip.compress(json.dumps({"session": BEFORE}).encode()))
    (command.folder / "b.json").write_text(json.dumps({"session": REFUSED, "took": 5}), encoding="utf-8")
    done = command.forked("diff", "--at", "/session", "a.json.gz", "b.json")
    assert (done.status, done.stdout.count("error[read-only] /internal/")) == (1, 3)
    done = command.forked("diff", "--at", "/nope", "a.json.gz", "b.json")
    assert (done.status, done.stdout) == (4, "")
    assert done.stderr == "a.json.gz: this has no value at /nope; check it with chatlayer-session validate\n"


def test_internal_objects_are_compared(command: Command) -> None:
    """`--kind internal` compares two objects without a session."""
    (command.folder / "a.json").write_text('{"locale": "en"}', encoding="utf-8")
    (command.folder / "b.json").write_text('{"locale": "nl"}', encoding="utf-8")
    assert command.forked("diff", "a.json", "b.json").status == 1
    done = command.forked("diff", "--kind", "internal", "a.json", "b.json")
    assert (done.status, done.stdout[:35]) == (1, "b.json:1:12: error[read-only] /loca")


@pytest.mark.usefixtures("folder")
def test_unreadable_session_is_reported(command: Command) -> None:
    """A missing file, a folder, a glob with several files, and an invalid session end with exit code 4."""
    (command.folder / "array.json").write_text("[]", encoding="utf-8")
    (command.folder / "broken.json").write_text("{", encoding="utf-8")
    (command.folder / "bad.json.gz").write_bytes(gzip.compress(b"{}")[:-4])
    for name, reason in (
        ("gone.json", "no such file or folder"),
        (".", "matches several files; name the one to compare"),
        ("*fused.json", "matches several files; name the one to compare"),
        ("array.json", "this is an array; check it with chatlayer-session validate"),
        ("broken.json", "this is not JSON; check it with chatlayer-session validate"),
        ("bad.json.gz", "the gzip data is damaged or ends too early"),
    ):
        done = command.forked("diff", name, "before.json")
        assert (done.status, done.stdout) == (4, "")
        assert done.stderr.startswith(f"{name}: {reason}")


@pytest.mark.usefixtures("folder")
def test_invalid_json_after_the_write_is_a_finding(command: Command) -> None:
    """It is reported as `validate` reports it."""
    done = command.forked("diff", "before.json", "-", stdin=b'{"internal": {}')
    assert (done.status, done.stdout[:21]) == (1, "-:1:16: error[syntax]")
    assert "read-only change" not in done.stdout


@pytest.mark.usefixtures("folder")
def test_envelopes_are_not_compared(command: Command) -> None:
    """Two documents around a session have a finding with a hint on `--at`, and no count of changes."""
    for name, session in (("a", BEFORE), ("b", REFUSED)):
        (command.folder / f"{name}.json").write_text(json.dumps({"data": {"session": session}}), encoding="utf-8")
    done = command.forked("diff", "a.json", "b.json")
    assert (done.status, done.stdout) == (
        1,
        "b.json:1:1: error[missing-field]: this object has no `internal`, so it is not a session\n"
        "  hint: pass `--at POINTER` if the session is inside a larger document\n",
    )
    done = command.forked("diff", "a.json", "b.json", "--at", "/data/session")
    assert (done.status, done.stdout.splitlines()[-1]) == (1, "3 read-only changes, 0 allowed changes")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("kind", "content", "status", "ending"),
    [
        ("write", {"namespace": "order.c", "data": [1]}, 0, "allowed /order: changed in 1 place (object)\n0 read"),
        ("answer", {"session": [{"namespace": "x", "data": 1}]}, 0, "allowed /x: added (number)\n0 read-only"),
        ("answer", {"messages": []}, 0, "0 read-only changes, 0 allowed changes\n"),
        ("write", {"namespace": "internal.user", "data": {}}, 1, "/namespace: `internal` and `sys` are reserved"),
        ("answer", {"session": {"namespace": "sys", "data": {}}}, 1, "/session/namespace: `internal` and `sys` are"),
        ("write", {"namespace": "a"}, 1, "error[missing-field] /data: required field `data` is missing"),
    ],
)
def test_write_is_applied_to_the_session(command: Command, kind: str, content: Any, status: int, ending: str) -> None:
    """`--kind` says that AFTER is a write or an answer; an invalid one is reported as `validate` reports it."""
    (command.folder / "write.json").write_text(json.dumps(content), encoding="utf-8")
    done = command.forked("diff", "before.json", "write.json", "--kind", kind)
    assert (done.status, done.stderr) == (status, "")
    assert ending in done.stdout
    assert ("allowed change" in done.stdout) is (status == 0)
    if status == 0 and content.keys() != {"messages"}:
        done = command.forked("diff", "before.json", "write.json")
        assert done.status == 1
        assert f"hint: pass `--kind {kind}` to compare" in done.stdout


@pytest.mark.usefixtures("folder")
def test_write_is_no_answer(command: Command) -> None:
    """All members of an answer are optional, but a write outside of `session` is not applied in silence."""
    done = command.forked("diff", "before.json", "-", "--kind", "answer", stdin=b'{"namespace": "a", "data": 1}')
    assert (done.status, done.stdout) == (4, "")
    assert done.stderr == "-: is a write, not an answer; pass --kind write\n"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSONL", "a.ndjson.gz"])
def test_json_lines_are_refused(command: Command, name: str) -> None:
    """The message says that `diff` reads no JSON Lines, on either side, and what to do."""
    content = json.dumps(BEFORE).encode()
    (command.folder / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    for names in ((name, "refused.json"), ("before.json", name)):
        done = command.forked("diff", *names)
        assert (done.status, done.stdout) == (4, "")
        assert (
            done.stderr
            == f"{name}: is JSON Lines, which diff does not read; write each session to its own .json file\n"
        )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments", [["--at", "x"], ["--at", "/data/*"], ["--kind", "writes"], ["--format", "xml"], ["more"]]
)
def test_usage_error_ends_with_2(command: Command, arguments: list[str]) -> None:
    """Nothing is compared."""
    done = command.forked("diff", "before.json", "refused.json", *arguments)
    assert (done.status, done.stdout) == (2, "")


@pytest.mark.usefixtures("folder")
def test_quiet_keeps_the_exit_code(command: Command) -> None:
    """Nothing is printed to standard output."""
    done = command.forked("diff", "-q", "before.json", "refused.json")
    assert (done.status, done.out + done.err) == (1, b"")


@pytest.mark.parametrize("output", ["text", "json"])
def test_no_value_is_shown(command: Command, output: str) -> None:
    """Neither values of both sessions, nor names inside variables."""
    (command.folder / "a.json").write_text('{"internal": {"a": "qzjx1", "b": {"c": 4815}}, "v": {"qzjx2": "qzjx3"}}')
    (command.folder / "b.json").write_text('{"internal": {"a": "qzjx4", "b": "qzjx5"}, "v": {"qzjx6": ["qzjx7"]}}')
    done = command.forked("diff", "--format", output, "a.json", "b.json")
    assert done.status == 1
    assert b"qzjx" not in done.out + done.err
    assert b"4815" not in done.out + done.err
