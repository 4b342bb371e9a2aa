"""Positions and contents of arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..changes import WILDCARD, ChangeId
from ..schema_index import normal
from .differences import NOBODY, READER, WRITER
from .scalars import places

if TYPE_CHECKING:
    from ..changes import Party
    from ..constraints import Contains
    from .differences import Pair
    from .walker import Walker


def compare_items(walker: Walker, pair: Pair) -> None:
    """Take down the differences between what items are held to."""
    old, new = pair.old, pair.new
    around = walker.reach(pair).items()
    positions = max((len(each.prefix) for each in (*old.tuples, *new.tuples)), default=0)
    for index in range(positions):
        context = replace(pair.context, instance=(*pair.context.instance, index), around=around)
        walker.walk(normal(old.item(index)), normal(new.item(index)), context, emptied=ChangeId.ITEMS_CHANGED)
    context = replace(pair.context, instance=(*pair.context.instance, WILDCARD), around=around)
    walker.walk(normal(old.item(positions)), normal(new.item(positions)), context, emptied=ChangeId.ITEMS_CHANGED)
    _contains(walker, pair)


def _contains(walker: Walker, pair: Pair) -> None:
    old = {_fingerprint(walker.old.fingerprint(each.place), each): each for each in pair.old.contains}
    new = {_fingerprint(walker.new.fingerprint(each.place), each): each for each in pair.new.contains}
    gone = [each for key, each in old.items() if key not in new]
    come = [each for key, each in new.items() if key not in old]
    if not gone and not come:
        return
    parties = (READER if gone else NOBODY) | (WRITER if come else NOBODY)
    if len(gone) == len(come) == 1:
        parties = _changed(walker, pair, gone[0], come[0])
    message = "other items must be contained"
    keywords = ["contains", "minContains", "maxContains"]
    walker.record(pair, ChangeId.ITEMS_CHANGED, message, parties, keywords=keywords, where=places(pair, *keywords))


def _changed(walker: Walker, pair: Pair, old: Contains, new: Contains) -> frozenset[Party]:
    """Return whom one ``contains`` in the place of another can break."""
    upper = old.most is not None or new.most is not None
    context = replace(pair.context, polarity=0 if upper else 1, around=(), unfenced=True, unweighed=NOBODY)
    inner = walker.diff_isolated((old.place,), (new.place,), replace(context, instance=(*context.instance, WILDCARD)))
    parties = frozenset(party for each in inner for party in each.parties)
    if new.least > old.least or (new.most is not None and (old.most is None or new.most < old.most)):
        parties |= WRITER
    if new.least < old.least or (old.most is not None and (new.most is None or new.most > old.most)):
        parties |= READER
    return parties


def _fingerprint(hashed: str, contains: Contains) -> tuple[str, int | float, int | float | None]:
    return hashed, contains.least, contains.most
