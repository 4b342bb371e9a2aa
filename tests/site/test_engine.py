"""The functions that the web worker of the playground calls: reports, places, fixes, sizes and writes."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from playground import engine
from tools.site.playground import as_printed, page_data

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command

OPTIONS = json.dumps({"schema_version": "1", "kind": "auto"})


def checked(text: str | bytes, options: str = OPTIONS) -> dict[str, Any]:
    """Return what the page gets for a payload."""
    answer: dict[str, Any] = json.loads(engine.check(text if isinstance(text, bytes) else text.encode(), options))
    return answer


def fixed(text: str) -> str:
    """Return the text after all fixes that the page offers, as the editor applies them."""
    units = text.replace("\r\n", "\n").encode("utf-16-le")
    edits = [edit for finding in checked(text)["findings"] for edit in finding.get("fix", ())]
    pieces, end = [], 0
    for edit in sorted(edits, key=lambda edit: edit["from"]):
        if edit["from"] >= end:
            pieces += [units[2 * end : 2 * edit["from"]], edit["insert"].encode("utf-16-le")]
            end = edit["to"]
    return b"".join([*pieces, units[2 * end :]]).decode("utf-16-le")


def test_fixes_make_the_printed_example_valid(examples: Path) -> None:
    """The example of the platform's page has three mistakes, and each finding has a fix."""
    printed = as_printed((examples / "documented.json").read_text(encoding="utf-8"))
    answer = checked(printed)
    assert [(finding["rule"], finding["line"], "fix" in finding) for finding in answer["findings"]] == [
        ("syntax", 29, True),
        ("syntax", 30, True),
        ("syntax", 35, True),
    ]
    assert checked(fixed(printed))["verdict"] == "valid"


@pytest.mark.parametrize(
    ("broken", "wanted"),
    [
        ('"locale": 5', '"locale": "5"'),
        ('"botid": "a", "locale": "x"', '"botId": "a", "locale": "x"'),
        ('"nlp": {"intent": {"name": "x", "score": "0.5"}}', '"nlp": {"intent": {"name": "x", "score": 0.5}}'),
        ('"x": "\U0001f600é", "version": 7', '"x": "\U0001f600é", "version": "7"'),
        ('"user": {\r\n"firstName": 1}', '"user": {\n"firstName": "1"}'),
        ('"locale": True', '"locale": true'),
        ("'locale': 'x'", '"locale": "x"'),
        ('"locale": "x",', '"locale": "x"'),
        ('"locale": "x" /* why */', '"locale": "x"  '),
    ],
    ids=["unquoted", "misspelled", "quoted", "astral", "line-feed", "word", "quotes", "comma", "comment"],
)
def test_fix_does_what_its_hint_says(broken: str, wanted: str) -> None:
    """Edits count as the editor does: in UTF-16, with one character for each line break."""
    assert fixed('{"internal": {' + broken + "}}") == '{"internal": {' + wanted + "}}"


@pytest.mark.parametrize("text", ['{"botId": "1457", "user": {', '{"locale": "en', '{"version": "OTHER"}', "{} {}", ""])
def test_hint_that_leaves_a_choice_has_no_fix(text: str) -> None:
    """A text that was cut off has lost something, and an unknown value has several replacements."""
    answer = checked(text)
    assert answer["findings"]
    assert [finding["rule"] for finding in answer["findings"] if "fix" in finding] == []


def test_mark_covers_the_token_at_the_place() -> None:
    """A mark starts at the place of the finding and ends with the string, the word or the bracket there."""
    text = '{"internal": {"\U0001f600": 1, "locale": 512, "version": "a\\"b"}}'
    units = text.encode("utf-16-le")
    marks = {
        finding["pointer"]: units[2 * finding["from"] : 2 * finding["to"]].decode("utf-16-le")
        for finding in checked(text)["findings"]
    }
    assert marks["/internal/locale"] == "512"
    assert marks["/internal/version"] == '"a\\"b"'
    assert marks["/internal/\U0001f600"] == '"\U0001f600"'
    assert marks["/internal/botId"] == "{"


