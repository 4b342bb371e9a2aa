"""Changes of variables, which are the bot builder's to make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..findings import Change, ChangeKind, Kind
from ..jsonpointer import format_pointer
from ..redaction import redact_path
from ..spec.json_type import json_type_name
from ..spec.kinds import INTERNAL
from .diff import MISSING, iter_differences

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath, JsonValue
    from .diff import Difference, MaybeValue


def changes(
    before: dict[str, JsonValue], after: dict[str, JsonValue], *, show_values: bool = False
) -> tuple[Change, ...]:
    """Return how the variables of two sessions differ, in the order of the sessions.

    Names inside a variable are private: what differs there is one change of the variable, unless values are shown.
    """
    found: dict[InstancePath, Change] = {}
    for each in iter_differences(before, after):
        path = redact_path(each.path, Kind.SESSION, show_values=show_values)
        if path[:1] == (INTERNAL,):
            continue
        if path in found:
            found[path] = replace(found[path], locations=found[path].locations + 1)
        elif path == each.path:
            found[path] = _change(each)
        else:
            # Two values that differ inside only are both objects or both arrays.
            container = _bare_type(before[str(path[0])])
            found[path] = Change(format_pointer(path), ChangeKind.CHANGED, container, container)
    return tuple(found.values())


def _change(difference: Difference) -> Change:
    kind = ChangeKind.CHANGED
    if difference.before is MISSING or difference.after is MISSING:
        kind = ChangeKind.ADDED if difference.before is MISSING else ChangeKind.REMOVED
    return Change(format_pointer(difference.path), kind, _bare_type(difference.before), _bare_type(difference.after))


def _bare_type(found: MaybeValue) -> str | None:
    """Return the name of a JSON type without its article; None where nothing stands."""
    return None if found is MISSING else json_type_name(found).rpartition(" ")[2]
