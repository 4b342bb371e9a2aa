"""The report for code scanning: SARIF 2.1.0, with one result for equal findings in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import escape_control, escape_sarif
from ...rule_pages import rule_description, rule_page
from ...rules import Rule, Severity
from ...version import TOOL_NAME, tool_version
from .. import formatting
from ..fingerprints import fingerprinted
from ..notifications import Notification
from ..paths import root_uri, uri, working_directory
from . import FORMATS

if TYPE_CHECKING:
    from ...errors import UnreadableInput
    from ...runs.results import FindingGroup, RunResult

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""Address of the SARIF schema."""

BASE = "%SRCROOT%"
"""Name of the base of relative URIs: the root of the repository or, without one, the working directory."""

_LEVELS = {Severity.ERROR: "error", Severity.UNSTABLE: "warning", Severity.NOTE: "note"}
# GitHub sorts alerts that are not about security by these.
_PROBLEM_SEVERITIES = {Severity.ERROR: "error", Severity.UNSTABLE: "warning", Severity.NOTE: "recommendation"}
_RULES = list(Rule)


@FORMATS.register_json(indent=1)
def to_dict(run: RunResult) -> dict[str, Any]:
    """Return the report as a JSON object."""
    groups = run.groups[: run.max_findings]
    notifications = [
        {"id": one.value, "shortDescription": {"text": one.summary}, "help": {"text": one.advice}}
        for one in Notification
    ]
    return sarif_log(
        {"rules": [_rule(rule) for rule in _RULES], "notifications": notifications},
        _invocation(run, groups),
        [_result(group, digest) for group, digest in fingerprinted(groups)],
        {"schemaVersion": run.schema_version},
    )


def sarif_log(
    driver: dict[str, Any], invocation: dict[str, Any], results: list[dict[str, Any]], properties: dict[str, Any]
) -> dict[str, Any]:
    """Return a log with one run of this program; ``driver`` has its rules."""
    run = {
        "tool": {"driver": {"name": TOOL_NAME, "version": tool_version(), **driver}},
        "invocations": [{**invocation, "workingDirectory": {"uri": working_directory()}}],
        "originalUriBaseIds": {BASE: {"uri": root_uri()}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": properties,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    text = rule_page(rule)
    return {
        "id": rule.value,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule_description(rule)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _PROBLEM_SEVERITIES[rule.severity], "precision": "very-high"},
    }


def _invocation(run: RunResult, groups: tuple[FindingGroup, ...]) -> dict[str, Any]:
    notifications = [_unreadable(failure) for failure in run.unreadable]
    if run.internal_errors:
        text = f"{formatting.pluralize(run.internal_errors, run.subject.noun)} could not be checked"
        notifications.append(_notification(Notification.DEFECT, "error", text))
    omitted = formatting.omitted_note(run, sum(group.count for group in groups)), formatting.hidden_note(run)
    notifications += [_notification(Notification.OMITTED, "note", text) for text in omitted if text]
    return {
        "executionSuccessful": not run.unreadable and not run.internal_errors,
        "toolExecutionNotifications": notifications,
    }


def _notification(name: Notification, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": name.value}, "level": level, "message": {"text": escape_sarif(text)}}


def _unreadable(failure: UnreadableInput) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": artifact(failure.source)}}
    return {**_notification(Notification.UNREADABLE, "error", formatting.unreadable(failure)), "locations": [location]}


def artifact(source: str | None) -> dict[str, Any]:
    """Return the location of a source."""
    text, is_relative = uri(source)
    return {"uri": text, "uriBaseId": BASE} if is_relative else {"uri": text}


def _result(group: FindingGroup, digest: str) -> dict[str, Any]:
    finding = group.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule.value,
        "ruleIndex": _RULES.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": escape_sarif(formatting.finding_text(finding))},
        "locations": [_location(group)],
        "occurrenceCount": group.count,
        "partialFingerprints": partial_fingerprints("Finding", digest),
    }
    properties = {
        "record": group.record,
        "schemaPointer": finding.schema_pointer,
        "value": None if finding.value is None else escape_control(finding.value),
    }
    result["properties"] = {name: value for name, value in properties.items() if value is not None}
    return result


def partial_fingerprints(kind: str, digest: str) -> dict[str, str]:
    """Return the fingerprints of a result."""
    # GitHub uses the first one.
    return {"primaryLocationLineHash": f"{digest}:1", f"chatlayerSession{kind}/v1": digest}


def _location(group: FindingGroup) -> dict[str, Any]:
    finding = group.finding
    physical: dict[str, Any] = {"artifactLocation": artifact(group.source)}
    if finding.line is not None:
        physical["region"] = {"startLine": finding.line, "startColumn": finding.column}
    location: dict[str, Any] = {"physicalLocation": physical}
    pointer = group.at + finding.pointer
    if pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": escape_control(pointer)}]
    return location
