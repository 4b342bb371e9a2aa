"""The changes of variables between two sessions, which are always allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..findings import Change, ChangeKind, Kind
from ..redaction import PointerFormatter, redact_path
from ..spec.json_type import json_type
from ..spec.kinds import INTERNAL
from .diff import MISSING, iter_differences

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath, JsonValue
    from .diff import Difference, MaybeValue


def find_changes(
    before: dict[str, JsonValue], after: dict[str, JsonValue], *, show_values: bool = False
) -> tuple[Change, ...]:
    """Return the differences between the variables of two sessions, in the order of the sessions.

    Names inside a variable are private: all differences inside it are one change, unless ``show_values`` is set.
    """
    changes: dict[InstancePath, Change] = {}
    pointers = PointerFormatter()
    for difference in iter_differences(before, after):
        path = redact_path(difference.path, Kind.SESSION, show_values=show_values)
        if path[:1] == (INTERNAL,):
            continue
        if path in changes:
            changes[path] = replace(changes[path], locations=changes[path].locations + 1)
        elif path == difference.path:
            changes[path] = _change(difference, pointers.format(path))
        else:
            # Two values that differ only inside are both objects or both arrays.
            container = json_type(before[str(path[0])])
            changes[path] = Change(pointers.format(path), ChangeKind.CHANGED, container, container)
    return tuple(changes.values())


def _change(difference: Difference, pointer: str) -> Change:
    kind = ChangeKind.CHANGED
    if difference.before is MISSING or difference.after is MISSING:
        kind = ChangeKind.ADDED if difference.before is MISSING else ChangeKind.REMOVED
    return Change(pointer, kind, _type_of(difference.before), _type_of(difference.after))


def _type_of(value: MaybeValue) -> str | None:
    return None if value is MISSING else json_type(value)
