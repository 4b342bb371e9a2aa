"""Positions and contents of arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...jsonpointer import WILDCARD
from ..changes import NOBODY, READER, WRITER, ChangeId
from ..model.common_form import node_set
from .difference import parties_of, parties_of_restrictions

if TYPE_CHECKING:
    from ..changes import Party
    from ..model.constraints import Contains
    from ..model.schema_index import SchemaIndex
    from .difference import NodePair
    from .walker import Walker


def compare_items(walker: Walker, pair: NodePair) -> None:
    """Record the differences between the schemas for items."""
    old, new = pair.old, pair.new
    related = pair.context.mentioned.items()
    positions = max((len(items.prefix) for items in (*old.tuples, *new.tuples)), default=0)
    for index in range(positions + 1):
        context = pair.context.below(index if index < positions else WILDCARD, related)
        walker.walk(
            node_set(old.item(index)), node_set(new.item(index)), context, on_unsatisfiable=ChangeId.ITEMS_CHANGED
        )
    _compare_contains(walker, pair)


def _compare_contains(walker: Walker, pair: NodePair) -> None:
    old, new = _by_meaning(walker.old, pair.old.contains), _by_meaning(walker.new, pair.new.contains)
    removed = [contains for key, contains in old.items() if key not in new]
    added = [contains for key, contains in new.items() if key not in old]
    if not removed and not added:
        return
    parties = parties_of_restrictions(removed=removed, added=added)
    if len(removed) == len(added) == 1:
        parties = _parties_of_replacement(walker, pair, removed[0], added[0])
    message = "the items that an array must contain changed"
    keywords = ["contains", "minContains", "maxContains"]
    walker.record(pair, ChangeId.ITEMS_CHANGED, message, parties, keywords=keywords)


def _by_meaning(index: SchemaIndex, every: list[Contains]) -> dict[object, Contains]:
    return {(index.fingerprint(one.node), one.minimum, one.maximum): one for one in every}


def _parties_of_replacement(walker: Walker, pair: NodePair, old: Contains, new: Contains) -> frozenset[Party]:
    """Return who one ``contains`` instead of another can break."""
    has_maximum = old.maximum is not None or new.maximum is not None
    context = replace(
        pair.context.below(WILDCARD, ()), polarity=0 if has_maximum else 1, stays_open=True, exempt=NOBODY
    )
    parties = parties_of(walker.diff_isolated((old.node,), (new.node,), context))
    if new.minimum > old.minimum or (new.maximum is not None and (old.maximum is None or new.maximum < old.maximum)):
        parties |= WRITER
    if new.minimum < old.minimum or (old.maximum is not None and (new.maximum is None or new.maximum > old.maximum)):
        parties |= READER
    return parties
