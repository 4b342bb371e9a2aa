"""Reports as JSON: valid under their schema, complete and consistent."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Finding, Kind, Report, Rule, Validator, Verdict
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import raw_payloads

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = packaged_catalog().resolve("1")
# Other tests cover payloads of ten megabytes, and a session has no namespace.
RULES = [
    rule for rule in CORRUPTIBLE_RULES if rule not in {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE, Rule.RESERVED_NAMESPACE}
]
GENERATORS = {kind: Generator(packaged_catalog(), VERSION, kind) for kind in DETECTABLE_KINDS}
VALIDATORS = {show_values: Validator(show_values=show_values) for show_values in (False, True)}


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw a payload of any kind that violates one rule or none."""
    if draw(st.booleans()):
        return draw(raw_payloads(draw(st.sampled_from(DETECTABLE_KINDS)), unstable=True)).data
    # Only the seed is drawn: shrinking payloads would not help to understand reports.
    choices = SeededChoices(draw(st.integers(0, 2**32)))
    writer = CorruptionWriter(
        GENERATORS[draw(st.sampled_from(DETECTABLE_KINDS))], choices, unstable=draw(st.booleans())
    )
    return writer.broken(draw(st.sampled_from(RULES)))


def report_from(entry: dict[str, Any], schema_version: str) -> Report:
    """Return the report from which an entry of the report format was written."""
    findings = [
        Finding(
            rule=Rule(finding["rule"]),
            pointer=finding["pointer"],
            message=finding["message"],
            hint=finding["hint"],
            line=finding["line"],
            column=finding["column"],
            schema_pointer=finding["schemaPointer"],
            value=finding.get("value"),
        )
        for finding in entry["findings"]
    ]
    kind = None if entry["kind"] is None else Kind(entry["kind"])
    return Report(tuple(findings), schema_version, kind, entry["source"], entry["record"], entry["at"])


@given(payloads=st.lists(texts(), max_size=4), show_values=st.booleans())
def test_json_report_gives_back_the_original_reports(
    conforming_report: Callable[[bytes], dict[str, Any]], *, payloads: list[bytes], show_values: bool
) -> None:
    """Every attribute of every finding but its excerpt can be read back from JSON, and the summary counts them."""
    collector = RunCollector(VERSION)
    reports = [
        replace(VALIDATORS[show_values].validate(data), source=f"{number}.json") for number, data in enumerate(payloads)
    ]
    for report in reports:
        collector.add(report)
    content = FORMATS.load("json").render(collector.run(), Style()).encode()
    written = conforming_report(content)
    assert written == json.loads(content)
    assert [report_from(entry, written["schemaVersion"]) for entry in written["payloads"]] == [
        replace(report, findings=tuple(replace(finding, excerpt=None) for finding in report.findings))
        for report in reports
        if report.findings
    ]
    verdicts = Counter(report.verdict for report in reports)
    summary = written["summary"]
    assert {verdict: summary[verdict.value] for verdict in Verdict} == {
        verdict: verdicts[verdict] for verdict in Verdict
    }
    assert summary["payloads"] == len(payloads)
    assert summary["byRule"] == Counter(finding.rule.value for report in reports for finding in report.findings)
