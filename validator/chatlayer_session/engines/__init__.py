"""Engines hold an instance to a schema version; whichever engine is asked, the answer is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..observations import Observation
    from ..pointers import JsonValue


class Engine(Protocol):
    """Holds instances of one kind to one schema version."""

    def check(self, instance: JsonValue) -> list[Observation]:
        """Return what breaks a rule; the paths start at the root of the instance."""
        ...
