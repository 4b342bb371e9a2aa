"""The report for dashboards of tests: JUnit XML, a suite for each source and a case for each payload that fails.

The other payloads of a source are one case together, so that a file of a million lines is no list of a million cases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...escaping import escape_control
from ...findings import Verdict, verdict_of
from ...runs.collector import MAX_SOURCES
from ...version import TOOL_NAME
from .. import formatting
from ..paths import relative_path
from . import FORMATS

if TYPE_CHECKING:
    from ...errors import UnreadableInput
    from ...findings import Finding
    from ...runs.results import FindingGroup, Listed, RunResult
    from ..style import Style

_COUNTS = ("tests", "failures", "errors", "skipped")


@dataclass(slots=True)
class _Source:
    """What there is to tell of one source.

    ``failing`` are the payloads that fail, ``unreadable`` says why it could not be read, or not to its end, ``groups``
    are findings that make no payload fail, and ``verdicts`` counts all payloads.
    """

    failing: list[Listed] = field(default_factory=list["Listed"])
    unreadable: list[UnreadableInput] = field(default_factory=list["UnreadableInput"])
    groups: list[FindingGroup] = field(default_factory=list["FindingGroup"])
    verdicts: dict[Verdict, int] = field(default_factory=dict[Verdict, int])


@FORMATS.register(lists_payloads=True)
def render(run: RunResult, style: Style) -> str:
    """Return the whole report."""
    del style
    root = Element("testsuites", name=TOOL_NAME)
    for source, told in _sources(run).items():
        _suite(root, source, told, run)
    _rest(root, run)
    for name in _COUNTS:
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", "0")
    indent(root)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(root, encoding='unicode')}\n"


def fails(verdict: Verdict, run: RunResult) -> bool:
    """Say whether a payload with this verdict is a failure: an invalid one is, an unstable one if it fails the run."""
    return verdict is Verdict.INVALID or (verdict is Verdict.UNSTABLE and run.fail_on is Verdict.UNSTABLE)


def _sources(run: RunResult) -> dict[str | None, _Source]:
    sources = {source: _Source(verdicts=dict(verdicts)) for source, verdicts in run.sources.items()}
    for listed in run.listed:
        if fails(listed.report.verdict, run):
            sources.setdefault(listed.report.source, _Source()).failing.append(listed)
    for failure in run.unreadable:
        sources.setdefault(failure.source, _Source()).unreadable.append(failure)
    for group in run.groups[: run.max_findings]:
        # What makes a payload fail stands in a case of its own.
        if group.source in sources and not fails(verdict_of([group.finding.rule]), run):
            sources[group.source].groups.append(group)
    return sources


def _suite(root: Element, source: str | None, told: _Source, run: RunResult) -> None:
    path = escape_control(relative_path(source))
    suite = SubElement(root, "testsuite", name=path, file=path)
    for listed in told.failing:
        _failing_case(suite, path, listed)
    failing = sum(count for verdict, count in told.verdicts.items() if fails(verdict, run))
    passing = sum(told.verdicts.values()) - failing
    if failing > len(told.failing):
        case = _case(suite, formatting.pluralize(failing - len(told.failing), "more failing payload"), path)
        _add(case, "failure", "counted and not listed; --max-findings lists more", "omitted")
    if passing:
        case = _case(suite, formatting.pluralize(passing, "other payload" if failing else "payload"), path)
        if told.groups:
            lines = [f"{_line(group.finding, group.count)}\n" for group in told.groups]
            SubElement(case, "system-out").text = "".join(lines)
    for failure in told.unreadable:
        text = formatting.unreadable(failure)
        _add(_case(suite, "input", path), "error", text.partition("\n")[0], "unreadable", text)
    _count(suite)


def _failing_case(suite: Element, path: str, listed: Listed) -> None:
    report = listed.report
    record = None if report.record is None else f"record {report.record}"
    name = ", ".join(filter(None, (record, report.at and escape_control(report.at)))) or "payload"
    worst = min(listed.findings, key=formatting.severity_rank)
    case = _case(suite, name, path, worst.line)
    text = "\n".join(_line(finding) for finding in listed.findings)
    left_out = len(report.findings) - len(listed.findings)
    if left_out:
        text += f"\n{formatting.pluralize(left_out, 'more finding')} not listed"
    _add(case, "failure", formatting.format_finding(worst), worst.rule.value, text)


def _rest(root: Element, run: RunResult) -> None:
    """Add what belongs to no suite: payloads of sources beyond those counted each on its own, and defects."""
    suite = Element("testsuite", name=TOOL_NAME)
    listed = Counter(each.report.verdict for each in run.listed if each.report.source not in run.sources)
    for each in run.sources.values():
        listed.update(each)
    left = {verdict: count - listed[verdict] for verdict, count in run.verdicts.items()}
    failing = sum(count for verdict, count in left.items() if fails(verdict, run))
    passing = sum(left.values()) - failing
    where = f"in sources beyond the first {MAX_SOURCES:,}"
    if passing > 0:
        _case(suite, f"{formatting.pluralize(passing, 'payload')} {where}", TOOL_NAME)
    if failing > 0:
        case = _case(suite, f"{formatting.pluralize(failing, 'failing payload')} {where}", TOOL_NAME)
        _add(case, "failure", "counted and not listed; --max-findings lists more", "omitted")
    if run.defects:
        text = (
            f"{formatting.pluralize(run.defects, 'payload')} could not be checked, because of a defect of the program"
        )
        _add(_case(suite, "defects", TOOL_NAME), "error", text, "defect")
    if len(suite):
        _count(suite)
        root.append(suite)


def _case(suite: Element, name: str, path: str, line: int | None = None) -> Element:
    case = SubElement(suite, "testcase", name=name, classname=path, file=path, time="0")
    if line is not None:
        case.set("line", str(line))
    return case


def _add(case: Element, tag: str, message: str, kind: str, text: str | None = None) -> None:
    SubElement(case, tag, message=message, type=kind).text = text or message


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", "0")
    suite.set("time", "0")


def _line(finding: Finding, count: int = 1) -> str:
    place = "" if finding.line is None else f"{finding.line}:{finding.column}: "
    head = f"{place}{finding.severity.value}[{finding.rule.value}] {formatting.format_finding(finding)}"
    return formatting.with_hint(head + formatting.repetition_note(count), finding.hint).replace("\n", "\n  ")
