"""Violated constraints to issues: the same wording whichever engine found the violation."""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ...findings import MAX_NAME, Kind
from ...issues import KEY_PLACEHOLDER, Anchor, AnchorPart, Issue, IssueList
from ...rules import Rule, describe
from ...spec.catalog import name_from_urn
from ...spec.json_type import TYPES, join_names, json_type, json_type_name
from ...spec.kinds import undetected_kind
from ...spec.references import ANNOTATIONS
from ...suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Schema

RULE_BY_KEYWORD = {
    "required": Rule.MISSING_FIELD,
    "type": Rule.WRONG_TYPE,
    "anyOf": Rule.WRONG_TYPE,
    "enum": Rule.VALUE_NOT_ALLOWED,
    "const": Rule.VALUE_NOT_ALLOWED,
    "pattern": Rule.VALUE_NOT_ALLOWED,
    "not": Rule.RESERVED_NAMESPACE,
    "minimum": Rule.OUT_OF_RANGE,
    "maximum": Rule.OUT_OF_RANGE,
    "unevaluatedProperties": Rule.UNSTABLE_FIELD,
    "x-stability": Rule.UNSTABLE_FIELD,
    "x-extensible-enum": Rule.UNKNOWN_VALUE,
}
"""The rule that a payload violates with each keyword; the session schemas use no other assertions."""

MAX_CACHED = 4096
"""Issues that are kept for violations with the same wording."""

MAX_KNOWN_VALUES = 5
"""Known values of an open set that a message lists in full."""

FIRST_KNOWN_VALUES = 3
"""Known values of a larger set that a message lists."""

_NO_CONSTRAINTS = ANNOTATIONS | {"x-stability"}
_KIND_HINTS = {Kind.WRITE: "as_write", Kind.ANSWER: "as_answer"}
_cache: dict[tuple[str, InstancePath, str], tuple[Schema, Issue]] = {}
# As many entries as the schemas have wordings: the key has no name of a payload.
_wordings: dict[tuple[str, InstancePath, str], tuple[Schema, Issue]] = {}
# The same unknown names come in payload after payload.
_closest_field = lru_cache(maxsize=1024)(closest_match)
_suggestable: dict[int, tuple[Schema, frozenset[str]]] = {}
_TYPE_INDEPENDENT = frozenset({"unevaluatedProperties", "x-stability"})

_TYPE_HINTS = {("number", "string"): "quoted", ("string", "number"): "unquoted", ("string", "boolean"): "unquoted"}


class Violation(NamedTuple):
    """A keyword of ``schema`` that a payload does not satisfy.

    ``path`` is the place of the value that the keyword constrains, or of the missing or unknown member.
    ``owner`` is the object that has or lacks the member, otherwise the value. ``schema_pointer`` is the identifier
    of the schema file, ``#`` and a JSON Pointer.
    """

    keyword: str
    path: InstancePath
    schema: Schema
    owner: JsonValue
    schema_pointer: str

    @property
    def rule(self) -> Rule:
        """The violated rule."""
        return RULE_BY_KEYWORD[self.keyword]

    @property
    def kind(self) -> Kind:
        """The kind of payload whose schema file is violated."""
        return Kind(name_from_urn(self.schema_pointer))


def type_first(schema: Schema) -> Schema:
    """Return a schema whose ``type`` and ``$ref`` come before its other keywords."""
    return {**{keyword: schema[keyword] for keyword in ("type", "$ref") if keyword in schema}, **schema}


