"""``chatlayer-session validate`` on writes, and on sessions with a known last activity."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import AcceptedField, Kind, KindNotInVersion, Rule, Validator
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.checks.engines.violations import issues_from
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.issues import KEY_PLACEHOLDER
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

CATALOG = packaged_catalog()
NEWEST = CATALOG.versions()[-1]
ENVELOPES = "1.1.0"
"""The version without a schema for answers: a write may be the member `session` of a document."""


def checked(payload: object, **arguments: Any) -> list[tuple[str, str]]:
    """Return rule and pointer of each finding on a write, the same for a parsed one and for its text."""
    validator = Validator(kind="write", schema_version=ENVELOPES, **arguments)
    reports = [
        [(finding.rule.value, finding.pointer) for finding in validator.validate(form).findings]
        for form in (payload, json.dumps(payload), json.dumps(payload).encode())
    ]
    assert sorted(reports[0]) == sorted(reports[1]) == sorted(reports[2])
    return reports[1]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        ({"namespace": "order", "data": {"a": None}}, []),
        ({"namespace": "Internal", "data": {}}, []),
        ({"namespace": "internal", "data": {}}, [("reserved-namespace", "/namespace")]),
        ({"namespace": "sys", "data": {}}, [("reserved-namespace", "/namespace")]),
        ({"namespace": 1, "data": {}}, [("wrong-type", "/namespace")]),
        ({"namespace": "a", "data": [1]}, [("wrong-type", "/data")]),
        ({"data": {}}, [("missing-field", "/namespace")]),
        ({"namespace": "a"}, [("missing-field", "/data")]),
        ({"namespace": "a", "data": {}, "more": 1}, [("unstable-field", "/more")]),
        ([], [("wrong-type", "")]),
    ],
)
def test_write_is_validated_against_its_schema(write: object, expected: list[tuple[str, str]]) -> None:
    """As arguments of a code action, and as the answer of a back end."""
    assert checked(write) == expected
    # Deeper in a document, a name outside the schema may be a value.
    known = [(rule, "" if pointer == "/more" else pointer) for rule, pointer in expected]
    assert checked({"session": write, "messages": []}) == known
    assert checked([write], at="/0") == known


def test_answer_is_reported_at_its_member() -> None:
    """In a document of its own, or among several."""
    answer = {"session": {"namespace": "sys", "data": {}}}
    report = Validator(kind="write", schema_version=ENVELOPES).validate(json.dumps(answer, indent=1))
    assert (report.at, report.kind) == ("/session", Kind.WRITE)
    assert [(finding.pointer, finding.line, finding.column) for finding in report.findings] == [("/namespace", 3, 16)]
    validator = Validator(kind="write", schema_version=ENVELOPES, at="/*")
    assert [report.at for report in validator.validate_each({"+32 470": answer, "b": answer["session"]})] == [
        "/*/session",
        "/*",
    ]
    assert [report.at for report in validator.validate_each([answer, answer["session"]])] == ["/0/session", "/1"]


def test_write_is_not_detected() -> None:
    """Without `--kind write`, an object with a namespace is a read-only object or a session."""
    write = {"namespace": "order", "data": {"a": 1}}
    validator = Validator()
    for _ in range(3):
        assert validator.validate(json.dumps(write).encode()).kind is Kind.INTERNAL
        assert Validator(kind="write").validate(json.dumps(write).encode()).findings == ()


def test_write_is_parsed_strictly() -> None:
    """Text of a write is parsed as strictly as that of a session."""
    report = Validator(kind="write").validate('{"namespace": "a", "data": {"b": 1, "b": NaN}}')
    assert [finding.rule for finding in report.findings] == [Rule.DUPLICATE_KEY, Rule.NOT_A_NUMBER]
    report = Validator(kind="write").validate('{"namespace": "a", "data": {"b": 1}')
    assert [finding.rule for finding in report.findings] == [Rule.SYNTAX]


def test_reserved_namespaces_come_from_the_schema() -> None:
    """The message lists the reserved namespaces."""
    (finding,) = Validator(kind="write").validate('{"namespace": "sys", "data": {}}').findings
    assert (finding.pointer, finding.line, finding.column) == ("/namespace", 1, 15)
    assert finding.hint == "use a different namespace"
    assert finding.message == "`internal` and `sys` are reserved for the platform"
    assert finding.schema_pointer == f"urn:chatlayer-session:session:{NEWEST}:write#/$defs/namespace/not"


NOT_DOCUMENTED = "undocumented member of a write ({}); the platform may ignore it"
NOT_DOCUMENTED_HINT = "remove it, or move it to `data`"


@pytest.mark.parametrize("engine", [CompiledEngine, ReferenceEngine])
def test_unknown_member_of_a_write_has_its_own_message(engine: type[CompiledEngine | ReferenceEngine]) -> None:
    """It says that the platform may ignore the member."""
    write: dict[str, Any] = {"namespace": "x", "data": {"extra": 1}, "extra": 1, "Data": {}, "user": None}
    seen = issues_from(engine(CATALOG, NEWEST, Kind.WRITE).violations(write))
    assert [(issue.rule, issue.path, issue.message, issue.hint) for issue in seen] == [
        (Rule.UNSTABLE_FIELD, (name,), NOT_DOCUMENTED.format(type_name), NOT_DOCUMENTED_HINT)
        for name, type_name in (("extra", "number"), ("Data", "object"), ("user", "null"))
    ]
    issues = issues_from(engine(CATALOG, NEWEST, Kind.WRITE).violations({"namespace": "x", "Data": {}}))
    assert [(issue.message, issue.hint) for issue in issues] == [
        ("required field `data` is missing", f"rename {KEY_PLACEHOLDER} to `data`"),
        (NOT_DOCUMENTED.format("object"), "did you mean `data`?"),
    ]


def test_unknown_member_of_a_write_in_lines(command: Command) -> None:
    """The message is the same, and the write is unstable."""
    (command.folder / "a.jsonl").write_bytes(b'{"namespace": "x", "data": {}, "extra": 1}\n' * 30)
    done = command.forked("validate", "--kind", "write", "--fail-on", "unstable", "a.jsonl")
    assert (done.status, done.stdout) == (
        3,
        f"a.jsonl:1:32: unstable[unstable-field] /extra: {NOT_DOCUMENTED.format('number')} (30 times, "
        "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)\n"
        f"  hint: {NOT_DOCUMENTED_HINT}\n30 payloads: 0 valid, 30 unstable, 0 invalid\n",
    )
    listed = command.forked("validate", "--kind", "write", "--format", "json", "a.jsonl").report["payloads"]
    assert {(finding["message"], finding["hint"]) for payload in listed for finding in payload["findings"]} == {
        (NOT_DOCUMENTED.format("number"), NOT_DOCUMENTED_HINT)
    }


def test_expired_member_of_a_write_has_its_own_hint() -> None:
    """For a session the hint is to read a different field, for a write to remove the member."""
    accepted = AcceptedField("/extra", until=date(2026, 1, 1))
    hints = {
        kind: Validator(kind=kind, accept_unstable=accepted, today=date(2026, 1, 2)).validate(payload).findings[-1].hint
        for kind, payload in (
            (Kind.WRITE, {"namespace": "x", "data": {}, "extra": 1}),
            (Kind.SESSION, {"internal": {"extra": 1}}),
        )
    }
    assert hints == {
        Kind.WRITE: "remove it, or accept it again with a later date",
        Kind.SESSION: "use a documented field instead, or accept this one again with a later date",
    }


def test_baseline_of_writes_has_unknown_members(command: Command) -> None:
    """Also a member with the name of a field of `internal`; the help says what is unstable in a write."""
    (command.folder / "a.json").write_text('{"namespace": "x", "data": {"a": 1}, "extra": 1, "user": 2}')
    done = command.forked("baseline", "--kind", "write", "--until", "2027-01-01", "a.json")
    assert [line for line in done.stdout.splitlines() if line.startswith("pointer")] == [
        'pointer = "/extra"',
        'pointer = "/user"',
    ]
    help_text = " ".join(command.forked("baseline", "--help").stdout.split())
    assert "Kind of payload, as for validate. In a write, undocumented members are unstable." in help_text


@pytest.mark.parametrize("version", CATALOG.versions())
def test_version_without_writes_rejects_them(version: str) -> None:
    """The error lists the versions that have them."""
    assert Kind.INTERNAL in CATALOG.kinds(version)
    assert Kind.SESSION in CATALOG.kinds(version)
    if Kind.WRITE in CATALOG.kinds(version):
        assert Validator(kind=Kind.WRITE, schema_version=version).schema_version == version
        return
    with pytest.raises(KindNotInVersion) as caught:
        Validator(kind=Kind.WRITE, schema_version=version)
    assert caught.value.versions == tuple(
        version for version in CATALOG.versions() if Kind.WRITE in CATALOG.kinds(version)
    )
    assert NEWEST in caught.value.versions


def test_writes_use_the_compiled_engine() -> None:
    """The fast path is not used for writes."""
    CompiledEngine(CATALOG, NEWEST, Kind.WRITE)
    assert set(learned_decoders(CATALOG, NEWEST)) == {Kind.INTERNAL, Kind.SESSION}


def test_command_validates_writes(command: Command, examples: Path) -> None:
    """Exit code and report are those of any payload, also in lines."""
    lines = [b'{"namespace": "a", "data": {}}', b'{"session": {"namespace": "internal", "data": {}}}'] * 20
    (command.folder / "a.ndjson").write_bytes(b"\n".join(lines))
    arguments = ["--kind", "write", "--schema-version", ENVELOPES, "--format", "json"]
    done = command.forked("validate", *arguments, "a.ndjson", examples.parents[1] / ENVELOPES / "examples" / "writes")
    assert done.status == 1
    assert done.report["summary"]["byRule"] == {"reserved-namespace": 20}
    assert done.report["summary"]["payloads"] == 42
    assert {(payload["kind"], payload["at"]) for payload in done.report["payloads"]} == {("write", "/session")}


def test_no_value_of_a_write_is_shown(command: Command) -> None:
    """Neither the namespace, nor names or values of the data."""
    for write in (
        {"namespace": "qzjx", "data": {"qzjx": {"qzjx": 1}}, "more": "qzjx"},
        {"session": {"namespace": ["qzjx"], "data": "qzjx", "qzjx": 1}},
        {"session": "qzjx"},
        {"a": {"namespace": "qzjx", "data": {"qzjx": float("nan")}}},
    ):
        for arguments in ([], ["--at", "/*"], ["--format", "json"]):
            done = command.forked("validate", "--kind", "write", *arguments, "-", stdin=json.dumps(write).encode())
            assert b"qzjx" not in done.out + done.err


def test_version_without_writes_is_a_usage_error(command: Command) -> None:
    """The error lists the versions that have them."""
    done = command.forked("validate", "--kind", "write", "--schema-version", "1.0", "-", stdin=b"{}")
    assert (done.status, done.stdout) == (2, "")
    assert "'--kind': schema version 1.0.0 has no kind 'write'; versions that have it: 1.1.0" in done.stderr


TIME = ["--last-activity", "2026-10-01T12:00:00+02:00"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--now", "2026-10-31T09:59:59.999999Z"], 0),
        (["--now", "2026-10-31T10:00:00Z"], 1),
        (["--now", "2026-10-31T10:00:00Z", "--retention-days", "31"], 0),
        (["--now", "2026-10-02T10:00:00Z", "--retention-days", "1"], 1),
        (["--now", "1999-10-02T10:00:00Z"], 0),
    ],
)
def test_expired_session_is_an_error(command: Command, examples: Path, arguments: list[str], status: int) -> None:
    """From the given number of days after the last activity."""
    done = command.forked("validate", *TIME, *arguments, examples / "session.json")
    assert (done.status, "error[expired]" in done.stdout) == (status, status == 1)


def test_expiry_is_reported_for_every_payload(command: Command, examples: Path) -> None:
    """In lines as well, with or without other findings; equal findings are grouped."""
    line = json.dumps(json.loads((examples / "session.json").read_bytes())).encode()
    (command.folder / "a.ndjson").write_bytes(b"\n".join([line, b"{", line, b'{"internal": 1}'] * 10))
    done = command.forked("validate", *TIME, "--now", "2027-01-01T00:00:00Z", "--format", "json", "a.ndjson")
    assert done.status == 1
    assert done.report["summary"]["byRule"]["expired"] == 30
    done = command.forked("validate", *TIME, "--now", "2027-01-01T00:00:00Z", "a.ndjson")
    assert done.stdout.startswith(
        "a.ndjson:1:1: error[expired]: no activity since 2026-10-01T12:00:00+02:00; sessions are kept for 30 days "
        "(30 times, lines 1, 3, 4, 5, 7, 8, 9, 11, 12, 13, …)\n"
    )


def test_expiry_uses_the_current_time_by_default(command: Command, examples: Path) -> None:
    """A session of five years ago is expired."""
    done = command.forked("validate", "--last-activity", "2021-11-15T00:00:00Z", examples / "session.json")
    assert done.status == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--last-activity", "2026-10-01T12:00:00"],
            "has no UTC offset; write 2026-10-01T12:00:00Z for UTC",
        ),
        (["--last-activity", "yesterday"], "invalid timestamp 'yesterday'; use a format like 2026-11-22T10:00:00Z"),
        ([*TIME, "--now", "2026-10-01"], "invalid timestamp '2026-10-01'"),
        ([*TIME, "--retention-days", "0"], "must be a whole number, at least 1"),
        (["--retention-days", "3"], "--retention-days has no effect without --last-activity; add it"),
        (["--now", "2026-10-01T12:00:00Z"], "--now has no effect without --last-activity; add it"),
    ],
)
def test_invalid_timestamp_is_a_usage_error(command: Command, arguments: list[str], message: str) -> None:
    """The message has the mistake and a fix."""
    done = command.forked("validate", *arguments, "-", stdin=b"{}")
    assert (done.status, done.stdout) == (2, "")
    assert message in done.stderr
