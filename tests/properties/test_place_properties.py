"""Every line and column points at the text that its finding speaks of, as an independent reader finds it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Finding, Kind, Rule, Validator
from chatlayer_session.generate.corruptions import CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.mutation_sites import SHAPE_RULES
from chatlayer_session.generate.serialize import raw_payload
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import BrokenPayload, RawPayload, UnstablePayload, invalid_payloads, unstable_payloads
from chatlayer_session.testing.strategies import DrawnChoices

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACE = re.compile(r"[ \t\n\r]*")
KINDS = packaged_catalog().kinds(packaged_catalog().resolve("1"))
VALIDATORS = {kind: Validator(kind=kind) for kind in KINDS}
GENERATORS = {kind: Generator(packaged_catalog(), packaged_catalog().resolve("1"), kind) for kind in KINDS}
decoder = json.JSONDecoder()
INVALID = [*SHAPE_RULES, Rule.UNKNOWN_VALUE]
rules_of_text = st.sampled_from([Rule.DUPLICATE_KEY, Rule.NOT_A_NUMBER, Rule.ENCODING, Rule.TOO_DEEP])


@st.composite
def spelled_faults(draw: st.DrawFn) -> tuple[Kind, list[tuple[Rule, str]], RawPayload]:
    """A payload with something to be told of it, in any spelling, with what that is and where."""
    kind = draw(st.sampled_from(KINDS))
    rules = None if kind is Kind.WRITE else [rule for rule in INVALID if rule is not Rule.RESERVED_NAMESPACE]
    faulty: BrokenPayload | UnstablePayload = draw(
        st.one_of(invalid_payloads(kind, rules=rules), unstable_payloads(kind))
    )
    if isinstance(faulty, BrokenPayload):
        expected = [(faulty.rule, faulty.pointer)]
    else:
        expected = [(Rule.UNSTABLE_FIELD, pointer) for pointer in faulty.pointers]
    return kind, expected, raw_payload(faulty.payload, DrawnChoices(draw), byte_order_mark=True)


def places_in(text: str, offset: int, pointer: str) -> Iterator[tuple[str, int | None, int, int]]:
    """Yield pointer, offset of the key if there is one, offset of the value and end of each value in a JSON text.

    The last one yielded is the value at ``offset`` itself. Strings and scalars are read by the standard library.
    """
    start = offset
    if text[offset] in "{[":
        closing = "}" if text[offset] == "{" else "]"
        offset, index = after_space(text, offset + 1), 0
        while text[offset] != closing:
            offset = after_space(text, offset + 1) if text[offset] == "," else offset
            key = offset if closing == "}" else None
            name = str(index)
            if key is not None:
                name, offset = decoder.raw_decode(text, key)
                offset = after_space(text, after_space(text, offset) + 1)
            inner = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            last = offset
            for place in places_in(text, offset, inner):
                last = place[3]
                yield (place[0], key, place[2], last) if place[0] == inner else place
            offset, index = after_space(text, last), index + 1
        yield pointer, None, start, offset + 1
    else:
        yield pointer, None, start, decoder.raw_decode(text, offset)[1]


def after_space(text: str, offset: int) -> int:
    """Return the offset of what follows white space."""
    match = SPACE.match(text, offset)
    assert match is not None
    return match.end()


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, counted in characters from 1."""
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


@given(spelled_faults())
def test_the_position_of_a_finding_is_that_of_the_member_it_speaks_of(
    target: tuple[Kind, list[tuple[Rule, str]], RawPayload],
) -> None:
    """A value where it begins, an unstable field where its key does, a missing field where the object does."""
    kind, expected, raw = target
    text = raw.data.decode("utf-8-sig")
    places = {pointer: (key, value) for pointer, key, value, _ in places_in(text, after_space(text, 0), "")}
    findings = VALIDATORS[kind].validate(raw.data).findings
    told = [finding for finding in findings if finding.rule is not Rule.BYTE_ORDER_MARK]
    assert sorted((finding.rule, finding.pointer) for finding in told) == sorted(expected)
    for finding in told:
        assert (finding.line, finding.column) == position(text, offset_of(finding, places))
    assert [finding.line for finding in findings] == sorted(finding.line or 0 for finding in findings)


