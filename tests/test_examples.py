"""The example payloads are what their README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatlayer_session import Rule, validate
from chatlayer_session.catalog import packaged_catalog

FOLDER = Path(str(packaged_catalog().root)) / "session" / packaged_catalog().versions()[-1] / "examples"
ROW = re.compile(r"^\| `([\w/.-]+)` \| (\w+) \| .* \| (\w+) \|$", re.MULTILINE)
TABLE: list[tuple[str, str, str]] = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "kind", "verdict"), TABLE)
def test_an_example_is_of_the_kind_and_the_verdict_that_the_table_says(file: str, kind: str, verdict: str) -> None:
    """The verdict is that of the validator; the kind too, where the text can be understood."""
    report = validate((FOLDER / file).read_bytes())
    assert report.verdict.value == verdict
    assert report.kind is None or report.kind.value == kind


def test_the_table_lists_every_example_once() -> None:
    """No file is without a row, and no row without a file."""
    files = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.glob("**/*.json"))
    assert sorted(file for file, _, _ in TABLE) == files


# What no payload shows by itself: it takes ten megabytes, a second payload, a kind to be named, or a time from outside.
SHOWN_OTHERWISE = {
    Rule.TOO_LARGE,
    Rule.NEARLY_TOO_LARGE,
    Rule.READ_ONLY,
    Rule.RESERVED_NAMESPACE,
    Rule.EXPIRED,
}


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule not in SHOWN_OTHERWISE])
def test_there_is_an_example_of_each_rule_that_breaks_nothing_else(rule: Rule) -> None:
    """It gives one finding, of the rule that its name says, at a line and a column."""
    (finding,) = validate((FOLDER / "rules" / f"{rule.value}.json").read_bytes()).findings
    assert finding.rule is rule
    assert finding.line is not None
    assert finding.column is not None
    assert finding.hint


def test_there_is_no_example_of_a_rule_that_does_not_exist() -> None:
    """Every file beside is named after a rule."""
    assert {file.stem for file in (FOLDER / "rules").iterdir()} == {
        rule.value for rule in Rule if rule not in SHOWN_OTHERWISE
    }


def test_the_realistic_example_lists_each_unknown_field_once() -> None:
    """Six or more unknown fields, each one finding however much is inside, and a history of 20 messages."""
    text = (FOLDER / "realistic.json").read_text(encoding="utf-8")
    findings = validate(text).findings
    assert [finding.pointer for finding in findings] == [
        "/user/lastName",
        "/user/fullName",
        "/lastIntent",
        "/input",
        "/history",
        "/sinchConversationAPI",
        "/isPaused",
    ]
    assert {finding.rule for finding in findings} == {Rule.UNSTABLE_FIELD}
