"""How much of a path may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import Kind
from .spec.kinds import INTERNAL

if TYPE_CHECKING:
    from .jsonpointer import InstancePath
    from .spec.fields import Field


def redact_path(
    path: InstancePath, kind: Kind | None, *, show_values: bool, declared: Field | None = None, at_root: bool = True
) -> InstancePath:
    """Return as much of a path in a payload as may be shown.

    The names of the platform are no secret, and neither are those of variables; what is inside a variable is. Where the
    kind of the payload is not known, nothing is shown. ``declared`` is given for a write, and for a payload that may be
    variables rather than the read-only object: of it only the names are shown that the schema declares, and those of
    its own members if the payload is the document, which ``at_root`` says.
    """
    if show_values:
        return path
    if kind is Kind.SESSION and path[:1] != (INTERNAL,):
        return path[:1]
    may_be_variables = kind is Kind.INTERNAL and declared is not None and path[:1] != (INTERNAL,)
    if declared is not None and (may_be_variables or kind is Kind.WRITE):
        return path[: max(int(at_root), _count_declared_steps(path, declared))]
    return () if kind is None else path


def _count_declared_steps(path: InstancePath, root: Field) -> int:
    """Return how many steps of a path the schema has names for."""
    here = root
    for count, step in enumerate(path):
        child = here.child(step)
        if child is None:
            return count
        here = child
    return len(path)
