"""The size of payloads, exact to the byte in every form of a payload."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Report, Rule, Validator, validate
from chatlayer_session.checks.size import MAX_BYTES, NOTE_BYTES, compact_size
from chatlayer_session.checks.size_index import SizeIndex, size_issue
from chatlayer_session.document import Document
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import SESSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Command

SIZES = {
    9_999_999: None,
    10_000_000: None,
    10_000_001: Rule.NEARLY_TOO_LARGE,
    10_485_760: Rule.NEARLY_TOO_LARGE,
    10_485_761: Rule.TOO_LARGE,
}


def compact(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


@cache
def session_of(size: int) -> dict[str, Any]:
    """Return a session of so many bytes, most of them characters of two, three and four bytes."""
    missing = size - len(compact({**SESSION, "export": ""}))
    character = "\u00e9\u20ac\U0001f6b2"
    text = character * (missing // 9) + "x" * (missing % 9)
    session = {**SESSION, "export": text}
    assert len(compact(session)) == size
    return session


def spaced(session: dict[str, Any]) -> bytes:
    """Return a session as text with more than a million bytes of white space, without escapes."""
    return b" " * 1_000_000 + json.dumps(session, indent=3, ensure_ascii=False).encode()


def escaped(session: dict[str, Any]) -> str:
    """Return a session as text with a hundred thousand needless escapes of each kind, which add half a megabyte."""
    text = (
        compact(session).decode().replace("\u00e9", r"\u00e9", 100_000).replace("\U0001f6b2", r"\ud83d\udeb2", 100_000)
    )
    return text.replace("x", r"\u0078").replace("/", r"\/")


FORMS: dict[str, Callable[[dict[str, Any]], object]] = {
    "bytes": compact,
    "str": lambda session: compact(session).decode(),
    "parsed": lambda session: session,
    "bytes with white space": spaced,
    "str with white space": lambda session: spaced(session).decode(),
    "escaped": lambda session: escaped(session).encode(),
}


def size_rules(report: Report) -> list[Rule]:
    """Return the rules on size in a report."""
    return [finding.rule for finding in report.findings if finding.rule in {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE}]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", SIZES)
def test_limits_are_exact_in_every_form(size: int, form: str) -> None:
    """White space and needless escapes do not count, so every form of a session has the same finding, or none."""
    rule = SIZES[size]
    report = validate(FORMS[form](session_of(size)))
    assert size_rules(report) == ([] if rule is None else [rule])
    for finding in report.findings:
        assert finding.pointer == ""
        assert finding.message.startswith(f"{size:,} bytes")
        assert finding.hint is not None
        assert finding.hint.endswith("; largest: `/export` (100%)")


def test_limits_are_those_of_the_specification() -> None:
    """10,000,000 bytes are the limit for a note, 10,485,760 the limit for an error."""
    assert (NOTE_BYTES, MAX_BYTES) == (10 * 1000 * 1000, 10 * 1024 * 1024)
    text = packaged_catalog().root.joinpath("README.md").read_text(encoding="utf-8")
    assert f"{NOTE_BYTES:,}" in text
    assert f"{MAX_BYTES:,}" in text
    assert f"{MAX_BYTES:,}" in Rule.TOO_LARGE.summary
    assert f"{NOTE_BYTES:,}" in Rule.NEARLY_TOO_LARGE.summary


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_large_line_is_reported_with_its_record(command: Command, jobs: str) -> None:
    """In JSON Lines, also compressed, each record is measured separately."""
    lines = [compact(SESSION), compact(session_of(MAX_BYTES + 1)), compact(SESSION), compact(session_of(MAX_BYTES))]
    (command.folder / "a.ndjson").write_bytes(b"\n".join(lines))
    (command.folder / "b.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines), 1))
    done = command("validate", "--jobs", jobs, "--format", "json", "a.ndjson", "b.jsonl.gz")
    assert done.status == 1
    reported = [
        (payload["source"], payload["record"], [finding["rule"] for finding in payload["findings"]])
        for payload in done.report["payloads"]
    ]
    assert reported == [
        (name, record, [rule])
        for name in ("a.ndjson", "b.jsonl.gz")
        for record, rule in ((2, "too-large"), (4, "nearly-too-large"))
    ]


def test_compressed_document_is_measured_uncompressed(command: Command) -> None:
    """The size of the archive does not count."""
    (command.folder / "a.json.gz").write_bytes(gzip.compress(compact(session_of(MAX_BYTES + 1)), 1))
    done = command("validate", "a.json.gz")
    assert done.status == 1
    assert done.stdout.startswith("a.json.gz:1:1: error[too-large]: 10,485,761 bytes without white space; ")


@pytest.mark.parametrize("listing", [True, False])
def test_fast_path_never_accepts_a_large_line(*, listing: bool) -> None:
    """A payload with a known shape is measured all the same, in JSON Lines and alone."""
    validator = Validator()
    small, large = compact({**SESSION, "export": "x"}), compact(session_of(MAX_BYTES + 1))
    for _ in range(3):
        assert validator.validate(small).findings == ()
    assert size_rules(validator.validate(large)) == [Rule.TOO_LARGE]
    collector = RunCollector("1.0.0", listing=listing, source="x")
    LinesChecker(validator, lambda *error: pytest.fail(str(error))).check(b"\n".join([small, large, large]), collector)
    assert collector.run().rules == {Rule.TOO_LARGE: 2}


@pytest.mark.parametrize("form", ["bytes", "parsed", "str with white space"])
def test_payloads_in_a_document_are_measured_separately(form: str) -> None:
    """A document above the limit with small payloads has no finding; a payload above it has one, at its place."""
    validator = Validator(at="/data/*")
    write = FORMS[form]
    half = session_of(6_000_000)
    payload = write({"data": [half, half]})
    assert [size_rules(report) for report in validator.validate_each(payload)] == [[], []]
    payload = write({"data": {"a": half, "b": session_of(MAX_BYTES + 1)}})
    reports = list(validator.validate_each(payload))
    assert [size_rules(report) for report in reports] == [[], [Rule.TOO_LARGE]]


@pytest.mark.parametrize("kind", ["internal", "write"])
def test_parts_of_a_session_are_measured(documented: dict[str, Any], kind: str) -> None:
    """A read-only object, or the data of a write, above the limit makes every session with it too large."""
    text = "x" * MAX_BYTES
    payload = {**documented, "messageContent": text} if kind == "internal" else {"namespace": "a", "data": {"b": text}}
    (finding,) = Validator(kind=kind).validate(json.dumps(payload)).findings
    assert finding.rule is Rule.TOO_LARGE
    assert ("`/messageContent`" if kind == "internal" else "`/data` (100%)") in (finding.hint or "")


def test_shared_value_counts_in_each_place() -> None:
    """A list in several places counts in each of them, and is measured once."""
    value: list[Any] = ["x"]
    for _ in range(60):
        value = [value, value]
    assert compact_size(value) == 2**60 * 5 + (2**60 - 1) * 3
    shared = {"a": "x" * 4_000_000}
    payload = {**SESSION, "one": shared, "two": shared, "three": shared}
    assert size_rules(validate(payload)) == [Rule.TOO_LARGE]


def test_text_that_is_not_json_has_no_size() -> None:
    """Its size is not reported."""
    assert size_rules(validate(compact(session_of(MAX_BYTES + 1))[:-1])) == []


def test_deep_parsed_payload_is_not_measured() -> None:
    """Nothing below the maximum depth is inspected."""
    deep: list[Any] = []
    for _ in range(600):
        deep = [deep]
    findings = validate({**session_of(MAX_BYTES + 1), "deep": deep}).findings
    assert [finding.rule for finding in findings] == [Rule.TOO_DEEP]


def test_measuring_is_not_imported_for_a_small_payload() -> None:
    """Below the limit the length of the text is enough."""
    script = """
