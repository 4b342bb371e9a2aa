"""Sentences and values that several formats share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from ..escaping import escape_control, escape_log_commands
from ..rules import Severity

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..findings import Finding
    from ..runs.results import FindingGroup, RunResult

MAX_POINTER_LENGTH = 200
"""Longest pointer that a line shows in full, in characters."""

_SEVERITIES = list(Severity)


def pluralize(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shorten_pointer(pointer: str) -> str:
    """Return a pointer that fits on a line, safe for a terminal."""
    return escape_control(
        pointer if len(pointer) <= MAX_POINTER_LENGTH else pointer[: MAX_POINTER_LENGTH - 1] + "\u2026"
    )


def format_finding(finding: Finding) -> str:
    """Return the pointer and the message, and the payload's text if values are shown."""
    pointer = f"{shorten_pointer(finding.pointer)}: " if finding.pointer else ""
    value = f" ({escape_control(finding.value)})" if finding.value is not None else ""
    return f"{pointer}{escape_control(finding.message)}{value}"


def excerpt_lines(finding: Finding) -> list[str]:
    """Return the line of the payload around the place of a finding, and a line with a caret below the place."""
    if finding.excerpt is None:
        return []
    text, place = finding.excerpt
    before, rest = (escape_control(part.replace("\t", " ")) for part in (text[:place], text[place:]))
    return [f"  | {before}{rest}", f"  | {' ' * sum(map(_columns, before))}^"]


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character.isascii():
        return 1
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - seldom needed

    return 0 if category(character) in {"Mn", "Me"} else 2 if east_asian_width(character) in {"W", "F"} else 1


def severity_rank(finding: Finding) -> int:
    """Return a sort key that puts errors first and notes last."""
    return _SEVERITIES.index(finding.severity)


def repetition_note(group: FindingGroup, sources: int = 1) -> str:
    """Return how often a finding occurs and on which lines, as a suffix that is empty for one occurrence.

    In several ``sources`` it has no lines.
    """
    if group.count == 1:
        return ""
    if sources > 1:
        return f" ({group.count:,} times in {sources:,} files, first here)"
    lines = list(dict.fromkeys(group.lines))
    if len(lines) <= 1:
        return f" ({group.count:,} times, first here)"
    listed = ", ".join([*map(str, lines), *(["\u2026"] if group.count > len(group.lines) else [])])
    return f" ({group.count:,} times, lines {listed})"


def finding_text(finding: Finding, group: FindingGroup | None = None) -> str:
    """Return `format_finding` with how often the finding occurs, and the hint on a separate line."""
    return with_hint(format_finding(finding) + (repetition_note(group) if group else ""), finding.hint)


def with_hint(text: str, hint: str | None) -> str:
    """Return a text, followed by its hint on a separate line."""
    return f"{text}\nhint: {escape_control(hint)}" if hint else text


def unreadable(failure: UnreadableInput) -> str:
    """Return why an input could not be read, and the hint."""
    return with_hint(f"the input could not be read: {escape_control(failure.reason)}", failure.hint)


def omitted_note(run: RunResult, listed: int) -> str | None:
    """Return a line that counts the findings a report omits, or None if all of them are ``listed``."""
    omitted = run.findings - listed
    if not omitted:
        return None
    reason = "of --max-findings" if run.max_findings is not None else "there are too many"
    more = "; list more with --max-findings" if run.every and run.max_findings is None else ""
    return f"{pluralize(omitted, 'more finding')} not shown because {reason}{more}"


def hidden_note(run: RunResult) -> str | None:
    """Return how many findings options hide, or None if there are none."""
    if not run.hidden_findings:
        return None
    return f"{pluralize(run.hidden_findings, 'finding')} hidden by --severity or --hide"


def failures(run: RunResult) -> str:
    """Return the end of a summary, which counts hidden findings, unreadable inputs and internal errors, if any."""
    hidden = hidden_note(run)
    text = f"; {hidden}" if hidden else ""
    if run.unreadable:
        text += f"; {pluralize(len(run.unreadable), 'input')} could not be read"
    if run.internal_errors:
        text += f"; {pluralize(run.internal_errors, run.subject.noun)} could not be checked"
    return text


def dump_json(value: object, indent: int = 2) -> str:
    """Return a value as indented JSON in ASCII without log commands, with a line break at the end."""
    text = escape_log_commands(json.dumps(value))
    try:
        # `json` indents in Python, which takes four times as long as writing one line and indenting it with msgspec.
        return msgspec.json.format(text, indent=indent) + "\n"
    except msgspec.DecodeError:
        # Only `json` accepts a lone surrogate, which a name in a payload can contain.
        return escape_log_commands(json.dumps(value, indent=indent)) + "\n"


def format_percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent; only 0 and 1 are shown as 0.0 % and 100.0 %."""
    rounded = min(max(share * 100, 0.1), 99.9) if 0 < share < 1 else share * 100
    return f"{rounded:.1f} %"
