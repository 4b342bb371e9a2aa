"""The example payloads have the kind, the verdict and the rule that their README lists."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timezone
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    AcceptedField,
    Finding,
    Kind,
    Origin,
    RecordedReads,
    Rule,
    Validator,
    ValidatorOptions,
    check_write,
    load_contract,
    validate,
    verify_contract,
)
from chatlayer_session.checks.accepted import AcceptedFields
from chatlayer_session.contract.payloads import PayloadAnalysis
from chatlayer_session.contract.recorded import unused_reads
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.scan.analysis import Scanner
from chatlayer_session.scan.check import ReferenceChecker
from chatlayer_session.scan.references import Language
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_AGO = datetime(2021, 11, 15, tzinfo=timezone.utc)
LAST_YEAR = AcceptedField("/lastTopic", "the report on topics", date(2021, 12, 31))

FOLDER = Path(str(packaged_catalog().root)) / "session" / packaged_catalog().versions()[-1] / "examples"
ROW = re.compile(r"^\| `([\w/.-]+)` \| (\w+) \| .* \| (\w+) \|$", re.MULTILINE)
TABLE: list[tuple[str, str, str]] = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))


SESSION: dict[str, Any] = json.loads((FOLDER / "session.json").read_bytes())


def example(rule: Rule) -> bytes:
    """Return the example payload of a rule."""
    return (FOLDER / "rules" / f"{rule.value}.json").read_bytes()


SCANNED = {
    Rule.UNSTABLE_READ: "{internal.lastTopic}",
    Rule.MISSPELLED_READ: "{internal.currentDialogState}",
    Rule.UNDECLARED_READ: "{internal.channel}",
    Rule.DEPRECATED_READ: "{internal.locale}",
    Rule.WRITE_TO_INTERNAL: "builder.addSessionVariable('internal', {})",
    Rule.LOST_WRITE: "const builder = new Builder(); builder.addSessionVariable('order', {})",
    Rule.UNRESOLVED_READ: "{internal[name]}",
}
"""Templates and code that break the rules of `scan`, which read no payloads."""


def scanned(rule: Rule) -> tuple[Finding, ...]:
    """Return the findings on the text of a rule; in it, `locale` is deprecated."""
    session = field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.SESSION)
    internal = session.members["internal"]
    members = {**internal.members, "locale": internal.members["locale"]._replace(deprecated=True)}
    session = session._replace(members={"internal": internal._replace(members=members)})
    language = Language.JAVASCRIPT if "builder" in SCANNED[rule] else Language.TEMPLATE
    declared = () if rule is Rule.UNDECLARED_READ else None
    checker = ReferenceChecker(session, AcceptedFields(()), declared)
    return Scanner(checker, "1").report(SCANNED[rule], language, None)[0].findings


CONTRACT = """\
consumer = "c"
schema = "1"
[[reads]]
pointer = "/internal/user/firstName"
required = true
"""
OF_CONTRACTS = {Rule.UNGUARANTEED_READ, Rule.BROKEN_ASSUMPTION, Rule.UNUSED_READ}
"""The rules of `contract verify`, which compares a contract with schemas, payloads and recorded reads."""


def verified(rule: Rule) -> tuple[Finding, ...]:
    """Return the findings of a rule about a contract that requires an optional field."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "contract.toml")
        path.write_text(CONTRACT)
        contract = load_contract(path)
    if rule is Rule.UNGUARANTEED_READ:
        return verify_contract(contract).findings
    if rule is Rule.UNUSED_READ:
        return unused_reads(contract, RecordedReads("1.0.0", 0, ()))
    collector = RunCollector("1")
    PayloadAnalysis(contract, ValidatorOptions(), print).document(Origin(None), b'{"user": {}}', collector)
    return tuple(group.finding for group in collector.run().groups)


# Rules that need more than one small payload: ten megabytes, a second payload, an explicit kind, a time, or an accepted
# field.
SHOWN_OTHERWISE: dict[Rule, Callable[[], tuple[Finding, ...]]] = {
    Rule.TOO_LARGE: lambda: validate(json.dumps({**SESSION, "export": "x" * 10_500_000})).findings,
    Rule.NEARLY_TOO_LARGE: lambda: validate(json.dumps({**SESSION, "export": "x" * 10_100_000})).findings,
    Rule.READ_ONLY: lambda: check_write(SESSION, example(Rule.READ_ONLY)).findings,
    Rule.RESERVED_NAMESPACE: lambda: Validator(kind="write").validate(example(Rule.RESERVED_NAMESPACE)).findings,
    Rule.ACCEPTED_EXPIRED: lambda: (
        Validator(accept_unstable=[LAST_YEAR]).validate(example(Rule.UNSTABLE_FIELD)).findings
    ),
    Rule.EXPIRED: lambda: Validator(last_activity=LONG_AGO).validate(json.dumps(SESSION)).findings,
    **{rule: partial(scanned, rule) for rule in SCANNED},
    **{rule: partial(verified, rule) for rule in OF_CONTRACTS},
}
WITHOUT_FILE = {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE, Rule.EXPIRED, Rule.ACCEPTED_EXPIRED, *SCANNED, *OF_CONTRACTS}


@pytest.mark.parametrize(("file", "kind", "verdict"), TABLE)
def test_example_has_kind_and_verdict_of_the_table(file: str, kind: str, verdict: str) -> None:
    """The validator gives the verdict in the table, and the kind unless the text is unreadable."""
    report = Validator(kind=kind if kind in {"write", "answer"} else "auto").validate((FOLDER / file).read_bytes())
    assert report.verdict.value == verdict
    assert report.kind is None or report.kind.value == kind


def test_table_lists_every_example_once() -> None:
    """Each file has one row, and each row a file."""
    files = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.glob("**/*.json"))
    assert sorted(file for file, _, _ in TABLE) == files


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_has_an_example(rule: Rule) -> None:
    """The example of a rule gives one finding, of this rule, with a line and a column."""
    show = SHOWN_OTHERWISE.get(rule, lambda: validate(example(rule)).findings)
    (finding,) = show()
    assert finding.rule is rule
    assert finding.line is not None
    assert finding.column is not None
    assert finding.hint


def test_examples_are_named_after_rules() -> None:
    """Each file has the name of a rule, and each rule that a small file can show has a file."""
    assert {file.stem for file in (FOLDER / "rules").iterdir()} == {rule.value for rule in set(Rule) - WITHOUT_FILE}


def test_realistic_example_has_one_finding_for_each_unstable_field() -> None:
    """The example has six or more unstable fields, with one finding each, and a history of 20 messages."""
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
