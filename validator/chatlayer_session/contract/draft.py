"""The first draft of a contract, from the reads and writes that a scan found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..checks.accepted import utc_today
from ..findings import Kind
from ..jsonpointer import WILDCARD, format_pointer
from ..spec.catalog import packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import INTERNAL
from ..suggestion import closest_match
from ..writes.model import RESERVED
from .model import Contract, Read
from .versions import VersionRange

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from ..jsonpointer import InstancePath
    from ..spec.fields import Field

DRAFT_DAYS = 90
"""Days until which a draft accepts unstable reads."""

REASON = "found by scan; say why the service needs it"
"""The reason of an unstable read in a draft."""


def draft_contract(
    path: Path,
    version: str,
    reads: Iterable[InstancePath],
    writes: Iterable[InstancePath],
    today: date | None = None,
) -> Contract:
    """Return a contract for ``path`` that declares what code reads of `internal`, and the namespaces that it writes.

    The consumer is named after the folder. Of reads inside of each other, only the innermost are declared. Misspelled
    and computed reads are left out.
    """
    session = field_tree(packaged_catalog(), version, Kind.SESSION)
    until = (today or utc_today()) + timedelta(days=DRAFT_DAYS)
    found = {read.pointer: read for steps in reads if (read := _read(session, steps, until)) is not None}
    inner = [found[pointer] for pointer in sorted(found) if not any(other.startswith(f"{pointer}/") for other in found)]
    namespaces = sorted({str(steps[0]) for steps in writes}.difference(RESERVED))
    major, minor = version.split(".")[:2]
    schema = VersionRange.parse(f">={major}.{minor}, <{int(major) + 1}")
    return Contract(path.absolute().parent.name or "service", schema, tuple(inner), tuple(namespaces))


def _read(session: Field, path: InstancePath, until: date) -> Read | None:
    """Return the declaration of a read up to the last step that is a field; None for what cannot be declared."""
    field = session
    for length, step in enumerate(path):
        child = field.items if step == WILDCARD else field.members.get(str(step))
        if child is not None and not child.is_unstable:
            field = child
            continue
        if length < 1 or path[0] != INTERNAL:
            return None
        if child is None and (field.open or (field.types and "object" not in field.types)):
            # A property that the language gives to a value, or the inside of a value of any form.
            return _stable(field, path[:length])
        if step == WILDCARD or (child is None and closest_match(str(step), field.members)):
            return None
        return Read(format_pointer(path[: length + 1]), reason=REASON, until=until)
    return _stable(field, path)


def _stable(field: Field, path: InstancePath) -> Read | None:
    return Read(format_pointer(path), field.types) if len(path) > 1 else None
