"""JUnit XML, read by junitparser and by a strict XML parser."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import Error, Failure, JUnitXml

from chatlayer_session import Finding, Rule, UnreadableInput, Verdict
from chatlayer_session.runs.collector import RunCollector

from .conftest import ERROR, NOTE, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf


def cases_by_suite(written: str) -> dict[str, list[tuple[str, str | None]]]:
    """Return the cases of each suite: their names and results."""
    suites: dict[str, list[tuple[str, str | None]]] = {}
    for suite in parse_report(written):
        assert suite.name not in suites
        cases = [(case.name, case.result[0].message if case.result else None) for case in suite]
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(result, Failure) for case in suite for result in case.result)
        assert suite.errors == sum(isinstance(result, Error) for case in suite for result in case.result)
        assert len({name for name, _ in cases}) == len(cases)
        suites[suite.name] = cases
    return suites


def parse_report(written: str) -> Any:
    """Return a report read by junitparser, after checking its counts."""
    xml = JUnitXml.fromstring(written.encode())
    suites = list(xml)
    for name in ("tests", "failures", "errors", "skipped"):
        assert getattr(xml, name) == sum(getattr(suite, name) for suite in suites)
    return xml


def test_source_is_a_suite(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A failing payload is a case, the other payloads of a source share one, and an unreadable input is an error."""
    assert cases_by_suite(render("junit", mixed)) == {
        "a.json": [("payload", "/botId: expected a string, found a number")],
        "valid.json": [("payload", None)],
        "log.ndjson": [("record 3", "/botId: expected a string, found a number"), ("other payloads", None)],
        "gone.json": [("input", "the input could not be read: there is no such file")],
    }


