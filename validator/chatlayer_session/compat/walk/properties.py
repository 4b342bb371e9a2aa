"""Members of objects: declared ones, required ones, and all others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...escaping import quote_name
from ...jsonpointer import WILDCARD
from ..changes import BOTH, NOBODY, READER, WRITER, ChangeId
from ..model.common_form import node_set
from ..model.constraints import matches
from .difference import parties_of, parties_of_restrictions

if TYPE_CHECKING:
    from ..model.common_form import Node, NodeSet
    from ..model.constraints import Constraints, Members
    from ..model.schema_index import SchemaIndex
    from .difference import NodePair, WalkContext
    from .walker import Walker

UNSTABLE, STABLE = "unstable", "stable"


def compare_properties(walker: Walker, pair: NodePair) -> None:
    """Record the differences between the schemas for members."""
    old, new = pair.old.declared(), pair.new.declared()
    for name in {**old, **new}:
        member = _Member.of(walker, pair, name)
        if name not in new:
            _compare_removed(walker, member, old[name])
        elif name not in old:
            _compare_added(walker, member, new[name])
        else:
            _compare_declared(walker, member, (old[name], new[name]))
    _compare_required(walker, pair)
    _compare_others(walker, pair)
    _compare_property_names(walker, pair)
    _compare_dependent_required(walker, pair)
    _compare_dependent_schemas(walker, pair)


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of objects: the nodes that apply to it, and the pair of the objects in the context of the member."""

    name: str
    old_nodes: NodeSet
    new_nodes: NodeSet
    old_stability: str | None
    new_stability: str | None
    pair: NodePair

    @classmethod
    def of(cls, walker: Walker, pair: NodePair, name: str) -> _Member:
        old_nodes, new_nodes = node_set(pair.old.member(name)), node_set(pair.new.member(name))
        old, new = _stability(walker.old, old_nodes), _stability(walker.new, new_nodes)
        context = pair.context
        exempt = context.exempt
        if context.polarity > 0:
            if old == UNSTABLE:
                # A writer that had to write an unstable field wrote it as the old schema required.
                exempt |= READER if name in pair.old.required else BOTH
            if new == UNSTABLE:
                exempt |= WRITER
        stability = UNSTABLE if context.stability == UNSTABLE else old or new or context.stability
        context = replace(context.below(name, context.mentioned.member(name)), stability=stability, exempt=exempt)
        return cls(name, old_nodes, new_nodes, old, new, replace(pair, context=context))

    @property
    def label(self) -> str:
        return quote_name(self.name)

    def constraints(self, walker: Walker) -> tuple[Constraints, Constraints]:
        return walker.old.constraints(self.old_nodes), walker.new.constraints(self.new_nodes)

    def walk(self, walker: Walker) -> None:
        walker.walk(self.old_nodes, self.new_nodes, self.pair.context)


def _stability(index: SchemaIndex, nodes: NodeSet) -> str | None:
    """Return the stability that a field is declared with."""
    for node in nodes:
        schema = index.subschema(node)
        if isinstance(schema, dict) and "x-stability" in schema:
            stability: str = schema["x-stability"]
            return stability
    return None


def _compare_added(walker: Walker, member: _Member, source: Node) -> None:
    old, new = member.constraints(walker)
    context = member.pair.context
    parties, exact = NOBODY, False
    was_forbidden = old.unsatisfiable or (old.trivial and _is_forbidden(walker.old, member.pair.old, member.name))
    if was_forbidden and not new.unsatisfiable:
        parties = READER
    elif old.trivial and not new.trivial:
        parties = WRITER
        if not _is_allowed(context, member.name):
            # No payload of the closed view has it, in any context. A reader only sees that more is promised,
            # unless another branch of a union matches as a result, or less is forbidden.
            parties, exact = (READER if context.polarity <= 0 else NOBODY), True
    walker.record(
        member.pair,
        ChangeId.PROPERTY_ADDED,
        f"{member.label} was added",
        parties,
        keywords=None if parties else ("additionalProperties", "unevaluatedProperties", "properties", "type"),
        sources=(None, source),
        exact=exact,
        nodes=(member.old_nodes, member.new_nodes),
    )
    if not old.trivial and not old.unsatisfiable:
        member.walk(walker)


