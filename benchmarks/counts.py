"""The counts of valid and invalid payloads in the output of contenders."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a contender on a workload; ``setup`` is its CPU time in seconds before the first payload."""

    valid: int
    invalid: int
    setup: float = 0.0


Reader: TypeAlias = "Callable[[str, str, int], Counts | None]"
"""Returns the counts, given the start and the end of the output and the number of payloads; None without counts."""


def read_counts(head: str, tail: str, payloads: int) -> Counts | None:
    """Return the counts in the output of the programs in contenders/."""
    del tail, payloads
    try:
        printed = json.loads(head)
        return Counts(printed["valid"], printed["invalid"], printed["setup"])
    except (ValueError, KeyError):
        return None


def read_text_report(head: str, tail: str, payloads: int) -> Counts | None:
    """Return the counts in the last line of this project's text report."""
    del head, payloads
    match = re.search(r"payloads?: ([\d,]+) valid, ([\d,]+) unstable, ([\d,]+) invalid\n\Z", tail)
    if not match:
        return None
    valid, unstable, invalid = (int(count.replace(",", "")) for count in match.groups())
    return Counts(valid + unstable, invalid)


def read_json_report(head: str, tail: str, payloads: int) -> Counts | None:
    """Return the counts in the summary of this project's JSON report, which is before or after the payloads."""
    del payloads
    match = re.search(r'"valid": ?(\d+),\s*"unstable": ?(\d+),\s*"invalid": ?(\d+)', f"{head}\n{tail}")
    return Counts(int(match[1]) + int(match[2]), int(match[3])) if match else None


def read_sourcemeta(head: str, tail: str, payloads: int) -> Counts | None:
    """Return the counts on standard error, which are before or after the failures."""
    del payloads
    match = re.search(r"^\d+ validated, (\d+) passed, (\d+) failed$", f"{head}\n{tail}", re.MULTILINE)
    return Counts(int(match[1]), int(match[2])) if match else None


def read_check_jsonschema(head: str, tail: str, payloads: int) -> Counts | None:
    """Return the counts from the names of the files that failed; the other files are valid."""
    del head
    if '"status"' not in tail and '"filename"' not in tail:
        return None
    failed = len(set(re.findall(r'"filename": "([^"]+)"', tail)))
    return Counts(payloads - failed, failed)
