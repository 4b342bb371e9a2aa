"""Findings in words, for formats that show them to people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from ..escaping import escape_control
from ..rules import Severity

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..findings import Finding
    from ..runs.results import RunResult

MAX_POINTER_LENGTH = 200
"""Characters of a pointer that a line shows."""

_SEVERITIES = list(Severity)


def pluralize(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is more than one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shortened(pointer: str) -> str:
    """Return a pointer as a line shows it."""
    return escape_control(
        pointer if len(pointer) <= MAX_POINTER_LENGTH else pointer[: MAX_POINTER_LENGTH - 1] + "\u2026"
    )


def format_finding(finding: Finding) -> str:
    """Return the pointer and the message, with the payload's text if values were asked for."""
    pointer = f"{shortened(finding.pointer)}: " if finding.pointer else ""
    value = f" ({escape_control(finding.value)})" if finding.value is not None else ""
    return f"{pointer}{escape_control(finding.message)}{value}"


def severity_rank(finding: Finding) -> int:
    """Return a sort key that puts errors first and notes last."""
    return _SEVERITIES.index(finding.severity)


def repetition_note(count: int) -> str:
    """Return a remark on how many equal findings there are, empty for one."""
    return f" ({count:,} times, first here)" if count > 1 else ""


def with_hint(text: str, hint: str | None) -> str:
    """Return a text with its hint on a line of its own."""
    return f"{text}\nhint: {escape_control(hint)}" if hint else text


def unreadable(failure: UnreadableInput) -> str:
    """Return why an input could not be read, and what to do."""
    return with_hint(f"the input could not be read: {escape_control(failure.reason)}", failure.hint)


def omitted_note(run: RunResult, told: int) -> str | None:
    """Return a line on the findings that a report leaves out, if it does; ``told`` is how many it has."""
    left_out = run.findings - told
    if not left_out:
        return None
    reason = "of --max-findings" if run.max_findings is not None else "there are too many different ones"
    return f"{pluralize(left_out, 'more finding')} not shown, because {reason}"


def summary(run: RunResult, verdicts: list[str]) -> str:
    """Return the line that counts payloads by verdict, of which ``verdicts`` are the counts in words."""
    line = f"{pluralize(run.payloads, 'payload')}: {', '.join(verdicts)}"
    if run.unreadable:
        line += f"; {pluralize(len(run.unreadable), 'input')} could not be read"
    if run.defects:
        line += f"; {pluralize(run.defects, 'payload')} could not be checked"
    return line


def dump_json(value: object, indent: int = 2) -> str:
    """Return a value as lines of JSON in ASCII, each level ``indent`` spaces further in, with a break at the end."""
    text = json.dumps(value)
    try:
        # `json` indents in Python, four times as slowly as it writes one line and msgspec spreads it.
        return msgspec.json.format(text, indent=indent) + "\n"
    except msgspec.DecodeError:
        # Half of a pair of surrogates, which a name in a payload may hold, is JSON to `json` only.
        return json.dumps(value, indent=indent) + "\n"


def format_percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent, with one decimal; a part is never rounded to all or nothing."""
    rounded = min(max(share * 100, 0.1), 99.9) if 0 < share < 1 else share * 100
    return f"{rounded:.1f} %"
