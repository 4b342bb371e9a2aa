"""Decoding of bytes: UTF-8 with and without a mark, other encodings, and invalid bytes."""

from __future__ import annotations

import codecs

import pytest

from chatlayer_session.parsing.decode import DecodedText, decode_bytes, normalize_text, wide_encoding
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.rules import Rule

UTF8_HINT = "encode the payload as UTF-8"
BYTE_ORDER_MARK_HINT = "save the payload as UTF-8 without a byte order mark"

TEXT = '{"a": "\u00e9\U0001f600"}'


def decoded_issues(data: bytes) -> list[tuple[Rule, object, str, str | None]]:
    """Return the issues of some bytes."""
    return [(issue.rule, issue.anchor, issue.message, issue.hint) for issue in decode_bytes(data).issues]


@pytest.mark.parametrize("text", ["", "1", "12", "[]", "{}", TEXT, '"\\u0000"', "\n[]", "[\n]", "nul", "\x7f"])
def test_utf8_has_no_issue(text: str) -> None:
    """Any text in UTF-8 is decoded without an issue."""
    assert decode_bytes(text.encode()).text == text
    assert decoded_issues(text.encode()) == []


def test_byte_order_mark_is_a_note() -> None:
    """The mark is reported at the start and is not part of the text; a second mark stays in the text."""
    decoded = decode_bytes(codecs.BOM_UTF8 + TEXT.encode())
    assert decoded.text == TEXT
    message = "the payload starts with a byte order mark"
    assert decoded_issues(codecs.BOM_UTF8 + TEXT.encode()) == [(Rule.BYTE_ORDER_MARK, 0, message, BYTE_ORDER_MARK_HINT)]
    assert decode_bytes(codecs.BOM_UTF8 * 2 + b"[]").text == "\ufeff[]"
    assert decode_bytes(codecs.BOM_UTF8).text == ""


@pytest.mark.parametrize("text", [TEXT, "[]", '"\u00e9"', '"\u20ac"', "{\n}", "[1]", "null"])
@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16 (little endian)"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16 (big endian)"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32 (little endian)"),
        ("utf-32-be", codecs.BOM_UTF32_BE, "UTF-32 (big endian)"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("utf-32-le", b"", "UTF-32"),
        ("utf-32-be", b"", "UTF-32"),
    ],
)
def test_other_unicode_encodings_are_named(text: str, codec: str, mark: bytes, name: str) -> None:
    """With or without a byte order mark, there is no text and one finding at the start."""
    data = mark + text.encode(codec)
    message = f"expected UTF-8, found {name}"
    assert wide_encoding(data) == name
    assert decoded_issues(data) == [(Rule.ENCODING, 0, message, UTF8_HINT)]
    assert decode_bytes(data).text is None


@pytest.mark.parametrize("text", ["5", "\u00e9", ""])
def test_mark_alone_names_an_encoding(text: str) -> None:
    """A byte order mark is enough, regardless of the text after it."""
    assert wide_encoding(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == "UTF-16 (little endian)"
    assert wide_encoding(codecs.BOM_UTF32_BE + text.encode("utf-32-be")) == "UTF-32 (big endian)"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"[",
        b"[]",
        b"[\n]",
        b"\x00\x00\x00\x00",
        b"\x00\x00",
        b"ab\x00c",
        b"[1,\x00]",
        b"\x00[1]",
        b'[\x00"a',
        b"[\x001]",
    ],
)
def test_zero_bytes_alone_name_no_encoding(data: bytes) -> None:
    """Zero bytes count only beside an ASCII character at the start."""
    assert wide_encoding(data) is None
    assert decode_bytes(data).text == data.decode()


@pytest.mark.parametrize(
    ("data", "offset", "place", "further"),
    [
        (b"\xff", 0, (1, 1), 0),
        (b'"\xe9"', 1, (1, 2), 0),
        (b'{"a":"\xff"}', 6, (1, 7), 0),
        ('{"\u00e9\U0001f600":"'.encode() + b'\xff"}', 11, (1, 8), 0),
        ("[\n\u20ac,\n".encode() + b"\xc3]", 7, (3, 1), 0),
        (b'"\xc3', 1, (1, 2), 0),
        (b'"\xed\xa0\x80"', 1, (1, 2), 2),
        (b'"\xc0\xaf"', 1, (1, 2), 1),
        (b'"\xf5\x80"', 1, (1, 2), 1),
        (b'"\xf0\x9f\x98"', 1, (1, 2), 0),
        (b'"\xff\xfe"', 1, (1, 2), 1),
        (b'"\xffa\xff"', 1, (1, 2), 1),
        (b'"\xef\xbf\xbd\xff"', 4, (1, 3), 0),
        (b'"\xff\xef\xbf\xbd"', 1, (1, 2), 0),
    ],
)
def test_first_invalid_byte_is_reported(data: bytes, offset: int, place: tuple[int, int], further: int) -> None:
    """The finding has the offset in the payload, line and column, and the number of further invalid bytes."""
    decoded = decode_bytes(data)
    [issue] = decoded.issues
    others = f", and in {further} more places" if further else ""
    assert issue.rule is Rule.ENCODING
    assert issue.message == f"invalid UTF-8 at byte offset {offset}{others}"
    assert issue.hint == UTF8_HINT
    assert decoded.text is not None
    assert isinstance(issue.anchor, int)
    assert decoded.text[issue.anchor] == "\ufffd"
    assert LineIndex(decoded.text).position(issue.anchor) == place


