"""Constraints that an instance does not meet, put into words: the same words whichever engine met them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...escaping import quote_name
from ...findings import Kind
from ...issues import Anchor, AnchorPart, Issue
from ...rules import Rule
from ...spec.catalog import name_from_urn
from ...spec.json_type import TYPES, join_names, json_type_name
from ...suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Schema

RULE_BY_KEYWORD = {
    "required": Rule.MISSING_FIELD,
    "type": Rule.WRONG_TYPE,
    "enum": Rule.VALUE_NOT_ALLOWED,
    "const": Rule.VALUE_NOT_ALLOWED,
    "not": Rule.RESERVED_NAMESPACE,
    "minimum": Rule.OUT_OF_RANGE,
    "maximum": Rule.OUT_OF_RANGE,
    "unevaluatedProperties": Rule.UNSTABLE_FIELD,
    "x-stability": Rule.UNSTABLE_FIELD,
    "x-extensible-enum": Rule.UNKNOWN_VALUE,
}
"""The rule that an instance breaks when it does not meet a keyword; the session schemas use no other assertions."""

MAX_CACHED = 4096
"""Observations that are kept to be given again."""

_cache: dict[tuple[str, InstancePath, str], tuple[Schema, Issue]] = {}
_TYPE_INDEPENDENT = frozenset({Rule.WRONG_TYPE, Rule.UNSTABLE_FIELD})

_TYPE_HINTS = {
    ("number", "string"): "remove the double quotes around it",
    ("string", "number"): "put it in double quotes",
    ("string", "boolean"): "put it in double quotes",
}


class Violation(NamedTuple):
    """A keyword of ``schema`` that is not met.

    ``path`` leads to the value the keyword speaks of; for a missing or an unknown member that is the member.
    ``owner`` is the object that has or lacks the member, else the value itself. ``schema_pointer`` is the identifier
    of the schema file, ``#`` and a JSON Pointer.
    """

    keyword: str
    path: InstancePath
    schema: Schema
    owner: JsonValue
    schema_pointer: str

    @property
    def rule(self) -> Rule:
        """The rule that is broken."""
        return RULE_BY_KEYWORD[self.keyword]

    @property
    def is_in_a_write(self) -> bool:
        """Whether it is a write that is held to the schema: what stands there the bot builder has written."""
        return name_from_urn(self.schema_pointer) == Kind.WRITE.value


def issues_from(breaches: list[Violation]) -> list[Issue]:
    """Return the observations that breaches come to; of a value of the wrong type nothing else is said."""
    mistyped = {breach.path for breach in breaches if breach.keyword == "type"}
    return [_issue_of(breach) for breach in breaches if breach.path not in mistyped or breach.rule in _TYPE_INDEPENDENT]


def _issue_of(breach: Violation) -> Issue:
    """Return the observation that a breach comes to, the same object for breaches that are told alike."""
    told_by = _cache_key(breach)
    if told_by is None:
        return _ISSUE_BUILDERS[breach.keyword](breach)
    key = (breach.schema_pointer, breach.path, told_by)
    schema, observation = _cache.get(key, (None, None))
    # Another catalog may have another schema by the same name.
    if observation is None or schema is not breach.schema:
        if len(_cache) >= MAX_CACHED:
            _cache.clear()
        observation = _ISSUE_BUILDERS[breach.keyword](breach)
        _cache[key] = breach.schema, observation
    return observation


def _cache_key(breach: Violation) -> str | None:
    """Return what the words for a breach depend on, beside the constraint and the path; None if on more than that."""
    keyword, owner = breach.keyword, breach.owner
    if not breach.path:
        return None
    if keyword == "required":
        declared = breach.schema.get("properties", {})
        if not isinstance(owner, dict) or not owner.keys() <= declared.keys():
            return None
        return str(_lacks_all_fields(breach, owner))
    if keyword == "unevaluatedProperties":
        value = owner.get(str(breach.path[-1])) if isinstance(owner, dict) else None
        return f"{json_type_name(value)} {_closest_field_for(breach)}"
    return json_type_name(owner)


def _missing(breach: Violation) -> Issue:
    name = str(breach.path[-1])
    owner = breach.owner if isinstance(breach.owner, dict) else {}
    declared = breach.schema.get("properties", {})
    misspelt = next(
        (
            other
            for other, value in owner.items()
            if other not in declared and closest_match(other, [name]) and _accepts(declared.get(name, {}), value)
        ),
        None,
    )
    if len(declared) > 1 and _lacks_all_fields(breach, owner):
        # In an object that has nothing of what is declared, a likeness means nothing.
        misspelt = None
    message = f"`{name}` is missing; {'a write always has it' if breach.is_in_a_write else 'it is always there'}"
    if misspelt is not None:
        hint, place = (
            f"rename {quote_name(misspelt)} to `{name}`",
            Anchor((*breach.path[:-1], misspelt), AnchorPart.KEY),
        )
    else:
        hint, place = _missing_hint(breach, name, owner), Anchor(breach.path[:-1], AnchorPart.VALUE)
    return _issue(breach, place, message, hint)


def _missing_hint(breach: Violation, name: str, owner: dict[str, JsonValue]) -> str:
    required = breach.schema["required"]
    if len(required) > 1 and len(breach.path) == 1 and _lacks_all_fields(breach, owner):
        title = breach.schema["title"]
        return f"no field of `{title}` is here; if the payload lies inside this document, say where with --at"
    description = breach.schema.get("properties", {}).get(name, {}).get("description")
    return f"add `{name}`: {_first_clause(description)}" if description else f"add `{name}`"


def _accepts(schema: Schema, value: JsonValue) -> bool:
    """Say whether a value is of the type that a subschema names, if it names one."""
    expected = schema.get("type")
    return not isinstance(expected, str) or TYPES[expected] == json_type_name(value)


def _lacks_all_fields(breach: Violation, owner: dict[str, JsonValue]) -> bool:
    """Say whether an object has none of the fields that are declared in it."""
    return not any(name in owner for name in breach.schema.get("properties", {}))


def _first_clause(description: str) -> str:
    first = description.split(". ", maxsplit=1)[0].rstrip(".")
    return first[0].lower() + first[1:]


def _wrong_type(breach: Violation) -> Issue:
    expected = breach.schema["type"]
    types = [expected] if isinstance(expected, str) else expected
    found = json_type_name(breach.owner)
    message = f"expected {' or '.join(TYPES[each] for each in types)}, found {found}"
    return _issue(breach, Anchor(breach.path, AnchorPart.VALUE), message, _type_hint(breach, types, found))


def _type_hint(breach: Violation, types: list[str], found: str) -> str | None:
    if not breach.path:
        if found == "an array":
            return "if the items are the payloads, select them with --at '/*'"
        if isinstance(breach.owner, str) and breach.owner.lstrip().startswith("{"):
            return "the payload is JSON text inside a JSON string: encode it once only"
    if found == "null" and breach.path:
        return "give it a value; only an optional field can be left out"
    return (
        _TYPE_HINTS.get((types[0], found.rsplit(maxsplit=1)[-1]))
        or f"write {' or '.join(TYPES[each] for each in types)}"
    )


def _not_allowed(breach: Violation) -> Issue:
    allowed = breach.schema["enum"] if breach.keyword == "enum" else [breach.schema["const"]]
    message = f"expected {join_names(map(str, allowed), 'or')}, found {json_type_name(breach.owner)} with another value"
    hint = "write one of these, exactly; the set is closed"
    return _issue(breach, Anchor(breach.path, AnchorPart.VALUE), message, hint)


def _reserved(breach: Violation) -> Issue:
    reserved = join_names(map(str, breach.schema["not"]["enum"]), "and")
    message = f"this namespace is reserved: {reserved} are the platform's own"
    hint = "write to a namespace of your own: what is written there the platform overrides"
    return _issue(breach, Anchor(breach.path, AnchorPart.VALUE), message, hint)


def _out_of_range(breach: Violation) -> Issue:
    bound = breach.schema[breach.keyword]
    relation = "above the maximum" if breach.keyword == "maximum" else "below the minimum"
    description = breach.schema.get("description")
    hint = f"it is a {_first_clause(description)}" if description else f"send a number within the {breach.keyword}"
    message = f"this number is {relation} of {bound}"
    return _issue(breach, Anchor(breach.path, AnchorPart.VALUE), message, hint)


def _unknown_member(breach: Violation) -> Issue:
    name = str(breach.path[-1])
    value = breach.owner.get(name) if isinstance(breach.owner, dict) else None
    found = json_type_name(value).split()[-1]
    if breach.is_in_a_write:
        message, hint = f"not a documented member of a write ({found}); the platform may ignore it", _write_hint(breach)
    else:
        message, hint = f"not a documented field ({found}); it may change or go any day", UNSTABLE_FIELD_HINT
    intended = _closest_field_for(breach)
    if intended:
        hint = f"did you mean `{intended}`?"
    return _issue(breach, Anchor(breach.path, AnchorPart.KEY), message, hint)


def _write_hint(breach: Violation) -> str:
    """Return where to write what stands outside the members that take anything."""
    members = breach.schema.get("properties", {})
    free = [name for name, member in members.items() if member.get("additionalProperties") is True]
    return f"take it out, or put it into {join_names(free, 'or')}" if free else "take it out"


def _closest_field_for(breach: Violation) -> str | None:
    """Return the declared field that is lacking and that an unknown one is probably a misspelling of."""
    owner = breach.owner if isinstance(breach.owner, dict) else {}
    members = breach.schema.get("properties", {})
    # Nobody is led from one unstable field to another.
    declared = [name for name, member in members.items() if member.get("x-stability") != "unstable"]
    lacking = frozenset(declared).difference(owner)
    if len(lacking) == len(declared) > 1:
        return None
    return _closest_field(str(breach.path[-1]), lacking)


@lru_cache(maxsize=1024)
def _closest_field(name: str, declared: frozenset[str]) -> str | None:
    # The same unknown names come again in payload after payload.
    return closest_match(name, declared)


def _declared_unstable(breach: Violation) -> Issue:
    source = breach.schema.get("x-source")
    known = f"known from {source}" if source else "known"
    message = f"{known}, but not promised; it may change or go any day"
    return _issue(breach, Anchor(breach.path, AnchorPart.KEY), message, UNSTABLE_FIELD_HINT)


def _unknown_value(breach: Violation) -> Issue:
    message = f"not one of the known values {join_names(breach.schema['x-extensible-enum'], 'and')}"
    hint = "check the spelling; if it is right, nothing needs doing, for the set is open"
    return _issue(breach, Anchor(breach.path, AnchorPart.VALUE), message, hint)


def _issue(breach: Violation, place: Anchor, message: str, hint: str | None) -> Issue:
    return Issue(breach.rule, breach.path, place, message, hint, breach.schema_pointer)


UNSTABLE_FIELD_HINT = "read a documented field instead, or accept this one with --accept-unstable"

_ISSUE_BUILDERS: dict[str, Callable[[Violation], Issue]] = {
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_allowed,
    "const": _not_allowed,
    "not": _reserved,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "unevaluatedProperties": _unknown_member,
    "x-stability": _declared_unstable,
    "x-extensible-enum": _unknown_value,
}
