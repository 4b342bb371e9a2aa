"""The source of values for the members of objects and the items of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...jsonpointer import JsonValue
    from ..model.common_form import Node, NodeSet
    from ..model.constraints import Constraints

Hints: TypeAlias = "tuple[NodeSet, ...]"
"""Node sets of the other schema that apply, or can apply, to the same instance."""


class CandidateSource(Protocol):
    """Makes values that one schema accepts and another may reject."""

    def values(self, nodes: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return values for nodes: first those that the other schema rejects, small ones first."""
        ...

    def simplest(self, nodes: NodeSet, hints: Hints, depth: int) -> list[JsonValue]:
        """Return the smallest value for nodes, if possible accepted by the other schema; empty without values."""
        ...

    def below(
        self, constraints: Constraints, hints: Hints, step: Callable[[Constraints], frozenset[Node]]
    ) -> tuple[NodeSet, Hints]:
        """Return the nodes and hints for a member or an item, which ``step`` returns for constraints."""
        ...


@dataclass(frozen=True, slots=True)
class CandidateContext:
    """The context of a container: it meets ``constraints``, and those of both schemas provide bounds and names."""

    constraints: Constraints
    constraints_of_both: list[Constraints]
    hints: Hints
    depth: int