def test_case_has_the_attributes_of_dashboards(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A case has name, class, file, line and time; a failure has the rule as type and all findings as text."""
    case = next(iter(next(iter(parse_report(render("junit", mixed))))))
    assert (case.name, case.classname, case.time) == ("payload", "a.json", 0.0)
    element = ET.fromstring(render("junit", mixed)).find("testsuite/testcase")
    assert element is not None
    assert (element.get("file"), element.get("line")) == ("a.json", "2")
    (failure,) = case.result
    assert failure.type == "wrong-type"
    assert failure.text == (
        "1:1: note[byte-order-mark] the payload starts with a byte order mark\n"
        "2:12: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        "4:3: unstable[unstable-field] /lastIntent: not a documented field\n"
        "  hint: accept it"
    )


def test_unstable_payloads_pass_with_output(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Unstable fields are in the output of a passing case, equal ones once with their count."""
    case = list(list(parse_report(render("junit", mixed)))[2])[1]
    assert case.result == []
    assert case.system_out == (
        "4 payloads\n"
        "4:3: unstable[unstable-field] /lastIntent: not a documented field (3 times, first here)\n  hint: accept it\n"
    )


def test_fail_on_unstable_makes_failures(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """With --fail-on unstable each unstable payload is a failing case, and only notes are in the output."""
    outcomes = [report_of(UNSTABLE), report_of(NOTE, source="b.json"), report_of(ERROR, source="c.json")]
    assert cases_by_suite(render("junit", run_of(*outcomes, fail_on=Verdict.UNSTABLE))) == {
        "a.json": [("payload", "/lastIntent: not a documented field")],
        "b.json": [("payload", None)],
        "c.json": [("payload", "/botId: expected a string, found a number")],
    }
    for fail_on in (Verdict.INVALID, None):
        suites = cases_by_suite(render("junit", run_of(*outcomes, fail_on=fail_on)))
        assert suites["a.json"] == [("payload", None)]
        assert suites["c.json"][0][1] is not None


def test_case_names_place_and_record(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """A case is named after its record and its pointer in a larger document."""
    run = run_of(
        *(report_of(ERROR, at=f"/data/{index}") for index in range(2)),
        report_of(ERROR, source="b.ndjson", record=7, at="/session"),
    )
    assert [[name for name, _ in cases] for cases in cases_by_suite(render("junit", run)).values()] == [
        ["/data/0", "/data/1"],
        ["record 7, /session"],
    ]


def test_unlisted_payloads_share_cases(
    report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """Failing payloads beyond the listed ones share one case, and so do passing ones."""
    collector = RunCollector("1.1.0", 3, source="log.ndjson")
    collector.add_verdict(Verdict.VALID, 900_000)
    collector.add_verdict(Verdict.UNSTABLE, 99_000)
    for record in range(1, 1001):
        collector.add(report_of(ERROR, source="log.ndjson", record=record))
    assert cases_by_suite(render("junit", collector.run())) == {
        "log.ndjson": [
            *((f"record {record}", "/botId: expected a string, found a number") for record in (1, 2, 3)),
            ("more failing payloads", "997 payloads not listed; use --max-findings to list more"),
            ("other payloads", None),
        ]
    }


def test_suites_are_limited(
    run_of: RunOf,
    report_of: Callable[..., Report],
    render: Callable[[str, RunResult], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond a number of sources, payloads are counted together; listed failures keep their suites."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_SOURCES", 2)
    outcomes = [report_of(source=f"{index}.json") for index in range(5)]
    run = run_of(*outcomes, *(report_of(ERROR, source=f"{index}.json") for index in (5, 6)))
    assert cases_by_suite(render("junit", run)) == {
        "0.json": [("payload", None)],
        "1.json": [("payload", None)],
        "5.json": [("payload", "/botId: expected a string, found a number")],
        "6.json": [("payload", "/botId: expected a string, found a number")],
        "chatlayer-session": [("3 payloads in sources after the first 10,000", None)],
    }
    cut = replace(run, listed=run.listed[:1])
    assert cases_by_suite(render("junit", cut))["chatlayer-session"][1][0] == (
        "1 failing payload in sources after the first 10,000"
    )


def test_internal_errors_are_errors(run_of: RunOf, render: Callable[[str, RunResult], str]) -> None:
    """Payloads that could not be checked are reported as an error."""
    suites = cases_by_suite(render("junit", replace(run_of(), internal_errors=2)))
    assert suites == {
        "chatlayer-session": [("defects", "2 payloads could not be checked because of an internal error")]
    }


def test_failure_counts_omitted_findings(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """With --max-findings a failure names the number of findings that are not listed."""
    text = next(iter(next(iter(parse_report(render("junit", run_of(report_of(ERROR, UNSTABLE), limit=1)))))))
    assert text.result[0].text.endswith("\n1 more finding not listed")


def test_partly_read_source_is_one_suite(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """The payloads that could be read and the error are in the same suite."""
    run = run_of(report_of(ERROR), UnreadableInput("a.json", "the data ends too early"))
    assert cases_by_suite(render("junit", run)) == {
        "a.json": [
            ("payload", "/botId: expected a string, found a number"),
            ("input", "the input could not be read: the data ends too early"),
        ]
    }


def test_empty_run_has_no_suites(run_of: RunOf, render: Callable[[str, RunResult], str]) -> None:
    """A run without inputs is a report without suites."""
    assert cases_by_suite(render("junit", run_of())) == {}


def test_nasty_names_are_valid_xml(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A strict parser reads the report, and characters that XML does not allow are escapes."""
    written = render("junit", nasty_run)
    assert len(cases_by_suite(written)) == 2
    assert "\x1b" not in written
    message = ET.fromstring(written.encode()).find("testsuite/testcase/failure")
    assert message is not None
    assert "\\u0000" in str(message.get("message"))
    assert "<b onclick='w'>&amp;" in str(message.get("message"))


@pytest.mark.parametrize("start", range(0, 0x110000, 0x11000))
def test_every_character_is_valid_xml(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str], start: int
) -> None:
    """Every code point in a name, a message and a value results in a report that can be read."""
    text = "".join(map(chr, range(start, start + 0x11000)))
    finding = Finding(Rule.SYNTAX, "", text, text, 1, 1, None, text)
    assert len(cases_by_suite(render("junit", run_of(report_of(finding, source=f"{text}.json"))))) == 1


def test_names_of_cases_stay_when_verdicts_change(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """A dashboard recognizes the case of a document, and of all other lines, in the next run."""
    names = [
        [
            name
            for cases in cases_by_suite(render("junit", run_of(*outcomes))).values()
            for name, _ in cases
            if not name.startswith("record")
        ]
        for outcomes in (
            [report_of(), report_of(source="b.ndjson", record=1)],
            [report_of(ERROR), *(report_of(*found, source="b.ndjson", record=1) for found in ((ERROR,), (), ()))],
        )
    ]
    assert names == [["payload", "other payloads"]] * 2
