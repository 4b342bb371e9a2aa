"""Unions, conditions, negations, and unevaluated members and items."""

from __future__ import annotations

from itertools import combinations, zip_longest
from typing import TYPE_CHECKING

from ..changes import BOTH, NOBODY, READER, WRITER, ChangeId
from ..model.common_form import node_set
from ..model.constraints import disjoint
from ..model.equality import key_of
from .counterparts import changed_nodes, pair_branches, without_counterparts
from .difference import parties_of, parties_of_restrictions

if TYPE_CHECKING:
    from ..changes import Party
    from ..model.constraints import Condition, Constraints, Union
    from ..model.schema_index import SchemaIndex
    from .difference import NodePair
    from .walker import Walker


def compare_combinators(walker: Walker, pair: NodePair) -> None:
    """Record the differences between keywords that combine schemas."""
    _compare_unions(walker, pair)
    _compare_conditions(walker, pair)
    _compare_negations(walker, pair)
    _compare_unevaluated(walker, pair)


def _compare_unions(walker: Walker, pair: NodePair) -> None:
    def with_keys(index: SchemaIndex, unions: list[Union]) -> list[tuple[object, Union]]:
        return [((one.keyword, *sorted(map(index.fingerprint, one.branches))), one) for one in unions]

    unions = without_counterparts(with_keys(walker.old, pair.old.unions), with_keys(walker.new, pair.new.unions))
    for old, new in zip_longest(*unions):
        if new is None:
            message = f"no longer has to match {_quantifier(old)} of {len(old.branches)} branches"
            walker.record(pair, ChangeId.UNION_REMOVED, message, READER, keywords=None, sources=(old.node, None))
        elif old is None:
            message = f"must match {_quantifier(new)} of {len(new.branches)} branches"
            walker.record(pair, ChangeId.UNION_ADDED, message, WRITER, keywords=None, sources=(None, new.node))
        else:
            _compare_union(walker, pair, old, new)


def _quantifier(union: Union) -> str:
    return "exactly one" if union.keyword == "oneOf" else "at least one"


def _compare_union(walker: Walker, pair: NodePair, old: Union, new: Union) -> None:
    branch_pairs, removed, added = pair_branches(walker, old, new)
    keywords = [_effective_keyword(walker.old, old), _effective_keyword(walker.new, new)]
    is_exclusive = "oneOf" in keywords
    polarity = 0 if is_exclusive else 1
    is_changed = bool(removed or added)
    for before, after in branch_pairs:
        if old.keyword != new.keyword:
            is_changed |= bool(parties_of(walker.diff_nested(pair, (before,), (after,), polarity)))
        walker.walk((before,), (after,), pair.context.with_polarity(polarity), in_place=True)
    for branch in removed:
        message, parties = "a branch was removed", BOTH if is_exclusive else WRITER
        sources = branch, new.node
        walker.record(pair, ChangeId.UNION_BRANCH_REMOVED, message, parties, keywords=None, sources=sources)
    for branch in added:
        message, parties = "a branch was added", BOTH if is_exclusive else READER
        sources = old.node, branch
        walker.record(pair, ChangeId.UNION_BRANCH_ADDED, message, parties, keywords=None, sources=sources)
    if old.keyword != new.keyword:
        parties = BOTH if is_changed else READER if keywords[0] == "oneOf" else WRITER
        walker.record(
            pair,
            ChangeId.UNION_CHANGED,
            f"must match {_quantifier(new)} branch instead of {_quantifier(old)}",
            parties if is_exclusive else NOBODY,
            keywords={old.keyword, new.keyword},
            sources=(old.node, new.node),
        )


def _effective_keyword(index: SchemaIndex, union: Union) -> str:
    """Return the keyword of a union, ``anyOf`` also for a ``oneOf`` of which a value can match one branch at most."""

    def values(constraints: Constraints, name: str) -> set[str] | None:
        allowed = index.constraints(node_set(constraints.member(name))).values
        return None if allowed is None else {key_of(value) for value in allowed}

    branches = [index.constraints((branch,)) for branch in union.branches]
    is_disjoint = all(disjoint(one, other, values) for one, other in combinations(branches, 2))
    return "anyOf" if is_disjoint else union.keyword


def _compare_conditions(walker: Walker, pair: NodePair) -> None:
    def with_keys(index: SchemaIndex, conditions: list[Condition]) -> list[tuple[object, Condition]]:
        nodes = [(one.test, one.consequence, one.alternative) for one in conditions]
        keys = (tuple(node and index.fingerprint(node) for node in every) for every in nodes)
        return list(zip(keys, conditions, strict=True))

    old_conditions, new_conditions = pair.old.conditions, pair.new.conditions
    sources = pair.sources("if")
    for old, new in zip_longest(
        *without_counterparts(with_keys(walker.old, old_conditions), with_keys(walker.new, new_conditions))
    ):
        message, parties, exact = "a condition or its consequence changed", BOTH, False
        if new is None:
            message, parties = "a condition was removed", READER
        elif old is None:
            message, parties = "a condition was added", WRITER
        elif walker.old.fingerprint(old.test) == walker.new.fingerprint(new.test):
            parties, exact = _parties_of_outcomes(walker, pair, old, new), True
        change_id = ChangeId.CONDITIONAL_CHANGED
        walker.record(pair, change_id, message, parties, keywords=None, exact=exact, sources=sources)


def _parties_of_outcomes(walker: Walker, pair: NodePair, old: Condition, new: Condition) -> frozenset[Party]:
    """Return who the outcomes of two conditions with the same test can break."""
    outcomes = ((old.consequence, new.consequence), (old.alternative, new.alternative))
    return parties_of(
        difference
        for before, after in outcomes
        for difference in walker.diff_nested(pair, (before,) if before else (), (after,) if after else ())
    )


def _compare_negations(walker: Walker, pair: NodePair) -> None:
    for old, new in zip_longest(*changed_nodes(walker, pair.old.negations, pair.new.negations)):
        exact = False
        if new is None:
            message, parties = "some values are no longer forbidden", READER
        elif old is None:
            message, parties = "some values are now forbidden", WRITER
        else:
            message, parties = "the forbidden values changed", parties_of(walker.diff_nested(pair, (old,), (new,), -1))
            exact = True
        change_id, sources = ChangeId.NEGATION_CHANGED, (old, new)
        walker.record(pair, change_id, message, parties, keywords=None, exact=exact, sources=sources)


def _compare_unevaluated(walker: Walker, pair: NodePair) -> None:
    """Compare schema objects with ``unevaluated`` keywords as wholes: they depend on everything beside them."""
    removed, added = changed_nodes(walker, pair.old.unevaluated, pair.new.unevaluated)
    if not removed and not added:
        return
    change_id, message = ChangeId.MEMBERS_CHANGED, "the schema for unevaluated members changed"
    if "unevaluatedItems" in pair.old.sources.keys() | pair.new.sources.keys():
        change_id, message = ChangeId.ITEMS_CHANGED, "the schema for unevaluated items changed"
    elif not removed:
        change_id, message = ChangeId.OBJECT_CLOSED, "unevaluated members are now restricted"
    elif not added:
        change_id, message = ChangeId.OBJECT_OPENED, "unevaluated members are no longer restricted"
    parties = parties_of_restrictions(removed=removed, added=added)
    sources = pair.sources("unevaluatedProperties", "unevaluatedItems")
    walker.record(pair, change_id, message, parties, keywords=None, extended=True, sources=sources)
