"""What a finding is known by from one run to the next, whatever moves in the file around it."""

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
    """Yield each group of findings with its fingerprint, which no other group of the run has.

    It is made from source, place of the payload, rule and pointer; not from lines, records or a payload's values. Of
    groups that are alike in all of that, the second and later ones are numbered.
    """
    seen: Counter[str] = Counter()
    for group in groups:
        finding = group.finding
        digest = fingerprint(relative_path(group.source), _pattern(group.at), finding.rule.value, finding.pointer)
        seen[digest] += 1
        yield group, digest if seen[digest] == 1 else fingerprint(digest, str(seen[digest]))


def fingerprint(*parts: str) -> str:
    """Return a digest of some words."""
    return sha256(json.dumps(parts).encode()).hexdigest()[:LENGTH]


def _pattern(at: str) -> str:
    """Return the place of a payload without the indices in it: payloads change places in a list."""
    return "/".join(WILDCARD if token.isdigit() else token for token in at.split("/"))