def offset_of(finding: Finding, places: dict[str, tuple[int | None, int]]) -> int:
    """Return the offset of what a finding about a field is to point at."""
    if finding.rule is Rule.MISSING_FIELD:
        return places[finding.pointer.rpartition("/")[0]][1]
    key, value = places[finding.pointer]
    if finding.rule is Rule.UNSTABLE_FIELD:
        assert key is not None
        return key
    return value


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Kind, Rule, bytes]:
    """A payload as text with one thing in it that a strict reader tells of."""
    kind, rule = draw(st.sampled_from(KINDS)), draw(rules_of_text)
    writer = CorruptionWriter(GENERATORS[kind], DrawnChoices(draw), indent=draw(st.sampled_from([None, 1])))
    return kind, rule, writer.broken(rule)


@given(damaged())
def test_the_position_of_what_is_wrong_with_a_text_is_where_it_stands(target: tuple[Kind, Rule, bytes]) -> None:
    """The second of two equal keys, the word that is no number, the byte or escape, the bracket that is too deep."""
    kind, rule, data = target
    (finding,) = VALIDATORS[kind].validate(data).findings
    assert finding.rule is rule
    text = data.decode(errors="replace")
    if rule is Rule.TOO_DEEP:
        offset = too_deep(text)
    elif rule is Rule.NOT_A_NUMBER:
        (offset,) = (match.start() for match in re.finditer(r"-?(?:NaN|Infinity|1e400|1e999)", outside_strings(text)))
    elif rule is Rule.ENCODING:
        offset = text.index("\ufffd") if "\ufffd".encode() not in data and "\ufffd" in text else lone_escape(text)
    else:
        offset = second_key(text, finding)
    assert (finding.line, finding.column) == position(text, offset)


def outside_strings(text: str) -> str:
    """Return a text with all that stands in strings as dots."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda match: "." * len(match[0]), text)


def too_deep(text: str) -> int:
    """Return the offset of the bracket that opens the level beyond the 500th."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", outside_strings(text)):
        depth += 1 if match[0] in "[{" else -1
        if depth > 500:
            return match.start()
    raise AssertionError("nothing is too deep")


def lone_escape(text: str) -> int:
    """Return the offset of the escape that is half of a pair; the writer of these texts makes no others."""
    match = re.search(r"(?<!\\)(?:\\\\)*(\\u(?:d83d|dc4b))", text)
    assert match is not None
    return match.start(1)


def second_key(text: str, finding: Finding) -> int:
    """Return the offset of the last of the keys that stand at a finding's pointer."""
    keys: list[int] = []
    for pointer, key, _, _ in places_in(text, after_space(text, 0), ""):
        if pointer == finding.pointer and key is not None:
            keys.append(key)
    assert len(keys) == 2
    assert json.loads(text[keys[0] : text.index(":", keys[0])]) == finding.pointer.rpartition("/")[2]
    return keys[1]


def test_the_independent_reader_is_right() -> None:
    """It finds the places in a text that they can be read off."""
    text = ' {"a/b": [1, {"~": null}], "c" : "d"}'
    found = {pointer: (key, value) for pointer, key, value, _ in places_in(text, 1, "")}
    assert found == {
        "/a~1b/0": (None, 10),
        "/a~1b/1/~0": (14, 19),
        "/a~1b/1": (None, 13),
        "/a~1b": (2, 9),
        "/c": (27, 33),
        "": (None, 1),
    }
    assert position("a\n\U0001f600b", 3) == (2, 2)
    with pytest.raises(AssertionError):
        too_deep("[]")
