"""The report for merge requests in GitLab: Code Quality, one entry for equal findings in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..findings import Severity
from ..showing import fit
from . import wording
from .fingerprints import fingerprint, fingerprinted
from .indenting import indented
from .paths import relative_path

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..runs import Group, Run
    from .style import Style

_SEVERITIES = {Severity.ERROR: "major", Severity.UNSTABLE: "minor", Severity.NOTE: "info"}


def render(run: Run, style: Style) -> str:
    """Return the whole report."""
    del style
    return indented(to_list(run), 1)


def to_list(run: Run) -> list[dict[str, Any]]:
    """Return the report as the value that is written: what could not be read first, then the findings."""
    groups = run.groups[: run.max_findings]
    entries = [_unreadable(failure) for failure in run.unreadable]
    entries += [_finding(group, digest) for group, digest in fingerprinted(groups)]
    omitted = wording.omitted(run, sum(group.count for group in groups))
    if omitted:
        # The format has no place for it but among the findings.
        source = groups[0].source if groups else None
        entries.append(_entry("omitted", "info", omitted, (source, 1), fingerprint("omitted")))
    return entries


def _finding(group: Group, digest: str) -> dict[str, Any]:
    finding = group.finding
    text = wording.with_hint(wording.sentence(finding) + wording.repeated(group.count), finding.hint)
    place = (group.source, finding.line or 1)
    return _entry(finding.rule.value, _SEVERITIES[finding.severity], text, place, digest)


def _unreadable(failure: UnreadableInput) -> dict[str, Any]:
    digest = fingerprint("unreadable", relative_path(failure.source))
    return _entry("unreadable", "blocker", wording.unreadable(failure), (failure.source, 1), digest)


def _entry(name: str, severity: str, text: str, place: tuple[str | None, int], digest: str) -> dict[str, Any]:
    source, line = place
    return {
        "description": text,
        "check_name": name,
        "fingerprint": digest,
        "severity": severity,
        "location": {"path": fit(relative_path(source)), "lines": {"begin": line}},
    }
