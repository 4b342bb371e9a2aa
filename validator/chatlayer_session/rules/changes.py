"""Changes of variables, which are the bot builder's to make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..fields import READ_ONLY
from ..findings import Kind
from ..placing import shown_path
from ..pointers import pointer_to
from ..type_names import type_name
from .differences import ABSENT, differences

if TYPE_CHECKING:
    from ..pointers import JsonValue, Path
    from .differences import Difference, Found


class ChangeKind(str, Enum):
    """What became of a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """An allowed change: of a variable, or of a place in one where values were asked for.

    ``before`` and ``after`` name JSON types, and are None where nothing stood. ``places`` counts the deepest places at
    which the two differ.
    """

    pointer: str
    kind: ChangeKind
    before: str | None
    after: str | None
    places: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the change as the report format has it (``schemas/report/``)."""
        return {
            "pointer": self.pointer,
            "change": self.kind.value,
            "before": self.before,
            "after": self.after,
            "places": self.places,
        }


def changes(
    before: dict[str, JsonValue], after: dict[str, JsonValue], *, show_values: bool = False
) -> tuple[Change, ...]:
    """Return how the variables of two sessions differ, in the order of the sessions.

    Names inside a variable are private: what differs there is one change of the variable, unless values are shown.
    """
    found: dict[Path, Change] = {}
    for each in differences(before, after):
        path = shown_path(each.path, Kind.SESSION, show_values=show_values)
        if path[:1] == (READ_ONLY,):
            continue
        if path in found:
            found[path] = replace(found[path], places=found[path].places + 1)
        elif path == each.path:
            found[path] = _change(each)
        else:
            # Two values that differ inside only are both objects or both arrays.
            container = _bare_type(before[str(path[0])])
            found[path] = Change(pointer_to(path), ChangeKind.CHANGED, container, container)
    return tuple(found.values())


def _change(difference: Difference) -> Change:
    kind = ChangeKind.CHANGED
    if difference.before is ABSENT or difference.after is ABSENT:
        kind = ChangeKind.ADDED if difference.before is ABSENT else ChangeKind.REMOVED
    return Change(pointer_to(difference.path), kind, _bare_type(difference.before), _bare_type(difference.after))


def _bare_type(found: Found) -> str | None:
    """Return the name of a JSON type without its article; None where nothing stands."""
    return None if found is ABSENT else type_name(found).rpartition(" ")[2]
