"""JSON documents: their text, their value, their issues, and the bound of their size."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session.checks.size import compact_size
from chatlayer_session.document import Document, load_document
from chatlayer_session.findings import Kind
from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.rules import Rule
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

VERSION = packaged_catalog().resolve("1")
KNOWN = KnownFields((field_tree(packaged_catalog(), VERSION, Kind.INTERNAL),))
WIDE = '["\u00e9\u20ac\U0001f6b2", 1.5, null]'


def rules_of(document: Document) -> list[Rule]:
    """Return the rules of the issues of a document."""
    return [issue.rule for issue in document.issues]


@pytest.mark.parametrize("payload", [b"[1]", b'{"a": "\xc3\xa9"}', b'"x"', b"0"])
def test_clean_bytes_are_kept(payload: bytes) -> None:
    """Bytes without issues are decoded only on demand, and their number is the bound of the size."""
    document = load_document(payload, KNOWN)
    assert document == Document(
        json.loads(payload), is_json=True, issues=(), data=payload, max_size=len(payload), is_clean=True
    )
    assert document.text == payload.decode()
    assert load_document(bytearray(payload), KNOWN) == document


@pytest.mark.parametrize("text", ["[1]", WIDE, "{}"])
def test_clean_str_is_kept(text: str) -> None:
    """The bound of the size is four bytes per character."""
    document = load_document(text, KNOWN)
    assert document == Document(
        json.loads(text), is_json=True, issues=(), decoded=text, max_size=4 * len(text), is_clean=True
    )
    assert document.text == text


@pytest.mark.parametrize("payload", ["[1, NaN]", b"[1, NaN]"])
def test_text_with_issues_has_a_value(payload: str | bytes) -> None:
    """JSON text with an issue has a value, and the same bound of its size."""
    document = load_document(payload, KNOWN)
    assert rules_of(document) == [Rule.NOT_A_NUMBER]
    assert (document.is_json, document.is_clean, document.decoded) == (True, False, "[1, NaN]")
    assert document.max_size == 4 * len("[1, NaN]")


def test_byte_order_mark_is_not_part_of_the_text() -> None:
    """The text without its byte order mark is clean, so that findings are located fast."""
    document = load_document(b"\xef\xbb\xbf" + WIDE.encode(), KNOWN)
    assert rules_of(document) == [Rule.BYTE_ORDER_MARK]
    assert (document.text, document.is_clean, document.max_size) == (WIDE, True, 4 * len(WIDE))
    assert document.instance == json.loads(WIDE)


@pytest.mark.parametrize("payload", [WIDE, WIDE.encode(), "[ NaN ]", json.loads(WIDE), {"a": [True, -1.5e300]}])
def test_size_is_within_its_bound(payload: Any) -> None:
    """Only payloads whose bound exceeds the limit have to be measured."""
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
def test_text_that_is_not_json_has_no_value(payload: str | bytes, rule: Rule, text: str) -> None:
    """Text that is not JSON has issues and no value, and keeps its decoded text if there is one."""
    document = load_document(payload, KNOWN)
    assert rules_of(document) == [rule]
    assert document == Document(None, is_json=False, issues=document.issues, decoded=text)


def test_syntax_error_contains_no_text() -> None:
    """The error can end up in a log: its message is the offset, and earlier issues are attributes."""
    with pytest.raises(JsonSyntaxError) as caught:
        parse_strict('["secret", NaN, secret]')
    assert (str(caught.value), caught.value.offset) == ("16", 16)
    assert [issue.rule for issue in caught.value.issues] == [Rule.NOT_A_NUMBER]


@pytest.mark.parametrize("extra", [1, 7])
def test_issues_beyond_the_limit_are_counted(extra: int) -> None:
    """Text that is not JSON has only those that are certain; any other document has all."""
    numbers = [float("nan")] * (MAX_ISSUES + extra)
    for payload in (numbers, json.dumps(numbers), json.dumps(numbers).encode()):
        assert load_document(payload, KNOWN).omitted == {Rule.NOT_A_NUMBER: extra}
    halves = ", ".join(['"\\ud800"'] * (MAX_ISSUES + extra))
    for text in (f"[NaN, {halves},,]", f"[{halves},,]"):
        assert load_document(text, KNOWN).omitted == {Rule.ENCODING: extra + text.count("NaN")}
    document = load_document(f"[{json.dumps(numbers)[1:-1]},,]", KNOWN)
    assert (document.is_json, document.omitted) == (False, {})
