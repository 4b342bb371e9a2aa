"""Unions, conditions, negations, and what depends on everything beside it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..changes import BOTH, NOBODY, READER, WRITER, ChangeId, Party
from ..constraints import disjoint
from ..equality import key_of
from ..schema_index import normal
from .matching import matched, paired
from .scalars import places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..constraints import Condition, Constraints, Union
    from ..schema_index import SchemaIndex
    from .differences import Pair, SchemaDifference
    from .walker import Walker


def compare_combinators(walker: Walker, pair: Pair) -> None:
    """Take down the differences between what combines schemas."""
    _unions(walker, pair)
    _conditions(walker, pair)
    _negations(walker, pair)
    _opaque(walker, pair)


def _unions(walker: Walker, pair: Pair) -> None:
    def printed(walked: list[Union], old: bool) -> list[tuple[object, Union]]:  # noqa: FBT001 - a private helper
        side = walker.old if old else walker.new
        return [
            ((each.keyword, *sorted(side.fingerprint(branch) for branch in each.branches)), each) for each in walked
        ]

    gone, come = matched(printed(pair.old.unions, True), printed(pair.new.unions, False))  # noqa: FBT003 - private
    for old, new in zip(gone, come, strict=False):
        _union(walker, pair, old, new)
    for old in gone[len(come) :]:
        message = f"{len(old.branches)} branches of which {_asked(old)} had to hold are gone"
        walker.record(pair, ChangeId.UNION_REMOVED, message, READER, keywords=None, where=(old.place, None))
    for new in come[len(gone) :]:
        message = f"{_asked(new)} of {len(new.branches)} branches must hold"
        walker.record(pair, ChangeId.UNION_ADDED, message, WRITER, keywords=None, where=(None, new.place))


def _asked(union: Union) -> str:
    return "one" if union.keyword == "oneOf" else "any"


def _union(walker: Walker, pair: Pair, old: Union, new: Union) -> None:
    couples, gone, come = paired(walker, old, new)
    kinds = [_kind(walker.old, old), _kind(walker.new, new)]
    exclusive = "oneOf" in kinds
    polarity = 0 if exclusive else 1
    changed = False
    for before, after in couples:
        changed |= old.keyword != new.keyword and any(
            each.parties for each in walker.diff_nested(pair, (before,), (after,), polarity)
        )
        walker.branch(pair, (before,), (after,), polarity)
    for branch in gone:
        message = "a branch of a union is gone"
        parties = BOTH if exclusive else WRITER
        walker.record(pair, ChangeId.UNION_BRANCH_REMOVED, message, parties, keywords=None, where=(branch, new.place))
    for branch in come:
        message = "a union has a further branch"
        parties = BOTH if exclusive else READER
        walker.record(pair, ChangeId.UNION_BRANCH_ADDED, message, parties, keywords=None, where=(old.place, branch))
    if old.keyword != new.keyword:
        same = not (gone or come or changed)
        parties = NOBODY if not exclusive else BOTH if not same else READER if kinds[0] == "oneOf" else WRITER
        message = f"{_asked(new)} branch must hold instead of {_asked(old)}"
        keywords = {old.keyword, new.keyword}
        walker.record(pair, ChangeId.UNION_CHANGED, message, parties, keywords=keywords, where=(old.place, new.place))


def _kind(places: SchemaIndex, union: Union) -> str:
    """Return the keyword of a union, ``anyOf`` also for a ``oneOf`` of which no two branches can hold at once."""

    def values(facets: Constraints, name: str) -> set[str] | None:
        allowed = places.constraints(normal(facets.member(name))).values
        return None if allowed is None else {key_of(value) for value in allowed}

    branches = [places.constraints((branch,)) for branch in union.branches]
    apart = all(disjoint(one, other, values) for one, other in combinations(branches, 2))
    return "anyOf" if apart else union.keyword


def _conditions(walker: Walker, pair: Pair) -> None:
    def printed(conditions: list[Condition], *, old: bool) -> list[tuple[object, Condition]]:
        side = walker.old if old else walker.new
        return [
            (
                tuple(None if part is None else side.fingerprint(part) for part in (each.test, each.met, each.unmet)),
                each,
            )
            for each in conditions
        ]

    gone, come = matched(printed(pair.old.conditions, old=True), printed(pair.new.conditions, old=False))
    named, where = ChangeId.CONDITIONAL_CHANGED, places(pair, "if")
    for old, new in zip(gone, come, strict=False):
        parties = BOTH
        if walker.old.fingerprint(old.test) == walker.new.fingerprint(new.test):
            outcomes = ((old.met, new.met), (old.unmet, new.unmet))
            found = [
                each
                for before, after in outcomes
                for each in walker.diff_nested(
                    pair, () if before is None else (before,), () if after is None else (after,)
                )
            ]
            parties = _together(found)
        message = "what follows from a condition, or the condition, is something else"
        exact = parties is not BOTH
        walker.record(pair, named, message, parties, keywords=None, exact=exact, where=where)
    for _ in gone[len(come) :]:
        walker.record(pair, named, "a condition is gone", READER, keywords=None, where=where)
    for _ in come[len(gone) :]:
        walker.record(pair, named, "there is a further condition", WRITER, keywords=None, where=where)


def _negations(walker: Walker, pair: Pair) -> None:
    gone, come = matched(
        [(walker.old.fingerprint(place), place) for place in pair.old.negations],
        [(walker.new.fingerprint(place), place) for place in pair.new.negations],
    )
    named = ChangeId.NEGATION_CHANGED
    for old, new in zip(gone, come, strict=False):
        parties = _together(walker.diff_nested(pair, (old,), (new,), -1))
        walker.record(
            pair, named, "what is forbidden is something else", parties, keywords=None, exact=True, where=(old, new)
        )
    for old in gone[len(come) :]:
        walker.record(pair, named, "something is no longer forbidden", READER, keywords=None, where=(old, None))
    for new in come[len(gone) :]:
        walker.record(pair, named, "something is forbidden", WRITER, keywords=None, where=(None, new))


def _together(found: Iterable[SchemaDifference]) -> frozenset[Party]:
    return frozenset(party for each in found for party in each.parties)


def _opaque(walker: Walker, pair: Pair) -> None:
    """Compare schema objects with ``unevaluated`` keywords as wholes: they depend on all that is beside them."""
    gone, come = matched(
        [(walker.old.fingerprint(place), place) for place in pair.old.opaque],
        [(walker.new.fingerprint(place), place) for place in pair.new.opaque],
    )
    if not gone and not come:
        return
    keywords = ("unevaluatedProperties", "unevaluatedItems")
    items = "unevaluatedItems" in pair.old.sources or "unevaluatedItems" in pair.new.sources
    named = ChangeId.ITEMS_CHANGED if items else ChangeId.MEMBERS_CHANGED
    message = "what nothing else speaks of is held to something else"
    if not items and not gone:
        named, message = ChangeId.OBJECT_CLOSED, "members that nothing else speaks of are held to something"
    elif not items and not come:
        named, message = ChangeId.OBJECT_OPENED, "members that nothing else speaks of are free"
    parties = READER if not come else WRITER if not gone else BOTH
    walker.record(pair, named, message, parties or NOBODY, keywords=None, extended=True, where=places(pair, *keywords))
