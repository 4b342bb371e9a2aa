"""Properties of decoding bytes, splitting lines and inspecting parsed documents."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.records import split_lines
from chatlayer_session.parsing.decode import decode_bytes, normalize_text, wide_encoding
from chatlayer_session.parsing.parser import parse_strict
from chatlayer_session.parsing.python_values import inspect_python
from chatlayer_session.rules import Rule

from .documents import documents, is_identical


@given(st.binary(max_size=60))
def test_bytes_become_text_or_an_encoding_issue(data: bytes) -> None:
    """Bytes that are not UTF-8 give one encoding issue, and other bytes do not change."""
    decoded = decode_bytes(data)
    rules = [issue.rule for issue in decoded.issues]
    if decoded.text is None:
        assert rules == [Rule.ENCODING]
    else:
        decoded.text.encode()
        assert (Rule.ENCODING in rules) is (decoded.text.encode() != data.removeprefix(b"\xef\xbb\xbf"))
        assert all(isinstance(issue.anchor, int) and 0 <= issue.anchor <= len(decoded.text) for issue in decoded.issues)


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80"]))
def test_first_invalid_byte_has_its_offset(text: str, length: int, byte: bytes) -> None:
    """The message counts bytes, and the anchor counts code points."""
    assume("\x00" not in text and "\ufeff" not in text)
    before = text[:length].encode()
    decoded = decode_bytes(before + byte + b"[")
    [issue] = decoded.issues
    assert issue.message.startswith(f"invalid UTF-8 at byte offset {len(before)}")
    assert issue.anchor == len(text[:length])


@given(st.text(st.characters(), max_size=10))
@example("0\0")
def test_normalized_text_can_be_encoded(text: str) -> None:
    """Lone surrogates are reported and replaced, and nothing else changes, unless the text is decoded UTF-16."""
    normalized = normalize_text(text)
    if normalized.text is None:
        assert wide_encoding(text.encode(errors="surrogatepass")) is not None
        return
    normalized.text.encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert normalized.text == text.removeprefix("\ufeff")


@given(documents)
def test_parsed_document_has_no_issues(value: object) -> None:
    """A parsed document is returned unchanged."""
    assert inspect_python(value)[:2] == (value, [])


@given(st.lists(documents, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_lines_are_records_in_order(values: list[Any], line_break: str, last: bool) -> None:  # noqa: FBT001  # Hypothesis draws it
    """Each document is read back from its line."""
    text = line_break.join(json.dumps(value) for value in values) + (line_break if last else "")
    stream = text.encode().splitlines(keepends=True)
    read = [
        parse_strict(decode_bytes(bytes(data, "utf-8") if isinstance(data, str) else data).text or "")[0]
        for _, data in split_lines(stream)
        if not isinstance(data, UnreadableInput)
    ]
    assert is_identical(read, values)
