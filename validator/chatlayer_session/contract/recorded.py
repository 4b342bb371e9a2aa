"""Recorded reads that a contract does not declare, and declared reads that were not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..config.toml import READS
from ..findings import Finding
from ..jsonpointer import WILDCARD, parse_pointer
from ..rules import Rule, describe
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath
    from ..view.reads import RecordedReads
    from .model import Contract


def overlaps(one: InstancePath, other: InstancePath) -> bool:
    """Return whether one of two paths is the other or leads into it; ``*`` stands for any step."""
    return all(WILDCARD in pair or pair[0] == pair[1] for pair in zip(one, other, strict=False))


def is_declared(contract: Contract, path: InstancePath) -> bool:
    """Return whether a contract declares a read, a part of it or an object around it; variables need no declaration."""
    return path[:1] != (INTERNAL,) or any(overlaps(parse_pointer(read.pointer), path) for read in contract.reads)


def undeclared_reads(contract: Contract, recorded: RecordedReads) -> tuple[Finding, ...]:
    """Return the findings on recorded reads that a contract does not declare."""
    paths = ((read.pointer, parse_pointer(read.pointer)) for read in recorded.reads)
    return tuple(
        Finding(Rule.UNDECLARED_READ, pointer, *describe(Rule.UNDECLARED_READ, "undeclared"))
        for pointer, path in paths
        if not is_declared(contract, path)
    )


def unused_reads(contract: Contract, recorded: RecordedReads) -> tuple[Finding, ...]:
    """Return the findings on declared reads that were not recorded; none if some recorded reads were only counted."""
    paths = [path for read in recorded.reads if (path := parse_pointer(read.pointer))]
    unused = [
        (index, read)
        for index, read in enumerate(contract.reads)
        if not (recorded.omitted or any(overlaps(parse_pointer(read.pointer), path) for path in paths))
    ]
    places = contract.places(*((READS, index, "pointer") for index, _ in unused))
    return tuple(
        Finding(Rule.UNUSED_READ, read.pointer, *describe(Rule.UNUSED_READ, "unused"), *(place or (None, None)))
        for (_, read), place in zip(unused, places, strict=True)
    )