def issues_from(
    violations: Iterable[Violation], rule_of: Callable[[Violation], Rule | None] = attrgetter("rule")
) -> IssueList:
    """Return the issues of violations, in bounded memory.

    A value of the wrong type and a payload without any known field have no other issue than that. The type of a value
    must come before its other violations. ``rule_of`` returns the rule of a violation, or None if it is not an issue.
    """
    issues = IssueList()
    # A value of the wrong type, and those around it.
    mistyped: list[InstancePath] = []
    for violation in violations:
        path = violation.path
        if violation.keyword == "type":
            while mistyped and path[: len(mistyped[-1])] != mistyped[-1]:
                mistyped.pop()
            mistyped.append(path)
        elif path in mistyped and violation.keyword not in _TYPE_INDEPENDENT:
            continue
        elif violation.keyword == "required" and len(path) == 1 and _lacks_all_fields(violation):
            # Everything that such a payload violates follows from this.
            schema, pointer = violation.schema, violation.schema_pointer
            return IssueList([_no_known_field(schema["title"], pointer, _other_kind(violation))])
        rule = rule_of(violation)
        if rule is not None and issues.try_reserve(rule):
            issues.append(_cached_issue(violation))
    return issues


def _cached_issue(violation: Violation) -> Issue:
    """Return the issue of a violation; the same object for violations with the same wording."""
    wording_key = _cache_key(violation)
    if wording_key is None:
        return _ISSUE_BUILDERS[violation.keyword](violation)
    key = (violation.schema_pointer, violation.path, wording_key)
    schema, issue = _cache.get(key, (None, None))
    # A different catalog can have a different schema with the same identifier.
    if issue is None or schema is not violation.schema:
        if len(_cache) >= MAX_CACHED:
            _cache.clear()
        issue = _worded_once(violation, wording_key)
        _cache[key] = violation.schema, issue
    return issue


def _worded_once(violation: Violation, wording_key: str) -> Issue:
    """Return the issue of a violation, worded as an earlier violation with a different path."""
    path, is_missing = violation.path, violation.keyword == "required"
    key = (violation.schema_pointer, path[-1:] if is_missing else (), wording_key)
    schema, issue = _wordings.get(key, (None, None))
    if issue is None or schema is not violation.schema or not isinstance(issue.anchor, Anchor):
        issue = _ISSUE_BUILDERS[violation.keyword](violation)
        _wordings[key] = violation.schema, issue
        return issue
    anchor = Anchor(path[:-1] if is_missing else path, issue.anchor.part)
    return Issue(issue.rule, path, anchor, issue.message, issue.hint, issue.schema_pointer)


def _cache_key(violation: Violation) -> str | None:
    """Return what the wording depends on besides constraint and path; None if it depends on the rest of the payload."""
    keyword, owner = violation.keyword, violation.owner
    if not violation.path or len(str(violation.path[-1])) > MAX_NAME:
        return None
    if keyword == "required":
        declared = violation.schema.get("properties", {})
        if not isinstance(owner, dict) or not owner.keys() <= declared.keys():
            return None
        return _other_kind(violation)
    if keyword == "unevaluatedProperties":
        value = owner.get(str(violation.path[-1])) if isinstance(owner, dict) else None
        return f"{json_type(value)} {_closest_field_for(violation)} {_other_kind(violation)}"
    return json_type(owner)


def _missing(violation: Violation) -> Issue:
    name = str(violation.path[-1])
    owner = violation.owner if isinstance(violation.owner, dict) else {}
    misspelled = _misspelled_member(violation, name, owner)
    if misspelled is not None:
        anchor = Anchor((*violation.path[:-1], misspelled), AnchorPart.KEY)
        return _issue(violation, anchor, "required", "misspelled", name=name, member=KEY_PLACEHOLDER)
    anchor = Anchor(violation.path[:-1], AnchorPart.VALUE)
    other_kind = _other_kind(violation)
    if other_kind:
        return _issue(violation, anchor, "required", other_kind, name=name)
    description = violation.schema.get("properties", {}).get(name, {}).get("description")
    if description:
        return _issue(violation, anchor, "required", "described", name=name, description=_first_clause(description))
    return _issue(violation, anchor, "required", name=name)


