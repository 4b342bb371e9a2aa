"""Bytes to text: UTF-8 with and without its mark, other encodings, and bytes that are no text."""

from __future__ import annotations

import codecs

import pytest

from chatlayer_session.parsing.decode import DecodedText, decode_bytes, normalize_text, wide_encoding
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.rules import Rule

UTF8_HINT = "encode the payload as UTF-8"
BYTE_ORDER_MARK_HINT = "save the payload as UTF-8 without a byte order mark"

TEXT = '{"a": "\u00e9\U0001f600"}'


def told(data: bytes) -> list[tuple[Rule, object, str, str | None]]:
    """Return what is told of some bytes."""
    return [(each.rule, each.anchor, each.message, each.hint) for each in decode_bytes(data).issues]


@pytest.mark.parametrize("text", ["", "1", "12", "[]", "{}", TEXT, '"\\u0000"', "\n[]", "[\n]", "nul", "\x7f"])
def test_utf8_is_text_and_nothing_is_told(text: str) -> None:
    """Whatever the text is, if its bytes are UTF-8."""
    assert decode_bytes(text.encode()).text == text
    assert told(text.encode()) == []


def test_a_byte_order_mark_is_a_note_and_not_part_of_the_text() -> None:
    """It is told at the start; a second one stays in the text."""
    decoded = decode_bytes(codecs.BOM_UTF8 + TEXT.encode())
    assert decoded.text == TEXT
    message = "the payload starts with a byte order mark"
    assert told(codecs.BOM_UTF8 + TEXT.encode()) == [(Rule.BYTE_ORDER_MARK, 0, message, BYTE_ORDER_MARK_HINT)]
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
    """With byte order mark or without; there is no text then, and one finding at the start."""
    data = mark + text.encode(codec)
    message = f"expected UTF-8, found {name}"
    assert wide_encoding(data) == name
    assert told(data) == [(Rule.ENCODING, 0, message, UTF8_HINT)]
    assert decode_bytes(data).text is None


@pytest.mark.parametrize("text", ["5", "\u00e9", ""])
def test_marks_name_an_encoding_even_of_the_shortest_text(text: str) -> None:
    """A mark is enough, whatever follows it."""
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
def test_bytes_are_not_taken_for_another_encoding_without_need(data: bytes) -> None:
    """Zero bytes elsewhere than beside an ASCII character at the start tell nothing."""
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
def test_the_first_byte_that_is_not_utf8_is_told(
    data: bytes, offset: int, place: tuple[int, int], further: int
) -> None:
    """With its offset in the payload, its line and column, and how many more there are."""
    decoded = decode_bytes(data)
    [observation] = decoded.issues
    others = f", and in {further} more places" if further else ""
    assert observation.rule is Rule.ENCODING
    assert observation.message == f"invalid UTF-8 at byte offset {offset}{others}"
    assert observation.hint == UTF8_HINT
    assert decoded.text is not None
    assert isinstance(observation.anchor, int)
    assert decoded.text[observation.anchor] == "\ufffd"
    assert LineIndex(decoded.text).position(observation.anchor) == place


@pytest.mark.parametrize("data", ["[]".encode("utf-16"), b'["\xff"]', codecs.BOM_UTF8 + b"[]"])
def test_what_is_wrong_with_bytes_is_about_the_whole_payload(data: bytes) -> None:
    """The path is that of the root: no value is known yet to which the bytes belong."""
    assert [each.path for each in decode_bytes(data).issues] == [()]


def test_the_offset_counts_the_byte_order_mark() -> None:
    """The mark takes three bytes of the payload, but no column of the text."""
    decoded = decode_bytes(codecs.BOM_UTF8 + b'["\xff"]')
    mark, byte = decoded.issues
    assert mark.rule is Rule.BYTE_ORDER_MARK
    assert byte.message == "invalid UTF-8 at byte offset 5"
    assert byte.anchor == 2
    assert decoded.text == '["\ufffd"]'


def test_a_text_with_a_replacement_character_of_its_own_is_fine() -> None:
    """U+FFFD in valid UTF-8 is a character like any other."""
    assert told('"\ufffd"'.encode()) == []


@pytest.mark.parametrize(
    ("text", "cleaned", "place"),
    [
        ("\ud800", "\ufffd", 0),
        ('"a\udfffb"', '"a\ufffdb"', 2),
        ('"\U0001f600\ud83d"', '"\U0001f600\ufffd"', 2),
        ('"\ude00\ud83d"', '"\ufffd\ufffd"', 1),
    ],
)
def test_half_pairs_in_a_text_are_told_and_replaced(text: str, cleaned: str, place: int) -> None:
    """A str of text can hold what no bytes can."""
    result = normalize_text(text)
    assert result.text == cleaned
    [observation] = result.issues
    assert (observation.rule, observation.anchor, observation.hint) == (Rule.ENCODING, place, UTF8_HINT)
    assert observation.message == "half of a surrogate pair is not a character"


def test_two_halves_that_make_a_pair_become_the_character() -> None:
    """They are told all the same: a str has the character as one."""
    result = normalize_text('"\ud83d\ude00"')
    assert result.text == '"\U0001f600"'
    assert [each.anchor for each in result.issues] == [1]


def test_a_text_keeps_its_characters_and_loses_its_mark() -> None:
    """A mark at the start of a str is the same note as in bytes, and places count behind it."""
    assert normalize_text(TEXT).text == TEXT
    assert normalize_text(TEXT).issues == ()
    marked = normalize_text("\ufeff[\ud800]")
    assert marked.text == "[\ufffd]"
    assert [(each.rule, each.anchor) for each in marked.issues] == [(Rule.BYTE_ORDER_MARK, 0), (Rule.ENCODING, 1)]


def test_the_payload_is_not_in_the_repr() -> None:
    """What is decoded can end up in a log."""
    assert "secret" not in repr(decode_bytes(b'"secret"'))


def test_a_mark_at_the_start_of_a_text_is_told_as_that_of_bytes() -> None:
    """Text that was decoded elsewhere may have kept it."""
    decoded = normalize_text("\ufeff" + TEXT)
    assert decoded.text == TEXT
    assert decoded.issues == decode_bytes(codecs.BOM_UTF8 + TEXT.encode()).issues
    assert normalize_text(TEXT) == DecodedText(TEXT, ())
    mark, half = normalize_text("\ufeff[\ud800]").issues
    assert (mark.anchor, mark.path, half.anchor, half.path, half.hint) == (0, (), 1, (), UTF8_HINT)
