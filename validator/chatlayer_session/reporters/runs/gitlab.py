"""The report for merge requests in GitLab: Code Quality, with one entry for equal findings in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import escape_control
from ...rules import Severity
from .. import formatting
from ..fingerprints import fingerprint, fingerprinted
from ..notifications import Notification
from ..paths import relative_path
from . import FORMATS

if TYPE_CHECKING:
    from ...errors import UnreadableInput
    from ...runs.results import FindingGroup, RunResult

_SEVERITIES = {Severity.ERROR: "major", Severity.UNSTABLE: "minor", Severity.NOTE: "info"}


@FORMATS.register_json(indent=1)
def to_list(run: RunResult) -> list[dict[str, Any]]:
    """Return the report as a list: unreadable inputs first, then findings."""
    groups = run.groups[: run.max_findings]
    entries = [_unreadable(failure) for failure in run.failures]
    entries += [_finding(group, digest) for group, digest in fingerprinted(groups)]
    omitted = formatting.omitted_note(run, sum(group.count for group in groups)), formatting.hidden_note(run)
    text = "; ".join(filter(None, omitted))
    if text:
        # The format has entries only, so the count becomes one of them.
        source = groups[0].source if groups else next(iter(run.sources), None)
        entries.append(_entry(Notification.OMITTED.value, "info", text, (source, 1), fingerprint("omitted")))
    return entries


def _finding(group: FindingGroup, digest: str) -> dict[str, Any]:
    finding = group.finding
    text, place = formatting.finding_text(finding, group), (group.source, finding.line or 1)
    return _entry(finding.rule.value, _SEVERITIES[finding.severity], text, place, digest)


def _unreadable(failure: UnreadableInput) -> dict[str, Any]:
    digest = fingerprint("unreadable", relative_path(failure.source))
    return _entry(Notification.UNREADABLE.value, "blocker", formatting.unreadable(failure), (failure.source, 1), digest)


def _entry(name: str, severity: str, text: str, place: tuple[str | None, int], digest: str) -> dict[str, Any]:
    source, line = place
    return {
        "description": text,
        "check_name": name,
        "fingerprint": digest,
        "severity": severity,
        "location": {"path": escape_control(relative_path(source)), "lines": {"begin": line}},
    }