def _misspelled_member(violation: Violation, name: str, owner: dict[str, JsonValue]) -> str | None:
    """Return the undeclared member that is probably a misspelling of the missing one."""
    members = violation.schema.get("properties", {})
    declared = {name: member for name, member in members.items() if "x-written-by" not in member}
    # An object without any declared field is probably a different object, so that similar names mean nothing.
    if len(declared) > 1 and declared.keys().isdisjoint(owner):
        return None
    for member, value in owner.items():
        if member not in declared and closest_match(member, [name]) and _accepts(declared.get(name, {}), value):
            return member
    return None


def _accepts(schema: Schema, value: JsonValue) -> bool:
    """Return whether a value has the type that a subschema requires, if it requires one."""
    expected = schema.get("type")
    return not isinstance(expected, str) or expected == json_type(value)


def _other_kind(violation: Violation) -> str:
    """Return the name of the hint on the kind that a payload probably has instead; empty if it looks like no other."""
    kind = undetected_kind(violation.owner) if len(violation.path) == 1 else None
    return _KIND_HINTS[kind] if kind is not None and kind is not violation.kind else ""


def _lacks_all_fields(violation: Violation) -> bool:
    """Return whether an object, whose member is missing, has none of several required and declared fields."""
    owner = violation.owner if isinstance(violation.owner, dict) else {}
    return len(violation.schema["required"]) > 1 and owner.keys().isdisjoint(violation.schema.get("properties", ()))


@cache
def _no_known_field(title: str, schema_pointer: str, hint: str) -> Issue:
    """Return the issue of a payload that is probably a different object."""
    wording = describe(Rule.MISSING_FIELD, "no-known-field", hint, title=title)
    return Issue(Rule.MISSING_FIELD, (), Anchor((), AnchorPart.VALUE), *wording, schema_pointer)


def _first_clause(description: str) -> str:
    first = description.split(". ", maxsplit=1)[0].rstrip(".")
    return first[0].lower() + first[1:]


def _wrong_type(violation: Violation) -> Issue:
    types = _types_of(violation.schema)
    return _issue(
        violation,
        Anchor(violation.path, AnchorPart.VALUE),
        "type",
        _type_hint(violation, types),
        expected=" or ".join(TYPES[name] for name in types),
        found=json_type_name(violation.owner),
    )


def _types_of(schema: Schema) -> list[str]:
    """Return the types that a subschema requires; an alternative that is a reference leads to an object."""
    if "anyOf" in schema:
        return [alternative.get("type", "object") for alternative in schema["anyOf"]]
    required = schema["type"]
    return [required] if isinstance(required, str) else required


def _type_hint(violation: Violation, types: list[str]) -> str:
    """Return the name of the hint."""
    value_type = json_type(violation.owner)
    if not violation.path:
        if value_type == "array":
            return "items"
        if isinstance(violation.owner, str) and violation.owner.lstrip().startswith("{"):
            return "encoded_twice"
    if value_type == "null" and violation.path:
        return "null"
    return _TYPE_HINTS.get((types[0], value_type), "")


def _not_allowed(violation: Violation) -> Issue:
    values = violation.schema["enum"] if violation.keyword == "enum" else [violation.schema["const"]]
    value_type = json_type(violation.owner)
    has_allowed_type = value_type in map(json_type, values)
    elsewhere = violation.schema.get("x-undocumented-values", ())
    return _issue(
        violation,
        Anchor(violation.path, AnchorPart.VALUE),
        "value",
        "elsewhere" if elsewhere else "",
        allowed=join_names(map(str, values), "or"),
        found=f"a different {value_type}" if has_allowed_type else TYPES[value_type],
        elsewhere=join_names(elsewhere, "and") if elsewhere else "",
    )


def _reserved(violation: Violation) -> Issue:
    excluded = violation.schema["not"]
    names = join_names(map(str, excluded.get("enum") or excluded["examples"]), "and")
    return _issue(violation, Anchor(violation.path, AnchorPart.VALUE), "reserved", names=names)


