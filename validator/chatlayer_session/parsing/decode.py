"""Bytes to text: UTF-8, and what is wrong with bytes that are not."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from ..issues import Issue
from ..rules import Rule, describe

# The UTF-32 mark for little endian starts with the one of UTF-16: the longer ones come first.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32 (little endian)"),
    (codecs.BOM_UTF32_BE, "UTF-32 (big endian)"),
    (codecs.BOM_UTF16_LE, "UTF-16 (little endian)"),
    (codecs.BOM_UTF16_BE, "UTF-16 (big endian)"),
)
_UTF32_ZEROS = frozenset({(True, True, True, False), (False, True, True, True)})
_UTF16_ZEROS = frozenset({(True, False), (False, True)})


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a payload and the issues with its encoding; the text is None in an encoding other than UTF-8."""

    text: str | None = field(repr=False)
    issues: tuple[Issue, ...] = ()


def wide_encoding(data: bytes) -> str | None:
    """Return the name of the encoding if ``data`` starts like UTF-16 or UTF-32, with or without byte order mark."""
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            return name
    return _unmarked_encoding(data[:4])


def _unmarked_encoding(start: bytes) -> str | None:
    """Return the encoding that the zero bytes show: JSON starts with ASCII, and a string may follow a quote."""
    zeros = tuple(byte == 0 for byte in start)
    if zeros in _UTF32_ZEROS:
        return "UTF-32"
    if zeros[:2] in _UTF16_ZEROS and (zeros[2:4] in {(), zeros[:2]} or b'"' in start[:2]):
        return "UTF-16"
    return None


def decode_bytes(data: bytes) -> DecodedText:
    """Return the text of ``data``, without its byte order mark.

    Bytes that are not UTF-8 become U+FFFD, so that the rest can still be checked.
    """
    encoding = wide_encoding(data)
    if encoding is not None:
        return DecodedText(None, (_wrong_encoding(encoding),))
    issues: list[Issue] = []
    skipped = 0
    if data.startswith(codecs.BOM_UTF8):
        skipped = len(codecs.BOM_UTF8)
        data = data[skipped:]
        issues.append(_byte_order_mark())
    try:
        return DecodedText(data.decode(), tuple(issues))
    except UnicodeDecodeError as error:
        first = error.start
    text = data.decode(errors="replace")
    offset = len(data[:first].decode())
    invalid = text.count("\ufffd") - data.count("\ufffd".encode())
    if invalid > 1:
        wording = describe(Rule.ENCODING, "invalid-bytes", offset=first + skipped, count=invalid - 1)
    else:
        wording = describe(Rule.ENCODING, "invalid-byte", offset=first + skipped)
    issues.append(Issue(Rule.ENCODING, (), offset, *wording))
    return DecodedText(text, tuple(issues))


def normalize_text(text: str) -> DecodedText:
    """Return a payload given as str, without its byte order mark and with U+FFFD in place of lone surrogates.

    Text whose zeros show that it was decoded with the wrong encoding has no text, as for bytes.
    """
    encoding = wide_encoding(text[:4].encode(errors="surrogatepass"))
    if encoding is not None:
        return DecodedText(None, (_wrong_encoding(encoding),))
    issues: list[Issue] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        issues.append(_byte_order_mark())
    try:
        text.encode()
    except UnicodeEncodeError as error:
        issues.append(Issue(Rule.ENCODING, (), error.start, *describe(Rule.ENCODING, "surrogate")))
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return DecodedText(text, tuple(issues))


def _wrong_encoding(encoding: str) -> Issue:
    return Issue(Rule.ENCODING, (), 0, *describe(Rule.ENCODING, "wrong-encoding", encoding=encoding))


def _byte_order_mark() -> Issue:
    return Issue(Rule.BYTE_ORDER_MARK, (), 0, *describe(Rule.BYTE_ORDER_MARK, "mark"))
