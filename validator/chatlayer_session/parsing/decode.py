"""Bytes to text: UTF-8, and what is wrong with bytes that are not."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from ..issues import Issue
from ..rules import Rule

UTF8_HINT = "save the payload as UTF-8, which is what JSON is exchanged in"
BYTE_ORDER_MARK_HINT = "save the file as UTF-8 without byte order mark; some JSON readers reject it"
# The UTF-32 mark for little endian starts with the one of UTF-16: the longer ones come first.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32, little endian"),
    (codecs.BOM_UTF32_BE, "UTF-32, big endian"),
    (codecs.BOM_UTF16_LE, "UTF-16, little endian"),
    (codecs.BOM_UTF16_BE, "UTF-16, big endian"),
)
_UTF32_ZEROS = frozenset({(True, True, True, False), (False, True, True, True)})
_UTF16_ZEROS = frozenset({(True, False), (False, True)})


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a payload, or None where its bytes are in another encoding, and what is wrong with the bytes."""

    text: str | None = field(repr=False)
    issues: tuple[Issue, ...] = ()


def wide_encoding(data: bytes) -> str | None:
    """Return the name of the encoding if ``data`` starts as UTF-16 or UTF-32 does, with byte order mark or without."""
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            return name
    return _unmarked_width(data[:4])


def _unmarked_width(start: bytes) -> str | None:
    """Tell the width of the characters from the zero bytes: JSON starts with ASCII, and a string may follow a quote."""
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
    wide = wide_encoding(data)
    if wide is not None:
        message = f"the payload is encoded in {wide}, not in UTF-8"
        return DecodedText(None, (Issue(Rule.ENCODING, (), 0, message, UTF8_HINT),))
    observations: list[Issue] = []
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        message = "the payload starts with a byte order mark"
        observations.append(Issue(Rule.BYTE_ORDER_MARK, (), 0, message, BYTE_ORDER_MARK_HINT))
        skipped = len(codecs.BOM_UTF8)
    else:
        skipped = 0
    try:
        return DecodedText(data.decode(), tuple(observations))
    except UnicodeDecodeError as error:
        first = error.start
    text = data.decode(errors="replace")
    before = len(data[:first].decode())
    invalid = text.count("\ufffd") - data.count("\ufffd".encode())
    others = f" ({invalid - 1} more further on)" if invalid > 1 else ""
    message = f"the byte at offset {first + skipped} of the payload is not UTF-8{others}"
    observations.append(Issue(Rule.ENCODING, (), before, message, UTF8_HINT))
    return DecodedText(text, tuple(observations))


def normalize_text(text: str) -> DecodedText:
    """Return a text that was given as such, with lone surrogates replaced by U+FFFD and named."""
    observations: list[Issue] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        message = "the payload starts with a byte order mark"
        observations.append(Issue(Rule.BYTE_ORDER_MARK, (), 0, message, BYTE_ORDER_MARK_HINT))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "the text holds half of a surrogate pair, which stands for no character"
        observations.append(Issue(Rule.ENCODING, (), error.start, message, UTF8_HINT))
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return DecodedText(text, tuple(observations))
