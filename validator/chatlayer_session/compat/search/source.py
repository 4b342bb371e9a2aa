"""What makes candidates for the members and items of objects and arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...jsonpointer import InstancePath, JsonValue
    from ..constraints import Constraints, NodeSet

Hints: TypeAlias = "tuple[NodeSet, ...]"
"""Node sets of the other schema that apply, or may apply, to the same instance."""


class CandidateSource(Protocol):
    """Makes values that one schema accepts and another one may reject."""

    def values(self, location: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return values for a location, first those that the other schema rejects there, small ones first."""
        ...

    def simplest(self, location: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return the smallest value for a location, if possible one that the other schema accepts; or nothing."""
        ...

    def hints_below(self, hints: Hints, step: Callable[[Constraints], frozenset[InstancePath]]) -> Hints:
        """Return the hints for a member or an item."""
        ...