@pytest.mark.parametrize("data", ["[]".encode("utf-16"), b'["\xff"]', codecs.BOM_UTF8 + b"[]"])
def test_encoding_issue_has_the_path_of_the_root(data: bytes) -> None:
    """The path is that of the root, because no value is known yet."""
    assert [issue.path for issue in decode_bytes(data).issues] == [()]


def test_offset_counts_the_byte_order_mark() -> None:
    """The mark takes three bytes of the payload, but no column of the text."""
    decoded = decode_bytes(codecs.BOM_UTF8 + b'["\xff"]')
    mark, byte = decoded.issues
    assert mark.rule is Rule.BYTE_ORDER_MARK
    assert byte.message == "invalid UTF-8 at byte offset 5"
    assert byte.anchor == 2
    assert decoded.text == '["\ufffd"]'


def test_replacement_character_is_valid() -> None:
    """U+FFFD in valid UTF-8 is a character like any other."""
    assert decoded_issues('"\ufffd"'.encode()) == []


@pytest.mark.parametrize(
    ("text", "cleaned", "place"),
    [
        ("\ud800", "\ufffd", 0),
        ('"a\udfffb"', '"a\ufffdb"', 2),
        ('"\U0001f600\ud83d"', '"\U0001f600\ufffd"', 2),
        ('"\ude00\ud83d"', '"\ufffd\ufffd"', 1),
    ],
)
def test_lone_surrogates_in_a_str_are_reported_and_replaced(text: str, cleaned: str, place: int) -> None:
    """A str can contain lone surrogates, which bytes of UTF-8 cannot."""
    result = normalize_text(text)
    assert result.text == cleaned
    [issue] = result.issues
    assert (issue.rule, issue.anchor, issue.hint) == (Rule.ENCODING, place, UTF8_HINT)
    assert issue.message == "half of a surrogate pair; the other half is missing"


def test_two_surrogates_become_one_character() -> None:
    """The pair is reported all the same, because a str has the character itself."""
    result = normalize_text('"\ud83d\ude00"')
    assert result.text == '"\U0001f600"'
    assert [issue.anchor for issue in result.issues] == [1]


def test_str_loses_its_byte_order_mark() -> None:
    """A mark at the start of a str is the same note as in bytes, and offsets count after it."""
    assert normalize_text(TEXT).text == TEXT
    assert normalize_text(TEXT).issues == ()
    marked = normalize_text("\ufeff[\ud800]")
    assert marked.text == "[\ufffd]"
    assert [(issue.rule, issue.anchor) for issue in marked.issues] == [(Rule.BYTE_ORDER_MARK, 0), (Rule.ENCODING, 1)]


def test_repr_contains_no_payload() -> None:
    """The repr of decoded text can end up in a log."""
    assert "secret" not in repr(decode_bytes(b'"secret"'))


def test_mark_of_a_str_is_reported_like_that_of_bytes() -> None:
    """A str that was decoded elsewhere may have kept its mark."""
    decoded = normalize_text("\ufeff" + TEXT)
    assert decoded.text == TEXT
    assert decoded.issues == decode_bytes(codecs.BOM_UTF8 + TEXT.encode()).issues
    assert normalize_text(TEXT) == DecodedText(TEXT, ())
    mark, half = normalize_text("\ufeff[\ud800]").issues
    assert (mark.anchor, mark.path, half.anchor, half.path, half.hint) == (0, (), 1, (), UTF8_HINT)


@pytest.mark.parametrize(("codec", "name"), [("utf-16-le", "UTF-16"), ("utf-32-be", "UTF-32")])
def test_str_that_was_decoded_wrongly_has_no_text(codec: str, name: str) -> None:
    """The zeros in it show the encoding, as in bytes, and the issue is the same."""
    data = '{"a": 1}'.encode(codec)
    decoded = normalize_text(data.decode("latin-1"))
    assert decoded == decode_bytes(data)
    (issue,) = decoded.issues
    assert decoded.text is None
    assert name in issue.message


def test_offset_of_further_bytes_counts_the_byte_order_mark() -> None:
    """It is the offset in the payload, for one invalid byte and for several."""
    messages = [decode_bytes(b"\xef\xbb\xbf" + data).issues[-1].message for data in (b"[\xff]", b"[\xff\xff]")]
    assert ["offset 4" in message for message in messages] == [True, True]
