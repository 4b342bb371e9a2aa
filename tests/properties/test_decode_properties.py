"""What holds of bytes, lines and parsed documents before they are looked into."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from chatlayer_session.inputs.records import split_lines
from chatlayer_session.parsing.decode import decode_bytes, normalize_text
from chatlayer_session.parsing.parser import parse_strict
from chatlayer_session.parsing.python_values import inspect_python
from chatlayer_session.rules import Rule

from .documents import documents, same


@given(st.binary(max_size=60))
def test_any_bytes_become_text_or_a_named_encoding(data: bytes) -> None:
    """What is not UTF-8 is told, once, and what is stays as it is."""
    decoded = decode_bytes(data)
    rules = [each.rule for each in decoded.issues]
    if decoded.text is None:
        assert rules == [Rule.ENCODING]
    else:
        decoded.text.encode()
        assert (Rule.ENCODING in rules) is (decoded.text.encode() != data.removeprefix(b"\xef\xbb\xbf"))
        assert all(isinstance(each.anchor, int) and 0 <= each.anchor <= len(decoded.text) for each in decoded.issues)


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80"]))
def test_the_first_byte_that_is_not_utf8_is_told_with_its_offset(text: str, place: int, byte: bytes) -> None:
    """Counted in bytes in the message, in code points for the place."""
    assume("\x00" not in text and "\ufeff" not in text)
    before = text[:place].encode()
    decoded = decode_bytes(before + byte + b"[")
    [observation] = decoded.issues
    assert observation.message.startswith(f"the byte at offset {len(before)} of the payload is not UTF-8")
    assert observation.anchor == len(text[:place])


@given(st.text(st.characters(), max_size=10))
def test_any_text_becomes_text_that_can_be_encoded(text: str) -> None:
    """Lone surrogates are told and replaced, and nothing else changes."""
    cleaned = normalize_text(text)
    assert cleaned.text is not None
    cleaned.text.encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert cleaned.text == text.removeprefix("\ufeff")


@given(documents)
def test_a_parsed_document_has_nothing_to_tell(value: object) -> None:
    """It is returned as it is."""
    assert inspect_python(value)[:2] == (value, ())


@given(st.lists(documents, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_lines_are_records_in_their_order(values: list[Any], line_break: str, last: bool) -> None:  # noqa: FBT001  # Hypothesis draws it
    """Each document is read back from its line."""
    text = line_break.join(json.dumps(value) for value in values) + (line_break if last else "")
    stream = text.encode().splitlines(keepends=True)
    read = [
        parse_strict(decode_bytes(bytes(data, "utf-8") if isinstance(data, str) else data).text or "")[0]
        for _, data in split_lines(stream)
    ]
    assert same(read, values)
