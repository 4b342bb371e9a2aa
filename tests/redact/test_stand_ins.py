"""Stand-ins for strings and numbers."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Kind
from chatlayer_session.redact.stand_ins import StandIns
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import Field, field_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

STAND_INS = StandIns(b"k" * 32, lambda text: text == "known")
OTHER_KEY = StandIns(b"l" * 32, lambda text: text == "known")
INTERNAL = field_tree(packaged_catalog(), "1.1.0", Kind.INTERNAL)
SCORE = INTERNAL.members["nlp"].members["intent"].members["score"]
assert SCORE.range == (0, 1)


def shape(text: str) -> str:
    """Return a text with one letter for each kind of ASCII character."""
    return "".join(
        "9" if c.isdigit() else "A" if c.isupper() else "a" if c.islower() else c if c.isascii() else "?" for c in text
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jan Janssens",
        "+32 (0)470 12-34-56",
        "jan.janssens@example.com",
        "https://example.com/a?b=C#1",
        "emulator-d3b07384-d9a0-4c9b-8f3e-6f1d2c3b4a59",
        'line\nbreak\ttab "quoted" back\\slash',
    ],
)
def test_shape_stays(text: str) -> None:
    """A stand-in for ASCII text differs, but has the same kind of character in each place."""
    stand_in = STAND_INS.string(text)
    assert stand_in != text
    if "emulator" not in text:
        assert shape(stand_in) == shape(text)


@pytest.mark.parametrize("uuid", ["d3b07384-d9a0-4c9b-8f3e-6f1d2c3b4a59", "D3B07384-D9A0-4C9B-8F3E-6F1D2C3B4A59"])
def test_stand_in_for_a_uuid_is_one(uuid: str) -> None:
    """Its digits stay hexadecimal, in the same case, also inside a longer text."""
    for text in (uuid, f"emulator-{uuid}"):
        stand_in = STAND_INS.string(text)[-36:]
        assert stand_in != uuid
        assert [len(part) for part in stand_in.split("-")] == [8, 4, 4, 4, 12]
        digits = "0123456789abcdef" if uuid.islower() else "0123456789ABCDEF"
        assert set(stand_in) <= {*digits, "-"}


@given(st.text())
def test_lengths_stay(text: str) -> None:
    """A stand-in has as many characters, bytes of UTF-8 and bytes of JSON text, character by character."""
    stand_in = STAND_INS.string(text)
    assert [len(json.dumps(c)) for c in stand_in] == [len(json.dumps(c)) for c in text]
    assert [len(c.encode()) for c in stand_in] == [len(c.encode()) for c in text]


@given(st.text(st.characters()))
def test_lone_surrogates_stay(text: str) -> None:
    """Half of a surrogate pair is a finding, so it is not replaced, and none is made."""
    halves = [(index, c) for index, c in enumerate(text) if "\ud800" <= c <= "\udfff"]
    stand_in = STAND_INS.string(text)
    assert [(index, c) for index, c in enumerate(stand_in) if "\ud800" <= c <= "\udfff"] == halves


@pytest.mark.parametrize(
    "alphabet", ["0123456789", "abcdefghijklmnopqrstuvwxyz", "\u00e0\u00e1\u00e2\u4e00\u4e01", "!?.:"]
)
def test_different_values_have_different_stand_ins(alphabet: str) -> None:
    """All texts of a few characters are tried: the stand-ins of a shape are a permutation of it."""
    texts = ["".join(text) for length in (1, 2, 3) for text in product(alphabet[:10], repeat=length)]
    assert len({STAND_INS.string(text) for text in texts}) == len(texts)


def test_one_digit_is_permuted() -> None:
    """The stand-ins of single digits are the digits in a different order, which depends on the key."""
    orders = ["".join(stand_ins.string(digit) for digit in "0123456789") for stand_ins in (STAND_INS, OTHER_KEY)]
    assert [sorted(order) for order in orders] == [sorted("0123456789")] * 2
    assert len({*orders, "0123456789"}) == 3


def test_key_decides_the_stand_in() -> None:
    """Equal keys give equal stand-ins, and different keys different ones."""
    text = "Jan Janssens"
    assert StandIns(b"k" * 32, lambda _: False).string(text) == STAND_INS.string(text)
    assert OTHER_KEY.string(text) != STAND_INS.string(text)


def test_no_stand_in_is_reserved() -> None:
    """A reserved text is the stand-in of nothing: the permutation goes on to the next text."""
    everything = {first + second for first, second in product("abcdefghij", repeat=2)}
    plain = StandIns(b"k" * 32, lambda _: False)
    taken = plain.string("ab")
    careful = StandIns(b"k" * 32, lambda text: text == taken)
    assert careful.string("ab") == plain.string(taken)
    assert taken not in {careful.string(text) for text in everything - {taken}}


@pytest.mark.parametrize("text", ["", " ", '"', "\\/", "{}", "\ud800", "\u2028", "\n"])
def test_some_characters_stay(text: str) -> None:
    """White space, braces, characters with short escapes and invisible characters have no stand-in."""
    assert STAND_INS.string(text) == text


@pytest.mark.parametrize("text", [":-(", "?!?", "-.-.-", "***"])
def test_text_of_symbols_is_replaced(text: str) -> None:
    """Symbols stay between letters, but a text of symbols alone is a value too."""
    assert STAND_INS.string(text) != text
    assert len(STAND_INS.string(text)) == len(text)


def test_scripts_stay() -> None:
    """A stand-in for a Chinese, Japanese, Korean or pictorial text looks like one."""
    for text, first, last in (
        ("\u4f60\u597d", 0x3400, 0x9FFF),
        ("\u30c6\u30b9", 0x3040, 0x30FF),
        ("\ud55c\uad6d", 0xAC00, 0xD7A3),
        ("\U0001f600\U0001f601", 0x1F300, 0x1FAFF),
    ):
        stand_in = STAND_INS.string(text)
        assert stand_in != text
        assert all(first <= ord(character) <= last for character in stand_in)


@pytest.mark.parametrize(
    ("token", "stays"),
    [
        ("12.00", [".00"]),
        ("0.602", ["0."]),
        ("-7.25e-3", ["-", ".", "e-3"]),
        ("4815162342", []),
        ("1e400", ["e400"]),
        ("9" * 400, []),
    ],
)
def test_type_and_magnitude_of_a_number_stay(token: str, stays: list[str]) -> None:
    """Sign, decimal point, zeros after it and exponent stay; all other digits are replaced."""
    stand_in = STAND_INS.number(token, None)
    assert stand_in != token
    assert len(stand_in) == len(token)
    assert all(part in stand_in for part in stays)
    assert isinstance(json.loads(stand_in), type(json.loads(token)))
    assert float(token).is_integer() == float(stand_in).is_integer() or "e400" in token


@pytest.mark.parametrize("token", ["0", "1", "1.0", "0.0", "-0", "1e0", "0.000", "1.000000", "10e-1"])
def test_number_at_a_limit_stays_in_range(token: str) -> None:
    """No different number of this length is between 0 and 1, or it is one of few."""
    assert 0 <= float(STAND_INS.number(token, SCORE)) <= 1


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_side_of_the_range_stays(number: float) -> None:
    """A number below, in or above the range of its field has a stand-in there; both are integers or both are not."""
    stand_in = json.loads(STAND_INS.number(json.dumps(number), SCORE))
    assert (stand_in < 0, stand_in > 1) == (number < 0, number > 1)
    assert type(stand_in) is type(number)


def test_number_beyond_doubles_stays_beyond() -> None:
    """Integers on both sides of the largest double stay on their side."""
    for token in ("1" + "0" * 308, "179" + "9" * 306, "2" + "0" * 308):
        stand_in = STAND_INS.number(token, None)
        assert (float(stand_in) == float("inf")) == (float(token) == float("inf"))


def test_walk_is_bounded() -> None:
    """A long number stays if the few stand-ins that are tried are unsuitable."""
    calls = 0

    class Counting(StandIns):
        def _permute(self, shape: bytes, sizes: Sequence[int], digits: Sequence[int]) -> Sequence[int]:
            nonlocal calls
            calls += 1
            return super()._permute(shape, sizes, digits)

    token = "1." + "0" * 40_000 + "1"
    assert Counting(b"k" * 32, lambda _: False).number(token, Field((), None, None, "", range=(0, 1))) == token
    assert calls == 1
