"""Every line and column is that of the text of its finding, according to an independent reader."""

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
from chatlayer_session.generate.mutation_sites import SCHEMA_ERRORS
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
INVALID = [*SCHEMA_ERRORS, Rule.UNKNOWN_VALUE]
rules_of_text = st.sampled_from([Rule.DUPLICATE_KEY, Rule.NOT_A_NUMBER, Rule.ENCODING, Rule.TOO_DEEP])


@st.composite
def payloads_with_findings(draw: st.DrawFn) -> tuple[Kind, list[tuple[Rule, str]], RawPayload]:
    """Draw a payload with findings, in any spelling, with the expected rules and pointers."""
    kind = draw(st.sampled_from(KINDS))
    rules = (
        None if kind in {Kind.WRITE, Kind.ANSWER} else [rule for rule in INVALID if rule is not Rule.RESERVED_NAMESPACE]
    )
    drawn: BrokenPayload | UnstablePayload = draw(
        st.one_of(invalid_payloads(kind, rules=rules), unstable_payloads(kind))
    )
    if isinstance(drawn, BrokenPayload):
        expected = [(drawn.rule, drawn.pointer)]
    else:
        expected = [(Rule.UNSTABLE_FIELD, pointer) for pointer in drawn.pointers]
    return kind, expected, raw_payload(drawn.payload, DrawnChoices(draw), byte_order_mark=True)


def positions_in(text: str, offset: int, pointer: str) -> Iterator[tuple[str, int | None, int, int]]:
    """Yield each value in a text: its pointer, the offset of its key or None, the offset of the value, and its end.

    The last one is the value at ``offset`` itself. The standard library reads strings and scalars.
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
            for entry in positions_in(text, offset, inner):
                last = entry[3]
                yield (entry[0], key, entry[2], last) if entry[0] == inner else entry
            offset, index = after_space(text, last), index + 1
        yield pointer, None, start, offset + 1
    else:
        yield pointer, None, start, decoder.raw_decode(text, offset)[1]


def after_space(text: str, offset: int) -> int:
    """Return the offset after white space."""
    match = SPACE.match(text, offset)
    assert match is not None
    return match.end()


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, counted in characters from 1."""
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


@given(payloads_with_findings())
def test_finding_has_the_position_of_its_member(
    target: tuple[Kind, list[tuple[Rule, str]], RawPayload],
) -> None:
    """A value is reported at its start, an unstable field at its key, and a missing field at its object."""
    kind, expected, raw = target
    text = raw.data.decode("utf-8-sig")
    positions = {pointer: (key, value) for pointer, key, value, _ in positions_in(text, after_space(text, 0), "")}
    findings = VALIDATORS[kind].validate(raw.data).findings
    reported = [finding for finding in findings if finding.rule is not Rule.BYTE_ORDER_MARK]
    assert sorted((finding.rule, finding.pointer) for finding in reported) == sorted(expected)
    for finding in reported:
        assert (finding.line, finding.column) == position(text, expected_offset(finding, positions))
    assert [finding.line for finding in findings] == sorted(finding.line or 0 for finding in findings)


def expected_offset(finding: Finding, positions: dict[str, tuple[int | None, int]]) -> int:
    """Return the expected offset of a finding on a field."""
    if finding.rule is Rule.MISSING_FIELD:
        return positions[finding.pointer.rpartition("/")[0]][1]
    key, value = positions[finding.pointer]
    if finding.rule is Rule.UNSTABLE_FIELD:
        assert key is not None
        return key
    return value


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[Kind, Rule, bytes]:
    """Draw the text of a payload with one thing that a strict reader reports."""
    kind, rule = draw(st.sampled_from(KINDS)), draw(rules_of_text)
    writer = CorruptionWriter(GENERATORS[kind], DrawnChoices(draw), indent=draw(st.sampled_from([None, 1])))
    return kind, rule, writer.broken(rule)


@given(corrupted())
def test_text_problem_has_its_exact_position(target: tuple[Kind, Rule, bytes]) -> None:
    """The finding is at the second equal key, the word that is not a number, the byte or escape, or the bracket."""
    kind, rule, data = target
    (finding,) = VALIDATORS[kind].validate(data).findings
    assert finding.rule is rule
    text = data.decode(errors="replace")
    if rule is Rule.TOO_DEEP:
        offset = offset_of_level_501(text)
    elif rule is Rule.NOT_A_NUMBER:
        (offset,) = (match.start() for match in re.finditer(r"-?(?:NaN|Infinity|1e400|1e999)", outside_strings(text)))
    elif rule is Rule.ENCODING:
        offset = (
            text.index("\ufffd") if "\ufffd".encode() not in data and "\ufffd" in text else offset_of_lone_escape(text)
        )
    else:
        offset = offset_of_second_key(text, finding)
    assert (finding.line, finding.column) == position(text, offset)


def outside_strings(text: str) -> str:
    """Return a text with dots in place of its strings."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda match: "." * len(match[0]), text)


def offset_of_level_501(text: str) -> int:
    """Return the offset of the bracket that opens the level after the 500th."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", outside_strings(text)):
        depth += 1 if match[0] in "[{" else -1
        if depth > 500:
            return match.start()
    raise AssertionError("no level after the 500th")


def offset_of_lone_escape(text: str) -> int:
    """Return the offset of the escape that is half of a pair; these texts have at most one."""
    match = re.search(r"(?<!\\)(?:\\\\)*(\\u(?:d83d|dc4b))", text)
    assert match is not None
    return match.start(1)


def offset_of_second_key(text: str, finding: Finding) -> int:
    """Return the offset of the last key at a finding's pointer."""
    keys: list[int] = []
    for pointer, key, _, _ in positions_in(text, after_space(text, 0), ""):
        if pointer == finding.pointer and key is not None:
            keys.append(key)
    assert len(keys) == 2
    assert json.loads(text[keys[0] : text.index(":", keys[0])]) == finding.pointer.rpartition("/")[2]
    return keys[1]


def test_independent_reader_is_right() -> None:
    """The reader returns the offsets in a short text, counted by hand."""
    text = ' {"a/b": [1, {"~": null}], "c" : "d"}'
    positions = {pointer: (key, value) for pointer, key, value, _ in positions_in(text, 1, "")}
    assert positions == {
        "/a~1b/0": (None, 10),
        "/a~1b/1/~0": (14, 19),
        "/a~1b/1": (None, 13),
        "/a~1b": (2, 9),
        "/c": (27, 33),
        "": (None, 1),
    }
    assert position("a\n\U0001f600b", 3) == (2, 2)
    with pytest.raises(AssertionError):
        offset_of_level_501("[]")
