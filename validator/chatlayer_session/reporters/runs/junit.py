"""The report for test dashboards: JUnit XML, with a suite for each source and a case for each payload that fails.

All other payloads of a source share one case, so that a file of a million lines does not become a million cases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...escaping import escape_control
from ...findings import Verdict, verdict_of
from ...inputs.compression import uncompressed_name
from ...inputs.sources import LINES_SUFFIXES
from ...runs.collector import MAX_SOURCES
from ...version import TOOL_NAME
from .. import formatting
from ..notifications import Notification
from ..paths import relative_path
from . import FORMATS

if TYPE_CHECKING:
    from enum import Enum

    from ...errors import UnreadableInput
    from ...findings import Finding, Report
    from ...runs.results import FindingGroup, RunResult
    from ..style import Style

_LIST_MORE = "use --max-findings to list more"
_COUNTS = ("tests", "failures", "errors", "skipped")


@dataclass(slots=True)
class _SourceResult:
    """The outcomes of one source: ``groups`` are the findings that make no payload fail, ``verdicts`` counts all."""

    failing: list[Report] = field(default_factory=list["Report"])
    unreadable: list[UnreadableInput] = field(default_factory=list["UnreadableInput"])
    groups: list[FindingGroup] = field(default_factory=list["FindingGroup"])
    verdicts: dict[Verdict, int] = field(default_factory=dict[Verdict, int])


@FORMATS.register(lists_payloads=True)
def render(run: RunResult, _style: Style) -> str:
    """Return the whole report."""
    root = Element("testsuites", name=TOOL_NAME)
    for source, result in _results_by_source(run).items():
        _add_suite(root, source, result, run)
    _add_remainder(root, run)
    return document(root)


def document(root: Element) -> str:
    """Return the document of counted suites."""
    for name in _COUNTS:
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", "0")
    indent(root)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(root, encoding='unicode')}\n"


def fails(verdict: Verdict, run: RunResult) -> bool:
    """Return whether a payload with this verdict fails: if it is invalid, or unstable and that fails the run."""
    return verdict is Verdict.INVALID or (verdict is Verdict.UNSTABLE and run.fail_on is Verdict.UNSTABLE)


def _results_by_source(run: RunResult) -> dict[str | None, _SourceResult]:
    results = {source: _SourceResult(verdicts=dict(verdicts)) for source, verdicts in run.sources.items()}
    for report in run.listed:
        if fails(report.verdict, run):
            results.setdefault(report.source, _SourceResult()).failing.append(report)
    for failure in run.unreadable:
        results.setdefault(failure.source, _SourceResult()).unreadable.append(failure)
    for group in run.groups[: run.max_findings]:
        # The other findings are in the cases of the payloads that fail.
        if group.source in results and not fails(verdict_of([group.finding.rule]), run):
            results[group.source].groups.append(group)
    return results


def _add_suite(root: Element, source: str | None, result: _SourceResult, run: RunResult) -> None:
    path, noun = escape_control(relative_path(source)), run.subject.noun
    suite = SubElement(root, "testsuite", name=path, file=path)
    for report in result.failing:
        _add_failing_case(suite, path, report)
    failing = sum(count for verdict, count in result.verdicts.items() if fails(verdict, run))
    passing = sum(result.verdicts.values()) - failing
    if failing > len(result.failing):
        text = f"{formatting.pluralize(failing - len(result.failing), noun)} not listed"
        add_outcome(
            add_case(suite, f"more failing {noun}s", path), "failure", f"{text}; {_LIST_MORE}", Notification.OMITTED
        )
    if passing:
        # Dashboards recognize a case by its name, so that it has no counts, and is the same when the payload fails.
        is_document = passing + failing == 1 and not uncompressed_name(source or "").endswith(LINES_SUFFIXES)
        case = add_case(suite, noun if is_document else f"other {noun}s", path)
        lines = [] if is_document else [f"{formatting.pluralize(passing, noun)}\n"]
        lines += [f"{_line(group.finding, group)}\n" for group in result.groups]
        if lines:
            SubElement(case, "system-out").text = "".join(lines)
    for failure in result.unreadable:
        text = formatting.unreadable(failure)
        add_outcome(add_case(suite, "input", path), "error", text.partition("\n")[0], Notification.UNREADABLE, text)
    set_counts(suite)


def _add_failing_case(suite: Element, path: str, report: Report) -> None:
    record = None if report.record is None else f"record {report.record}"
    name = ", ".join(filter(None, (record, report.at and escape_control(report.at)))) or "payload"
    worst = min(report.findings, key=formatting.severity_rank)
    case = add_case(suite, name, path, worst.line)
    text = "\n".join(_line(finding) for finding in report.findings)
    if report.omitted:
        text += f"\n{formatting.pluralize(sum(report.omitted.values()), 'more finding')} not listed"
    add_outcome(case, "failure", formatting.format_finding(worst), worst.rule, text)


def _add_remainder(root: Element, run: RunResult) -> None:
    """Add a suite for payloads of sources that are not counted separately, hidden findings and internal errors."""
    suite, noun = Element("testsuite", name=TOOL_NAME), run.subject.noun
    listed = Counter(report.verdict for report in run.listed if report.source not in run.sources)
    for verdicts in run.sources.values():
        listed.update(verdicts)
    remainder = {verdict: count - listed[verdict] for verdict, count in run.verdicts.items()}
    failing = sum(count for verdict, count in remainder.items() if fails(verdict, run))
    passing = sum(remainder.values()) - failing
    where = f"in sources after the first {MAX_SOURCES:,}"
    if passing > 0:
        add_case(suite, f"{formatting.pluralize(passing, noun)} {where}", TOOL_NAME)
    if failing > 0:
        case = add_case(suite, f"{formatting.pluralize(failing, f'failing {noun}')} {where}", TOOL_NAME)
        add_outcome(case, "failure", f"not listed; {_LIST_MORE}", Notification.OMITTED)
    hidden = formatting.hidden_note(run)
    if hidden:
        SubElement(add_case(suite, "hidden findings", TOOL_NAME), "system-out").text = f"{hidden}\n"
    if run.internal_errors:
        text = f"{formatting.pluralize(run.internal_errors, noun)} could not be checked because of an internal error"
        add_outcome(add_case(suite, "defects", TOOL_NAME), "error", text, Notification.DEFECT)
    if len(suite):
        set_counts(suite)
        root.append(suite)


def add_case(suite: Element, name: str, path: str, line: int | None = None) -> Element:
    """Add a case to a suite, and return it."""
    case = SubElement(suite, "testcase", name=name, classname=path, file=path, time="0")
    if line is not None:
        case.set("line", str(line))
    return case


def add_outcome(case: Element, tag: str, message: str, kind: Enum, text: str | None = None) -> None:
    """Add a failure, an error or a reason to skip to a case; the text of ``kind`` is its type."""
    SubElement(case, tag, message=message, type=kind.value).text = text or message


def set_counts(suite: Element) -> None:
    """Count the outcomes of a suite."""
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("time", "0")


def _line(finding: Finding, group: FindingGroup | None = None) -> str:
    place = "" if finding.line is None else f"{finding.line}:{finding.column}: "
    text = f"{place}{finding.severity.value}[{finding.rule.value}] {formatting.finding_text(finding, group)}"
    return text.replace("\n", "\n  ")
