"""Reports as JSON: they keep to their schema, lose nothing, and add up."""

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
# What takes ten megabytes is tried elsewhere, and a session has no namespace to write to.
RULES = [
    rule for rule in CORRUPTIBLE_RULES if rule not in {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE, Rule.RESERVED_NAMESPACE}
]
GENERATORS = {kind: Generator(packaged_catalog(), VERSION, kind) for kind in DETECTABLE_KINDS}
VALIDATORS = {shown: Validator(show_values=shown) for shown in (False, True)}


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A payload of any kind that breaks any rule or none."""
    if draw(st.booleans()):
        return draw(raw_payloads(draw(st.sampled_from(DETECTABLE_KINDS)), unstable=True)).data
    # The seed is the only choice: it is the reports that are looked into here.
    choices = SeededChoices(draw(st.integers(0, 2**32)))
    writer = CorruptionWriter(
        GENERATORS[draw(st.sampled_from(DETECTABLE_KINDS))], choices, unstable=draw(st.booleans())
    )
    return writer.broken(draw(st.sampled_from(RULES)))


def restored(entry: dict[str, Any], schema_version: str) -> Report:
    """Return the report that an entry of the report format was written from."""
    findings = [
        Finding(
            rule=Rule(each["rule"]),
            pointer=each["pointer"],
            message=each["message"],
            hint=each["hint"],
            line=each["line"],
            column=each["column"],
            schema_pointer=each["schemaPointer"],
            value=each.get("value"),
        )
        for each in entry["findings"]
    ]
    kind = None if entry["kind"] is None else Kind(entry["kind"])
    return Report(tuple(findings), schema_version, kind, entry["source"], entry["record"], entry["at"])


@given(payloads=st.lists(texts(), max_size=4), show_values=st.booleans())
def test_a_report_as_json_keeps_to_its_schema_and_gives_the_report_back(
    conforming_report: Callable[[bytes], dict[str, Any]], *, payloads: list[bytes], show_values: bool
) -> None:
    """Every finding with every attribute can be read out of it, and the summary counts what is listed."""
    collector = RunCollector(VERSION)
    reports = [
        replace(VALIDATORS[show_values].validate(data), source=f"{number}.json") for number, data in enumerate(payloads)
    ]
    for report in reports:
        collector.add(report)
    content = FORMATS.load("json").render(collector.run(), Style()).encode()
    found = conforming_report(content)
    assert found == json.loads(content)
    assert [restored(each, found["schemaVersion"]) for each in found["payloads"]] == [
        report for report in reports if report.findings
    ]
    verdicts = Counter(report.verdict for report in reports)
    summary = found["summary"]
    assert {verdict: summary[verdict.value] for verdict in Verdict} == {
        verdict: verdicts[verdict] for verdict in Verdict
    }
    assert summary["payloads"] == len(payloads)
    assert summary["byRule"] == Counter(finding.rule.value for report in reports for finding in report.findings)