import json, sys
from chatlayer_session import validate
validate(sys.stdin.buffer.read())
validate({"order": ["x" * 1000]})
assert "chatlayer_session.checks.size_index" not in sys.modules
validate(b"[" + b" " * 10_000_000 + b"]")
assert "chatlayer_session.checks.size_index" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], input=compact(SESSION), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("size", "relation"), [(10_000_001, ", close to the maximum of"), (MAX_BYTES + 1, "; the maximum is")]
)
def test_message_and_hint_on_size(size: int, relation: str) -> None:
    """The message has the size and the limit; the hint has the largest parts that may be named."""
    value: dict[str, Any] = {name: "x" * (size // 100 * percent) for name, percent in (("a", 30), ("b", 20))}
    value |= {"c": "x" * (size // 100 + 10), "d": "x" * (size // 20), "e": "x" * 1000}
    value |= {f"f{number}": "x" * 99_000 for number in range(40)}
    value["g"] = ["x" * 90_000] * ((size - compact_size(value)) // 90_003)
    value["h"] = "x" * (size - compact_size(value) - len(',"h":""'))
    sizes = SizeIndex.of(Document(value, is_json=True, issues=()), [()])
    hidden = (("b",), ("g",))
    issue = size_issue(sizes, (), value, Kind.SESSION, lambda path: () if path in hidden else path)
    assert issue is not None
    assert (issue.path, issue.anchor) == ((), Anchor((), AnchorPart.VALUE))
    assert issue.message == f"{size:,} bytes without white space{relation} 10,485,760"
    assert issue.hint == ("remove what the conversation does not need; largest: `/a` (30%), `/d` (5%), `/c` (1%)")
    unnamed = size_issue(sizes, (), value, Kind.SESSION, lambda _: ())
    assert unnamed is not None
    assert unnamed.hint == "run `chatlayer-session size` to see what takes space"
    assert size_issue(sizes, (), {**value, "a": ""}, Kind.SESSION, lambda path: path) is None


def test_hint_names_three_parts() -> None:
    """Fields of the read-only object are named, variables as a whole, and small parts not at all."""
    internal = {**SESSION["internal"], "history": "h" * 2_000_000}
    order = {"secret name": "o" * 5_000_000}
    session = {"internal": internal, "order": order, "first": "f" * 2_500_000, "second": "s" * 1_500_000, "tiny": 1}
    (finding, *_) = validate(json.dumps(session)).findings
    assert finding.hint == (
        "remove what the conversation does not need; largest: `/order` (45%), `/first` (23%), `/internal/history` (18%)"
    )


def test_hint_names_no_possible_values() -> None:
    """In an object that may be variables, the names may be telephone numbers."""
    payload = {"a": {"+32 470 00 00 00": "x" * MAX_BYTES}}
    findings = Validator(at="/a").validate(json.dumps(payload)).findings
    (finding,) = [finding for finding in findings if finding.rule is Rule.TOO_LARGE]
    assert finding.hint == "run `chatlayer-session size` to see what takes space"


def test_finding_on_size_contains_no_value(command: Command) -> None:
    """Neither the text nor the names inside a variable are shown."""
    session = {**SESSION, "order": {"qzjx": "qzjx" * 3_000_000}}
    (command.folder / "a.json").write_bytes(compact(session))
    done = command("validate", "--format", "json", "a.json")
    assert done.status == 1
    assert b"qzjx" not in done.out + done.err
