"""JUnit XML: read by junitparser and by a strict XML parser."""

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


def told(written: str) -> dict[str, list[tuple[str, str | None]]]:
    """Return the suites by their names, each with its cases: their names and what was wrong."""
    suites: dict[str, list[tuple[str, str | None]]] = {}
    for suite in parsed(written):
        assert suite.name not in suites
        cases = [(case.name, case.result[0].message if case.result else None) for case in suite]
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(result, Failure) for case in suite for result in case.result)
        assert suite.errors == sum(isinstance(result, Error) for case in suite for result in case.result)
        assert len({name for name, _ in cases}) == len(cases)
        suites[suite.name] = cases
    return suites


def parsed(written: str) -> Any:
    """Return a report as junitparser reads it; its counts must be those of its suites."""
    xml = JUnitXml.fromstring(written.encode())
    suites = list(xml)
    for name in ("tests", "failures", "errors", "skipped"):
        assert getattr(xml, name) == sum(getattr(suite, name) for suite in suites)
    return xml


def test_a_source_is_a_suite_and_a_failing_payload_a_case(
    mixed: RunResult, render: Callable[[str, RunResult], str]
) -> None:
    """The other payloads of a source are one case; what could not be read is an error."""
    assert told(render("junit", mixed)) == {
        "a.json": [("payload", "/botId: expected a string, found a number")],
        "valid.json": [("1 payload", None)],
        "log.ndjson": [("record 3", "/botId: expected a string, found a number"), ("4 other payloads", None)],
        "gone.json": [("input", "the input could not be read: there is no such file")],
    }


def test_a_case_has_what_dashboards_read(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Name, class, file, line and time; a failure has the rule as its type and all findings as its text."""
    case = next(iter(next(iter(parsed(render("junit", mixed))))))
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


def test_unstable_payloads_are_told_in_the_output_of_their_case(
    mixed: RunResult, render: Callable[[str, RunResult], str]
) -> None:
    """They are no failures; equal findings of a source stand there once, with their count."""
    case = list(list(parsed(render("junit", mixed)))[2])[1]
    assert case.result == []
    assert case.system_out == (
        "4:3: unstable[unstable-field] /lastIntent: not a documented field (3 times, first here)\n  hint: accept it\n"
    )


def test_unstable_payloads_are_failures_where_they_fail_the_run(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """Under --fail-on unstable each is a case of its own, and only notes are left for the output of the others."""
    outcomes = [report_of(UNSTABLE), report_of(NOTE, source="b.json"), report_of(ERROR, source="c.json")]
    assert told(render("junit", run_of(*outcomes, fail_on=Verdict.UNSTABLE))) == {
        "a.json": [("payload", "/lastIntent: not a documented field")],
        "b.json": [("1 payload", None)],
        "c.json": [("payload", "/botId: expected a string, found a number")],
    }
    for fail_on in (Verdict.INVALID, None):
        suites = told(render("junit", run_of(*outcomes, fail_on=fail_on)))
        assert suites["a.json"] == [("1 payload", None)]
        assert suites["c.json"][0][1] is not None


def test_payloads_inside_a_document_are_named_by_their_places(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """And by their records, in lines."""
    run = run_of(
        *(report_of(ERROR, at=f"/data/{index}") for index in range(2)),
        report_of(ERROR, source="b.ndjson", record=7, at="/session"),
    )
    assert [[name for name, _ in cases] for cases in told(render("junit", run)).values()] == [
        ["/data/0", "/data/1"],
        ["record 7, /session"],
    ]


def test_a_long_file_is_a_short_suite(
    report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """Failing payloads beyond those listed are one case, and so are all others."""
    collector = RunCollector("1.1.0", 3, source="log.ndjson")
    collector.add_verdict(Verdict.VALID, 900_000)
    collector.add_verdict(Verdict.UNSTABLE, 99_000)
    for record in range(1, 1001):
        collector.add(report_of(ERROR, source="log.ndjson", record=record))
    assert told(render("junit", collector.run())) == {
        "log.ndjson": [
            *((f"record {record}", "/botId: expected a string, found a number") for record in (1, 2, 3)),
            ("997 more failing payloads", "not listed; use --max-findings to list more"),
            ("999,000 other payloads", None),
        ]
    }


def test_many_sources_are_not_many_suites(
    run_of: RunOf,
    report_of: Callable[..., Report],
    render: Callable[[str, RunResult], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond a number of sources, payloads are counted together; failing ones that are listed keep their suites."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_SOURCES", 2)
    outcomes = [report_of(source=f"{index}.json") for index in range(5)]
    run = run_of(*outcomes, *(report_of(ERROR, source=f"{index}.json") for index in (5, 6)))
    assert told(render("junit", run)) == {
        "0.json": [("1 payload", None)],
        "1.json": [("1 payload", None)],
        "5.json": [("payload", "/botId: expected a string, found a number")],
        "6.json": [("payload", "/botId: expected a string, found a number")],
        "chatlayer-session": [("3 payloads in sources after the first 10,000", None)],
    }
    cut = replace(run, listed=run.listed[:1])
    assert told(render("junit", cut))["chatlayer-session"][1][0] == (
        "1 failing payload in sources after the first 10,000"
    )


def test_defects_are_errors(run_of: RunOf, render: Callable[[str, RunResult], str]) -> None:
    """Payloads at which the program failed do not pass for fewer payloads."""
    suites = told(render("junit", replace(run_of(), internal_errors=2)))
    assert suites == {
        "chatlayer-session": [("defects", "2 payloads could not be checked because of an internal error")]
    }


def test_a_failure_says_how_many_findings_it_leaves_out(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """With --max-findings a payload may be listed in part."""
    text = next(iter(next(iter(parsed(render("junit", run_of(report_of(ERROR, UNSTABLE), limit=1)))))))
    assert text.result[0].text.endswith("\n1 more finding not listed")


def test_a_source_that_broke_off_is_one_suite(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """What could be read of it stands beside the error."""
    run = run_of(report_of(ERROR), UnreadableInput("a.json", "the data ends too early"))
    assert told(render("junit", run)) == {
        "a.json": [
            ("payload", "/botId: expected a string, found a number"),
            ("input", "the input could not be read: the data ends too early"),
        ]
    }


def test_an_empty_run_is_a_report(run_of: RunOf, render: Callable[[str, RunResult], str]) -> None:
    """There are no suites in it."""
    assert told(render("junit", run_of())) == {}


def test_nothing_nasty_breaks_the_xml(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A strict parser reads it, and what XML cannot carry stands there as an escape."""
    written = render("junit", nasty_run)
    assert len(told(written)) == 2
    assert "\x1b" not in written
    message = ET.fromstring(written.encode()).find("testsuite/testcase/failure")
    assert message is not None
    assert "\\u0000" in str(message.get("message"))
    assert "<b onclick='w'>&amp;" in str(message.get("message"))


@pytest.mark.parametrize("start", range(0, 0x110000, 0x11000))
def test_no_character_breaks_the_xml(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str], start: int
) -> None:
    """Every character there is, in a name, a message and a value, gives a report that is read."""
    text = "".join(map(chr, range(start, start + 0x11000)))
    finding = Finding(Rule.SYNTAX, "", text, text, 1, 1, None, text)
    assert len(told(render("junit", run_of(report_of(finding, source=f"{text}.json"))))) == 1
