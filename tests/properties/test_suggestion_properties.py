"""How a payload is spelled changes nothing of what is told of it, but for the lines and columns."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Finding, Kind, Rule, Validator
from chatlayer_session.generate.serialize import BYTE_ORDER_MARK, RawPayload, raw_payload
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import invalid_payloads, json_values, raw_payloads, unstable_payloads
from chatlayer_session.testing.strategies import DrawnChoices

KINDS = packaged_catalog().kinds(packaged_catalog().resolve("1"))
VALIDATORS = {kind: Validator(kind=kind) for kind in KINDS}
kinds = st.sampled_from(KINDS)
faulty = kinds.flatmap(lambda kind: st.one_of(invalid_payloads(kind), unstable_payloads(kind)))


@st.composite
def spellings(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> RawPayload:
    """A value in one of its spellings."""
    return raw_payload(draw(values), DrawnChoices(draw))


def unplaced(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return findings without their places in a text, in an order that does not depend on those."""
    bare = [replace(finding, line=None, column=None) for finding in findings]
    return sorted(bare, key=lambda finding: (finding.pointer, finding.rule, finding.message))


@given(spellings(json_values()))
def test_a_spelling_stands_for_its_value(raw: RawPayload) -> None:
    """To the standard library's reader, whatever white space, escapes, numbers and order it is written with."""
    assert json.loads(raw.data) == raw.value


@given(kinds.flatmap(lambda kind: st.tuples(st.just(kind), raw_payloads(kind, byte_order_mark=True))))
def test_the_spelling_of_a_valid_payload_changes_nothing(target: tuple[Kind, RawPayload]) -> None:
    """Its bytes are told of as its value is; a byte order mark is one more note."""
    kind, raw = target
    expected = unplaced(VALIDATORS[kind].validate(raw.value).findings)
    findings = VALIDATORS[kind].validate(raw.data).findings
    marks = [finding for finding in findings if finding.rule is Rule.BYTE_ORDER_MARK]
    assert len(marks) == raw.data.startswith(BYTE_ORDER_MARK)
    assert unplaced(tuple(finding for finding in findings if finding not in marks)) == expected


@given(faulty, st.data())
def test_key_order_white_space_escapes_and_numbers_change_nothing(faulty: Any, data: st.DataObject) -> None:
    """The findings on a payload that has some are the same in all its spellings, with words, hints and all."""
    validator = VALIDATORS[faulty.kind]
    expected = unplaced(validator.validate(faulty.payload).findings)
    assert expected
    for _ in range(2):
        raw = data.draw(spellings(st.just(faulty.payload)))
        assert unplaced(validator.validate(raw.data).findings) == expected
        assert unplaced(validator.validate(raw.data.decode()).findings) == expected
