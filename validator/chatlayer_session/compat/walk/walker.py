"""The walk through pairs of node sets, each compared once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from ..changes import READER, WRITER, ChangeId
from ..model.common_form import node_set
from ..model.constraints import Constraints
from ..model.mentioned_members import mentioned_members
from .difference import NodePair, SchemaDifference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..changes import Party
    from ..model.common_form import Node, NodeSet
    from ..model.schema_index import SchemaIndex
    from ..watch import Watch
    from .difference import WalkContext

MAX_PAIRS = 20_000
"""Pairs of node sets to compare."""


KeywordRule: TypeAlias = "Callable[[Walker, NodePair], None]"
"""Compares one kind of keyword at a pair of node sets: records the differences, and walks the pairs below."""


class Walker:
    """Collects the differences between two schemas; ``complete`` is whether all pairs of node sets were compared.

    ``rules`` compare a pair of node sets. If a pair occurs again, only ``rules_for_repeats`` compare it, without what
    its references and conjunctions lead to.
    """

    def __init__(
        self,
        old: SchemaIndex,
        new: SchemaIndex,
        watch: Watch,
        rules: Sequence[KeywordRule],
        rules_for_repeats: Sequence[KeywordRule],
    ) -> None:
        self.old = old
        self.new = new
        self.watch = watch
        self.rules = rules
        self.rules_for_repeats = rules_for_repeats
        self.differences: list[SchemaDifference] = []
        self.complete = True
        self._pair_count = 0
        self._seen: set[object] = set()
        # Comparisons that are only part of a difference. Started ones can occur again inside themselves; those between
        # have no own result.
        self._finished: dict[object, list[SchemaDifference]] = {}
        self._started: set[object] = set()
        self._reentered: set[object] = set()

    def walk(
        self,
        old_nodes: NodeSet,
        new_nodes: NodeSet,
        context: WalkContext,
        *,
        in_place: bool = False,
        on_unsatisfiable: ChangeId = ChangeId.TYPE_CHANGED,
    ) -> None:
        """Compare two node sets; ``in_place`` ones apply to the same instance as the pair that contains them.

        ``on_unsatisfiable`` names the difference if one of the two allows no value; `ChangeId.TYPE_CHANGED` stands for
        widening and narrowing.
        """
        if not self.watch.seconds_left:
            self.complete = False
            return
        if self._is_same(old_nodes, new_nodes):
            return
        if not in_place:
            # Only nodes for the instance itself are walked, but other branches can mention its members too.
            related = node_set({*old_nodes, *context.related})
            mentioned = mentioned_members(self.old, related)
            is_closed = mentioned.is_closable and not context.stays_open
            context = replace(context, related=related, mentioned=mentioned, is_closed=is_closed)
        context = replace(context, in_place=in_place)
        key = self._key(old_nodes, new_nodes, context, on_unsatisfiable)
        if key in self._seen:
            own_constraints = Constraints(set(old_nodes)), Constraints(set(new_nodes))
            for rule in self.rules_for_repeats:
                rule(self, NodePair(*own_constraints, old_nodes, new_nodes, context))
            return
        if self._pair_count >= MAX_PAIRS:
            self.complete = False
            return
        self._seen.add(key)
        self._pair_count += 1
        pair = NodePair(self.old.constraints(old_nodes), self.new.constraints(new_nodes), old_nodes, new_nodes, context)
        if pair.old.unsatisfiable or pair.new.unsatisfiable:
            self._compare_satisfiability(pair, on_unsatisfiable)
            return
        for rule in self.rules:
            rule(self, pair)

    def _is_same(self, old_nodes: NodeSet, new_nodes: NodeSet) -> bool:
        """Return whether two node sets are written alike, so that nothing changed."""
        old = {*map(self.old.annotated.fingerprint, old_nodes)}
        return old == {*map(self.new.annotated.fingerprint, new_nodes)}

    def _compare_satisfiability(self, pair: NodePair, change_id: ChangeId) -> None:
        is_widened = pair.old.unsatisfiable
        if is_widened and pair.new.unsatisfiable:
            return
        parties = READER if is_widened else WRITER
        message = "values are allowed instead of none" if is_widened else "no value is allowed"
        if change_id is ChangeId.TYPE_CHANGED:
            change_id = ChangeId.TYPE_WIDENED if is_widened else ChangeId.TYPE_NARROWED
        elif change_id is ChangeId.OBJECT_CLOSED:
            change_id = ChangeId.OBJECT_OPENED if is_widened else ChangeId.OBJECT_CLOSED
            message = f"additional members are {'now' if is_widened else 'no longer'} allowed"
        self.record(pair, change_id, message, parties, keywords=None)

    def record(
        self,
        pair: NodePair,
        change_id: ChangeId,
        message: str,
        parties: frozenset[Party],
        *,
        keywords: Iterable[str] | None = (),
        sources: tuple[Node | None, Node | None] | None = None,
        exact: bool = False,
        extended: bool = False,
        nodes: tuple[NodeSet, NodeSet] | None = None,
    ) -> None:
        """Record a difference at a pair.

        The context decides who it can break, unless ``parties`` are ``exact``. ``sources`` default to the first of the
        ``keywords``, or else to the nodes of the pair. ``nodes`` are those to compare for a proof instead of the pair.
        """
        context = pair.context
        keywords = None if keywords is None else tuple(keywords)
        old_source, new_source = sources or pair.sources(*(keywords or ()))
        if old_source is None and new_source is None:
            old_source, new_source = (next(iter(one), None) for one in (pair.old_nodes, pair.new_nodes))
        old_nodes, new_nodes = nodes or (pair.old_nodes, pair.new_nodes)
        self.differences.append(
            SchemaDifference(
                id=change_id,
                message=message,
                parties=parties - context.exempt if exact else context.affected(parties),
                instance=context.instance,
                old_source=old_source,
                new_source=new_source,
                old_nodes=old_nodes,
                new_nodes=new_nodes,
                keywords=None if keywords is None else frozenset(keywords),
                extended=extended or context.extended,
                positive=context.polarity > 0 and (nodes is not None or not context.in_place),
                stability=context.stability,
            )
        )

    def diff_nested(
        self, pair: NodePair, old_nodes: NodeSet, new_nodes: NodeSet, polarity: int = 1
    ) -> list[SchemaDifference]:
        """Return the differences between two node sets at a pair, without recording them."""
        return self.diff_isolated(old_nodes, new_nodes, pair.context.with_polarity(polarity), in_place=True)

    def diff_isolated(
        self, old_nodes: NodeSet, new_nodes: NodeSet, context: WalkContext, *, in_place: bool = False
    ) -> list[SchemaDifference]:
        """Return the differences between two node sets, without recording them.

        They are only part of another difference: all of them are returned even if they are recorded elsewhere, and they
        are recorded even if they were returned before. A pair inside itself has none; its differences are found where
        it started.
        """
        key = self._key(old_nodes, new_nodes, replace(context, in_place=in_place))
        if key in self._started:
            self._reentered.add(key)
            return []
        if key in self._finished:
            return self._finished[key]
        outer = self.differences, self._seen, self._reentered
        self.differences, self._seen, self._reentered = [], set(), set()
        self._started.add(key)
        try:
            self.walk(old_nodes, new_nodes, context, in_place=in_place)
        finally:
            self._started.remove(key)
            differences, reentered = self.differences, self._reentered - {key}
            self.differences, self._seen, self._reentered = outer[0], outer[1], outer[2] | reentered
        if not reentered:
            self._finished[key] = differences
        return differences

    def _key(
        self,
        old_nodes: NodeSet,
        new_nodes: NodeSet,
        context: WalkContext,
        on_unsatisfiable: ChangeId = ChangeId.TYPE_CHANGED,
    ) -> object:
        """Return what is equal for pairs whose comparison is equal.

        The related nodes count because the closed views of nested members depend on them.
        """
        return (
            self.old.dereference(old_nodes),
            self.new.dereference(new_nodes),
            self.old.dereference(context.related),
            (context.in_place, context.stays_open, context.polarity, context.extended),
            (context.stability, context.exempt),
            on_unsatisfiable,
        )
