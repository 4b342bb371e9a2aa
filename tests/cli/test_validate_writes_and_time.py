"""``chatlayer-session validate`` on writes, and on sessions whose last activity is known."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import AcceptedField, Kind, KindNotInVersion, Rule, Validator
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

CATALOG = packaged_catalog()
NEWEST = CATALOG.versions()[-1]


def checked(payload: object, **arguments: Any) -> list[tuple[str, str]]:
    """Return rule and pointer of each finding on a write, the same for a parsed one and for its text."""
    validator = Validator(kind="write", **arguments)
    found = [
        [(finding.rule.value, finding.pointer) for finding in validator.validate(form).findings]
        for form in (payload, json.dumps(payload), json.dumps(payload).encode())
    ]
    assert sorted(found[0]) == sorted(found[1]) == sorted(found[2])
    return found[1]


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
def test_a_write_is_held_to_its_schema(write: object, expected: list[tuple[str, str]]) -> None:
    """As the parameters of a code action, and in the same way as what a back end answers."""
    assert checked(write) == expected
    # Deeper inside a document a name that the schema does not have may be a value.
    known = [(rule, "" if pointer == "/more" else pointer) for rule, pointer in expected]
    assert checked({"session": write, "messages": []}) == known
    assert checked([write], at="/0") == known


def test_an_answer_is_reported_at_its_member() -> None:
    """Whether it is the document, or one of several in it."""
    answer = {"session": {"namespace": "sys", "data": {}}}
    report = Validator(kind="write").validate(json.dumps(answer, indent=1))
    assert (report.at, report.kind) == ("/session", Kind.WRITE)
    assert [(finding.pointer, finding.line, finding.column) for finding in report.findings] == [("/namespace", 3, 16)]
    validator = Validator(kind="write", at="/*")
    assert [each.at for each in validator.validate_each({"+32 470": answer, "b": answer["session"]})] == [
        "/*/session",
        "/*",
    ]
    assert [each.at for each in validator.validate_each([answer, answer["session"]])] == ["/0/session", "/1"]


def test_a_write_is_never_told_from_a_payload() -> None:
    """What has a namespace and data is held to be a read-only object, or a session, all the same."""
    write = {"namespace": "order", "data": {"a": 1}}
    validator = Validator()
    for _ in range(3):
        assert validator.validate(json.dumps(write).encode()).kind is Kind.INTERNAL
        assert Validator(kind="write").validate(json.dumps(write).encode()).findings == ()


def test_what_is_wrong_with_the_text_of_a_write_is_told() -> None:
    """Text is read as strictly as that of sessions."""
    report = Validator(kind="write").validate('{"namespace": "a", "data": {"b": 1, "b": NaN}}')
    assert [finding.rule for finding in report.findings] == [Rule.DUPLICATE_KEY, Rule.NOT_A_NUMBER]
    report = Validator(kind="write").validate('{"namespace": "a", "data": {"b": 1}')
    assert [finding.rule for finding in report.findings] == [Rule.SYNTAX]


def test_the_words_on_a_reserved_namespace_are_those_of_the_schema() -> None:
    """The names are listed from there; which of them was used is not said."""
    (finding,) = Validator(kind="write").validate('{"namespace": "sys", "data": {}}').findings
    assert (finding.pointer, finding.line, finding.column) == ("/namespace", 1, 15)
    assert finding.hint == "use a different namespace"
    assert finding.message == "`internal` and `sys` are reserved for the platform"
    assert finding.schema_pointer == f"urn:chatlayer-session:session:{NEWEST}:write#/properties/namespace/not"


NOT_DOCUMENTED = "undocumented member of a write ({}); the platform may ignore it"
NOT_DOCUMENTED_HINT = "remove it, or move it to `data`"


@pytest.mark.parametrize("engine", [CompiledEngine, ReferenceEngine])
def test_a_further_member_is_told_in_the_words_of_a_write(engine: type[CompiledEngine | ReferenceEngine]) -> None:
    """Nobody reads a field there that may go: whoever writes it has it in hand, and nothing is said of its effect."""
    write: dict[str, Any] = {"namespace": "x", "data": {"extra": 1}, "extra": 1, "Data": {}, "user": None}
    seen = engine(CATALOG, NEWEST, Kind.WRITE).check(write)
    assert [(each.rule, each.path, each.message, each.hint) for each in seen] == [
        (Rule.UNSTABLE_FIELD, (name,), NOT_DOCUMENTED.format(type_name), NOT_DOCUMENTED_HINT)
        for name, type_name in (("extra", "number"), ("Data", "object"), ("user", "null"))
    ]
    told = engine(CATALOG, NEWEST, Kind.WRITE).check({"namespace": "x", "Data": {}})
    assert [(each.message, each.hint) for each in told] == [
        ("required field `data` is missing", "rename `Data` to `data`"),
        (NOT_DOCUMENTED.format("object"), "did you mean `data`?"),
    ]


def test_a_further_member_is_told_alike_in_bulk(command: Command) -> None:
    """Written in lines, counted or listed, as by itself; it still makes the write unstable."""
    (command.folder / "a.jsonl").write_bytes(b'{"namespace": "x", "data": {}, "extra": 1}\n' * 30)
    done = command.forked("validate", "--kind", "write", "--fail-on", "unstable", "a.jsonl")
    assert (done.status, done.stdout) == (
        3,
        f"a.jsonl:1:32: unstable[unstable-field] /extra: {NOT_DOCUMENTED.format('number')} (30 times, first here)\n"
        f"  hint: {NOT_DOCUMENTED_HINT}\n30 payloads: 0 valid, 30 unstable, 0 invalid\n",
    )
    listed = command.forked("validate", "--kind", "write", "--format", "json", "a.jsonl").report["payloads"]
    assert {(each["message"], each["hint"]) for payload in listed for each in payload["findings"]} == {
        (NOT_DOCUMENTED.format("number"), NOT_DOCUMENTED_HINT)
    }


def test_a_further_member_that_is_accepted_no_more_has_the_cure_of_a_write() -> None:
    """Of a session, the cure is to read another field; of a write, to leave the member out."""
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
        Kind.SESSION: "read a documented field, or accept this one again with a later date",
    }


def test_a_baseline_of_writes_names_their_further_members(command: Command) -> None:
    """Also one that is called as a field of the read-only object is; the help says what is unstable in a write."""
    (command.folder / "a.json").write_text('{"namespace": "x", "data": {"a": 1}, "extra": 1, "user": 2}')
    done = command.forked("baseline", "--kind", "write", "--until", "2027-01-01", "a.json")
    assert [line for line in done.stdout.splitlines() if line.startswith("pointer")] == [
        'pointer = "/extra"',
        'pointer = "/user"',
    ]
    helped = " ".join(command.forked("baseline", "--help").stdout.split())
    assert "What the payloads are, as for validate; in a write, members that are not documented are unstable." in helped


@pytest.mark.parametrize("version", CATALOG.versions())
def test_each_version_says_which_kinds_it_has(version: str) -> None:
    """One without a schema for writes refuses them, and names those that have one."""
    assert Kind.INTERNAL in CATALOG.kinds(version)
    assert Kind.SESSION in CATALOG.kinds(version)
    if Kind.WRITE in CATALOG.kinds(version):
        assert Validator(kind=Kind.WRITE, schema_version=version).schema_version == version
        return
    with pytest.raises(KindNotInVersion) as caught:
        Validator(kind=Kind.WRITE, schema_version=version)
    assert caught.value.versions == tuple(each for each in CATALOG.versions() if Kind.WRITE in CATALOG.kinds(each))
    assert NEWEST in caught.value.versions


def test_writes_are_compiled_and_not_screened() -> None:
    """The quick engine knows the schema; the screen is for what is told from payloads, and has no part in it."""
    CompiledEngine(CATALOG, NEWEST, Kind.WRITE)
    assert set(learned_decoders(CATALOG, NEWEST)) == {Kind.INTERNAL, Kind.SESSION}


def test_writes_are_validated_by_the_command(command: Command, examples: Path) -> None:
    """With the status and the report of any payload, also in bulk."""
    lines = [b'{"namespace": "a", "data": {}}', b'{"session": {"namespace": "internal", "data": {}}}'] * 20
    (command.folder / "a.ndjson").write_bytes(b"\n".join(lines))
    done = command.forked("validate", "--kind", "write", "--format", "json", "a.ndjson", examples / "writes")
    assert done.status == 1
    assert done.report["summary"]["byRule"] == {"reserved-namespace": 20}
    assert done.report["summary"]["payloads"] == 42
    assert {(each["kind"], each["at"]) for each in done.report["payloads"]} == {("write", "/session")}


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


def test_a_version_without_writes_is_wrong_usage(command: Command) -> None:
    """The error names the versions to choose."""
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
def test_an_expired_session_is_an_error(command: Command, examples: Path, arguments: list[str], status: int) -> None:
    """From exactly so many days after the last activity on."""
    done = command.forked("validate", *TIME, *arguments, examples / "session.json")
    assert (done.status, "error[expired]" in done.stdout) == (status, status == 1)


def test_every_payload_of_a_run_is_told_of_once(command: Command, examples: Path) -> None:
    """In bulk as alone, whether or not there is something else to tell; equal findings are one line."""
    line = json.dumps(json.loads((examples / "session.json").read_bytes())).encode()
    (command.folder / "a.ndjson").write_bytes(b"\n".join([line, b"{", line, b'{"internal": 1}'] * 10))
    done = command.forked("validate", *TIME, "--now", "2027-01-01T00:00:00Z", "--format", "json", "a.ndjson")
    assert done.status == 1
    assert done.report["summary"]["byRule"]["expired"] == 30
    done = command.forked("validate", *TIME, "--now", "2027-01-01T00:00:00Z", "a.ndjson")
    assert done.stdout.startswith(
        "a.ndjson:1:1: error[expired]: no activity since 2026-10-01T12:00:00+02:00; sessions are kept for 30 days "
        "(30 times, first here)\n"
    )


def test_without_a_moment_the_present_counts(command: Command, examples: Path) -> None:
    """A session of five years ago is gone."""
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
        ([*TIME, "--retention-days", "0"], "0 is not in the range"),
        (["--retention-days", "3"], "--retention-days has no effect without --last-activity; add it"),
        (["--now", "2026-10-01T12:00:00Z"], "--now has no effect without --last-activity; add it"),
    ],
)
def test_wrong_moments_are_wrong_usage(command: Command, arguments: list[str], message: str) -> None:
    """With what is wrong and its cure."""
    done = command.forked("validate", *arguments, "-", stdin=b"{}")
    assert (done.status, done.stdout) == (2, "")
    assert message in done.stderr
