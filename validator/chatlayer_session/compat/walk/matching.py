"""Which parts of two schemas belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..equality import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...jsonpointer import InstancePath
    from ..constraints import Constraints, Union
    from ..schema_index import SchemaIndex
    from .walker import Walker

UnionPart = TypeVar("UnionPart")


def matched(
    old: Sequence[tuple[object, UnionPart]], new: Sequence[tuple[object, UnionPart]]
) -> tuple[list[UnionPart], list[UnionPart]]:
    """Return the parts of each side that have no counterpart with an equal key on the other."""
    left = list(new)
    gone: list[UnionPart] = []
    for key, part in old:
        index = next((index for index, (other, _) in enumerate(left) if other == key), None)
        if index is None:
            gone.append(part)
        else:
            del left[index]
    return gone, [part for _, part in left]


def paired(
    walker: Walker, old: Union, new: Union
) -> tuple[list[tuple[InstancePath, InstancePath]], list[InstancePath], list[InstancePath]]:
    """Return which branches of two unions are the same or changed, which are gone, and which are further ones."""
    before = [(walker.old.fingerprint(branch), branch) for branch in old.branches]
    after = [(walker.new.fingerprint(branch), branch) for branch in new.branches]
    gone, come = matched(before, after)
    couples: list[tuple[InstancePath, InstancePath]] = []
    for branch in list(gone):
        scores = [(likeness(walker.old, branch, walker.new, other), other) for other in come]
        best = max(scores, key=lambda pair: pair[0], default=(0, branch))
        if best[0] > 0:
            couples.append((branch, best[1]))
            gone.remove(branch)
            come.remove(best[1])
    return couples, gone, come


def likeness(old: SchemaIndex, branch: InstancePath, new: SchemaIndex, other: InstancePath) -> int:
    """Return how much two branches are alike; 0 if they have no type in common or say which of several they are."""
    one, two = old.constraints((branch,)), new.constraints((other,))
    if not one.types & two.types:
        return 0
    labels, others = discriminators(old, one), discriminators(new, two)
    if any(label != others[name] for name, label in labels.items() if name in others):
        return 0
    names = one.declared().keys() & two.declared().keys()
    return 1 + 10 * len(labels.keys() & others.keys()) + len(names) + (one.types == two.types)


def discriminators(places: SchemaIndex, facets: Constraints) -> dict[str, str]:
    """Return the members of a branch that have a single value, which tells it from the others."""
    found: dict[str, str] = {}
    for name in facets.declared():
        values = places.constraints(tuple(sorted(facets.member(name), key=str))).values
        if values is not None and len(values) == 1:
            found[name] = key_of(values[0])
    return found
