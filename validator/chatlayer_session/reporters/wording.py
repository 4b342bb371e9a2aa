"""Findings in words, for formats that show them to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..showing import fit

if TYPE_CHECKING:
    from ..errors import UnreadableInput
    from ..findings import Finding
    from ..runs import Run

MAX_POINTER_LENGTH = 200
"""Characters of a pointer that a line shows."""


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is more than one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shortened(pointer: str) -> str:
    """Return a pointer as a line shows it."""
    return fit(pointer if len(pointer) <= MAX_POINTER_LENGTH else pointer[: MAX_POINTER_LENGTH - 1] + "\u2026")


def sentence(finding: Finding) -> str:
    """Return the pointer and the message, with the payload's text if values were asked for."""
    pointer = f"{shortened(finding.pointer)}: " if finding.pointer else ""
    value = f" ({fit(finding.value)})" if finding.value is not None else ""
    return f"{pointer}{fit(finding.message)}{value}"


def repeated(count: int) -> str:
    """Return a remark on how many equal findings there are, empty for one."""
    return f" ({count:,} times, first here)" if count > 1 else ""


def with_hint(text: str, hint: str | None) -> str:
    """Return a text with its hint on a line of its own."""
    return f"{text}\nhint: {fit(hint)}" if hint else text


def unreadable(failure: UnreadableInput) -> str:
    """Return why an input could not be read, and what to do."""
    return with_hint(f"the input could not be read: {fit(failure.reason)}", failure.hint)


def omitted(run: Run, told: int) -> str | None:
    """Return a line on the findings that a report leaves out, if it does; ``told`` is how many it has."""
    left_out = run.findings - told
    if not left_out:
        return None
    reason = "of --max-findings" if run.max_findings is not None else "there are too many different ones"
    return f"{counted(left_out, 'more finding')} not shown, because {reason}"


def summary(run: Run, verdicts: list[str]) -> str:
    """Return the line that counts payloads by verdict, of which ``verdicts`` are the counts in words."""
    line = f"{counted(run.payloads, 'payload')}: {', '.join(verdicts)}"
    if run.unreadable:
        line += f"; {counted(len(run.unreadable), 'input')} could not be read"
    if run.defects:
        line += f"; {counted(run.defects, 'payload')} could not be checked"
    return line