def _is_allowed(context: WalkContext, name: str) -> bool:
    """Return whether the closed view of the old schema allows a member."""
    mentioned = context.mentioned
    is_mentioned = name in mentioned.names or any(matches(pattern, name) for pattern in mentioned.patterns)
    return is_mentioned or not context.is_closed


def _compare_removed(walker: Walker, member: _Member, source: Node) -> None:
    old, new = member.constraints(walker)
    parties, is_forbidden = NOBODY, new.trivial and _is_forbidden(walker.new, member.pair.new, member.name)
    if is_forbidden and not old.unsatisfiable:
        parties = WRITER
    elif new.trivial and not old.trivial:
        parties = READER
    elif new.unsatisfiable and not old.unsatisfiable:
        parties = WRITER
    is_in_branches = _is_in_branches(walker.new, member.pair.new, member.name)
    consequence = ", so any value is allowed" if new.trivial else ""
    message = f"{member.label} is no longer " + ("allowed" if is_forbidden else f"declared{consequence}")
    walker.record(
        member.pair,
        ChangeId.CONSTRAINT_CHANGED if is_in_branches else ChangeId.PROPERTY_REMOVED,
        f"{member.label} is declared in each branch of a union instead" if is_in_branches else message,
        parties,
        keywords=None,
        sources=(source, None),
        extended=new.trivial and not is_forbidden,
        nodes=None if is_forbidden else (member.old_nodes, member.new_nodes),
    )
    declaration = walker.old.subschema(source)
    is_deprecated = isinstance(declaration, dict) and declaration.get("deprecated") is True
    if member.pair.context.stability == STABLE and not is_deprecated and not is_in_branches:
        message = f"{member.label} was removed without being marked as deprecated first"
        walker.record(member.pair, ChangeId.DEPRECATED_WITHOUT_NOTICE, message, NOBODY, sources=(source, None))
    if not new.trivial and not new.unsatisfiable:
        member.walk(walker)


def _is_forbidden(index: SchemaIndex, constraints: Constraints, name: str) -> bool:
    """Return whether a negation rejects every object with a member."""
    pending = list(constraints.negations)
    while pending:
        (node,) = index.dereference([pending.pop()])
        schema = index.subschema(node)
        if schema == {"required": [name]}:
            return True
        if isinstance(schema, dict) and schema.keys() == {"anyOf"}:
            pending += [(*node, "anyOf", branch) for branch in range(len(schema["anyOf"]))]
    return False


def _is_in_branches(index: SchemaIndex, constraints: Constraints, name: str) -> bool:
    """Return whether each branch of a union declares a member."""
    every = ([index.constraints((branch,)) for branch in union.branches] for union in constraints.unions)
    return any(all(name in branch.declared() for branch in branches) for branches in every)


def _compare_declared(walker: Walker, member: _Member, sources: tuple[Node, Node]) -> None:
    """Compare a member that both schemas declare."""
    if member.old_stability == UNSTABLE and member.new_stability == STABLE:
        message = f"{member.label} became stable"
        walker.record(member.pair, ChangeId.STABILITY_RAISED, message, NOBODY, sources=sources)
    elif member.old_stability == STABLE and member.new_stability != STABLE:
        message = f"{member.label} is no longer stable"
        walker.record(member.pair, ChangeId.STABILITY_LOWERED, message, NOBODY, sources=sources)
    member.walk(walker)


