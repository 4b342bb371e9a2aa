"""Payloads as text, valid or breaking one rule, including the rules about text."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from ..checks.size import MAX_BYTES, NOTE_BYTES, compact_size
from ..parsing.grammar import MAX_NESTING
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .generator import KIND_MARKERS
from .mutation_sites import SCHEMA_ERRORS, CannotViolate, resolve, sample_sites, sites_of
from .mutations import broken_payload, insert, value_at
from .serialize import BYTE_ORDER_MARK
from .vocabulary import PHRASES, new_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field, FieldPath
    from .choices import Choices
    from .generator import Generator
    from .mutation_sites import MutationSite

T = TypeVar("T")

_MARK = "\ue000\ue001"
"""A placeholder that no payload contains. In the text it is replaced by what JSON cannot express."""

_HALF_ESCAPES = (b"\\ud83d", b"\\udc4b")
_NOT_UTF8 = (b"\xff", b"\xe9", b"\xc3", b"\x80")
_FILLER = "x"
_EXCESS = 1000
_NANS = (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e999")


class CorruptionWriter:
    """Writes payloads as text, each with some unstable fields if ``unstable``.

    ``indent`` is the number of spaces per level; None writes a payload on one line.
    """

    def __init__(
        self, generator: Generator, choices: Choices, *, unstable: bool = False, indent: int | None = None
    ) -> None:
        self.generator = generator
        self.choices = choices
        self.unstable = unstable
        self.indent = indent

    def valid(self) -> bytes:
        """Return a payload without findings other than unstable fields."""
        return self.text(self.payload(())[0])

    def broken(self, rule: Rule) -> bytes:
        """Return a payload that breaks one rule, and no other except the one about unstable fields.

        Raises:
            CannotViolate: a payload of this kind cannot break the rule.
        """
        if rule in _CORRUPTIONS:
            return _CORRUPTIONS[rule](self)
        # The payload must keep its kind, and its unstable fields.
        kept = {(), (INTERNAL,)} if self.unstable else {(INTERNAL,)} if rule is Rule.MISSING_FIELD else ()
        sites = [site for site in sites_of(self.generator.root, rule) if site.target not in kept]
        site = self.pick(sites, rule)
        return self.text(
            broken_payload(self.generator, self.choices, site, self.unstable_sites(site.needed, site.target)).payload
        )

    def unstable_sites(self, needed: FieldPath, outside: FieldPath | None = None) -> Sequence[MutationSite]:
        """Return places for unstable fields that a payload with the path ``needed`` can have; none unless `unstable`.

        None is at or below the path ``outside``.
        """
        if not self.unstable:
            return ()
        return sample_sites(self.generator, self.choices, least=1, most=5, needed=needed, outside=outside)

    def payload(self, field_path: FieldPath, *, of_object: bool = False) -> tuple[Any, InstancePath]:
        """Return a payload that has a value for a field, with ``of_object`` an object, and the path of that value."""
        needed = (*field_path, "") if of_object else field_path
        sites = self.unstable_sites(needed)
        payload = self.generator.payload(self.choices, [needed, *(site.needed for site in sites)])
        for site in sites:
            insert(payload, self.generator, self.choices, site)
        return payload, resolve(field_path, payload, self.choices)

    def pick_field(self, rule: Rule, is_suitable: Callable[[FieldPath, Field], bool]) -> FieldPath:
        """Return the path to a field that is suitable to break a rule; raise `CannotViolate` if there is none."""
        paths = [path for path, field in self.generator.root.walk(unstable=False) if is_suitable(path, field)]
        return self.pick(paths, rule)

    def pick(self, options: Sequence[T], rule: Rule) -> T:
        """Return one of the options; raise `CannotViolate` if there are none."""
        if not options:
            raise CannotViolate(rule, self.generator.kind)
        return self.choices.pick(options)

    def text(self, payload: object) -> bytes:
        """Return a payload as text."""
        return json.dumps(payload, ensure_ascii=False, indent=self.indent).encode()


def _with_broken_encoding(writer: CorruptionWriter) -> bytes:
    """Append a byte or an escape that is not a character to a string."""
    payload, path = writer.payload(writer.pick_field(Rule.ENCODING, _allows_any_text))
    _put(writer, payload, path, f"{writer.choices.pick(PHRASES)}{_MARK}")
    return writer.text(payload).replace(_MARK.encode(), writer.choices.pick(_NOT_UTF8 + _HALF_ESCAPES))


def _with_duplicate_key(writer: CorruptionWriter) -> bytes:
    field_path = writer.pick_field(Rule.DUPLICATE_KEY, lambda path, _: bool(path) and path[-1] is not None)
    payload, path = writer.payload(field_path)
    owner = value_at(payload, path[:-1])
    owner[f"{path[-1]}{_MARK}"] = deepcopy(owner[path[-1]])
    return writer.text(payload).replace(_MARK.encode(), b"")


def _with_nan(writer: CorruptionWriter) -> bytes:
    """Replace a number, or fill a free place, with a number that JSON does not have."""
    field_path = writer.pick_field(Rule.NOT_A_NUMBER, lambda _, field: _is_free(field) or "number" in field.types)
    return _with_raw_text(writer, field_path, writer.choices.pick(_NANS))


def _with_depth(writer: CorruptionWriter) -> bytes:
    levels = MAX_NESTING + writer.choices.integer(0, 20)
    field_path = writer.pick_field(Rule.TOO_DEEP, lambda _, field: _is_free(field))
    return _with_raw_text(writer, field_path, b"[" * levels + b"]" * levels)


def _with_size(rule: Rule, least: int, most: int) -> Callable[[CorruptionWriter], bytes]:
    """Return a function that fills a payload up to a size of ``least`` to ``most`` bytes."""

    def write(writer: CorruptionWriter) -> bytes:
        payload, path = writer.payload(writer.pick_field(rule, _allows_any_text))
        owner, name = _put(writer, payload, path, "")
        owner[name] = _FILLER * (writer.choices.integer(least, most) - compact_size(payload))
        return writer.text(payload)

    return write


def _with_wrong_syntax(writer: CorruptionWriter) -> bytes:
    """Leave out a brace, a comma or a colon, or add a comma."""
    problem = writer.choices.integer(0, 3)
    if problem == 0:
        return writer.valid().removesuffix(b"}").rstrip()
    field_path = writer.pick_field(Rule.SYNTAX, lambda _, field: len(field.required) > 1)
    payload, path = writer.payload(field_path, of_object=True)
    owner = value_at(payload, path)
    if problem == 1:
        owner[_MARK] = None
        return re.sub(rf',(\s*)"{_MARK}": null'.encode(), rb",\1", writer.text(payload))
    members = list(owner.items())
    index = writer.choices.integer(1, len(members) - 1)
    members[index] = (f"{_MARK}{members[index][0]}", members[index][1])
    owner.clear()
    owner.update(members)
    if problem == 2:
        return re.sub(rf',(\s*)"{_MARK}'.encode(), rb'\1"', writer.text(payload))
    return re.sub(rf'"{_MARK}((?:[^"\\]|\\.)*)":'.encode(), rb'"\1"', writer.text(payload))


def _with_raw_text(writer: CorruptionWriter, field_path: FieldPath, raw: bytes) -> bytes:
    """Return a payload with a raw text in the value of a field."""
    payload, path = writer.payload(field_path)
    _put(writer, payload, path, _MARK)
    return writer.text(payload).replace(f'"{_MARK}"'.encode(), raw)


def _put(writer: CorruptionWriter, payload: Any, path: InstancePath, text: str) -> tuple[Any, str | int]:
    """Replace a scalar by a string, or add the string to an array or object; return its container and its key."""
    value: JsonValue = value_at(payload, path)
    if isinstance(value, list):
        value.append(text)
        return value, len(value) - 1
    if isinstance(value, dict):
        name = new_name(writer.choices, [*value, *KIND_MARKERS])
        value[name] = text
        return value, name
    owner = value_at(payload, path[:-1])
    owner[path[-1]] = text
    return owner, path[-1]


def _allows_any_text(_: FieldPath, field: Field) -> bool:
    has_values = field.values or field.known_values or field.forbidden
    return _is_free(field) or (field.types == ("string",) and not has_values)


def _is_free(field: Field) -> bool:
    """Return whether a field has any value, or is an object or array that may have any member or item."""
    return field.open or not (field.types or field.values) or (field.types == ("array",) and field.items is None)


_CORRUPTIONS: dict[Rule, Callable[[CorruptionWriter], bytes]] = {
    Rule.SYNTAX: _with_wrong_syntax,
    Rule.ENCODING: _with_broken_encoding,
    Rule.DUPLICATE_KEY: _with_duplicate_key,
    Rule.NOT_A_NUMBER: _with_nan,
    Rule.TOO_DEEP: _with_depth,
    Rule.BYTE_ORDER_MARK: lambda writer: BYTE_ORDER_MARK + writer.valid(),
    Rule.TOO_LARGE: _with_size(Rule.TOO_LARGE, MAX_BYTES + 1, MAX_BYTES + _EXCESS),
    Rule.NEARLY_TOO_LARGE: _with_size(Rule.NEARLY_TOO_LARGE, NOTE_BYTES + 1, MAX_BYTES),
}

CORRUPTIBLE_RULES = (*_CORRUPTIONS, *SCHEMA_ERRORS, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE)
"""The rules that a payload can break without other payloads or options."""
