"""Payloads to documents: what becomes of a text, and how large it can be at most."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session.catalog import packaged_catalog
from chatlayer_session.documents import Document, read
from chatlayer_session.fields import Known, fields_of
from chatlayer_session.findings import Kind, Rule
from chatlayer_session.reading.parsing import NotJson, parse
from chatlayer_session.rules.size import compact_size

VERSION = packaged_catalog().resolve("1")
KNOWN = Known((fields_of(packaged_catalog(), VERSION, Kind.INTERNAL),))
WIDE = '["\u00e9\u20ac\U0001f6b2", 1.5, null]'


def rules(document: Document) -> list[Rule]:
    """Return the rules that a text breaks."""
    return [each.rule for each in document.observations]


@pytest.mark.parametrize("payload", [b"[1]", b'{"a": "\xc3\xa9"}', b'"x"', b"0"])
def test_bytes_in_which_nothing_is_to_be_told_are_kept_as_they_are(payload: bytes) -> None:
    """They are decoded when something is to be shown, and their size is a bound."""
    document = read(payload, KNOWN)
    assert document == Document(
        json.loads(payload), understood=True, observations=(), data=payload, most_bytes=len(payload), exact=True
    )
    assert document.text == payload.decode()
    assert read(bytearray(payload), KNOWN) == document


@pytest.mark.parametrize("text", ["[1]", WIDE, "{}"])
def test_a_str_in_which_nothing_is_to_be_told_is_exact(text: str) -> None:
    """A character takes four bytes at most."""
    document = read(text, KNOWN)
    assert document == Document(
        json.loads(text), understood=True, observations=(), decoded=text, most_bytes=4 * len(text), exact=True
    )
    assert document.text == text


@pytest.mark.parametrize("payload", ["[1, NaN]", b"[1, NaN]"])
def test_a_text_with_something_to_tell_has_a_value_all_the_same(payload: str | bytes) -> None:
    """Where it is understood, it is no less checked than any other, and can be as large."""
    document = read(payload, KNOWN)
    assert rules(document) == [Rule.NOT_A_NUMBER]
    assert (document.understood, document.exact, document.decoded) == (True, False, "[1, NaN]")
    assert document.most_bytes == 4 * len("[1, NaN]")


def test_a_byte_order_mark_does_not_count_as_part_of_the_text() -> None:
    """Without it the text is exact, so that what is told of it is found by landmarks."""
    document = read(b"\xef\xbb\xbf" + WIDE.encode(), KNOWN)
    assert rules(document) == [Rule.BYTE_ORDER_MARK]
    assert (document.text, document.exact, document.most_bytes) == (WIDE, True, 4 * len(WIDE))
    assert document.instance == json.loads(WIDE)


@pytest.mark.parametrize("payload", [WIDE, WIDE.encode(), "[ NaN ]", json.loads(WIDE), {"a": [True, -1.5e300]}])
def test_no_payload_is_larger_than_its_bound(payload: Any) -> None:
    """Whoever weighs payloads weighs only those whose bound is above the limit."""
    document = read(payload, KNOWN)
    assert document.understood
    assert 0 < compact_size(document.instance) <= document.most_bytes


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
    document = read(payload, KNOWN)
    assert rules(document) == [rule]
    assert document == Document(None, understood=False, observations=document.observations, decoded=text)


def test_an_error_of_reading_says_where_and_nothing_of_the_text() -> None:
    """It can end up in a log; what was seen before it comes along in fields."""
    with pytest.raises(NotJson) as stop:
        parse('["secret", NaN, secret]')
    assert (str(stop.value), stop.value.offset) == ("16", 16)
    assert [each.rule for each in stop.value.observations] == [Rule.NOT_A_NUMBER]