def _compare_required(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.required, pair.new.required
    for name in {**old, **new}:
        if name in old and name in new:
            continue
        member = _Member.of(walker, pair, name)
        change_id, parties = ChangeId.PROPERTY_BECAME_REQUIRED, WRITER
        if name in old:
            change_id, parties = ChangeId.PROPERTY_BECAME_OPTIONAL, READER
        message = f"{member.label} became {'optional' if name in old else 'required'}"
        walker.record(member.pair, change_id, message, parties, keywords=["required"])


def _compare_others(walker: Walker, pair: NodePair) -> None:
    """Compare the schemas for members by pattern and for additional members."""
    old, new = _with_schemas_for_others(walker.old, pair.old), _with_schemas_for_others(walker.new, pair.new)
    context = pair.context.below(WILDCARD, pair.context.mentioned.any_member())
    if len(old) > 1 or len(new) > 1:
        if sorted(_keys(walker.old, old)) != sorted(_keys(walker.new, new)):
            message = "the schemas for additional members changed"
            sources = pair.sources("additionalProperties", "patternProperties", "unevaluatedProperties")
            walker.record(pair, ChangeId.MEMBERS_CHANGED, message, BOTH, keywords=None, sources=sources)
        return
    before, after = (old[0] if old else None), (new[0] if new else None)
    old_patterns, new_patterns = (members.patterned if members else {} for members in (before, after))
    for pattern in old_patterns.keys() & new_patterns.keys():
        walker.walk((old_patterns[pattern],), (new_patterns[pattern],), context)
    rests = _rest(before), _rest(after)
    if old_patterns.keys() != new_patterns.keys():
        # A pattern also exempts members from the schema for additional members.
        removed, added = old_patterns.keys() - new_patterns.keys(), new_patterns.keys() - old_patterns.keys()
        parties = parties_of_restrictions(removed=removed, added=added)
        walker.record(
            replace(pair, context=context),
            ChangeId.MEMBERS_CHANGED,
            "the name patterns of members changed",
            BOTH if any(rests) else parties,
            keywords=None,
            extended=True,
            sources=pair.sources("patternProperties"),
        )
    walker.walk(*rests, replace(context, extended=True), on_unsatisfiable=ChangeId.OBJECT_CLOSED)


def _with_schemas_for_others(index: SchemaIndex, constraints: Constraints) -> list[Members]:
    """Return the schema objects that restrict members by pattern or additional members."""
    return [
        members
        for members in constraints.members
        if members.patterned or (members.rest is not None and not index.constraints((members.rest,)).trivial)
    ]


def _rest(members: Members | None) -> NodeSet:
    return () if members is None or members.rest is None else (members.rest,)


def _keys(index: SchemaIndex, every: list[Members]) -> list[str]:
    """Return a text for each schema object, equal for those that restrict other members alike."""
    return [
        repr(
            (
                sorted(members.named),
                sorted((pattern, index.fingerprint(node)) for pattern, node in members.patterned.items()),
                None if members.rest is None else index.fingerprint(members.rest),
            )
        )
        for members in every
    ]


def _compare_property_names(walker: Walker, pair: NodePair) -> None:
    old, new = node_set(set(pair.old.property_names)), node_set(set(pair.new.property_names))
    context = replace(pair.context.below(WILDCARD, ()), polarity=1, exempt=NOBODY)
    differences = walker.diff_isolated(old, new, context)
    if differences:
        message, parties = "the schema for member names changed", parties_of(differences)
        sources = pair.sources("propertyNames")
        walker.record(pair, ChangeId.MEMBERS_CHANGED, message, parties, keywords=None, sources=sources)


def _compare_dependent_required(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.dependent_required, pair.new.dependent_required
    sources = pair.sources("dependentRequired", "dependentSchemas")
    keywords = ["dependentRequired", "dependentSchemas", "required", "dependencies"]
    for name in {**old, **new}:
        before, after = old.get(name, set[str]()), new.get(name, set[str]())
        if added := sorted(after - before):
            message = f"{quote_name(name)} now requires {', '.join(map(quote_name, added))}"
            walker.record(pair, ChangeId.DEPENDENCY_ADDED, message, WRITER, keywords=keywords, sources=sources)
        if removed := sorted(before - after):
            message = f"{quote_name(name)} no longer requires {', '.join(map(quote_name, removed))}"
            walker.record(pair, ChangeId.DEPENDENCY_REMOVED, message, READER, keywords=keywords, sources=sources)


def _compare_dependent_schemas(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.dependent_schemas, pair.new.dependent_schemas
    sources = pair.sources("dependentSchemas")
    for name in {**old, **new}:
        nodes = node_set(set(old.get(name, []))), node_set(set(new.get(name, [])))
        differences = walker.diff_nested(pair, *nodes)
        if differences:
            parties = parties_of(differences)
            change_id = ChangeId.DEPENDENCY_REMOVED if parties == READER else ChangeId.DEPENDENCY_ADDED
            message = f"the schema that {quote_name(name)} requires changed"
            walker.record(pair, change_id, message, parties, keywords=None, exact=True, sources=sources)