def test_examples_have_the_verdict_of_their_rule() -> None:
    """Each example for a rule has a finding of the rule, except the one for writes only."""
    for example in page_data()["examples"]["One for each rule"]:
        answer = checked(b64decode(example["content"]), json.dumps({"schema_version": "1", "kind": example["kind"]}))
        expected = [] if example["title"] == "read-only" else [example["title"]]
        assert list(answer["counts"]) == expected, example["name"]


def test_accepted_field_has_no_finding(realistic: dict[str, Any]) -> None:
    """The page passes the pointers that people accept."""
    before = checked(json.dumps(realistic))
    options = json.dumps({"schema_version": "1", "kind": "auto", "accept_unstable": ["/lastIntent"]})
    after = checked(json.dumps(realistic), options)
    assert before["counts"]["unstable-field"] == after["counts"]["unstable-field"] + 1


@pytest.mark.parametrize("accepted", ["lastIntent", "/a~2"])
def test_wrong_option_is_a_problem_in_words(accepted: str) -> None:
    """An invalid pointer is reported on the page, not as an internal error."""
    answer = checked("{}", json.dumps({"schema_version": "1", "kind": "auto", "accept_unstable": [accepted]}))
    assert "JSON Pointer" in answer["problem"]


def test_findings_beyond_the_limit_are_counted() -> None:
    """The page lists and marks a limited number, and says how many there are."""
    answer = checked(json.dumps({"internal": {f"f{number}": 1 for number in range(2 * engine.MAX_SHOWN)}}))
    assert len(answer["findings"]) == engine.MAX_SHOWN
    assert answer["total"] > 2 * engine.MAX_SHOWN


def test_sizes_have_writers_and_stability() -> None:
    """Fields are stable or unstable, also below an unstable one, and everything else is a variable."""
    session = {
        "internal": {"botId": "1", "history": [{"text": "x"}], "user": {"lastName": "y", "firstName": "z"}},
        "order": {"items": [1]},
        "sys": {"a": 1},
    }
    answer = json.loads(engine.sizes(json.dumps(session).encode(), OPTIONS))
    found: dict[str, str] = {}
    pending = [*answer["parts"]]
    while pending:
        part = pending.pop()
        found[part["pointer"]] = part["stability"]
        pending += part["parts"]
    assert found["/internal/botId"] == found["/internal/user"] == found["/internal/user/firstName"] == "stable"
    assert found["/internal/user/lastName"] == found["/internal/history"] == found["/internal/history/0"] == "unstable"
    assert found["/order"] == found["/sys"] == "variable"
    assert {part["pointer"]: part["writtenBy"] for part in answer["parts"]}["/sys"] == "platform"
    assert json.loads(engine.sizes(b"{", OPTIONS)) == {"problem": "the payload is not JSON; fix it first"}


def test_write_shows_rejected_and_allowed_changes(examples: Path) -> None:
    """A change under `internal` is a finding with a place, one of a variable is listed."""
    before = (examples / "session.json").read_bytes()
    rejected = json.loads(engine.write(before, (examples / "rules" / "read-only.json").read_bytes(), "session"))
    assert [(finding["rule"], finding["line"]) for finding in rejected["findings"]] == [("read-only", 11)]
    allowed = json.loads(engine.write(before, (examples / "writes" / "answer.json").read_bytes(), "answer"))
    assert (allowed["verdict"], [change["pointer"] for change in allowed["changes"]]) == ("valid", ["/order"])
    assert "before the write is not JSON" in json.loads(engine.write(b"{", b"{}", "session"))["problem"]


def test_report_is_that_of_the_command(command: Command, examples: Path) -> None:
    """The reports that people copy equal those of `validate` byte for byte."""
    for name in ("realistic.json", "rules/encoding.json", "rules/wrong-type.json"):
        data = (examples / name).read_bytes()
        for form in ("json", "markdown"):
            outcome = command.forked("validate", "--no-config", "--format", form, "-", stdin=data)
            assert engine.report(data, OPTIONS, form) == outcome.stdout


def test_mark_at_the_end_of_a_line_is_a_point() -> None:
    """What is missing there has no text to underline."""
    (finding,) = checked('{"internal": {\n"locale": "x"\n')["findings"]
    assert finding["from"] == finding["to"]
