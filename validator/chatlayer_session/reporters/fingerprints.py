"""Fingerprints of findings, which stay the same from run to run when lines move in a file."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from ..jsonpointer import WILDCARD
from .paths import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..runs.results import FindingGroup

LENGTH = 32
"""Hexadecimal digits of a fingerprint."""


def fingerprinted(groups: Iterable[FindingGroup]) -> Iterator[tuple[FindingGroup, str]]:
    """Yield each group of findings with a fingerprint that is unique in the run.

    A fingerprint depends on source, place of the payload, rule and pointer, not on lines, records or values. If several
    groups agree in all four, their fingerprints also depend on the group's number.
    """
    seen: Counter[str] = Counter()
    for group in groups:
        finding = group.finding
        # Without indices, since payloads move in a list.
        at = "/".join(WILDCARD if token.isdigit() else token for token in group.at.split("/"))
        digest = fingerprint(relative_path(group.source), at, finding.rule.value, finding.pointer)
        seen[digest] += 1
        yield group, digest if seen[digest] == 1 else fingerprint(digest, str(seen[digest]))


def fingerprint(*parts: str) -> str:
    """Return a digest of the parts."""
    return sha256(json.dumps(parts).encode()).hexdigest()[:LENGTH]
