"""The counts in the output of contenders."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a contender for a workload; ``setup`` is the CPU time in seconds before its first payload."""

    valid: int
    invalid: int
    setup: float = 0.0


Reader: TypeAlias = "Callable[[str, str, int], Counts | None]"
"""Returns the counts from the start and the end of the output, and the number of payloads; None if they are missing."""


def read_counts(head: str, tail: str, payloads: int) -> Counts | None:
    """Read the output of the programs in contenders/."""
    del tail, payloads
    try:
        said = json.loads(head)
        return Counts(said["valid"], said["invalid"], said["setup"])
    except (ValueError, KeyError):
        return None


def read_text_report(head: str, tail: str, payloads: int) -> Counts | None:
    """Read the last line of this project's text report."""
    del head, payloads
    found = re.search(r"payloads?: ([\d,]+) valid, ([\d,]+) unstable, ([\d,]+) invalid\n\Z", tail)
    if not found:
        return None
    valid, unstable, invalid = (int(count.replace(",", "")) for count in found.groups())
    return Counts(valid + unstable, invalid)


def read_json_report(head: str, tail: str, payloads: int) -> Counts | None:
    """Read the summary of this project's JSON report, which is before or after the list of payloads."""
    del payloads
    found = re.search(r'"valid": ?(\d+),\s*"unstable": ?(\d+),\s*"invalid": ?(\d+)', f"{head}\n{tail}")
    return Counts(int(found[1]) + int(found[2]), int(found[3])) if found else None


def read_sourcemeta(head: str, tail: str, payloads: int) -> Counts | None:
    """Read the counts, which are on standard error and so before or after the failures."""
    del payloads
    found = re.search(r"^\d+ validated, (\d+) passed, (\d+) failed$", f"{head}\n{tail}", re.MULTILINE)
    return Counts(int(found[1]), int(found[2])) if found else None


def read_check_jsonschema(head: str, tail: str, payloads: int) -> Counts | None:
    """Read the names of the files that failed; the rest passed."""
    del head
    if '"status"' not in tail and '"filename"' not in tail:
        return None
    failed = len(set(re.findall(r'"filename": "([^"]+)"', tail)))
    return Counts(payloads - failed, failed)
