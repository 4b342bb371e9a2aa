"""Types, values, bounds and patterns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ..changes import ChangeId
from ..constraints import LOWER, TYPES, Limit, includes, tighter
from ..equality import key_of
from .differences import BOTH, NOBODY, READER, WRITER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...jsonpointer import InstancePath, JsonValue
    from ..constraints import Constraints
    from .differences import Pair
    from .walker import Walker

MAX_SHOWN = 60
"""Characters of a value or a list of values that a message shows."""
EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def compare_scalars(walker: Walker, pair: Pair) -> None:
    """Take down the differences between the assertions that hold no schemas."""
    _types(walker, pair)
    _values(walker, pair)
    _known(walker, pair)
    for keyword in sorted(pair.old.limits.keys() | pair.new.limits.keys()):
        _limit(walker, pair, keyword)
    _multiples(walker, pair)
    _patterns(walker, pair)
    if pair.old.unique != pair.new.unique:
        named, parties = (ChangeId.BOUND_TIGHTENED, WRITER) if pair.new.unique else (ChangeId.BOUND_RELAXED, READER)
        message = "items must all be different" if pair.new.unique else "items need not be different any more"
        walker.record(pair, named, message, parties, keywords=["uniqueItems"], where=places(pair, "uniqueItems"))


def places(pair: Pair, *keywords: str) -> tuple[InstancePath | None, InstancePath | None]:
    """Return the places of the first of the keywords that each side has."""
    return place_in(pair.old, keywords), place_in(pair.new, keywords)


def place_in(facets: Constraints, keywords: Iterable[str]) -> InstancePath | None:
    """Return the place of the first of the keywords that is there."""
    return next(((*facets.sources[keyword], keyword) for keyword in keywords if keyword in facets.sources), None)


def shown(values: Iterable[JsonValue]) -> str:
    """Return values of a schema as a message shows them."""
    text = ", ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return escape_control(text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "\u2026")


def _types(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.types, pair.new.types
    if old == new:
        return
    wider, narrower = includes(new, old), includes(old, new)
    named, parties = (
        (ChangeId.TYPE_WIDENED, READER)
        if wider
        else (ChangeId.TYPE_NARROWED, WRITER)
        if narrower
        else (ChangeId.TYPE_CHANGED, BOTH)
    )
    message = f"{_listed(new)} instead of {_listed(old)}"
    walker.record(pair, named, message, parties, keywords=["type", "anyOf"], where=places(pair, "type", "anyOf"))


def _listed(types: frozenset[str]) -> str:
    ordered = [name for name in TYPES if name in types]
    return "any value" if len(ordered) == len(TYPES) - 1 and "integer" not in types else " or ".join(ordered)


def _values(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.values, pair.new.values
    where = places(pair, "const", "enum")
    keywords = ["const", "enum"]
    if old is None or new is None:
        if new is not None:
            message = f"only {shown(new)} is allowed where there was no list"
            walker.record(pair, ChangeId.ENUM_ADDED, message, WRITER, keywords=keywords, where=where)
        elif old is not None:
            message = f"any value is allowed where there was only {shown(old)}"
            walker.record(pair, ChangeId.ENUM_REMOVED, message, READER, keywords=keywords, where=where)
        return
    old_keys, new_keys = {key_of(value) for value in old}, {key_of(value) for value in new}
    added = [value for value in new if key_of(value) not in old_keys]
    removed = [value for value in old if key_of(value) not in new_keys]
    if added and removed and len(old) == len(new) == 1:
        message = f"{shown(new)} instead of {shown(old)}"
        walker.record(pair, ChangeId.CONST_CHANGED, message, BOTH, keywords=keywords, where=where)
        return
    if added:
        walker.record(
            pair, ChangeId.ENUM_VALUE_ADDED, f"{shown(added)} is allowed too", READER, keywords=keywords, where=where
        )
    if removed:
        message = f"{shown(removed)} is not allowed any more"
        walker.record(pair, ChangeId.ENUM_VALUE_REMOVED, message, WRITER, keywords=keywords, where=where)


def _known(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.known or (), pair.new.known or ()
    old_keys, new_keys = {key_of(value) for value in old}, {key_of(value) for value in new}
    where = places(pair, "x-extensible-enum")
    if added := [value for value in new if key_of(value) not in old_keys]:
        walker.record(pair, ChangeId.EXTENSIBLE_VALUE_ADDED, f"{shown(added)} is known too", NOBODY, where=where)
    if removed := [value for value in old if key_of(value) not in new_keys]:
        walker.record(
            pair, ChangeId.EXTENSIBLE_VALUE_REMOVED, f"{shown(removed)} is not known any more", NOBODY, where=where
        )


def _limit(walker: Walker, pair: Pair, keyword: str) -> None:
    old, new = pair.old.limits.get(keyword), pair.new.limits.get(keyword)
    if old == new:
        return
    narrower = old is None or (new is not None and tighter(new, old, lower=keyword in LOWER))
    named, parties = (ChangeId.BOUND_TIGHTENED, WRITER) if narrower else (ChangeId.BOUND_RELAXED, READER)
    message = f"{keyword} {_bound(new)} instead of {_bound(old)}"
    keywords = [keyword, EXCLUSIVE.get(keyword, keyword)]
    walker.record(pair, named, message, parties, keywords=keywords, where=places(pair, *keywords))


def _bound(limit: Limit | None) -> str:
    if limit is None:
        return "none"
    return f"{limit.value}, itself excluded," if limit.exclusive else f"{limit.value}"


def _multiples(walker: Walker, pair: Pair) -> None:
    old, new = pair.old.multiples, pair.new.multiples
    if old == new:
        return
    named, parties = ChangeId.BOUND_CHANGED, BOTH
    if all(_implied(each, new) for each in old):
        named, parties = ChangeId.BOUND_TIGHTENED, WRITER
    elif all(_implied(each, old) for each in new):
        named, parties = ChangeId.BOUND_RELAXED, READER
    message = f"multipleOf {shown(new) or 'none'} instead of {shown(old) or 'none'}"
    walker.record(pair, named, message, parties, keywords=["multipleOf"], where=places(pair, "multipleOf"))


def _implied(divisor: float, multiples: tuple[float, ...]) -> bool:
    """Say whether a multiple of all of ``multiples`` is one of ``divisor``; certain for integers only."""
    if divisor in multiples:
        return True
    return isinstance(divisor, int) and any(isinstance(each, int) and each % divisor == 0 for each in multiples)


def _patterns(walker: Walker, pair: Pair) -> None:
    added, removed = pair.new.patterns - pair.old.patterns, pair.old.patterns - pair.new.patterns
    if not added and not removed:
        return
    named, parties = (
        (ChangeId.PATTERN_CHANGED, BOTH)
        if added and removed
        else (ChangeId.PATTERN_ADDED, WRITER)
        if added
        else (ChangeId.PATTERN_REMOVED, READER)
    )
    message = f"{shown(sorted(added)) or 'no pattern'} instead of {shown(sorted(removed)) or 'none'}"
    walker.record(pair, named, message, parties, keywords=["pattern"], where=places(pair, "pattern"))
