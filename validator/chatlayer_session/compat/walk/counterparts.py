"""The parts of two schemas that correspond to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..model.common_form import node_set
from ..model.equality import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model.common_form import Node
    from ..model.constraints import Constraints, Union
    from ..model.schema_index import SchemaIndex
    from .walker import Walker

PartT = TypeVar("PartT")


def without_counterparts(
    old: Sequence[tuple[object, PartT]], new: Sequence[tuple[object, PartT]]
) -> tuple[list[PartT], list[PartT]]:
    """Return the parts of each side that have no part with an equal key on the other."""
    added = list(new)
    removed: list[PartT] = []
    for key, part in old:
        index = next((index for index, (other, _) in enumerate(added) if other == key), None)
        if index is None:
            removed.append(part)
        else:
            del added[index]
    return removed, [part for _, part in added]


def changed_nodes(walker: Walker, old: Sequence[Node], new: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Return the nodes of each side that have no node of the same meaning on the other."""
    return without_counterparts(
        [(walker.old.fingerprint(node), node) for node in old], [(walker.new.fingerprint(node), node) for node in new]
    )


def pair_branches(walker: Walker, old: Union, new: Union) -> tuple[list[tuple[Node, Node]], list[Node], list[Node]]:
    """Return the changed branches of two unions in pairs, then the removed and the added ones."""
    removed, added = changed_nodes(walker, old.branches, new.branches)
    pairs: list[tuple[Node, Node]] = []
    for branch in list(removed):
        scores = [(_similarity(walker.old, branch, walker.new, other), other) for other in added]
        score, counterpart = max(scores, key=lambda scored: scored[0], default=(0, branch))
        if score > 0:
            pairs.append((branch, counterpart))
            removed.remove(branch)
            added.remove(counterpart)
    return pairs, removed, added


def _similarity(old: SchemaIndex, branch: Node, new: SchemaIndex, other: Node) -> int:
    """Return a score, 0 if two branches share no type or if their discriminators differ."""
    before, after = old.constraints((branch,)), new.constraints((other,))
    if not before.types & after.types:
        return 0
    labels, other_labels = _discriminators(old, before), _discriminators(new, after)
    if any(label != other_labels[name] for name, label in labels.items() if name in other_labels):
        return 0
    names = before.declared().keys() & after.declared().keys()
    return 1 + 10 * len(labels.keys() & other_labels.keys()) + len(names) + (before.types == after.types)


def _discriminators(index: SchemaIndex, constraints: Constraints) -> dict[str, str]:
    """Return the members of a branch that have a single value, which distinguishes it from other branches."""
    labels: dict[str, str] = {}
    for name in constraints.declared():
        values = index.constraints(node_set(constraints.member(name))).values
        if values is not None and len(values) == 1:
            labels[name] = key_of(values[0])
    return labels
