"""Members of objects: which are declared, which must be there, and what the others are held to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...escaping import quote_name
from ..changes import BOTH, NOBODY, READER, WILDCARD, WRITER, ChangeId, Party
from ..constraints import matches
from ..schema_index import normal
from .scalars import places

if TYPE_CHECKING:
    from ...jsonpointer import InstancePath
    from ..constraints import Constraints, Members, NodeSet
    from ..schema_index import SchemaIndex
    from .differences import Context, Pair
    from .walker import Walker


def compare_properties(walker: Walker, pair: Pair) -> None:
    """Take down the differences between what members are held to."""
    old, new = pair.old.declared(), pair.new.declared()
    for name in {**old, **new}:
        if name not in new:
            _removed(walker, pair, name, old[name])
        elif name not in old:
            _added(walker, pair, name, new[name])
        else:
            _kept(walker, pair, name, old[name], new[name])
    _required(walker, pair)
    _others(walker, pair)
    _names(walker, pair)
    _dependencies(walker, pair)
    _dependents(walker, pair)


def stability_of(places: SchemaIndex, location: NodeSet) -> str | None:
    """Return the stability that a field is declared with."""
    for place in location:
        schema = places.at(place)
        if isinstance(schema, dict) and "x-stability" in schema:
            stability: str = schema["x-stability"]
            return stability
    return None


def _member_context(walker: Walker, pair: Pair, name: str, old: NodeSet, new: NodeSet) -> Context:
    """Return the context of a member; what is unstable in the old schema counts for nobody."""
    context = pair.context
    before, after = stability_of(walker.old, old), stability_of(walker.new, new)
    unweighed = context.unweighed
    if context.polarity > 0:
        if before == "unstable":
            # A writer that had to write an unstable field wrote it as the old schema asked.
            unweighed |= READER if name in pair.old.required else BOTH
        if after == "unstable":
            unweighed |= WRITER
    inherited = context.stability if context.stability == "unstable" else None
    return replace(
        context,
        instance=(*context.instance, name),
        around=walker.reach(pair).member(name),
        stability=inherited or before or after or context.stability,
        unweighed=unweighed,
    )


def _is_mentioned(context: Context, name: str) -> bool:
    """Say whether the closed view of the old schema lets a payload have a member of this name."""
    fence = context.fence
    return fence is None or name in fence.names or any(matches(pattern, name) for pattern in fence.patterns)


def _added(walker: Walker, pair: Pair, name: str, place: InstancePath) -> None:
    old, new = normal(pair.old.member(name)), normal(pair.new.member(name))
    before, after = walker.old.constraints(old), walker.new.constraints(new)
    context = _member_context(walker, pair, name, old, new)
    inner = replace(pair, context=replace(context, instance=pair.context.instance))
    parties, exact = NOBODY, False
    if before.unsatisfiable and not after.unsatisfiable:
        parties = READER
    elif before.trivial and not after.trivial:
        parties = WRITER
        if not _is_mentioned(pair.context, name):
            # No payload of the closed view has it, whatever the context; a reader sees only that more is promised,
            # unless that makes another branch of a union hold, or less forbidden.
            parties, exact = (READER if pair.context.polarity <= 0 else NOBODY), True
    keywords = ("additionalProperties", "unevaluatedProperties", "properties", "type")
    message = f"{quote_name(name)} is declared"
    walker.record(
        inner,
        ChangeId.PROPERTY_ADDED,
        message,
        parties,
        keywords=None if parties else keywords,
        step=name,
        where=(None, place),
        exact=exact,
        locations=(old, new),
    )
    if not before.trivial and not before.unsatisfiable:
        walker.walk(old, new, context)


def _removed(walker: Walker, pair: Pair, name: str, place: InstancePath) -> None:
    old, new = normal(pair.old.member(name)), normal(pair.new.member(name))
    before, after = walker.old.constraints(old), walker.new.constraints(new)
    context = _member_context(walker, pair, name, old, new)
    inner = replace(pair, context=replace(context, instance=pair.context.instance))
    parties = NOBODY
    if after.trivial and not before.trivial:
        parties = READER
    elif after.unsatisfiable and not before.unsatisfiable:
        parties = WRITER
    message = f"{quote_name(name)} is no longer declared" + (
        ", so that any value can stand there" if after.trivial else ""
    )
    walker.record(
        inner,
        ChangeId.PROPERTY_REMOVED,
        message,
        parties,
        keywords=None,
        step=name,
        where=(place, None),
        extended=after.trivial,
        locations=(old, new),
    )
    declaration = walker.old.at(place)
    noticed = isinstance(declaration, dict) and declaration.get("deprecated") is True
    if context.stability == "stable" and not noticed:
        message = f"{quote_name(name)} is gone without having been marked with `deprecated` first"
        walker.record(inner, ChangeId.DEPRECATED_WITHOUT_NOTICE, message, NOBODY, step=name, where=(place, None))
    if not after.trivial and not after.unsatisfiable:
        walker.walk(old, new, context)


def _kept(walker: Walker, pair: Pair, name: str, old_place: InstancePath, new_place: InstancePath) -> None:
    old, new = normal(pair.old.member(name)), normal(pair.new.member(name))
    context = _member_context(walker, pair, name, old, new)
    before, after = stability_of(walker.old, old), stability_of(walker.new, new)
    inner = replace(pair, context=replace(context, instance=pair.context.instance))
    if before == "unstable" and after == "stable":
        message = f"{quote_name(name)} is stable from now on"
        walker.record(inner, ChangeId.STABILITY_RAISED, message, NOBODY, step=name, where=(old_place, new_place))
    elif before == "stable" and after != "stable":
        message = f"{quote_name(name)} is no longer promised to be stable"
        walker.record(inner, ChangeId.STABILITY_LOWERED, message, NOBODY, step=name, where=(old_place, new_place))
    walker.walk(old, new, context)


def _required(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.required, pair.new.required
    for name in [name for name in {**old, **new} if (name in old) != (name in new)]:
        context = _member_context(walker, pair, name, normal(pair.old.member(name)), normal(pair.new.member(name)))
        inner = replace(pair, context=replace(context, instance=pair.context.instance))
        optional = name in old
        message = f"{quote_name(name)} " + ("may be absent" if optional else "must be there")
        walker.record(
            inner,
            ChangeId.PROPERTY_BECAME_OPTIONAL if optional else ChangeId.PROPERTY_BECAME_REQUIRED,
            message,
            READER if optional else WRITER,
            keywords=["required"],
            step=name,
            where=places(pair, "required"),
        )


def _structured(walker: SchemaIndex, facets: Constraints) -> list[Members]:
    """Return the schema objects that say something about further members."""
    found: list[Members] = []
    for each in facets.members:
        rest = each.rest is not None and not walker.constraints((each.rest,)).trivial
        if each.patterned or rest:
            found.append(each)
    return found


def _others(walker: Walker, pair: Pair) -> None:
    old, new = _structured(walker.old, pair.old), _structured(walker.new, pair.new)
    reached = walker.reach(pair)
    around = normal({*reached.others(), *(place for name in reached.names for place in reached.member(name))})
    context = replace(pair.context, instance=(*pair.context.instance, WILDCARD), around=around)
    keywords = ["additionalProperties", "patternProperties", "unevaluatedProperties"]
    if len(old) > 1 or len(new) > 1:
        if sorted(_prints(walker.old, old)) != sorted(_prints(walker.new, new)):
            message = "what further members are held to is something else"
            walker.record(pair, ChangeId.MEMBERS_CHANGED, message, BOTH, keywords=None, where=places(pair, *keywords))
        return
    before, after = (old[0] if old else None), (new[0] if new else None)
    old_patterns, new_patterns = (each.patterned if each else {} for each in (before, after))
    for pattern in old_patterns.keys() & new_patterns.keys():
        walker.walk((old_patterns[pattern],), (new_patterns[pattern],), context)
    rests = [each is not None and each.rest is not None for each in (before, after)]
    _patterns(walker, pair, frozenset(old_patterns), frozenset(new_patterns), exempting=any(rests))
    walker.walk(_rest(before), _rest(after), replace(context, extended=True), emptied=ChangeId.OBJECT_CLOSED)


def _rest(members: Members | None) -> NodeSet:
    return () if members is None or members.rest is None else (members.rest,)


def _prints(walker: SchemaIndex, members: list[Members]) -> list[str]:
    """Return a text for each schema object that is the same for those that say the same of further members."""
    prints: list[str] = []
    for each in members:
        patterns = sorted((pattern, walker.fingerprint(place)) for pattern, place in each.patterned.items())
        rest = None if each.rest is None else walker.fingerprint(each.rest)
        prints.append(repr((sorted(each.named), patterns, rest)))
    return prints


def _patterns(walker: Walker, pair: Pair, old: frozenset[str], new: frozenset[str], *, exempting: bool) -> None:
    """Take down patterns of names that only one side has; they exempt from what other members are held to."""
    if old == new:
        return
    parties = (READER if old - new else NOBODY) | (WRITER if new - old else NOBODY)
    message = "members of other names are held to something"
    walker.record(
        pair,
        ChangeId.MEMBERS_CHANGED,
        message,
        BOTH if exempting else parties,
        keywords=None,
        step=WILDCARD,
        extended=True,
        where=places(pair, "patternProperties"),
    )


def _names(walker: Walker, pair: Pair) -> None:
    old, new = normal(set(pair.old.names)), normal(set(pair.new.names))
    fresh = replace(pair.context, polarity=1, fence=None, around=(), unweighed=frozenset[Party]())
    inner = walker.diff_isolated(old, new, replace(fresh, instance=(*fresh.instance, WILDCARD)))
    if inner:
        parties = frozenset(party for each in inner for party in each.parties)
        message = "names of members are held to something else"
        keywords = ["propertyNames"]
        walker.record(pair, ChangeId.MEMBERS_CHANGED, message, parties, keywords=None, where=places(pair, *keywords))


def _dependencies(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.dependencies, pair.new.dependencies
    where = places(pair, "dependentRequired", "dependentSchemas")
    keywords = ["dependentRequired", "dependentSchemas", "required", "dependencies"]
    for name in {**old, **new}:
        before, after = old.get(name, set[str]()), new.get(name, set[str]())
        if added := sorted(after - before):
            message = f"{quote_name(name)} asks for {', '.join(map(quote_name, added))} too"
            walker.record(pair, ChangeId.DEPENDENCY_ADDED, message, WRITER, keywords=keywords, where=where)
        if gone := sorted(before - after):
            message = f"{quote_name(name)} does not ask for {', '.join(map(quote_name, gone))} any more"
            walker.record(pair, ChangeId.DEPENDENCY_REMOVED, message, READER, keywords=keywords, where=where)


def _dependents(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.dependents, pair.new.dependents
    for name in {**old, **new}:
        found = walker.diff_nested(pair, normal(set(old.get(name, []))), normal(set(new.get(name, []))))
        parties = frozenset(party for each in found for party in each.parties)
        if not found:
            continue
        named = ChangeId.DEPENDENCY_REMOVED if parties == READER else ChangeId.DEPENDENCY_ADDED
        message = f"{quote_name(name)} asks for something else"
        walker.record(pair, named, message, parties, keywords=None, exact=True, where=places(pair, "dependentSchemas"))
