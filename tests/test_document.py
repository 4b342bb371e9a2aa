"""Payloads to documents: what becomes of a text, and how large it can be at most."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session.checks.size import compact_size
from chatlayer_session.document import Document, load_document
from chatlayer_session.findings import Kind
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.rules import Rule
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

VERSION = packaged_catalog().resolve("1")
KNOWN = KnownFields((field_tree(packaged_catalog(), VERSION, Kind.INTERNAL),))
WIDE = '["\u00e9\u20ac\U0001f6b2", 1.5, null]'


def rules(document: Document) -> list[Rule]:
    """Return the rules that a text breaks."""
    return [each.rule for each in document.issues]


@pytest.mark.parametrize("payload", [b"[1]", b'{"a": "\xc3\xa9"}', b'"x"', b"0"])
def test_bytes_in_which_nothing_is_to_be_told_are_kept_as_they_are(payload: bytes) -> None:
    """They are decoded when something is to be shown, and their size is a bound."""
    document = load_document(payload, KNOWN)
    assert document == Document(
        json.loads(payload), is_json=True, issues=(), data=payload, max_size=len(payload), is_clean=True
    )
    assert document.text == payload.decode()
    assert load_document(bytearray(payload), KNOWN) == document


@pytest.mark.parametrize("text", ["[1]", WIDE, "{}"])
def test_a_str_in_which_nothing_is_to_be_told_is_exact(text: str) -> None:
    """A character takes four bytes at most."""
    document = load_document(text, KNOWN)
    assert document == Document(
        json.loads(text), is_json=True, issues=(), decoded=text, max_size=4 * len(text), is_clean=True
    )
    assert document.text == text


@pytest.mark.parametrize("payload", ["[1, NaN]", b"[1, NaN]"])
def test_a_text_with_something_to_tell_has_a_value_all_the_same(payload: str | bytes) -> None:
    """Where it is understood, it is no less checked than any other, and can be as large."""
    document = load_document(payload, KNOWN)
    assert rules(document) == [Rule.NOT_A_NUMBER]
    assert (document.is_json, document.is_clean, document.decoded) == (True, False, "[1, NaN]")
    assert document.max_size == 4 * len("[1, NaN]")


def test_a_byte_order_mark_does_not_count_as_part_of_the_text() -> None:
    """Without it the text is exact, so that what is told of it is found by landmarks."""
    document = load_document(b"\xef\xbb\xbf" + WIDE.encode(), KNOWN)
    assert rules(document) == [Rule.BYTE_ORDER_MARK]
    assert (document.text, document.is_clean, document.max_size) == (WIDE, True, 4 * len(WIDE))
    assert document.instance == json.loads(WIDE)


@pytest.mark.parametrize("payload", [WIDE, WIDE.encode(), "[ NaN ]", json.loads(WIDE), {"a": [True, -1.5e300]}])
def test_no_payload_is_larger_than_its_bound(payload: Any) -> None:
    """Whoever weighs payloads weighs only those whose bound is above the limit."""
    document = load_document(payload, KNOWN)
    assert document.is_json
    assert 0 < compact_size(document.instance) <= document.max_size


@pytest.mark.parametrize(
    ("payload", "rule", "text"),
    [
        ('{"a": ', Rule.SYNTAX, '{"a": '),
        (b'{"a": ', Rule.SYNTAX, '{"a": '),
        (b"", Rule.SYNTAX, ""),
        ("[1]".encode("utf-16"), Rule.ENCODING, ""),
    ],
)
def test_what_is_not_understood_stands_for_no_value(payload: str | bytes, rule: Rule, text: str) -> None:
    """Nothing is checked in it, and its findings are placed in the text as far as there is one."""
    document = load_document(payload, KNOWN)
    assert rules(document) == [rule]
    assert document == Document(None, is_json=False, issues=document.issues, decoded=text)


def test_an_error_of_reading_says_where_and_nothing_of_the_text() -> None:
    """It can end up in a log; what was seen before it comes along in fields."""
    with pytest.raises(JsonSyntaxError) as stop:
        parse_strict('["secret", NaN, secret]')
    assert (str(stop.value), stop.value.offset) == ("16", 16)
    assert [each.rule for each in stop.value.issues] == [Rule.NOT_A_NUMBER]
