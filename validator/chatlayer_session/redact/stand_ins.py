"""Stand-ins for strings and numbers, made with a key.

A stand-in is an encryption that keeps the format: a Feistel network permutes all texts of one shape. The same value
therefore always has the same stand-in, and different values of one shape have different ones.
"""

from __future__ import annotations

import hmac
import math
import re
from hashlib import shake_256
from struct import pack, unpack
from typing import TYPE_CHECKING

from .alphabets import alphabets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..spec.fields import Field

MAX_WALK = 32_000
"""Characters of the stand-ins that are tried until one is suitable; after so many, the value stays."""

_ROUNDS = 10
_ROUNDS_OF_LONG_TEXT = 4
_LONG_TEXT = 32
_INTEGER_PART = re.compile("-?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"\.([0-9]+)")


class StandIns:
    """Makes stand-ins with a ``key``; no stand-in for a string ``is_reserved``."""

    def __init__(self, key: bytes, is_reserved: Callable[[str], bool]) -> None:
        self._key = key
        self._is_reserved = is_reserved

    def string(self, value: str) -> str:
        """Return the stand-in for a string: as long in characters and bytes, and with the same punctuation."""
        alphabets = alphabets_of(value)
        shape = "".join(
            character if alphabet is None else f"\0{alphabet.name}\0"
            for character, alphabet in zip(value, alphabets, strict=True)
        )
        places = [(index, alphabet) for index, alphabet in enumerate(alphabets) if alphabet is not None]
        sizes = [alphabet.size for _, alphabet in places]

        def text_of(digits: Sequence[int]) -> str:
            characters = list(value)
            for (index, alphabet), digit in zip(places, digits, strict=True):
                characters[index] = alphabet.character(digit)
            return "".join(characters)

        digits = [alphabet.number(ord(value[index])) for index, alphabet in places]
        return self._walk(shape, sizes, digits, text_of, lambda text: not self._is_reserved(text))

    def number(self, token: str, field: Field | None) -> str:
        """Return the stand-in for a number as JSON text, on the same side of the limits of its field."""
        spans = _digit_spans(token)
        shape = list(token)
        sizes: list[int] = []
        for index, lowest in spans:
            shape[index] = "#"
            sizes.append(10 - lowest)

        def text_of(digits: Sequence[int]) -> str:
            characters = list(token)
            for (index, lowest), digit in zip(spans, digits, strict=True):
                characters[index] = str(digit + lowest)
            return "".join(characters)

        wanted = _traits(token, field)
        digits = [int(token[index]) - lowest for index, lowest in spans]
        return self._walk("".join(shape), sizes, digits, text_of, lambda text: _traits(text, field) == wanted)

    def _walk(
        self,
        shape: str,
        sizes: Sequence[int],
        digits: Sequence[int],
        text_of: Callable[[Sequence[int]], str],
        is_suitable: Callable[[str], bool],
    ) -> str:
        """Return the first suitable text in the cycle of the permutation; a walk through it is a permutation too."""
        original = text_of(digits)
        if not digits:
            return original
        header = shape.encode(errors="surrogatepass")
        for _ in range(1 + MAX_WALK // len(digits)):
            digits = self._permute(header, sizes, digits)
            text = text_of(digits)
            if is_suitable(text):
                return text
        return original

    def _permute(self, shape: bytes, sizes: Sequence[int], digits: Sequence[int]) -> Sequence[int]:
        """Return the image of digits, each below its size, under the permutation for a shape."""
        if len(digits) > 1:
            return self._feistel(shape, sizes, digits)
        # One digit has no halves: its bits have, and numbers that are too large are skipped.
        (number,), (size,) = digits, sizes
        half = max(1, math.ceil((size - 1).bit_length() / 2))
        while True:
            high, low = self._feistel(shape, [1 << half] * 2, [number >> half, number & ((1 << half) - 1)])
            number = high << half | low
            if number < size:
                return [number]

    def _feistel(self, shape: bytes, sizes: Sequence[int], digits: Sequence[int]) -> Sequence[int]:
        halves = [list(digits[::2]), list(digits[1::2])]
        half_sizes = sizes[::2], sizes[1::2]
        header = pack("<Q", len(shape)) + shape
        for number in range(_ROUNDS if len(digits) < _LONG_TEXT else _ROUNDS_OF_LONG_TEXT):
            source, target = halves[number % 2], halves[1 - number % 2]
            message = bytes([number]) + header + pack(f"<{len(source)}I", *source)
            seed = hmac.digest(self._key, message, "sha256")
            shifts = unpack(f"<{len(target)}I", shake_256(seed).digest(4 * len(target)))
            target[:] = [
                (digit + shift) % size
                for digit, shift, size in zip(target, shifts, half_sizes[1 - number % 2], strict=True)
            ]
        result = [0] * len(digits)
        result[::2], result[1::2] = halves
        return result


def _digit_spans(token: str) -> list[tuple[int, int]]:
    """Return the index of each digit to replace, and the lowest digit there.

    A leading zero, zeros after the point and the exponent stay, because they decide the type and the magnitude.
    """
    spans: list[tuple[int, int]] = []
    integer = _INTEGER_PART.match(token)
    if integer is None:
        return spans
    if integer[1] != "0":
        spans = [(index, int(index == integer.start(1))) for index in range(*integer.span(1))]
    fraction = _FRACTION.match(token, integer.end())
    if fraction is not None and fraction[1].strip("0"):
        spans += [(index, 0) for index in range(*fraction.span(1))]
    return spans


def _traits(token: str, field: Field | None) -> tuple[object, ...]:
    """Return what the findings on a number depend on."""
    number = float(token)
    is_double = math.isfinite(number)
    minimum, maximum = field.range if field is not None else (None, None)
    return (
        is_double,
        is_double and number.is_integer(),
        minimum is not None and number < minimum,
        maximum is not None and number > maximum,
        number in field.values if field is not None else None,
    )
