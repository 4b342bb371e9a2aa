"""Alphabets: the characters that can replace each other in a stand-in.

The characters of an alphabet are alike, and have one length in UTF-8 and in JSON text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """The characters in some ranges of code points, both ends included, numbered from 0; ``name`` is unique."""

    name: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """The number of characters."""
        return sum(last - first + 1 for first, last in self.ranges)

    def number(self, code: int) -> int:
        """Return the number of a code point in the alphabet."""
        before = 0
        for first, last in self.ranges:
            if first <= code <= last:
                return before + code - first
            before += last - first + 1
        raise ValueError(code)

    def character(self, number: int) -> str:
        """Return the character with a number."""
        for first, last in self.ranges:
            if number <= last - first:
                return chr(first + number)
            number -= last - first + 1
        raise ValueError(number)


def _of(name: str, characters: str) -> Alphabet:
    return Alphabet(name, tuple((ord(character), ord(character)) for character in characters))


_SYMBOLS = _of("symbols", "!#$%&'()*+,-.:;<=>?@^_`|~")
"""Replaced only in text without anything else to replace. Braces and characters with short escapes always stay."""

_HEX_DIGITS = (Alphabet("hex", ((0x30, 0x39), (0x61, 0x66))), Alphabet("HEX", ((0x30, 0x39), (0x41, 0x46))))

# Invisible characters and noncharacters have no alphabet.
_ALPHABETS = (
    Alphabet("controls", ((0x00, 0x07), (0x0B, 0x0B), (0x0E, 0x1F))),
    Alphabet("digits", ((0x30, 0x39),)),
    Alphabet("upper", ((0x41, 0x5A),)),
    Alphabet("lower", ((0x61, 0x7A),)),
    Alphabet("latin", ((0xC0, 0x24F),)),
    Alphabet("greek", ((0x370, 0x52F),)),
    Alphabet("two bytes", ((0xA0, 0xBF), (0x250, 0x36F), (0x530, 0x7FF))),
    Alphabet("kana", ((0x3040, 0x30FF),)),
    Alphabet("han", ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))),
    Alphabet("hangul", ((0xAC00, 0xD7A3),)),
    Alphabet(
        "three bytes",
        (
            (0x800, 0x1FFF),
            (0x2070, 0x303F),
            (0x3100, 0x33FF),
            (0x4DC0, 0x4DFF),
            (0xA000, 0xABFF),
            (0xD7A4, 0xD7FF),
            (0xE000, 0xFDCF),
            (0xFDF0, 0xFEFE),
            (0xFF00, 0xFFEF),
        ),
    ),
    Alphabet("pictures", ((0x1F300, 0x1FAFF),)),
    Alphabet("four bytes", ((0x10000, 0x1F2FF), (0x1FB00, 0x10FFFF))),
)
_RANGES = sorted((first, last, alphabet) for alphabet in _ALPHABETS for first, last in alphabet.ranges)
_STARTS = [first for first, _, _ in _RANGES]

_UUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}")


def alphabets_of(text: str) -> list[Alphabet | None]:
    """Return the alphabet of each character of a text; None for a character that stays."""
    alphabets = list(map(_alphabet, text))
    for match in _UUID.finditer(text):
        # A stand-in for a UUID is one too.
        hex_digits = _HEX_DIGITS[match[0].upper() == match[0]]
        for index in range(match.start(), match.end()):
            alphabets[index] = hex_digits if alphabets[index] else None
    if not any(alphabets):
        symbols = set(map(ord, set(text))).intersection(chain.from_iterable(_SYMBOLS.ranges))
        return [_SYMBOLS if ord(character) in symbols else None for character in text]
    return alphabets


@lru_cache(maxsize=1024)
def _alphabet(character: str) -> Alphabet | None:
    code = ord(character)
    _, last, alphabet = _RANGES[bisect_right(_STARTS, code) - 1]
    return alphabet if code <= last else None
