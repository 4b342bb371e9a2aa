"""Types, values, bounds and patterns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ..changes import BOTH, NOBODY, READER, WRITER, ChangeId
from ..model.constraints import LOWER_BOUNDS, TYPES, Limit, includes, is_tighter
from ..model.equality import key_of
from .difference import parties_of_restrictions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...jsonpointer import JsonValue
    from ..changes import Party
    from .difference import NodePair
    from .walker import Walker

MAX_VALUES_LENGTH = 60
"""Characters of values in a message."""
EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
# The kind of a change by the parties that it can break: those of removed restrictions, of added ones, or both.
_TYPE_CHANGES = {READER: ChangeId.TYPE_WIDENED, WRITER: ChangeId.TYPE_NARROWED, BOTH: ChangeId.TYPE_CHANGED}
_BOUND_CHANGES = {READER: ChangeId.BOUND_RELAXED, WRITER: ChangeId.BOUND_TIGHTENED, BOTH: ChangeId.BOUND_CHANGED}
_PATTERN_CHANGES = {READER: ChangeId.PATTERN_REMOVED, WRITER: ChangeId.PATTERN_ADDED, BOTH: ChangeId.PATTERN_CHANGED}


def compare_scalars(walker: Walker, pair: NodePair) -> None:
    """Record the differences between assertions that contain no schemas."""
    _compare_types(walker, pair)
    _compare_values(walker, pair)
    _compare_known_values(walker, pair)
    for keyword in sorted(pair.old.limits.keys() | pair.new.limits.keys()):
        _compare_limit(walker, pair, keyword)
    _compare_multiples(walker, pair)
    _compare_patterns(walker, pair)
    if pair.old.unique_items != pair.new.unique_items:
        message = "items must be unique" if pair.new.unique_items else "items no longer have to be unique"
        _record_bound(walker, pair, message, WRITER if pair.new.unique_items else READER, ["uniqueItems"])


def _compare_types(walker: Walker, pair: NodePair) -> None:
    old, new = walker.old.possible_types(pair.old), walker.new.possible_types(pair.new)
    if pair.old.types == pair.new.types or old == new:
        return
    is_removed, is_added = not includes(pair.old.types, new), not includes(pair.new.types, old)
    parties = parties_of_restrictions(removed=is_removed, added=is_added)
    if not parties:
        return
    message = f"{_join_types(new)} instead of {_join_types(old)}"
    walker.record(pair, _TYPE_CHANGES[parties], message, parties, keywords=["type", "anyOf"])


def _join_types(types: frozenset[str]) -> str:
    ordered = [name for name in TYPES if name in types]
    return "any value" if len(ordered) == len(TYPES) - 1 and "integer" not in types else " or ".join(ordered)


def _compare_values(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.values, pair.new.values

    def record(change_id: ChangeId, message: str, parties: frozenset[Party]) -> None:
        walker.record(pair, change_id, message, parties, keywords=["const", "enum"])

    if old is None and new is not None:
        record(ChangeId.ENUM_ADDED, f"only {join_values(new)} instead of any value", WRITER)
    elif old is not None and new is None:
        record(ChangeId.ENUM_REMOVED, f"any value instead of only {join_values(old)}", READER)
    elif old is not None and new is not None:
        added, removed = _difference(new, old), _difference(old, new)
        if added and removed and len(old) == len(new) == 1:
            record(ChangeId.CONST_CHANGED, f"{join_values(new)} instead of {join_values(old)}", BOTH)
            return
        if added:
            record(ChangeId.ENUM_VALUE_ADDED, f"{_with_verb(added)} now allowed", READER)
        if removed:
            record(ChangeId.ENUM_VALUE_REMOVED, f"{_with_verb(removed)} no longer allowed", WRITER)


def _compare_known_values(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.known_values or (), pair.new.known_values or ()
    sources = pair.sources("x-extensible-enum")
    if added := _difference(new, old):
        message = f"{_with_verb(added)} now known"
        walker.record(pair, ChangeId.EXTENSIBLE_VALUE_ADDED, message, NOBODY, sources=sources)
    if removed := _difference(old, new):
        message = f"{_with_verb(removed)} no longer known"
        walker.record(pair, ChangeId.EXTENSIBLE_VALUE_REMOVED, message, NOBODY, sources=sources)


def _difference(values: Iterable[JsonValue], others: Iterable[JsonValue]) -> list[JsonValue]:
    """Return the values that equal none of the others."""
    keys = {key_of(value) for value in others}
    return [value for value in values if key_of(value) not in keys]


def join_values(values: Iterable[JsonValue]) -> str:
    """Return values of a schema for a message."""
    text = ", ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return escape_control(text if len(text) <= MAX_VALUES_LENGTH else text[: MAX_VALUES_LENGTH - 1] + "\u2026")


def _with_verb(values: list[JsonValue]) -> str:
    return f"{join_values(values)} {'is' if len(values) == 1 else 'are'}"


def _compare_limit(walker: Walker, pair: NodePair, keyword: str) -> None:
    old, new = pair.old.limits.get(keyword), pair.new.limits.get(keyword)
    if old == new:
        return
    is_tightened = old is None or (new is not None and is_tighter(new, old, lower=keyword in LOWER_BOUNDS))
    keywords = [keyword, EXCLUSIVE.get(keyword, keyword)]
    _record_bound(walker, pair, _limit_change(keyword, old, new), WRITER if is_tightened else READER, keywords)


def _limit_change(keyword: str, old: Limit | None, new: Limit | None) -> str:
    exclusive = EXCLUSIVE.get(keyword, keyword)
    names = {limit: exclusive if limit.exclusive else keyword for limit in (old, new) if limit is not None}
    if old is not None and new is not None and names[old] != names[new]:
        return f"`{names[new]}` {new.value} instead of `{names[old]}` {old.value}"
    values = ("" if limit is None else f"{limit.value}" for limit in (old, new))
    return _keyword_change(next(iter(names.values())), *values)


def _keyword_change(keyword: str, old: str, new: str) -> str:
    """Return how the value of a keyword changed; a side without the keyword has an empty text."""
    if old and new:
        return f"`{keyword}` {new} instead of {old}"
    return f"`{keyword}` {new} was added" if new else f"`{keyword}` {old} was removed"


def _compare_multiples(walker: Walker, pair: NodePair) -> None:
    old, new = pair.old.multiples, pair.new.multiples
    if old == new:
        return
    parties = BOTH
    if all(_is_implied(divisor, new) for divisor in old):
        parties = WRITER
    elif all(_is_implied(divisor, old) for divisor in new):
        parties = READER
    _record_bound(
        walker, pair, _keyword_change("multipleOf", join_values(old), join_values(new)), parties, ["multipleOf"]
    )


def _is_implied(divisor: float, divisors: tuple[float, ...]) -> bool:
    """Return whether a multiple of all of ``divisors`` is one of ``divisor``; certain for integers only."""
    if divisor in divisors:
        return True
    return isinstance(divisor, int) and any(isinstance(other, int) and other % divisor == 0 for other in divisors)


def _record_bound(walker: Walker, pair: NodePair, message: str, parties: frozenset[Party], keywords: list[str]) -> None:
    walker.record(pair, _BOUND_CHANGES[parties], message, parties, keywords=keywords)


def _compare_patterns(walker: Walker, pair: NodePair) -> None:
    added, removed = pair.new.patterns - pair.old.patterns, pair.old.patterns - pair.new.patterns
    if not added and not removed:
        return
    parties = parties_of_restrictions(removed=removed, added=added)
    message = _keyword_change("pattern", join_values(sorted(removed)), join_values(sorted(added)))
    walker.record(pair, _PATTERN_CHANGES[parties], message, parties, keywords=["pattern"])