def _out_of_range(violation: Violation) -> Issue:
    minimum, maximum = violation.schema.get("minimum"), violation.schema.get("maximum")
    template = violation.keyword if minimum is None or maximum is None else "between"
    anchor, description = Anchor(violation.path, AnchorPart.VALUE), violation.schema.get("description")
    if not description:
        return _issue(violation, anchor, template, minimum=minimum, maximum=maximum)
    clause = _first_clause(description)
    return _issue(violation, anchor, template, "described", minimum=minimum, maximum=maximum, description=clause)


def _unknown_member(violation: Violation) -> Issue:
    name = str(violation.path[-1])
    value = violation.owner.get(name) if isinstance(violation.owner, dict) else None
    anchor, intended = Anchor(violation.path, AnchorPart.KEY), _closest_field_for(violation)
    kind = violation.kind
    template = {Kind.WRITE: "in-write", Kind.ANSWER: "in-answer"}.get(kind, "undocumented")
    if intended:
        return _issue(violation, anchor, template, "misspelled", type=json_type(value), name=intended)
    members = violation.schema.get("properties", {})
    open_members = [name for name, member in members.items() if _is_free(member)]
    if kind is Kind.WRITE and open_members:
        names = join_names(open_members, "or")
        return _issue(violation, anchor, template, "movable", type=json_type(value), members=names)
    as_write = _other_kind(violation) if kind is Kind.ANSWER else ""
    return _issue(violation, anchor, template, as_write, type=json_type(value))


def _is_free(schema: Schema) -> bool:
    """Return whether a subschema allows members of any name, because it is open or has no constraints."""
    return schema.get("additionalProperties") is True or schema.keys() <= _NO_CONSTRAINTS


def _closest_field_for(violation: Violation) -> str | None:
    """Return the missing declared field that an unknown one is probably a misspelling of."""
    owner = violation.owner if isinstance(violation.owner, dict) else {}
    declared = _suggestable_fields(violation.schema)
    missing = declared.difference(owner)
    name = str(violation.path[-1])
    if len(missing) == len(declared) > 1 or len(name) > MAX_NAME:
        return None
    return _closest_field(name, missing)


def _suggestable_fields(schema: Schema) -> frozenset[str]:
    """Return the names of the declared fields that are worth suggesting, which no unstable field is."""
    # The entry keeps the schema, so that its identity stays its own.
    if id(schema) not in _suggestable:
        members = schema.get("properties", {}).items()
        names = frozenset(name for name, member in members if member.get("x-stability") != "unstable")
        _suggestable[id(schema)] = schema, names
    return _suggestable[id(schema)][1]


def _declared_unstable(violation: Violation) -> Issue:
    anchor, source = Anchor(violation.path, AnchorPart.KEY), violation.schema.get("x-source")
    return _issue(violation, anchor, "known-from", source=source) if source else _issue(violation, anchor, "known")


def _unknown_value(violation: Violation) -> Issue:
    values = violation.schema["x-extensible-enum"]
    if len(values) <= MAX_KNOWN_VALUES:
        known = join_names(values, "and")
    else:
        listed = ", ".join(f"`{value}`" for value in values[:FIRST_KNOWN_VALUES])
        known = f"{listed} and {len(values) - FIRST_KNOWN_VALUES} more"
    return _issue(violation, Anchor(violation.path, AnchorPart.VALUE), "value", known=known)


def _issue(violation: Violation, anchor: Anchor, template: str, hint: str = "", **values: object) -> Issue:
    wording = describe(violation.rule, template, hint, **values)
    return Issue(violation.rule, violation.path, anchor, *wording, violation.schema_pointer)


_ISSUE_BUILDERS: dict[str, Callable[[Violation], Issue]] = {
    "required": _missing,
    "type": _wrong_type,
    "anyOf": _wrong_type,
    "enum": _not_allowed,
    "const": _not_allowed,
    # The only pattern of the schemas demands a character that is not white space.
    "pattern": lambda violation: _issue(violation, Anchor(violation.path, AnchorPart.VALUE), "blank"),
    "not": _reserved,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "unevaluatedProperties": _unknown_member,
    "x-stability": _declared_unstable,
    "x-extensible-enum": _unknown_value,
}
