"""The spelling of a payload changes no finding except its line and column."""

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
    """Draw a value in one of its spellings."""
    return raw_payload(draw(values), DrawnChoices(draw))


def without_positions(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return findings without lines and columns, in an order that does not depend on them."""
    bare = [replace(finding, line=None, column=None) for finding in findings]
    return sorted(bare, key=lambda finding: (finding.pointer, finding.rule, finding.message))


@given(spellings(json_values()))
def test_spelling_is_read_as_its_value(raw: RawPayload) -> None:
    """The standard library reads the value, for any white space, escapes, numbers and order of keys."""
    assert json.loads(raw.data) == raw.value


@given(kinds.flatmap(lambda kind: st.tuples(st.just(kind), raw_payloads(kind, byte_order_mark=True))))
def test_spelling_of_a_valid_payload_changes_nothing(target: tuple[Kind, RawPayload]) -> None:
    """The bytes have the findings of the value; a byte order mark adds one note."""
    kind, raw = target
    expected = without_positions(VALIDATORS[kind].validate(raw.value).findings)
    findings = VALIDATORS[kind].validate(raw.data).findings
    marks = [finding for finding in findings if finding.rule is Rule.BYTE_ORDER_MARK]
    assert len(marks) == raw.data.startswith(BYTE_ORDER_MARK)
    assert without_positions(tuple(finding for finding in findings if finding not in marks)) == expected


@given(faulty, st.data())
def test_spelling_changes_no_finding(faulty: Any, data: st.DataObject) -> None:
    """An unstable or invalid payload has the same findings with the same messages and hints in all spellings."""
    validator = VALIDATORS[faulty.kind]
    expected = without_positions(validator.validate(faulty.payload).findings)
    assert expected
    for _ in range(2):
        raw = data.draw(spellings(st.just(faulty.payload)))
        assert without_positions(validator.validate(raw.data).findings) == expected
        assert without_positions(validator.validate(raw.data.decode()).findings) == expected
