"""Realistic strings and names for any field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .choices import SeededChoices

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .choices import Choices

PHRASES = (
    "yes please",
    "two of the small ones",
    "What time do you open tomorrow?",
    "I ordered on Monday and nothing has come yet.",
    "Kunt u dat nog eens uitleggen?",
    "Je voudrais changer l'adresse, s'il vous pla\u00eet",
    "Sch\u00f6ne Gr\u00fc\u00dfe",
    "\u8377\u7269\u306f\u3044\u3064\u5c4a\u304d\u307e\u3059\u304b",
    "thanks \U0001f44d",
    'it says "not found"\nand stops there',
)
"""Messages of users."""

TITLES = (
    "Opening hours",
    "Order status",
    "Klantendienst",
    "Choix de la langue",
    "R\u00fcckgabe",
    "\u914d\u9001\u72b6\u6cc1",
    "FAQ (old)",
)
"""Titles that bot builders choose."""

STEMS = ("extra", "attempt", "queue", "flag", "summary", "trace", "probe", "batch", "topic", "cursor")
"""The first parts of invented names."""

ENDINGS = ("", "Count", "Details", "At", "List", "_v2")
"""The last parts of invented names."""

ODD_NAMES = ("a/b", "~", "~1", "", " ", "0", '"', "\\", "a.b", "\u00e9", "\U0001f600", "x" * 70)
"""Names that programs often mishandle."""

SENTENCE_WORDS = 5
"""The fewest words of a sentence; a string with fewer is a title."""

TELEPHONE_DIGITS = 7
"""The fewest digits of a telephone number."""

VARIATIONS = 2**32
"""How many variations a sample has."""

_VARIABLE_PART = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+")
_HEX_DIGITS = "0123456789abcdef"


def is_like_telephone(text: str) -> bool:
    """Return whether a text looks like a telephone number, which no generated string may be varied to."""
    digits = text.removeprefix("+")
    return digits.isdigit() and len(digits) >= TELEPHONE_DIGITS


def similar_prose(samples: Sequence[str]) -> tuple[str, ...]:
    """Return sentences or titles like the samples; nothing if the samples are codes, which have no spaces."""
    words = max((sample.count(" ") + 1 for sample in samples), default=SENTENCE_WORDS)
    if words == 1:
        return ()
    return PHRASES if words >= SENTENCE_WORDS else TITLES


def vary(sample: str, choices: Choices) -> str:
    """Return a string of the same form with different digits and UUIDs; the sample itself is the simplest."""
    if not _VARIABLE_PART.search(sample):
        return sample
    variation = choices.integer(0, VARIATIONS)
    if variation == 0:
        return sample
    # One choice determines all digits, so variation is cheap, and simplifying leads back to the sample.
    source = SeededChoices(variation)
    return _VARIABLE_PART.sub(lambda match: _replace_digits(match[0], source), sample)


def _replace_digits(part: str, source: SeededChoices) -> str:
    if not part.isdigit():
        return "".join(digit if digit == "-" else source.pick(_HEX_DIGITS) for digit in part)
    # The first digit stays, because zero may not be allowed there.
    return part[0] + "".join(str(source.integer(0, 9)) for _ in part[1:])


def new_name(choices: Choices, taken: Collection[str]) -> str:
    """Return a name, mostly a realistic one, that differs from the taken names in more than case."""
    if not choices.is_arbitrary():
        name = choices.pick(STEMS) + choices.pick(ENDINGS)
    else:
        name = choices.text() if choices.chance(1, 2) else choices.pick(ODD_NAMES)
    folded = {other.casefold() for other in taken}
    while name.casefold() in folded:
        name += "x"
    return name
