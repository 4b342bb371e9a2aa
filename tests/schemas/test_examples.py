"""The example payloads are what their README says."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import AcceptedField, Finding, Rule, Validator, check_write, validate
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_AGO = datetime(2021, 11, 15, tzinfo=timezone.utc)
LAST_YEAR = AcceptedField("/lastTopic", "the report on topics", date(2021, 12, 31))

FOLDER = Path(str(packaged_catalog().root)) / "session" / packaged_catalog().versions()[-1] / "examples"
ROW = re.compile(r"^\| `([\w/.-]+)` \| (\w+) \| .* \| (\w+) \|$", re.MULTILINE)
TABLE: list[tuple[str, str, str]] = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))


SESSION: dict[str, Any] = json.loads((FOLDER / "session.json").read_bytes())


def example(rule: Rule) -> bytes:
    """Return the payload that is named after a rule."""
    return (FOLDER / "rules" / f"{rule.value}.json").read_bytes()


# What no payload shows by itself: it takes ten megabytes, a second payload, a kind to be named, or a time or
# an acceptance from outside.
SHOWN_OTHERWISE: dict[Rule, Callable[[], tuple[Finding, ...]]] = {
    Rule.TOO_LARGE: lambda: validate(json.dumps({**SESSION, "export": "x" * 10_500_000})).findings,
    Rule.NEARLY_TOO_LARGE: lambda: validate(json.dumps({**SESSION, "export": "x" * 10_100_000})).findings,
    Rule.READ_ONLY: lambda: check_write(SESSION, example(Rule.READ_ONLY)).findings,
    Rule.RESERVED_NAMESPACE: lambda: Validator(kind="write").validate(example(Rule.RESERVED_NAMESPACE)).findings,
    Rule.ACCEPTED_EXPIRED: lambda: (
        Validator(accept_unstable=[LAST_YEAR]).validate(example(Rule.UNSTABLE_FIELD)).findings
    ),
    Rule.EXPIRED: lambda: Validator(last_activity=LONG_AGO).validate(json.dumps(SESSION)).findings,
}
WITHOUT_FILE = {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE, Rule.EXPIRED, Rule.ACCEPTED_EXPIRED}


@pytest.mark.parametrize(("file", "kind", "verdict"), TABLE)
def test_an_example_is_of_the_kind_and_the_verdict_that_the_table_says(file: str, kind: str, verdict: str) -> None:
    """The verdict is that of the validator; the kind too, where the text can be understood."""
    report = Validator(kind="write" if kind == "write" else "auto").validate((FOLDER / file).read_bytes())
    assert report.verdict.value == verdict
    assert report.kind is None or report.kind.value == kind


def test_the_table_lists_every_example_once() -> None:
    """No file is without a row, and no row without a file."""
    files = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.glob("**/*.json"))
    assert sorted(file for file, _, _ in TABLE) == files


@pytest.mark.parametrize("rule", Rule)
def test_there_is_an_example_of_each_rule_that_breaks_nothing_else(rule: Rule) -> None:
    """It gives one finding, of the rule that its name says, at a line and a column."""
    show = SHOWN_OTHERWISE.get(rule, lambda: validate(example(rule)).findings)
    (finding,) = show()
    assert finding.rule is rule
    assert finding.line is not None
    assert finding.column is not None
    assert finding.hint


def test_there_is_no_example_of_a_rule_that_does_not_exist() -> None:
    """Every file beside is named after a rule, and every rule has one that a file of fair size can show."""
    assert {file.stem for file in (FOLDER / "rules").iterdir()} == {rule.value for rule in set(Rule) - WITHOUT_FILE}


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
