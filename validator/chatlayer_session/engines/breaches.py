"""Constraints that an instance does not meet, put into words: the same words whichever engine met them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..catalog import schema_name
from ..findings import Kind, Rule
from ..observations import Observation, Part, Place
from ..showing import fit_name
from ..spelling import meant
from ..type_names import TYPES, listed, type_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..catalog import Schema
    from ..pointers import JsonValue, Path

KEYWORD_RULES = {
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

MAX_TOLD = 4096
"""Observations that are kept to be given again."""

_told: dict[tuple[str, Path, str], tuple[Schema, Observation]] = {}
_SAID_OF_ANY_TYPE = frozenset({Rule.WRONG_TYPE, Rule.UNSTABLE_FIELD})

_TYPE_HINTS = {
    ("number", "string"): "remove the double quotes around it",
    ("string", "number"): "put it in double quotes",
    ("string", "boolean"): "put it in double quotes",
}


class Breach(NamedTuple):
    """A keyword of ``schema`` that is not met.

    ``path`` leads to the value the keyword speaks of; for a missing or an unknown member that is the member.
    ``owner`` is the object that has or lacks the member, else the value itself. ``schema_pointer`` is the identifier
    of the schema file, ``#`` and a JSON Pointer.
    """

    keyword: str
    path: Path
    schema: Schema
    owner: JsonValue
    schema_pointer: str

    @property
    def rule(self) -> Rule:
        """The rule that is broken."""
        return KEYWORD_RULES[self.keyword]

    @property
    def is_in_a_write(self) -> bool:
        """Whether it is a write that is held to the schema: what stands there the bot builder has written."""
        return schema_name(self.schema_pointer) == Kind.WRITE.value


def observations(breaches: list[Breach]) -> list[Observation]:
    """Return the observations that breaches come to; of a value of the wrong type nothing else is said."""
    mistyped = {breach.path for breach in breaches if breach.keyword == "type"}
    return [
        _observation_of(breach)
        for breach in breaches
        if breach.path not in mistyped or breach.rule in _SAID_OF_ANY_TYPE
    ]


def _observation_of(breach: Breach) -> Observation:
    """Return the observation that a breach comes to, the same object for breaches that are told alike."""
    told_by = _told_by(breach)
    if told_by is None:
        return _WORDINGS[breach.keyword](breach)
    key = (breach.schema_pointer, breach.path, told_by)
    schema, observation = _told.get(key, (None, None))
    # Another catalog may have another schema by the same name.
    if observation is None or schema is not breach.schema:
        if len(_told) >= MAX_TOLD:
            _told.clear()
        observation = _WORDINGS[breach.keyword](breach)
        _told[key] = breach.schema, observation
    return observation


def _told_by(breach: Breach) -> str | None:
    """Return what the words for a breach depend on, beside the constraint and the path; None if on more than that."""
    keyword, owner = breach.keyword, breach.owner
    if not breach.path:
        return None
    if keyword == "required":
        declared = breach.schema.get("properties", {})
        if not isinstance(owner, dict) or not owner.keys() <= declared.keys():
            return None
        return str(_has_none(breach, owner))
    if keyword == "unevaluatedProperties":
        value = owner.get(str(breach.path[-1])) if isinstance(owner, dict) else None
        return f"{type_name(value)} {_intended_by(breach)}"
    return type_name(owner)


def _missing(breach: Breach) -> Observation:
    name = str(breach.path[-1])
    owner = breach.owner if isinstance(breach.owner, dict) else {}
    declared = breach.schema.get("properties", {})
    misspelt = next(
        (
            other
            for other, value in owner.items()
            if other not in declared and meant(other, [name]) and _may_be(declared.get(name, {}), value)
        ),
        None,
    )
    if len(declared) > 1 and _has_none(breach, owner):
        # In an object that has nothing of what is declared, a likeness means nothing.
        misspelt = None
    message = f"`{name}` is missing; {'a write always has it' if breach.is_in_a_write else 'it is always there'}"
    if misspelt is not None:
        hint, place = (
            f"rename {fit_name(misspelt)} to `{name}`",
            Place((*breach.path[:-1], misspelt), Part.KEY),
        )
    else:
        hint, place = _missing_hint(breach, name, owner), Place(breach.path[:-1], Part.VALUE)
    return _observation(breach, place, message, hint)


def _missing_hint(breach: Breach, name: str, owner: dict[str, JsonValue]) -> str:
    required = breach.schema["required"]
    if len(required) > 1 and len(breach.path) == 1 and _has_none(breach, owner):
        title = breach.schema["title"]
        return f"no field of `{title}` is here; if the payload lies inside this document, say where with --at"
    description = breach.schema.get("properties", {}).get(name, {}).get("description")
    return f"add `{name}`: {_as_clause(description)}" if description else f"add `{name}`"


def _may_be(schema: Schema, value: JsonValue) -> bool:
    """Say whether a value is of the type that a subschema names, if it names one."""
    expected = schema.get("type")
    return not isinstance(expected, str) or TYPES[expected] == type_name(value)


def _has_none(breach: Breach, owner: dict[str, JsonValue]) -> bool:
    """Say whether an object has none of the fields that are declared in it."""
    return not any(name in owner for name in breach.schema.get("properties", {}))


def _as_clause(description: str) -> str:
    first = description.split(". ", maxsplit=1)[0].rstrip(".")
    return first[0].lower() + first[1:]


def _wrong_type(breach: Breach) -> Observation:
    expected = breach.schema["type"]
    types = [expected] if isinstance(expected, str) else expected
    found = type_name(breach.owner)
    message = f"expected {' or '.join(TYPES[each] for each in types)}, found {found}"
    return _observation(breach, Place(breach.path, Part.VALUE), message, _type_hint(breach, types, found))


def _type_hint(breach: Breach, types: list[str], found: str) -> str | None:
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


def _not_allowed(breach: Breach) -> Observation:
    allowed = breach.schema["enum"] if breach.keyword == "enum" else [breach.schema["const"]]
    message = f"expected {listed(map(str, allowed), 'or')}, found {type_name(breach.owner)} with another value"
    hint = "write one of these, exactly; the set is closed"
    return _observation(breach, Place(breach.path, Part.VALUE), message, hint)


def _reserved(breach: Breach) -> Observation:
    message = (
        f"this namespace is reserved: {listed(map(str, breach.schema['not']['enum']), 'and')} are the platform's own"
    )
    hint = "write to a namespace of your own: what is written there the platform overrides"
    return _observation(breach, Place(breach.path, Part.VALUE), message, hint)


def _out_of_range(breach: Breach) -> Observation:
    bound = breach.schema[breach.keyword]
    relation = "above the maximum" if breach.keyword == "maximum" else "below the minimum"
    description = breach.schema.get("description")
    hint = f"it is a {_as_clause(description)}" if description else f"send a number within the {breach.keyword}"
    message = f"this number is {relation} of {bound}"
    return _observation(breach, Place(breach.path, Part.VALUE), message, hint)


def _unknown_member(breach: Breach) -> Observation:
    name = str(breach.path[-1])
    value = breach.owner.get(name) if isinstance(breach.owner, dict) else None
    found = type_name(value).split()[-1]
    if breach.is_in_a_write:
        message, hint = f"not a documented member of a write ({found}); the platform may ignore it", _write_hint(breach)
    else:
        message, hint = f"not a documented field ({found}); it may change or go any day", ACCEPT_HINT
    intended = _intended_by(breach)
    if intended:
        hint = f"did you mean `{intended}`?"
    return _observation(breach, Place(breach.path, Part.KEY), message, hint)


def _write_hint(breach: Breach) -> str:
    """Return where to write what stands outside the members that take anything."""
    members = breach.schema.get("properties", {})
    free = [name for name, member in members.items() if member.get("additionalProperties") is True]
    return f"take it out, or put it into {listed(free, 'or')}" if free else "take it out"


def _intended_by(breach: Breach) -> str | None:
    """Return the declared field that is lacking and that an unknown one is probably a misspelling of."""
    owner = breach.owner if isinstance(breach.owner, dict) else {}
    members = breach.schema.get("properties", {})
    # Nobody is led from one unstable field to another.
    declared = [name for name, member in members.items() if member.get("x-stability") != "unstable"]
    lacking = frozenset(declared).difference(owner)
    if len(lacking) == len(declared) > 1:
        return None
    return _intended(str(breach.path[-1]), lacking)


@lru_cache(maxsize=1024)
def _intended(name: str, declared: frozenset[str]) -> str | None:
    # The same unknown names come again in payload after payload.
    return meant(name, declared)


def _declared_unstable(breach: Breach) -> Observation:
    source = breach.schema.get("x-source")
    known = f"known from {source}" if source else "known"
    message = f"{known}, but not promised; it may change or go any day"
    return _observation(breach, Place(breach.path, Part.KEY), message, ACCEPT_HINT)


def _unknown_value(breach: Breach) -> Observation:
    message = f"not one of the known values {listed(breach.schema['x-extensible-enum'], 'and')}"
    hint = "check the spelling; if it is right, nothing needs doing, for the set is open"
    return _observation(breach, Place(breach.path, Part.VALUE), message, hint)


def _observation(breach: Breach, place: Place, message: str, hint: str | None) -> Observation:
    return Observation(breach.rule, breach.path, place, message, hint, breach.schema_pointer)


ACCEPT_HINT = "read a documented field instead, or accept this one with --accept-unstable"

_WORDINGS: dict[str, Callable[[Breach], Observation]] = {
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
