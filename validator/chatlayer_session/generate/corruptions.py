"""Payloads as text, with nothing in it to be told of, or one thing that a rule is about."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ..checks.size import MAX_BYTES, NOTE_BYTES, compact_size
from ..parsing.limits import MAX_NESTING
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .generator import KIND_MARKERS
from .mutation_sites import SHAPE_RULES, CannotViolate, resolve, sample_sites, sites_of
from .mutations import broken_payload, insert
from .serialize import BYTE_ORDER_MARK
from .vocabulary import PHRASES, new_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..jsonpointer import InstancePath, JsonValue
    from .choices import Choices
    from .generator import Generator
    from .mutation_sites import MutationSite
    from .schema_tree import InstanceWay, SchemaNode

_MARK = "\ue000\ue001"
"""Characters that no payload has; in the text they give way to what is to stand there."""

_HALVES = (b"\\ud83d", b"\\udc4b")
_NOT_UTF8 = (b"\xff", b"\xe9", b"\xc3", b"\x80")
_FILLER = "x"
_SPARE = 1000
_NO_NUMBERS = (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e999")


class CorruptionWriter:
    """Writes payloads as text; ``unstable`` says whether each has some unstable fields as well.

    ``indent`` is the number of spaces of a level; None puts a text on one line.
    """

    def __init__(
        self, generator: Generator, choices: Choices, *, unstable: bool = False, indent: int | None = None
    ) -> None:
        self.generator = generator
        self.choices = choices
        self.unstable = unstable
        self.indent = indent

    def valid(self) -> bytes:
        """Return a payload in which nothing is to be told but unstable fields."""
        return self.text(self.payload(())[0])

    def broken(self, rule: Rule) -> bytes:
        """Return a payload that breaks a rule and no other, but for the one about unstable fields.

        Raises:
            CannotViolate: no payload of this kind can.
        """
        if rule in _CORRUPTIONS:
            return _CORRUPTIONS[rule](self)
        site = self.choices.pick(self.some([*filter(self.fits, sites_of(self.generator.root, rule))], rule))
        unstable = self.unstable_sites(site.target)
        return self.text(broken_payload(self.generator, self.choices, site, unstable).payload)

    def fits(self, site: MutationSite) -> bool:
        """Say whether a rule can be broken at a site, all else kept, in a payload whose kind is told from it."""
        if site.rule is Rule.MISSING_FIELD and site.target == (INTERNAL,):
            return False
        return not self.unstable or site.target not in {(), (INTERNAL,)}

    def unstable_sites(self, beside: InstanceWay | None = None) -> Sequence[MutationSite]:
        """Return places for unstable fields; none if there are to be none."""
        return sample_sites(self.generator, self.choices, least=1, most=5, beside=beside) if self.unstable else ()

    def payload(self, way: InstanceWay) -> tuple[Any, InstancePath]:
        """Return a payload, and the path to something in it at the end of a way."""
        sites = self.unstable_sites()
        payload = self.generator.payload(self.choices, [way, *(site.way for site in sites)])
        for site in sites:
            insert(payload, self.generator, self.choices, site)
        return payload, resolve(way, payload, self.choices)

    def text(self, payload: object) -> bytes:
        """Return a payload as text."""
        return json.dumps(payload, ensure_ascii=False, indent=self.indent).encode()

    def way(self, rule: Rule, fits: Callable[[InstanceWay, SchemaNode], bool]) -> InstanceWay:
        """Return a way to one of the nodes that fit."""
        ways = [way for way, node in self.generator.root.walk() if fits(way, node)]
        return self.choices.pick(self.some(ways, rule))

    def some(self, options: Sequence[Any], rule: Rule) -> Sequence[Any]:
        """Return the options; raises `CannotViolate` if there are none."""
        if not options:
            raise CannotViolate(rule, self.generator.kind)
        return options


def _with_byte_order_mark(writer: CorruptionWriter) -> bytes:
    return BYTE_ORDER_MARK + writer.valid()


def _with_broken_encoding(writer: CorruptionWriter) -> bytes:
    """Put a byte or an escape that stands for no character at the end of a text."""
    payload, path = writer.payload(writer.way(Rule.ENCODING, _takes_any_text))
    _put(writer, payload, path, f"{writer.choices.pick(PHRASES)}{_MARK}")
    return writer.text(payload).replace(_MARK.encode(), writer.choices.pick(_NOT_UTF8 + _HALVES))


def _with_key_twice(writer: CorruptionWriter) -> bytes:
    way = writer.way(Rule.DUPLICATE_KEY, lambda way, _: bool(way) and way[-1] is not None)
    payload, path = writer.payload(way)
    owner = _owner(payload, path)
    owner[f"{path[-1]}{_MARK}"] = deepcopy(owner[path[-1]])
    return writer.text(payload).replace(_MARK.encode(), b"")


def _with_nan(writer: CorruptionWriter) -> bytes:
    """Put what is no number in the place of a number, or into a free place."""
    way = writer.way(Rule.NOT_A_NUMBER, lambda _, node: _is_free(node) or "number" in node.types)
    return _replaced(writer, way, writer.choices.pick(_NO_NUMBERS))


def _with_depth(writer: CorruptionWriter) -> bytes:
    levels = MAX_NESTING + writer.choices.integer(0, 20)
    way = writer.way(Rule.TOO_DEEP, lambda _, node: _is_free(node))
    return _replaced(writer, way, b"[" * levels + b"]" * levels)


def _with_size(rule: Rule, least: int, most: int) -> Callable[[CorruptionWriter], bytes]:
    """Return a function that puts so long a text into a payload that it takes some number of bytes between two."""

    def write(writer: CorruptionWriter) -> bytes:
        payload, path = writer.payload(writer.way(rule, _takes_any_text))
        owner, name = _put(writer, payload, path, "")
        owner[name] = _FILLER * (writer.choices.integer(least, most) - compact_size(payload))
        return writer.text(payload)

    return write


def _with_wrong_syntax(writer: CorruptionWriter) -> bytes:
    """Break the grammar once, in a way in which people do."""
    mistake = writer.choices.integer(0, 3)
    if mistake == 0:
        return writer.valid().removesuffix(b"}").rstrip()
    way = writer.way(Rule.SYNTAX, lambda _, node: len(node.required) > 1)
    payload, path = writer.payload(way)
    owner = _owner(payload, (*path, ""))
    if mistake == 1:
        owner[_MARK] = None
        return re.sub(rf',(\s*)"{_MARK}": null'.encode(), rb",\1", writer.text(payload))
    names = list(owner)
    name = names[writer.choices.integer(1, len(names) - 1)]
    members = {f"{_MARK}{each}" if each == name else each: value for each, value in owner.items()}
    owner.clear()
    owner.update(members)
    if mistake == 2:
        return re.sub(rf',(\s*)"{_MARK}'.encode(), rb'\1"', writer.text(payload))
    return re.sub(rf'"{_MARK}((?:[^"\\]|\\.)*)":'.encode(), rb'"\1"', writer.text(payload))


def _replaced(writer: CorruptionWriter, way: InstanceWay, raw: bytes) -> bytes:
    """Return a payload with a raw text at the end of a way."""
    payload, path = writer.payload(way)
    _put(writer, payload, path, _MARK)
    return writer.text(payload).replace(f'"{_MARK}"'.encode(), raw)


def _put(writer: CorruptionWriter, payload: Any, path: InstancePath, text: str) -> tuple[Any, str | int]:
    """Put a text in the place of a scalar, or into a free array or object, and return its owner and where it is."""
    here: JsonValue = _owner(payload, (*path, ""))
    if isinstance(here, list):
        here.append(text)
        return here, len(here) - 1
    if isinstance(here, dict):
        name = new_name(writer.choices, [*here, *KIND_MARKERS])
        here[name] = text
        return here, name
    owner = _owner(payload, path)
    owner[path[-1]] = text
    return owner, path[-1]


def _takes_any_text(_: InstanceWay, node: SchemaNode) -> bool:
    return _is_free(node) or (node.types == ("string",) and not (node.allowed or node.known or node.forbidden))


def _is_free(node: SchemaNode) -> bool:
    return node.open or (node.types == ("array",) and node.items is None)


def _owner(payload: Any, path: Sequence[str | int]) -> Any:
    for step in path[:-1]:
        payload = payload[step]
    return payload


_CORRUPTIONS: dict[Rule, Callable[[CorruptionWriter], bytes]] = {
    Rule.SYNTAX: _with_wrong_syntax,
    Rule.ENCODING: _with_broken_encoding,
    Rule.DUPLICATE_KEY: _with_key_twice,
    Rule.NOT_A_NUMBER: _with_nan,
    Rule.TOO_DEEP: _with_depth,
    Rule.BYTE_ORDER_MARK: _with_byte_order_mark,
    Rule.TOO_LARGE: _with_size(Rule.TOO_LARGE, MAX_BYTES + 1, MAX_BYTES + _SPARE),
    Rule.NEARLY_TOO_LARGE: _with_size(Rule.NEARLY_TOO_LARGE, NOTE_BYTES + 1, MAX_BYTES),
}

CORRUPTIBLE_RULES = (*_CORRUPTIONS, *SHAPE_RULES, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE)
"""The rules that a payload by itself can break."""
