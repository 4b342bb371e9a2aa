"""The part of a path that may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import Kind
from .spec.kinds import INTERNAL

if TYPE_CHECKING:
    from .jsonpointer import InstancePath
    from .spec.fields import Field


def redact_path(
    path: InstancePath,
    kind: Kind | None,
    *,
    show_values: bool,
    visible_fields: Field | None = None,
    at_root: bool = True,
) -> InstancePath:
    """Return the part of a path in a payload that may be shown.

    Names of the platform and of variables may be shown, names inside a variable may not. Nothing is shown if the kind
    of the payload is unknown. ``visible_fields`` are the declared fields of a write, or of a payload that can be
    variables rather than the read-only object: then only declared names are shown, and also the first name if the
    payload is the whole document (``at_root``).
    """
    if show_values:
        return path
    if kind is Kind.SESSION and path[:1] != (INTERNAL,):
        return path[:1]
    may_be_variables = kind is Kind.INTERNAL and visible_fields is not None and path[:1] != (INTERNAL,)
    if visible_fields is not None and (may_be_variables or kind is Kind.WRITE):
        return path[: max(int(at_root), _count_declared_steps(path, visible_fields))]
    return () if kind is None else path


def _count_declared_steps(path: InstancePath, root: Field) -> int:
    """Return how many steps at the start of a path the schema declares."""
    here = root
    for count, step in enumerate(path):
        child = here.child(step)
        if child is None:
            return count
        here = child
    return len(path)
