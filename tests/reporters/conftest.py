"""Runs for the reporters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput, Verdict
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.runs.collector import RunCollector

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult

UNSTABLE = Finding(Rule.UNSTABLE_FIELD, "/lastIntent", "not a documented field", "accept it", 4, 3)
ERROR = Finding(Rule.WRONG_TYPE, "/botId", "expected a string, found a number", "put it in double quotes", 2, 12)
NOTE = Finding(Rule.BYTE_ORDER_MARK, "", "the payload starts with a byte order mark", None, 1, 1)


class RunOf(Protocol):
    """Creates a run from outcomes."""

    def __call__(
        self, *outcomes: Report | UnreadableInput, limit: int | None = None, fail_on: Verdict | None = Verdict.INVALID
    ) -> RunResult:
        """Return a run with these outcomes."""
        ...


@pytest.fixture
def run_of() -> RunOf:
    """Return a function that creates a run from outcomes."""

    def run(
        *outcomes: Report | UnreadableInput, limit: int | None = None, fail_on: Verdict | None = Verdict.INVALID
    ) -> RunResult:
        collector = RunCollector("1.1.0", limit)
        for outcome in outcomes:
            if isinstance(outcome, UnreadableInput):
                collector.add_unreadable(outcome)
            else:
                collector.add(outcome)
        return replace(collector.run(), fail_on=fail_on)

    return run


@pytest.fixture
def report_of() -> Callable[..., Report]:
    """Return a function that creates a report from findings."""

    def report(*findings: Finding, source: str | None = "a.json", record: int | None = None, at: str = "") -> Report:
        return Report(findings, "1.1.0", Kind.INTERNAL, source, record, at)

    return report


@pytest.fixture
def mixed(run_of: RunOf, report_of: Callable[..., Report]) -> RunResult:
    """Return a run with findings of each severity, in a document and in lines, and with an unreadable input."""
    return run_of(
        report_of(NOTE, ERROR, UNSTABLE),
        report_of(source="valid.json"),
        *(report_of(UNSTABLE, source="log.ndjson", record=record) for record in (1, 2, 5)),
        report_of(ERROR, source="log.ndjson", record=3),
        report_of(source="log.ndjson", record=4),
        UnreadableInput("gone.json", "there is no such file", "check the path"),
    )


@pytest.fixture
def many(run_of: RunOf, report_of: Callable[..., Report]) -> RunResult:
    """Return a run with 10,000 different findings."""
    findings = [Finding(Rule.UNSTABLE_FIELD, f"/{index}", "not known", "h", index + 1, 3) for index in range(10_000)]
    return run_of(report_of(*findings))


@pytest.fixture
def nasty() -> str:
    """Return a name with everything that forges or breaks logs, markup and commands."""
    special = ":: ##vso[x]y {0} 100%, ::error::x\r\n##[error]y|z<b onclick='w'>&amp;\"`*_[l](http://m) ~ @n #1 ]]> -->"
    invisible = "".join(
        map(
            chr,
            (*range(32), *range(0x7F, 0xA0), 0x200B, 0x202E, 0x2028, 0x34F, 0x180B, 0xFE0F, 0xDC80, 0xFFFE, 0xE0041),
        )
    )
    return special + invisible + "e\u0301\U0001f600"


@pytest.fixture
def nasty_run(run_of: RunOf, report_of: Callable[..., Report], nasty: str) -> RunResult:
    """Return a run whose names, messages, hints and values are all nasty."""
    pointer = "/" + nasty.replace("~", "~0").replace("/", "~1")
    finding = Finding(Rule.UNSTABLE_FIELD, pointer, nasty, nasty, 1, 1, None, nasty)
    error = Finding(Rule.WRONG_TYPE, pointer, nasty, nasty, 1, 1, None, nasty)
    failure = UnreadableInput(nasty, nasty, nasty)
    return run_of(report_of(finding, error, source=nasty, at=pointer), report_of(finding), failure)


@pytest.fixture
def render() -> Callable[[str, RunResult], str]:
    """Return a function that renders a run in a format."""
    return lambda name, run: FORMATS.load(name).render(run, Style())


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder, since reports name sources relative to it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
