"""Generation of valid payloads: a walk over the fields of a schema that chooses a value for each."""

from __future__ import annotations

from copy import deepcopy
from math import ceil, floor
from typing import TYPE_CHECKING

from ..errors import KindNotInVersion
from ..spec.fields import field_tree
from ..spec.json_type import json_type
from ..spec.kinds import ANSWER_MEMBER, INTERNAL
from ..spec.references import UnsupportedKeyword
from .keywords import check_keywords
from .samples import samples_of
from .values import any_array, any_value
from .vocabulary import PHRASES, is_like_telephone, new_name, similar_prose, vary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..findings import Kind
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from ..spec.fields import Field, FieldPath
    from .choices import Choices

MAX_ITEMS = 4
"""The most items of an array whose items the schema describes."""

MAX_VARIABLES = 6
"""The most members of an open object."""

PRESENCE_ODDS = (3, 5)
"""How often an optional member exists: in 3 of 5 cases."""

KIND_MARKERS = (INTERNAL, ANSWER_MEMBER)
"""Names of members that would turn a payload into one of a different kind."""

_UNBOUNDED = 10**9


class Generator:
    """Generates valid payloads of one kind and schema version, without unstable fields.

    Raises:
        KindNotInVersion: the version has no schema for this kind.
        UnsupportedKeyword: the schema uses a keyword that payloads cannot be generated from.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        if kind not in catalog.kinds(version):
            raise KindNotInVersion(kind.value, version, catalog.versions_supporting(kind))
        self.version = version
        self.kind = kind
        self.root = field_tree(catalog, version, kind)
        check_keywords(self.root, catalog.schemas("session", version))
        self.samples = samples_of(catalog, version)

    def payload(
        self,
        choices: Choices,
        required: Sequence[FieldPath] = (),
        *,
        unknown_values: bool = False,
        variables: bool = True,
    ) -> JsonValue:
        """Return a payload that has at least one value at each of the ``required`` paths.

        With ``unknown_values``, open sets of values include unknown ones. Without ``variables``, open objects have
        declared members only.
        """
        walk = _Walk(self, choices, unknown_values=unknown_values, variables=variables)
        return walk.value(self.root, required)

    def value(self, field: Field, choices: Choices) -> JsonValue:
        """Return a value that is allowed for a field."""
        return _Walk(self, choices, unknown_values=False, variables=True).value(field, ())

    def other_member(self, field: Field, choices: Choices, taken: Sequence[str]) -> tuple[str, JsonValue]:
        """Return name and value of a member that the schema does not declare, often one from an example."""
        others = self.samples.others.get(field.schema_pointer, {})
        names = [name for name in others if name not in taken]
        if names and not choices.chance(1, 3):
            name = choices.pick(names)
            return name, deepcopy(others[name])
        return new_name(choices, [*taken, *field.members, *KIND_MARKERS]), any_value(choices)


class _Walk:
    """The generation of one payload."""

    def __init__(self, generator: Generator, choices: Choices, *, unknown_values: bool, variables: bool) -> None:
        self.generator = generator
        self.choices = choices
        self.unknown_values = unknown_values
        self.variables = variables

    def value(self, field: Field, required: Sequence[FieldPath]) -> JsonValue:
        if field.is_unstable or not (field.types or field.values):
            return self.sampled(field, any_value)
        if field.values:
            return self.choices.pick(allowed_values(field))
        types = field.types
        steps = {path[0] for path in required if path}
        if steps:
            types = ("array",) if None in steps else ("object",)
        return _GENERATORS[self.choices.pick(types)](self, field, required)

    def record(self, field: Field, required: Sequence[FieldPath]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for name, member in field.members.items():
            inner_paths = [path[1:] for path in required if path[:1] == (name,)]
            is_optional = not inner_paths and name not in field.required
            if is_optional and (member.is_unstable or not self.choices.chance(*PRESENCE_ODDS)):
                continue
            members[name] = self.value(member, inner_paths)
        if field.open and self.variables:
            while len(members) < MAX_VARIABLES and self.choices.chance(2, 3):
                name, value = self.generator.other_member(field, self.choices, [*members, *field.members])
                members[name] = value
        return members

    def array(self, field: Field, required: Sequence[FieldPath]) -> JsonValue:
        inner_paths = [path[1:] for path in required if path[:1] == (None,)]
        if field.items is None:
            return self.sampled(field, any_array)
        items: list[JsonValue] = []
        while (inner_paths and not items) or (len(items) < MAX_ITEMS and self.choices.chance(1, 2)):
            items.append(self.value(field.items, inner_paths))
        return items

    def sampled(self, field: Field, make: Callable[[Choices], JsonValue]) -> JsonValue:
        """Return a value from an example, or the value that ``make`` returns."""
        samples = self.generator.samples.values.get(field.schema_pointer)
        if samples and not self.choices.is_arbitrary():
            return deepcopy(self.choices.pick(samples))
        return make(self.choices)

    def string(self, field: Field) -> str:
        text = self.any_string(field)
        while field.forbids(text):
            text = f"x{text}"
        return text

    def any_string(self, field: Field) -> str:
        choices = self.choices
        if field.known_values:
            if self.unknown_values and choices.chance(1, 4):
                return unknown_value(field, choices)
            return choices.pick(field.known_values)
        samples = self.generator.samples.values.get(field.schema_pointer, ())
        texts = [sample for sample in samples if isinstance(sample, str) and not is_like_telephone(sample)]
        options = [*texts, *similar_prose(texts)]
        # The highest number stands for an arbitrary text.
        highest = max(choices.odds_of_arbitrary, len(options))
        index = choices.integer(0, highest)
        return choices.text() if index == highest else vary(options[index % len(options)], choices)

    def number(self, field: Field) -> float:
        bounds = [bound for bound in field.range if bound is not None]
        index = self.choices.integer(0, 9)
        return bounds[index] if index < len(bounds) else self.choices.number(*field.range)

    def integer(self, field: Field) -> int:
        minimum, maximum = field.range
        low = -_UNBOUNDED if minimum is None else ceil(minimum)
        high = max(low, _UNBOUNDED) if maximum is None else floor(maximum)
        if low > high:
            raise UnsupportedKeyword("minimum", field.schema_pointer, "no integer is between the bounds")
        return self.choices.integer(low, high)


_GENERATORS: dict[str, Callable[[_Walk, Field, Sequence[FieldPath]], JsonValue]] = {
    "object": _Walk.record,
    "array": _Walk.array,
    "string": lambda walk, field, _: walk.string(field),
    "number": lambda walk, field, _: walk.number(field),
    "integer": lambda walk, field, _: walk.integer(field),
    "boolean": lambda walk, _, __: walk.choices.chance(1, 2),
    "null": lambda _, __, ___: None,
}


def allowed_values(field: Field) -> list[JsonValue]:
    """Return the values of a closed set that meet the other constraints.

    Raises:
        UnsupportedKeyword: no value does.
    """
    values = [value for value in field.values if meets(field, value)]
    if not values:
        raise UnsupportedKeyword("enum", field.schema_pointer, "none of its values meets the other constraints")
    return values


def unknown_value(field: Field, choices: Choices) -> str:
    """Return a string that is not a known value of an open set, often a similar string."""
    known = field.known_values
    similar = [*(value.swapcase() for value in known), *PHRASES]
    value = choices.pick(similar) if choices.chance(1, 2) else choices.text()
    while value in known or field.forbids(value):
        value += "x"
    return value


def meets(field: Field, value: JsonValue) -> bool:
    """Return whether a value has an allowed type, is in range, and is not forbidden."""
    if field.forbids(value) or (field.types and not any(is_of(value, name) for name in field.types)):
        return False
    return isinstance(value, bool) or not isinstance(value, int | float) or field.in_range(value)


def is_of(value: JsonValue, name: str) -> bool:
    """Return whether a value has the JSON type ``name``; a number without a fraction is an integer too."""
    if name == "integer":
        return isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    return name == json_type(value)
